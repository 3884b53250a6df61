"""Sitevision, the CMS of many Swedish municipalities: a list page, or the feed of its archive portlet."""

from __future__ import annotations

from archive.records import Capture
from scraper.links import article_links
from scraper.readers import dates
from scraper.readers.items import Items
from scraper.spiders import listing

DATED = 3
"""So many links with a day in their path make a list of news."""


class Site(listing.Site):
    """A list page. Where news has the day in its path (``/2022-02-18-….html``), that tells it from everything else."""

    name = "sitevision"

    def find_links(self, capture: Capture, url: str) -> Items:
        """The news items that the page links to."""
        dated = article_links(capture.body, url, self.source, capture.fetched_at, lambda key: bool(dates.from_url(key)))
        return dated if len(dated.pages) >= DATED else super().find_links(capture, url)
