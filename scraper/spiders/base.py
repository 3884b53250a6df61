"""What all kinds of site have in common: the walk over the listing, the pages that are due, and their captures.

A kind of site is a module beside this one with a class ``Site`` that says where its listing is and how to find items.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.records import Capture, Page, Source
from archive.work import Work
from scraper.attachments import attachment_urls
from scraper.judging import Verdict, judge
from scraper.known import Known
from scraper.manners.gate import Gate, NightOver
from scraper.manners.redirects import check_target
from scraper.manners.refusals import Refused
from scraper.readers.items import Items
from scraper.revisit import stamp
from scraper.tally import Tally

logger = logging.getLogger("scraper.crawl")

LISTING, NEW, FILE, AGAIN = 100, 20, 10, 0
"""Which request goes first."""

REFUSALS = frozenset(
    ["challenge", "status-401", "status-403", "status-429", "login-page", "login-redirect", "denied-page"]
)
"""Verdicts that mean: this site does not want to be read, rather than this page."""

SILENCE = frozenset(["dns", "timeout", "connection", "tls"])
"""Verdicts that mean: this host does not answer."""

REFUSED_IN_A_ROW = 3
"""Such answers one after another, after which a night ends."""

BETWEEN_COMMITS = 0.5
BETWEEN_REPORTS = 30.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Night:
    """What a spider is told about its run."""

    source: Source
    run: str
    work: Work
    gate: Gate
    known: Known
    begun: float
    """Unix time of its begin: what is due is decided as of then, so that a run which is resumed decides alike."""
    since: str = ""
    """Backfill: walk on and take items down to this day or time; ``""``: stop where everything is known."""
    listing_pages: int = 50
    """At most so many listing pages a night."""
    say: Callable[[str], None] = logger.info


class PressSpider(Spider):
    """One night of one source. Every answer and every failure becomes a capture before anything of it is read."""

    name = "press"
    accepts_empty: ClassVar[bool] = False
    """Whether a listing without a single item is no failure for this kind of site."""

    def __init__(self, night: Night, **kwargs: Any):
        super().__init__(**kwargs)
        self.night, self.source, self.gate, self.known = night, night.source, night.gate, night.known
        self.tally = Tally()
        self.waiting = list(self.listing_urls())
        self.refused_in_a_row = 0
        self.has_taken_known = False
        self.walked: set[str] = set()

    # What a kind of site says of itself -------------------------------------------------------------------------

    def listing_urls(self) -> tuple[str, ...]:
        """Where the listing may be: each is tried only when the one before it fails or is empty."""
        return (self.source.url,)

    def find(self, capture: Capture) -> Items:
        """The items of a listing's capture and where it goes on; `ValueError` when it is not what it should be."""
        raise NotImplementedError

    # Starting and ending ----------------------------------------------------------------------------------------

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> PressSpider:
        """As Scrapy builds it."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.opened, signals.spider_opened)
        crawler.signals.connect(spider.stopped, signals.spider_closed)
        crawler.signals.connect(spider.faulted, signals.spider_error)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """The first listing."""
        for request in self.ask(self.waiting.pop(0), "listing", LISTING):
            yield request

    def opened(self) -> None:
        """Begin to commit and to report at regular times."""
        self.tasks = [
            asyncio.ensure_future(_every(BETWEEN_COMMITS, self.night.work.commit)),
            asyncio.ensure_future(_every(BETWEEN_REPORTS, self.report)),
        ]

    def stopped(self, reason: str) -> None:
        """Commit what is open."""
        for task in self.tasks:
            task.cancel()
        self.night.work.commit()

    def faulted(self, failure: Failure) -> None:
        """A fault in the program: the run has failed and says so."""
        self.tally.problems.append(
            f"a fault in the program: {failure.type.__name__}: {failure.getErrorMessage()[:200]}"
        )

    def report(self) -> None:
        """Say how far it is."""
        self.night.say(f"{self.source.id}: {self.tally.asked} pages asked for, {self.pending()} waiting")

    def pending(self) -> int:
        """Requests that wait for their turn."""
        scheduler = self.crawler.engine.scheduler
        return len(scheduler) if scheduler is not None else 0

    # Requests ---------------------------------------------------------------------------------------------------

    def request(self, url: str, role: str, priority: int) -> Request:
        """A request for a URL, conditional where its last answer left validators; `Refused` for a forbidden one."""
        check_target(url, self.source.url)
        if role == "listing":
            self.known.take_listing(url)
            self.walked.add(url)
        return Request(
            url,
            callback=self.answered,
            errback=self.failed,
            headers=self.known.validators(url),
            meta={"asked": url, "role": role},
            priority=priority,
            dont_filter=True,
        )

    def ask(self, url: str, role: str, priority: int) -> Iterator[Request]:
        """The request for a page or file; a capture that says why not where it may not be asked for."""
        try:
            yield self.request(url, role, priority)
        except Refused as refusal:
            capture = self.keep(url, role, error=refusal.error, final_url=refusal.headers.get("location", ""))
            yield from self.read(capture, str(refusal))

    # Answers ----------------------------------------------------------------------------------------------------

    def answered(self, response: Response) -> Iterator[Request]:
        """Keep an answer, then read it."""
        meta = response.meta
        headers = {name.decode().lower(): values[-1].decode("latin-1") for name, values in response.headers.items()}
        capture = self.keep(
            meta["asked"],
            meta["role"],
            final_url=response.url,
            status=response.status,
            headers=headers,
            body=None if response.status == 304 else response.body,
        )
        yield from self.read(capture)

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Keep why there is no answer."""
        error, meta = failure.value, failure.request.meta
        if isinstance(error, NightOver):
            self.turned_away(error, meta["role"])
            return
        if not isinstance(error, Refused):
            self.faulted(failure)
            return
        capture = self.keep(
            meta["asked"],
            meta["role"],
            final_url=error.headers.get("location", failure.request.url),
            status=error.status,
            headers=error.headers,
            error=error.error,
        )
        logger.debug("%s: %s: %s", capture.url, error.error, error)
        yield from self.read(capture, str(error))

    def turned_away(self, error: NightOver, role: str) -> None:
        """Count a request that was not sent because the night is over, and end it if this is the first."""
        left = int(role != "listing")
        if self.gate.is_closed:
            self.tally.left += left
            return
        self.tally.remarks.append(str(error))
        self.tally.cut_short = True
        self.end("day limit", left=self.pending() + left)

    def keep(self, url: str, role: str, *, final_url: str = "", **fields: Any) -> Capture:
        """Store a capture; it becomes durable within a second."""
        capture = Capture(
            source=self.source.id,
            url=url,
            final_url="" if final_url == url else final_url,
            fetched_at=stamp(self.gate.clock.now()),
            role=role,
            run=self.night.run,
            **fields,
        )
        self.night.work.add(capture)
        return capture

    def read(self, capture: Capture, detail: str = "") -> Iterator[Request]:
        """What follows from a capture that is stored."""
        verdict = judge(capture, self.source.url)
        if capture.role == "listing":
            yield from self.read_listing(capture, verdict, detail)
            return
        self.count(capture, verdict)
        if verdict.outcome == "ok" and capture.role == "page":
            yield from self.take_files(capture)

    def count(self, capture: Capture, verdict: Verdict) -> None:
        """Count what came of a page, and end the night where the site refuses one page after another."""
        self.tally.asked += 1
        self.tally.not_modified += verdict.outcome == "not-modified"
        if verdict.outcome in ("ok", "not-modified"):
            self.tally.answered += 1
            self.refused_in_a_row = 0
            return
        self.tally.answered += verdict.outcome == "gone"
        self.tally.failures[verdict.reason] += 1
        self.refused_in_a_row = self.refused_in_a_row + 1 if verdict.reason in REFUSALS | SILENCE else 0
        if self.refused_in_a_row >= REFUSED_IN_A_ROW and not self.gate.is_closed:
            self.tally.problems.append(f"stopped after {REFUSED_IN_A_ROW} pages in a row: {verdict.reason}")
            self.end(verdict.reason, left=self.pending())

    def end(self, reason: str, left: int) -> None:
        """End the night here."""
        self.tally.left += left
        self.gate.close()
        raise CloseSpider(reason)

    # The walk ---------------------------------------------------------------------------------------------------

    def read_listing(self, capture: Capture, verdict: Verdict, detail: str) -> Iterator[Request]:
        """Requests for the pages that a listing's capture leads to, for the next listing page and for known pages."""
        items, problem = self.items_of(capture, verdict, detail)
        if problem and self.waiting:
            yield from self.ask(self.waiting.pop(0), "listing", LISTING)
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
        if items.pages or items.next_url or self.tally.listing_pages or self.accepts_empty:
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
            yield from self.ask(items.next_url, "listing", LISTING)

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


async def _every(seconds: float, act: Callable[[], None]) -> None:
    """Do something at regular times until cancelled."""
    while True:
        await asyncio.sleep(seconds)
        act()
