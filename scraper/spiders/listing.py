"""Any press page: articles told from navigation by the page's own repetition, the next page followed."""

from __future__ import annotations

from archive.records import Capture
from scraper.links import article_links
from scraper.readers import feed, media_kind
from scraper.readers.items import Items
from scraper.spiders.base import PressSpider


class Site(PressSpider):
    """A listing page of no known kind; a feed at the same place is read as one."""

    name = "listing"

    def find(self, capture: Capture) -> Items:
        """The articles that the listing links to."""
        url = capture.final_url or capture.url
        if media_kind(capture) == "feed":
            return feed.read_items(capture.body, url, self.source, capture.fetched_at)
        return self.find_links(capture, url)

    def find_links(self, capture: Capture, url: str) -> Items:
        """The articles that an HTML listing links to."""
        return article_links(capture.body, url, self.source, capture.fetched_at)
