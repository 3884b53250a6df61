"""The crawl of a night: every source's spider is run, sources of one host one after another, hosts at the same time."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from scrapy.crawler import Crawler

from archive.look import Look
from archive.records import Source
from archive.work import Work
from scraper.identity import host_of, is_loopback
from scraper.known import Known
from scraper.manners.gate import Budget, Clock, Gate
from scraper.revisit import seconds, stamp
from scraper.settings import settings_with
from scraper.spiders import KINDS
from scraper.spiders.capturing import Night
from scraper.tally import Tally, Watch
from scraper.withheld import Withheld

logger = logging.getLogger(__name__)

HOSTS_AT_ONCE = 8
RESUMED_WITHIN = 20 * 3600.0
"""Seconds after its start that a run which was cut off is finished rather than begun anew."""


class NoContact(ValueError):
    """A host out there would be asked without saying whom its keeper can write to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """How to crawl. The defaults are those of a real night."""

    now: Callable[[], float] = field(default_factory=lambda: SteadyTime().now)
    """Unix time, which never goes back; a demo or a replay may pretend a night."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    """Waits for so many seconds; goes with `now` (see `PretendedTime`)."""
    catalogue: Sequence[Source] = ()
    """All sources that are known: those on one host share its limits, whether or not they are crawled tonight. Without it
    those that the archive knows."""
    since: str = ""
    """Backfill down to this day (``2020-01-01``); ``""``: stop where everything is known."""
    contact: str = ""
    """Mail or web address for the user agent; ``""``: that of the environment's ``PRESSARKIV_CONTACT``."""
    progress: Callable[[str], None] = logger.info
    """Is given one line at a time."""
    listing_pages: int = 50
    """At most so many listing pages of a source a night; ten times as many in a backfill."""
    concurrency: int = 1
    """Requests at once to one host. Anything but 1 is for measuring one's own server."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunReport:
    """What came of one source's night."""

    source: str
    run: str
    ok: bool
    note: str = ""
    """What failed and what was left; ``""``: nothing."""
    requests: int = 0
    """Everything that was sent: robots.txt, redirects and retries too."""
    listed: int = 0
    """Items on the listing pages."""
    asked: int = 0
    """Pages and files that were asked for."""
    not_modified: int = 0
    """Those of them that answered 304."""
    failed: int = 0
    """Those of them that brought nothing to read."""
    left: int = 0
    """Pages that were due and not asked for."""


class SteadyTime:
    """The machine's clock, which never goes back here: when it is set back, this one goes on from where it was."""

    def __init__(self, machine: Callable[[], float] = time.time):
        self.machine, self.offset, self.last = machine, 0.0, machine()

    def now(self) -> float:
        """Unix time."""
        moment = self.machine() + self.offset
        if moment < self.last:
            self.offset += self.last - moment
            moment = self.last
        self.last = moment
        return moment


class PretendedTime:
    """A clock that begins at a given time, goes with the real one, and jumps over every wait instead of waiting."""

    def __init__(self, start: float):
        self._real = SteadyTime()
        self.offset = start - self._real.now()

    def now(self) -> float:
        """Unix time there."""
        return self._real.now() + self.offset

    async def sleep(self, wait: float) -> None:
        """Jump."""
        self.offset += max(0.0, wait)
        await asyncio.sleep(0)


def crawl(home: Path, sources: Sequence[Source], options: Options | None = None) -> list[RunReport]:
    """Run one night of each source into ``home/work.db``; a report each, in the order of the sources.

    A run that was cut off is finished under its own id. Raises `NoContact` before anything is sent. The caller holds
    the lock of `archive.lock`. Runs its own event loop: not to be called from inside one.
    """
    options = options or Options()
    agent = user_agent(sources, options.contact)
    logging.getLogger("scrapy").setLevel(logging.WARNING)
    with Work(home) as work:
        return asyncio.run(_crawl(work, sources, options, agent))


def user_agent(sources: Sequence[Source], contact: str = "") -> str:
    """How the crawl names itself; `NoContact` when it has to say whom to write to and does not know."""
    contact = " ".join((contact or os.environ.get("PRESSARKIV_CONTACT", "")).split())
    abroad = [source for source in sources if not is_loopback(source.url)]
    if abroad and not (contact and contact.isascii() and contact.isprintable()):
        raise NoContact(
            f"{abroad[0].id} lies on {host_of(abroad[0].url)}, which is asked only by those who say how to reach them: "
            "give --contact or set PRESSARKIV_CONTACT to a mail or web address (ASCII)"
        )
    return f"pressarkiv/{_version()} (+{contact})" if contact else f"pressarkiv/{_version()}"


def _version() -> str:
    try:
        return version("pressarkiv")
    except PackageNotFoundError:
        return "0"


