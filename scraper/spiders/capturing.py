"""From a request to a capture in work.db: what every crawl does with answers and failures, whatever is found in them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.failures import StorageError
from archive.records import Capture, Source
from archive.work import Work
from scraper.judging import Verdict
from scraper.known import Known
from scraper.manners.gate import Gate, NightOver
from scraper.manners.redirects import check_target
from scraper.manners.refusals import Refused
from scraper.revisit import stamp
from scraper.tally import Tally
from scraper.withheld import Intake

logger = logging.getLogger("scraper.crawl")

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


class CapturingSpider(Spider):
    """Every answer and every failure becomes a capture before anything of it is read."""

    name = "capturing"

    def __init__(self, night: Night, **kwargs: Any):
        super().__init__(**kwargs)
        self.night, self.source, self.gate, self.known = night, night.source, night.gate, night.known
        self.tally = Tally()
        self.intake = Intake(night.work)
        self.refused_in_a_row = 0

    # Starting and ending ----------------------------------------------------------------------------------------

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> CapturingSpider:
        """As Scrapy builds it."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.opened, signals.spider_opened)
        crawler.signals.connect(spider.stopped, signals.spider_closed)
        crawler.signals.connect(spider.faulted, signals.spider_error)
        return spider

    def opened(self) -> None:
        """Begin to commit and to report at regular times."""
        self.tasks = [
            asyncio.ensure_future(_every(BETWEEN_COMMITS, self.commit)),
            asyncio.ensure_future(_every(BETWEEN_REPORTS, self.report)),
        ]

    def stopped(self, reason: str) -> None:
        """Commit what is open."""
        for task in self.tasks:
            task.cancel()
        self.commit()

    def commit(self) -> None:
        """Make what was captured durable; where the disk does not let it, the run has failed."""
        try:
            self.night.work.commit()
        except StorageError as error:
            self.tally.problems.append(str(error))

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
        """The request for a page or file; a capture that says why not where it may not be asked for.

        A page that was taken out of the archive is passed over.
        """
        if self.intake.withheld.is_unaskable(self.source.id, url):
            self.tally.skipped["redacted"] += 1
            return
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
        try:
            self.intake.add(capture)
        except StorageError as error:
            self.tally.problems.append(str(error))
            self.end("storage", left=self.pending())
        return capture

    def read(self, capture: Capture, detail: str = "") -> Iterator[Request]:
        """What follows from a capture that is stored; `detail` says more about its error."""
        raise NotImplementedError

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


async def _every(seconds: float, act: Callable[[], None]) -> None:
    """Do something at regular times until cancelled."""
    while True:
        await asyncio.sleep(seconds)
        act()
