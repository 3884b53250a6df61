"""From rows to HTML. Everything scraped is hostile: Jinja escapes it, and a link leads only to http(s)."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from archive.site.search import snippet
from archive.site.texts import ENGLISH

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d)?Z")


@cache
def environment() -> Environment:
    """The site's templates with its filters and texts."""
    env = Environment(
        loader=PackageLoader("archive.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {
        filter.__name__: filter for filter in (time, day, span, paragraphs, web, hits, snippet, opening, number)
    }
    env.globals["t"] = ENGLISH
    return env


def time(value: str) -> Markup:
    """A ``time`` element: ``2024-05-31 22:30 UTC``, or the day where no time is known."""
    shown = _MOMENT.sub(r"\1 \2 UTC", value)
    return Markup('<time datetime="{}">{}</time>').format(value, shown) if value else Markup(escape(ENGLISH["no_day"]))


def day(value: str) -> Markup:
    """A ``time`` element that shows the day only."""
    shown = value[:10]
    return Markup('<time datetime="{}">{}</time>').format(value, shown) if value else Markup(escape(ENGLISH["no_day"]))


def span(start: str, end: str) -> Markup:
    """From when to when: ``2024-05-31 22:30 – 2024-06-02 03:00 UTC``; one time where both are the same."""
    if start == end:
        return time(start)
    return Markup('<time datetime="{}">{}</time> – {}').format(start, time(start).striptags()[:16], time(end))


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
    shown, end = Markup(""), 0
    for found in pattern.finditer(text) if pattern else ():
        shown += text[end : found.start()] + Markup("<mark>{}</mark>").format(found[0])
        end = found.end()
    return shown + text[end:]


def opening(text: str, length: int = 220) -> str:
    """The start of a text, cut after a word."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[:length].rsplit(" ", 1)[0] + " …"


def number(value: int) -> str:
    """A number in groups of three digits: ``12 345``."""
    return f"{value:,}".replace(",", "\u202f")
