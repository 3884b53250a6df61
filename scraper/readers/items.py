"""What the item readers have in common: the answer they give, and HTML that stands inside a feed or an API."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from archive.records import Block, Page
from scraper.readers.html import blocks_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Items:
    """What a listing, feed or API answer says, item by item."""

    pages: tuple[Page, ...] = ()
    """One page an item, in the listing's order, each with ``stream="item"``."""
    next_url: str = ""
    """Where the listing says that it goes on; ``""``: nowhere."""
    skipped: tuple[str, ...] = ()
    """Items that could not be read, each as "item 3: no link": its place, from 1, and what was wrong."""


def plain(markup: str) -> str:
    """The text of a piece of HTML on one line, NFC, tags stripped and entities resolved."""
    spaced = re.sub(r"<(?:/?(?:p|div|li|ul|ol|h\d|tr|td|blockquote)|br)\b", r" \g<0>", markup)
    body = LexborHTMLParser(spaced).body if "<" in markup or "&" in markup else None
    return fold(body.text() if body is not None else html.unescape(markup))


def fold(text: str) -> str:
    """White space folded to single spaces, NFC."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def blocks(markup: str, base_url: str) -> tuple[Block, ...]:
    """The blocks of an item's HTML content; none where it has no content."""
    return blocks_of(markup, base_url) if markup.strip() else ()


def absolute(link: object, base_url: str) -> str:
    """An http(s) URL made absolute; ``""`` where `link` is none."""
    if not isinstance(link, str) or not link.strip():
        return ""
    try:
        url = urljoin(base_url, link.strip())
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname else ""
