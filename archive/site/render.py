"""From rows to HTML. Everything scraped is hostile: Jinja escapes it, and a link leads only to http(s)."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from markupsafe import Markup, escape

from archive.site import codes
from archive.site.languages import Texts
from archive.site.search.hits import snippet

ZONE = ZoneInfo(os.environ.get("PRESSARKIV_TIMEZONE", "Europe/Stockholm"))
"""In which times are shown; addresses, exports and the tables keep UTC."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z")
_STAMP = re.compile(r"\d{4}-\d\d-\d\d(?:T|$| \d{1,2}:\d\d:\d\d)|\d{8,}$")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

Context = Mapping[str, Any]


class _Pages(Environment):
    """Templates that ask a row and the texts for what they hold by its key first: an attribute that is not there costs an
    exception."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What a template means by ``obj.attribute``."""
        if type(obj) in _KEYED:
            try:
                return obj[attribute]
            except LookupError:
                return super().getattr(obj, attribute)
        return super().getattr(obj, attribute)


_KEYED = (sqlite3.Row, Texts)


@cache
def environment() -> Environment:
    """The site's templates with its filters."""
    env = _Pages(
        loader=PackageLoader("archive.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {
        filter.__name__: filter
        for filter in (time, day, span, printed, paragraphs, web, hits, snippet, opening, number, reason, note)
    }
    return env


@pass_context
def reason(context: Context, code: str) -> str:
    """A code for why something was as it was, in words."""
    return codes.reason(context["t"], code)


@pass_context
def note(context: Context, line: str) -> list[codes.Said]:
    """What is noted of a night, sentence by sentence."""
    return codes.note(context["t"], line)


@pass_context
def time(context: Context, value: str) -> Markup:
    """A ``time`` element with day and time in the site's zone; the day alone where no time is known."""
    return _element(value, said(context["t"], value))


@pass_context
def day(context: Context, value: str) -> Markup:
    """A ``time`` element that shows the day only."""
    return _element(value, said_day(context["t"], value))


@pass_context
def span(context: Context, start: str, end: str) -> Markup:
    """From when to when; one time where both are the same."""
    first = time(context, start)
    return first if start == end else Markup("%s – %s") % (first, time(context, end))


def said(texts: Texts, value: str) -> str:
    """A time as a reader says it: ``1 juni 2024 kl. 00.30``; what is no time as it is."""
    local = _local(value)
    if local is None:
        return said_day(texts, value)
    return texts["moment"].format(day=said_day(texts, value), hour=f"{local:%H}", minute=f"{local:%M}")


def said_day(texts: Texts, value: str) -> str:
    """A day as a reader says it: ``1 juni 2024``; "no date" for an empty one, what is no time as it is."""
    if not value:
        return texts["no_day"]
    local = _local(value)
    date = f"{local:%Y-%m-%d}" if local else value
    if not _DAY.fullmatch(date) or not 1 <= int(date[5:7]) <= 12:
        return value[:40]
    return f"{int(date[8:])} {texts['months'][int(date[5:7]) - 1]} {int(date[:4])}"


def _local(value: str) -> datetime | None:
    if not _MOMENT.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value).astimezone(ZONE)
    except (ValueError, OverflowError):
        return None


def _element(value: str, shown: str) -> Markup:
    if not (_MOMENT.fullmatch(value) or _DAY.fullmatch(value)):
        return Markup(escape(shown))
    title = value.replace("T", " ").replace("Z", " UTC")
    return Markup('<time datetime="%s" title="%s">%s</time>') % (value, title, shown)


def printed(raw: str) -> bool:
    """Whether a date as found on the page was meant for people: a machine's stamp says nothing beside the time."""
    return bool(raw) and not _STAMP.match(raw)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text."""
    return [paragraph for paragraph in text.split("\n\n") if paragraph.strip()]


def web(url: str) -> str:
    """The URL when it is http(s) and names a host, else ``""``: nothing else is ever made a link."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname else ""


def hits(text: str, pattern: re.Pattern[str] | None) -> Markup:
    """A text, escaped, what the pattern finds in ``mark`` elements."""
    if pattern is None:
        return escape(text)
    shown, end = [], 0
    for found in pattern.finditer(text):
        shown += [escape(text[end : found.start()]), Markup("<mark>"), escape(found[0]), Markup("</mark>")]
        end = found.end()
    return Markup("".join([*shown, escape(text[end:])]))


def opening(text: str, length: int = 220) -> str:
    """The start of a text, cut after a word."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[:length].rsplit(" ", 1)[0] + " …"


def number(value: int) -> str:
    """A number in groups of three digits: ``12 345``."""
    return f"{value:,}".replace(",", "\u202f")
