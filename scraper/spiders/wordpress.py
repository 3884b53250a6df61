"""WordPress: the REST API, page after page; where it is closed, the site's feed."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from archive.records import Capture
from scraper.readers import feed, media_kind, wordpress
from scraper.readers.items import Items
from scraper.spiders.base import PressSpider

AT_ONCE = 100
"""Posts of one answer: the most that the API allows."""


class Site(PressSpider):
    """A WordPress site; `url` is its home page, a section of it that has a feed, or the API's own address."""

    name = "wordpress"

    def listing_urls(self) -> tuple[str, ...]:
        """The API, then the feed."""
        if "/wp-json/" in self.source.url:
            return (self.source.url,)
        home = self.source.url.rstrip("/") + "/"
        return (urljoin(home, f"wp-json/wp/v2/posts?per_page={AT_ONCE}"), urljoin(home, "feed/"))

    def find(self, capture: Capture) -> Items:
        """The posts of one answer of the API, or the entries of the feed."""
        url = capture.final_url or capture.url
        if media_kind(capture) == "feed":
            return feed.read_items(capture.body, url, self.source, capture.fetched_at)
        items = wordpress.read_items(capture.body, url, self.source, capture.fetched_at)
        return replace(items, next_url=_next(url, capture.headers.get("x-wp-totalpages", "")))


def _next(url: str, total: str) -> str:
    """The API's next page; ``""`` after the last, or where the answer does not say how many there are."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    page = int(query.get("page", "1")) if query.get("page", "1").isdecimal() else 1
    if not total.isdecimal() or page >= int(total):
        return ""
    return parts._replace(query=urlencode({**query, "page": page + 1})).geturl()
