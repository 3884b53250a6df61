"""What is read on one page, as plain functions: for measuring against pages whose title, author, day and text are known.

Each takes the page as text and gives what the whole chain would on that page alone: no other page of the site is
known, so nothing counts as repeated.
"""

from __future__ import annotations

import re

from archive.records import Capture, Page, Source
from dedupe.boilerplate import EMPTY
from dedupe.clean import clean, wording
from scraper.readers.page import read_page

SOURCE = Source(id="bench", name="", kind="other", cms="listing", url="https://bench.example/")
AT = "2026-05-01T00:00:00Z"
"""When the pages are taken to have been fetched, where nobody has said it."""

_LOCAL = re.compile(r"\d{4}-\d\d-\d\d(?=T[\d:.]+[+-]\d\d)")


def page(html: str, url: str | None = None) -> Page:
    """All that is read."""
    url = url or SOURCE.url
    headers = {"content-type": "text/html; charset=utf-8"}
    body = html.encode("utf-8", "replace")
    return read_page(Capture(source=SOURCE.id, url=url, fetched_at=AT, status=200, headers=headers, body=body), SOURCE)


def text(html: str) -> str:
    """Lead and body after cleaning, a blank line between blocks."""
    read = page(html)
    words = wording(read, clean(read, EMPTY))
    return "\n\n".join(filter(None, (words.lead, words.body)))


def date(html: str, url: str | None = None) -> str:
    """The day of publication, ``YYYY-MM-DD``, in the page's own zone where it prints one, else in UTC; ``""``: unknown."""
    read = page(html, url)
    local = _LOCAL.match(read.published_raw)
    return local.group() if local else read.published_at[:10]


def title(html: str) -> str:
    """The title."""
    return page(html).title


def author(html: str) -> str:
    """The author's name, several joined by ", "."""
    return page(html).author
