"""The gate that every request of a source goes through: when the next one may leave, and whether one may at all."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
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
    """The source's limit of requests in 24 hours is reached: its night is over."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """Where a crawl takes its time from, so that a demo, a replay or a test may pretend a night."""

    now: Callable[[], float]
    """Unix time."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    """Waits for so many seconds."""


class Gate:
    """Paces and counts the requests of one source; its limits reach across runs."""

    def __init__(self, source: Source, clock: Clock, work: Work, say: Callable[[str], None] = lambda line: None):
        self.source, self.clock, self.work, self.say = source, clock, work, say
        self.delay = source.delay
        self.requests = 0
        self.times = deque(work.request_times(source.id, clock.now() - DAY))
        self.free_at = min(self.times[-1], clock.now()) + self.delay if self.times else 0.0
        """Unix time before which no request leaves."""
        self.is_closed = False

    async def enter(self) -> None:
        """Wait until a request may leave and count it; `NightOver` when none may any more."""
        self._check_day()
        await self._wait(self.free_at - self.clock.now())
        if self.source.per_hour and len(self.times) >= self.source.per_hour:
            wait = self.times[-self.source.per_hour] + HOUR - self.clock.now()
            if wait > 0:
                self.say(f"{self.source.id}: {self.source.per_hour} requests an hour reached, waiting {wait:.0f} s")
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
        if self.source.per_day and len(self.times) >= self.source.per_day:
            raise DayLimit(f"the limit of {self.source.per_day} requests in 24 hours is reached")

    async def _wait(self, seconds: float) -> None:
        if seconds > 0:
            await self.clock.sleep(seconds)
