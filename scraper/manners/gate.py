"""The gate that every request of a source goes through: when the next one may leave, and whether one may at all."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from scrapy.exceptions import IgnoreRequest

from archive.records import Source
from archive.work import Work

HOUR, DAY = 3600.0, 86400.0

LONGEST_HOLD = 600.0
"""Seconds that a server may make the crawl wait (Retry-After, back-off) before the night goes on without it."""


class NightOver(IgnoreRequest):
    """The source's night has been ended: nothing more is asked for."""


class DayLimit(NightOver):
    """The host's limit of requests in 24 hours is reached: the source's night is over."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Budget:
    """What a host may be asked, counted over all of its sources and across runs."""

    sources: tuple[str, ...]
    """Ids of the sources that lie on the host."""
    per_hour: int = 0
    """At most so many requests in any 60 minutes; 0: no limit."""
    per_day: int = 0
    """At most so many requests in any 24 hours; 0: no limit."""

    @classmethod
    def of(cls, sources: Iterable[Source]) -> Budget:
        """The strictest limits among the sources of one host."""
        by_id = {source.id: source for source in sources}
        return cls(
            sources=tuple(sorted(by_id)),
            per_hour=min((each.per_hour for each in by_id.values() if each.per_hour), default=0),
            per_day=min((each.per_day for each in by_id.values() if each.per_day), default=0),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """Where a crawl takes its time from, so that a demo, a replay or a test may pretend a night."""

    now: Callable[[], float]
    """Unix time."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    """Waits for so many seconds."""


class Gate:
    """Paces the requests of one source, and counts them against what its host may be asked."""

    def __init__(
        self,
        source: Source,
        clock: Clock,
        work: Work,
        say: Callable[[str], None] = lambda line: None,
        budget: Budget | None = None,
    ):
        """``budget``: what its host may be asked; None: the source is the only one there."""
        self.source, self.clock, self.work, self.say = source, clock, work, say
        self.budget = budget or Budget.of([source])
        self.delay = source.delay
        self.requests = 0
        self.times = deque(work.request_times(self.budget.sources, clock.now()))
        self.free_at = self.times[-1] + self.delay if self.times else 0.0
        """Unix time before which no request leaves."""
        self.is_closed = False

    async def enter(self) -> None:
        """Wait until a request may leave and count it; `NightOver` when none may any more."""
        self._check_day()
        await self._wait(self.free_at - self.clock.now())
        limit = self.budget.per_hour
        if limit and len(self.times) >= limit:
            wait = self.times[-limit] + HOUR - self.clock.now()
            if wait > 0:
                self.say(f"{self.source.id}: {limit} requests an hour reached, waiting {wait:.0f} s")
            await self._wait(wait)
        if self.is_closed:
            raise NightOver("the night was ended")
        now = self.clock.now()
        self.times.append(now)
        self.work.count_request(self.source.id, now)
        self.requests += 1

    def leave(self) -> None:
        """The request has ended, however: the pause begins."""
        self.free_at = max(self.free_at, self.clock.now() + self.delay)

    def hold(self, seconds: float) -> None:
        """Let no request leave for so many seconds."""
        self.free_at = max(self.free_at, self.clock.now() + seconds)

    def close(self) -> None:
        """Let no request leave any more."""
        self.is_closed = True

    def _check_day(self) -> None:
        since = self.clock.now() - DAY
        while self.times and self.times[0] <= since:
            self.times.popleft()
        if self.budget.per_day and len(self.times) >= self.budget.per_day:
            raise DayLimit(f"the limit of {self.budget.per_day} requests in 24 hours is reached")

    async def _wait(self, seconds: float) -> None:
        if seconds > 0:
            await self.clock.sleep(seconds)
