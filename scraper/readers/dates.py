"""Printed and machine-written dates → UTC times or days.

One regular expression finds the forms that Europe's pages print; the words come from `months`. A printed weekday is
read over, a date that no calendar has is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from datetime import timezone as fixed_zone
from functools import lru_cache
from zoneinfo import ZoneInfo

from scraper.readers.date_patterns import BESIDE, HINT, IN_URL, KINDS, KINDS_IN_LOWER_CASE, MACHINE, PRINTED, UNIX_DATE
from scraper.readers.months import DAYS_AGO, MONTHS, SEASONAL_ZONES, SECONDS, ZONES

LONGEST_LINE = 500
"""Characters of a line that are searched: a date line is short, and scraped text may not be."""

_OFFSET = re.compile(r"([+-])(\d\d?):?(\d\d)?$")


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as it was printed and what it means."""

    at: str
    """``2016-10-24T06:40:00Z``, or ``2016-10-24`` where no time of day was given."""
    raw: str
    """The words it was read from: ``Okt 24, 2016 08:40 CEST``."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in a line and what the words before it say about it."""

    kind: str
    """``published``, ``modified`` or ``""``: the line does not say."""
    moment: Moment


@dataclass(frozen=True, slots=True)
class _Setting:
    """What a printed date leaves unsaid."""

    zone: ZoneInfo
    now: datetime | None
    month_first: bool
    year: int


def parse(text: str, *, timezone: str = "UTC", now: str = "", language: str = "", year: int = 0) -> Moment | None:
    """The moment that `text` names if it is one printed date and nothing else, weekday apart; else ``None``.

    Arguments as for `find_all`.
    """
    found = find_all(text, timezone=timezone, now=now, language=language, year=year)
    if len(found) != 1:
        return None
    rest = BESIDE.sub(" ", KINDS.sub(" ", text.replace(found[0].moment.raw, " ", 1)))
    return None if re.search(r"\w", rest) else found[0].moment


def find(text: str, *, timezone: str = "UTC", now: str = "", language: str = "", year: int = 0) -> Moment | None:
    """The first date printed in a short line, or ``None``. Arguments as for `find_all`."""
    found = find_all(text, timezone=timezone, now=now, language=language, year=year)
    return found[0].moment if found else None


def find_all(text: str, *, timezone: str = "UTC", now: str = "", language: str = "", year: int = 0) -> list[Dated]:
    """All dates printed in a line's first 500 characters, in order, each with the kind its own words give it.

    A time without a zone is local to `timezone` (IANA). `now` is the time of the fetch (ISO, UTC): "yesterday" and
    "2 hours ago" count from it, and a date without a year is the last such day before it, unless `year` is given.
    Without `now` and `year` those give nothing. Numeric dates are read day first unless `language` is ``en-us``, or
    ``en`` with an American `timezone` or, where no country is known, with UTC, or the calendar forbids it.
    """
    line = text[:LONGEST_LINE]
    return list(_found(line, _setting(timezone, now, language, year))) if HINT.search(line) else []


@lru_cache(maxsize=256)
def _found(line: str, setting: _Setting) -> tuple[Dated, ...]:
    found, end = [], 0
    for match in PRINTED.finditer(line):
        at = _at(match, setting)
        if at:
            found.append(Dated(classify(line[end : match.start()]), Moment(at, match.group().strip(" ,;(-•|"))))
            end = match.end()
    return tuple(found)


def classify(text: str) -> str:
    """``published`` or ``modified`` after the last such word in `text` ("Senast ändrad"), ``""`` without one."""
    return _classified(text[-LONGEST_LINE:])


@lru_cache(maxsize=4096)
def _classified(line: str) -> str:
    kind = ""
    for match in KINDS_IN_LOWER_CASE.finditer(line.lower()):
        kind = match.lastgroup or ""
    return kind


def from_url(url: str) -> str:
    """The day that a URL's path or query names, ``YYYY-MM-DD``; ``""`` where it names none or only a month."""
    for match in IN_URL.finditer(url.partition("://")[2] or url):
        y, _, m, d, y2, m2, d2, y3, name, d3, d4, m4, y4 = match.groups()
        month = MONTHS[name.lower()] if name else int(m or m2 or m4)
        day = _day(int(y or y2 or y3 or y4), month, int(d or d2 or d3 or d4))
        if day:
            return day.isoformat()
    return ""


@lru_cache(maxsize=256)
def clean_iso(value: str, *, timezone: str = "UTC", now: str = "") -> Moment | None:
    """The moment of a machine-written date: ISO 8601 in the wild, RFC 822, or a printed date in its place.

    Hours of one digit, a space for the ``T`` and a missing zone (then local to `timezone`) are accepted; a month
    without a day and a date that no calendar has give ``None``. Midnight to the second is a day without a time.
    """
    value = value.strip()[:100]
    match = MACHINE.match(value)
    if not match:
        found = find(UNIX_DATE.sub(r"\1 \2, \5 \3 \4", value), timezone=timezone, now=now)
        return Moment(found.at, value) if found else None
    day = _day(int(match["y"]), int(match["m"]), int(match["d"]))
    if not day:
        return None
    clock = (int(match["h"]), int(match["mi"]), int(match["s"] or 0)) if match["h"] else None
    if not clock or clock == (0, 0, 0) or not _is_clock(clock):
        return Moment(day.isoformat(), value)
    return Moment(_utc(day, clock, _zone(match["zone"], ZoneInfo(timezone))), value)