async def _crawl(work: Work, sources: Sequence[Source], options: Options, agent: str) -> list[RunReport]:
    by_host: defaultdict[str, list[Source]] = defaultdict(list)
    for source in sources:
        by_host[host_of(source.url)].append(source)
    seats = asyncio.Semaphore(HOSTS_AT_ONCE)
    hosts = [_crawl_host(work, on_host, options, agent, seats) for on_host in by_host.values()]
    reports = {report.source: report for done in await asyncio.gather(*hosts) for report in done}
    return [reports[source.id] for source in sources]


async def _crawl_host(
    work: Work, sources: Sequence[Source], options: Options, agent: str, seats: asyncio.Semaphore
) -> list[RunReport]:
    """The sources of one host one after another, its limits and the pause between two requests kept across them."""
    reports, free_at = [], 0.0
    known = {each.id: each for each in (*(options.catalogue or work.sources().values()), *sources)}
    host = host_of(sources[0].url)
    budget = Budget.of(each for each in known.values() if host_of(each.url) == host)
    async with seats:
        for source in sources:
            gate = Gate(source, Clock(now=options.now, sleep=options.sleep), work, options.progress, budget)
            gate.free_at = max(gate.free_at, free_at)
            reports.append(await _crawl_source(work, gate, options, agent))
            free_at = gate.free_at
    return reports


async def _crawl_source(work: Work, gate: Gate, options: Options, agent: str) -> RunReport:
    """One source's run, its row written whatever happens."""
    source = gate.source
    run, begun = _begin(work, source, options.now())
    options.progress(f"{source.id}: begins")
    crawler = Crawler(KINDS[source.cms], settings_with(agent, options.concurrency))
    tally, watch = Tally(), Watch()
    try:
        night = _night(work, gate, options, (run, begun))
        await crawler.crawl_async(night=night)
        tally = crawler.spider.tally
    except Exception as error:  # the one place where a source's fault is kept from the others
        logger.exception("%s: the crawl broke off", source.id)
        tally = getattr(crawler.spider, "tally", tally)
        tally.problems.append(f"the crawl broke off: {type(error).__name__}: {error}")
    tally.remarks += [*watch.remarks(), *_from_the_future(work, source.id, begun)]
    partial = tally.cut_short
    work.finish_run(run, stamp(options.now()), ok=tally.ok, requests=gate.requests, note=tally.note(), partial=partial)
    report = _report(source, run, gate, tally)
    options.progress(_line(report))
    return report


def _begin(work: Work, source: Source, now: float) -> tuple[str, str]:
    """(id, begin) of the run: those of one which was cut off a short while ago, else of a new one."""
    work.remember_source(source)
    unfinished = work.unfinished_run(source.id)
    if unfinished and 0 <= now - seconds(unfinished[1]) < RESUMED_WITHIN:
        return unfinished
    if unfinished:
        work.finish_run(unfinished[0], stamp(now), ok=False, requests=0, note="cut off and never finished")
    return work.begin_run(source.id, stamp(now)), stamp(now)


def _night(work: Work, gate: Gate, options: Options, run: tuple[str, str]) -> Night:
    source = gate.source
    return Night(
        source=source,
        run=run[0],
        begun=seconds(run[1]),
        work=work,
        gate=gate,
        known=Known(
            source, work.visits(source.id, _until(run[1])), work.walk_from(source.id), Withheld.of(work).as_kept
        ),
        since=options.since,
        listing_pages=options.listing_pages * (10 if options.since else 1),
        say=options.progress,
    )


def _from_the_future(work: Work, source: str, begun: str) -> list[str]:
    """A sentence when an earlier run of the source began later than this one; else nothing."""
    latest = max((night[0] for id_, night in Look(work).last_runs().items() if id_ == source), default="")
    return [f"an earlier night bears the time {latest}: was the clock set back?"] if latest > begun else []


def _until(begun: str) -> str:
    """The last moment whose captures this run takes for the past: a day past its begin, since it may be resumed."""
    return stamp(seconds(begun) + 86400)


def _report(source: Source, run: str, gate: Gate, tally: Tally) -> RunReport:
    return RunReport(
        source=source.id,
        run=run,
        ok=tally.ok,
        note=tally.note(),
        requests=gate.requests,
        listed=tally.listed,
        asked=tally.asked,
        not_modified=tally.not_modified,
        failed=tally.failures.total(),
        left=tally.left,
    )


def _line(report: RunReport) -> str:
    """A report on one line."""
    state = "done" if report.ok else "FAILED"
    counts = f"{report.requests} requests, {report.listed} items listed, {report.asked} pages asked for"
    return f"{report.source}: {state}, {counts}" + (f" ({report.note})" if report.note else "")
