"""The open data of the Swedish police: one JSON list of the latest events, then each event's page."""

from __future__ import annotations

from archive.records import Capture
from scraper.readers import polisen_events
from scraper.readers.items import Items
from scraper.spiders.base import PressSpider


class Site(PressSpider):
    """polisen.se's list of events."""

    name = "polisen_events"

    def find(self, capture: Capture) -> Items:
        """The events of the list."""
        url = capture.final_url or capture.url
        return polisen_events.read_items(capture.body, url, self.source, capture.fetched_at)
