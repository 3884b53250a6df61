"""Memento (RFC 7089): how programs find out how a page read at a time. What goes into headers and time maps."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import quote

from archive.site.visit import Visit

_SAFE = "/:?&=%#@!$'()*+,;~[]"
_MAPPED = 'rel="{}"; type="application/link-format"'


def http_date(moment: str) -> str:
    """A UTC time as HTTP writes it."""
    return format_datetime(datetime.fromisoformat(moment).astimezone(UTC), usegmt=True)


def wished_moment(header: str) -> str | None:
    """The time of an ``Accept-Datetime`` header as UTC; ``""`` when none is asked for, None when it is no time."""
    if not header.strip():
        return ""
    try:
        wished = parsedate_to_datetime(header)
        there = wished.replace(tzinfo=UTC) if wished.tzinfo is None else wished.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
    return f"{there.replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def memento_datetime(moment: str) -> dict[str, str]:
    """The header of a wording: since when it reads so."""
    return {"Memento-Datetime": http_date(moment)}


def memento_url(visit: Visit, id: str, moment: str) -> str:
    """Where the wording that was first seen at a moment is read."""
    return f"{visit.root}/a/{quote(id)}@{moment}"


def links_of(visit: Visit, id: str, url: str, versions: Sequence[sqlite3.Row]) -> dict[str, str]:
    """The ``Link`` header of an article: the page itself, its time gate and map, its first and last wording."""
    found = _services(visit, url, "timemap")
    if len(versions) == 1:
        found.append(_memento(visit, id, versions[0], "first last memento"))
    elif versions:
        found += [_memento(visit, id, versions[-1], "first memento"), _memento(visit, id, versions[0], "last memento")]
    return {"Link": ", ".join(found)}


def _services(visit: Visit, url: str, map_is: str) -> list[str]:
    """Links to the page itself, its time gate and its time map. A ``#`` ends an address here, so it is encoded there."""
    page = quote(url, safe=_SAFE)
    below = page.replace("#", "%23")
    return [
        f'<{page}>; rel="original"',
        f'<{visit.root}/timegate/{below}>; rel="timegate"',
        f"<{visit.root}/timemap/link/{below}>; {_MAPPED.format(map_is)}",
    ]


def time_map(visit: Visit, id: str, url: str, versions: Sequence[sqlite3.Row]) -> str:
    """All wordings of a page, oldest first, as ``application/link-format`` (RFC 6690); versions come newest first."""
    lines = _services(visit, url, "self")
    lines[-1] += f'; from="{http_date(versions[-1]["seen_from"])}"; until="{http_date(versions[0]["seen_from"])}"'
    for place, version in enumerate(reversed(versions)):
        place_names = [*(["first"] if not place else []), *(["last"] if place == len(versions) - 1 else []), "memento"]
        lines.append(_memento(visit, id, version, " ".join(place_names)))
    return ",\n".join(lines) + "\n"


def _memento(visit: Visit, id: str, version: sqlite3.Row, relation: str) -> str:
    moment = version["seen_from"]
    return f'<{memento_url(visit, id, moment)}>; rel="{relation}"; datetime="{http_date(moment)}"'
