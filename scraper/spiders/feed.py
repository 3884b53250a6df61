"""RSS and Atom: the entries of a feed, then their pages."""

from __future__ import annotations

from archive.records import Capture
from scraper.readers import feed
from scraper.readers.items import Items
from scraper.spiders.base import PressSpider


class Site(PressSpider):
    """A feed; further pages where it names them (RFC 5005)."""

    name = "feed"

    def find(self, capture: Capture) -> Items:
        """The entries of the feed."""
        return feed.read_items(capture.body, capture.final_url or capture.url, self.source, capture.fetched_at)
