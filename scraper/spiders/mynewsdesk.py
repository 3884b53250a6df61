"""Newsrooms at Mynewsdesk: a listing with a cursor for the next page, or the newsroom's feed."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from archive.records import Capture
from scraper.links import article_links
from scraper.readers.encoding import decode
from scraper.readers.items import Items
from scraper.spiders import listing

TEXTS = ("mynewsdesk:pressrelease:", "mynewsdesk:news:", "mynewsdesk:blog_post:")
"""Keys of the items that are texts; images, videos and events are none."""


class Site(listing.Site):
    """A newsroom: its items are known by their type and number."""

    name = "mynewsdesk"

    def find_links(self, capture: Capture, url: str) -> Items:
        """Every link to a release, news item or blog post, and the page's own cursor."""
        items = article_links(capture.body, url, self.source, capture.fetched_at, lambda key: key.startswith(TEXTS))
        return replace(items, next_url=_cursor(decode(capture.body), url) or items.next_url)


def _cursor(html: str, url: str) -> str:
    """The link that carries on after the last item (``?after=<milliseconds>_<id>--Pressrelease``)."""
    for node in LexborHTMLParser(html).css("a[href*='after=']"):
        target = urljoin(url, node.attributes.get("href") or "")
        if "after" in parse_qs(urlsplit(target).query):
            return target
    return ""
