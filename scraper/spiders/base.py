"""What all kinds of site have in common: the walk over the listing, and the pages that are due.

A kind of site is a module beside this one with a class ``Site`` that says where its listing is and how to find items.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy import Request

from archive.records import Capture, Page
from scraper.attachments import attachment_urls
from scraper.judging import Verdict, judge
from scraper.readers.items import Items
from scraper.spiders.capturing import SILENCE, CapturingSpider, Night

LISTING, NEW, FILE, AGAIN = 100, 20, 10, 0
"""Which request goes first."""


class PressSpider(CapturingSpider):
    """One night of one source."""

    name = "press"

    def __init__(self, night: Night, **kwargs: Any):
        super().__init__(night, **kwargs)
        self.waiting = list(self.listing_urls())
        self.has_taken_known = False
        self.walked: set[str] = set()

    # What a kind of site says of itself -------------------------------------------------------------------------

    def listing_urls(self) -> tuple[str, ...]:
        """Where the listing may be: each is tried only when the one before it fails or is empty."""
        return (self.source.url,)

    def find(self, capture: Capture) -> Items:
        """The items of a listing's capture and where it goes on; `ValueError` when it is not what it should be."""
        raise NotImplementedError

    async def start(self) -> AsyncIterator[Request]:
        """The first listing."""
        for request in self.ask_listing(self.waiting.pop(0)):
            yield request

    def ask_listing(self, url: str) -> Iterator[Request]:
        """The request for a listing page."""
        self.walked.add(url)
        self.known.take_listing(url)
        yield from self.ask(url, "listing", LISTING)

    # Answers ----------------------------------------------------------------------------------------------------

    def read(self, capture: Capture, detail: str = "") -> Iterator[Request]:
        """What follows from a capture that is stored."""
        verdict = judge(capture, self.source.url)
        if capture.role == "listing":
            yield from self.read_listing(capture, verdict, detail)
            return
        self.count(capture, verdict)
        if verdict.outcome == "ok" and capture.role == "page":
            yield from self.take_files(capture)

    # The walk ---------------------------------------------------------------------------------------------------

    def read_listing(self, capture: Capture, verdict: Verdict, detail: str) -> Iterator[Request]:
        """Requests for the pages that a listing's capture leads to, for the next listing page and for known pages."""
        items, problem = self.items_of(capture, verdict, detail)
        if problem and self.waiting:
            yield from self.ask_listing(self.waiting.pop(0))
            return
        if problem:
            self.tally.problems.append(problem)
            if verdict.outcome == "denied" or capture.error in SILENCE:
                self.end(verdict.reason, left=self.pending())
        self.waiting.clear()
        yield from self.walk(items)
        if not self.has_taken_known:
            self.has_taken_known = True
            for visit in self.known.take_all_due(self.night.begun):
                yield from self.ask(visit.url, visit.role or "page", AGAIN)

    def items_of(self, capture: Capture, verdict: Verdict, detail: str) -> tuple[Items, str]:
        """The items of a listing's capture, and what is wrong with it: ``""`` for nothing."""
        where = capture.url
        if verdict.outcome == "not-modified":
            capture = self.night.work.latest(self.source.id, capture.url) or capture
        elif verdict.outcome != "ok":
            return Items(), f"the listing {where} failed: {verdict.reason}" + (f" ({detail})" if detail else "")
        try:
            items = self.find(capture)
        except ValueError as error:
            return Items(), f"the listing {where} could not be read: {error}"
        if items.pages or items.next_url or self.tally.listing_pages:
            return items, ""
        return items, f"the listing {where} is empty"

    def walk(self, items: Items) -> Iterator[Request]:
        """Requests for the items of one listing page, and for the next one while there may be unseen items on it."""
        self.tally.listing_pages += 1
        self.tally.listed += len(items.pages)
        self.tally.skipped.update(reason.partition(": ")[2] or reason for reason in items.skipped)
        goes_on = self.goes_on(items)
        yield from self.pages_of(items)
        if not goes_on or not items.next_url:
            return
        if self.tally.listing_pages >= self.night.listing_pages:
            self.tally.remarks.append(f"stopped walking after {self.tally.listing_pages} listing pages")
        elif items.next_url not in self.walked:
            yield from self.ask_listing(items.next_url)

    def goes_on(self, items: Items) -> bool:
        """Whether to walk on behind these items: something unseen is among them, or they are newer than `since`."""
        if self.night.since:
            dated = [page.published_at or page.modified_at for page in items.pages]
            if any(dated):
                return any(at >= self.night.since for at in dated if at)
        return not items.pages or any(self.known.is_fresh(page.url) for page in items.pages if page.url)

    def pages_of(self, items: Items) -> Iterator[Request]:
        """Requests for those of the items whose pages are due, unseen ones first."""
        again: list[str] = []
        for page in items.pages:
            if not page.url:
                self.tally.skipped["no URL"] += 1
            elif self.is_too_old(page):
                self.tally.skipped["older than asked for"] += 1
            else:
                is_new = self.known.is_new(page.url)
                if not self.known.take(page, self.night.begun):
                    continue
                if is_new:
                    yield from self.ask(page.url, "page", NEW)
                else:
                    again.append(page.url)
        for url in again:
            yield from self.ask(url, "page", AGAIN)

    def is_too_old(self, page: Page) -> bool:
        """Whether an unknown item lies before the day down to which a backfill was asked for."""
        return bool(self.night.since and page.published_at and page.published_at < self.night.since) and (
            self.known.is_new(page.url)
        )

    def take_files(self, capture: Capture) -> Iterator[Request]:
        """Requests for the files that a page attaches and that are due."""
        for url in attachment_urls(capture.body or b"", capture.final_url or capture.url):
            if self.known.take(Page(key=url, url=url), self.night.begun):
                yield from self.ask(url, "attachment", FILE)