@lru_cache(maxsize=64)
def _setting(timezone: str, now: str, language: str, year: int) -> _Setting:
    zone = ZoneInfo(timezone)
    language = language.lower().replace("_", "-")
    american = language == "en-us" or (language.startswith("en") and timezone.startswith(("America/", "US/")))
    american = american or (language == "en" and timezone == "UTC")
    fetched = datetime.fromisoformat(now).astimezone(zone) if now else None
    return _Setting(zone, fetched, american, year)


def _at(match: re.Match[str], setting: _Setting) -> str:
    """The match as UTC time or day, ``""`` where it is no date."""
    if match["ago_unit"] or match["vor_unit"]:
        return _ago(match["ago_n"] or match["vor_n"], match["ago_unit"] or match["vor_unit"], setting)
    day = _printed_day(match, setting)
    if not day:
        return ""
    clock, zone = _clock(match)
    return _utc(day, clock, _zone(zone, setting.zone)) if clock else day.isoformat()


def _printed_day(match: re.Match[str], setting: _Setting) -> date | None:
    if match["near"]:
        return setting.now.date() - timedelta(days=DAYS_AGO[match["near"].lower()]) if setting.now else None
    if match["iso_y"]:
        return _day(int(match["iso_y"]), int(match["iso_m"]), int(match["iso_d"]))
    if match["num_a"]:
        return _numeric_day(match, setting)
    name, day = match["dmy_m"] or match["mdy_m"], int(match["dmy_d"] or match["mdy_d"])
    year = match["dmy_y"] or match["mdy_y"] or (match["dmy_yy"] and f"20{match['dmy_yy']}")
    month = MONTHS[name.lower()]
    return _day(int(year), month, day) if year else _last(month, day, setting)


def _numeric_day(match: re.Match[str], setting: _Setting) -> date | None:
    """``4/3 2024``, ``04.03.2024``, ``04.03.24``: day first; month first for America, or where nothing else is a date."""
    if match["num_sep"] == "-" and not match["num_y"]:
        return None
    first, second = int(match["num_a"]), int(match["num_b"])
    year = int(match["num_y"] or match["num_ys"] or f"20{match['num_yy']}")
    if setting.month_first and match["num_sep"] != ".":
        first, second = second, first
    return _day(year, second, first) or (_day(year, first, second) if match["num_sep"] != "." else None)


def _last(month: int, day: int, setting: _Setting) -> date | None:
    """The day of that name in the setting's year, else the last one before its `now` (a day's grace for clocks)."""
    if setting.year:
        return _day(setting.year, month, day)
    if not setting.now:
        return None
    latest = setting.now.date() + timedelta(days=1)
    for year in range(latest.year, latest.year - 5, -1):
        found = _day(year, month, day)
        if found and found <= latest:
            return found
    return None


def _ago(number: str, unit: str, setting: _Setting) -> str:
    """Days and weeks give a day, shorter units a time."""
    if not setting.now:
        return ""
    seconds = SECONDS[unit.lower()]
    then = setting.now - timedelta(seconds=seconds * (int(number) if number.isdigit() else 1))
    return then.date().isoformat() if seconds >= 86400 else _stamp(then)


def _clock(match: re.Match[str]) -> tuple[tuple[int, int, int] | None, str]:
    """Hour, minute, second beside the date, and its zone as printed; a lone number is a time only if words say so."""
    if match["h"] and (match["mi"] or match["ap"] or match["clock"] or match["uhr"]):
        hour = _hour(int(match["h"]), match["ap"])
        zone = match["zone"] or ""
        if zone.startswith("-") and ":" in zone and not (match["s"] or match["t"]):
            zone = ""  # "09:00-12:00" is a span of time, not an offset
        return (hour, int(match["mi"] or 0), int(match["s"] or 0)), zone
    if match["eh"]:
        return (_hour(int(match["eh"]), match["eap"]), int(match["emi"]), 0), match["ezone"] or ""
    return None, ""


def _hour(hour: int, half: str | None) -> int:
    if not half or hour > 12:
        return hour
    return hour % 12 + (12 if half.lower().startswith("p") else 0)


def _zone(printed: str | None, local: ZoneInfo) -> tzinfo:
    """The zone of an abbreviation or offset, `local` where none is printed."""
    if not printed:
        return local
    name = printed.upper().strip()
    if name in SEASONAL_ZONES:
        return ZoneInfo(SEASONAL_ZONES[name])
    if name in ZONES:
        return fixed_zone(timedelta(minutes=ZONES[name]))
    offset = _OFFSET.search(name)
    if not offset:
        return local
    minutes = int(offset[2]) * 60 + int(offset[3] or 0)
    return fixed_zone(timedelta(minutes=-minutes if offset[1] == "-" else minutes)) if minutes < 24 * 60 else local


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_clock(clock: tuple[int, int, int]) -> bool:
    return clock[0] < 24 and clock[1] < 60 and clock[2] < 60


def _utc(day: date, clock: tuple[int, int, int], zone: tzinfo) -> str:
    return _stamp(datetime(day.year, day.month, day.day, *clock, tzinfo=zone))


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
