"""What is worked out once of each published file; until that is done of a new one, the one before can still be asked."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

Stamp = tuple[int, int, int]
"""Inode, time of change and size of a file: what differs when another file stands in its place."""

Question = Callable[[sqlite3.Connection], Any]

PATIENCE = 1.0
"""Seconds for which a page waits until a new file is worked out, where the one before can be shown instead."""

YOUNG = 60
"""Seconds since a file was published for which the one before may be shown: as long as a proxy may show a page."""


def stamp_of(path: str) -> Stamp:
    """Which file stands there now; `FileNotFoundError` when none does."""
    found = Path(path).stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


class Replaced(Exception):
    """Another file was published meanwhile: ask again."""


class Edition:
    """A published file: what is worked out of it, and a connection that outlives its name."""

    def __init__(self, stamp: Stamp, connection: sqlite3.Connection):
        self.stamp = stamp
        self.known: dict[Question, Future] = {}
        self._connection: sqlite3.Connection | None = connection
        self._lock = threading.Lock()

    def ask(self, question: Question) -> Any:
        """What a question makes of the file; one at a time. `Replaced` when it was let go."""
        with self._lock:
            if self._connection is None:
                raise Replaced
            return question(self._connection)

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def has(self, question: Question) -> bool:
        """Whether it is worked out what a question makes of the file."""
        known = self.known.get(question)
        return known is not None and known.done() and known.exception() is None


class Editions:
    """The file of a name, and the one before it until the new one is worked out."""

    def __init__(self, path: str, connect: Callable[[], sqlite3.Connection]):
        self._path = path
        self._connect = connect
        self._kept: tuple[Edition, ...] = ()
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="columns")

    def begin(self, question: Question) -> Edition:
        """The newest edition; what a question makes of it is worked out from now on, in a thread of its own."""
        newest = self._newest()
        known = newest.known.get(question)
        if known is None or (known.done() and known.exception()):
            newest.known[question] = self._executor.submit(newest.ask, question)
        if len(self._kept) > 1 and newest.has(question):
            self._keep(newest)
        return newest

    async def remembered(self, question: Question) -> tuple[Stamp, Any]:
        """(a file, what the question makes of it): of the newest, of the one before where that takes long and the newest
        is young. Who waits for it keeps no thread from answering others."""
        newest = self.begin(question)
        before = next((each for each in self._kept[:-1] if each.has(question)), None) if self._is_young() else None
        known = newest.known[question]
        if not known.done():
            await _finished(known, PATIENCE if before else None)
        edition = newest if known.done() or before is None else before
        return edition.stamp, edition.known[question].result()

    def ask(self, stamp: Stamp, question: Question) -> Any:
        """What a question makes of the file with this stamp; `Replaced` when it was let go."""
        for edition in self._kept:
            if edition.stamp == stamp:
                return edition.ask(question)
        raise Replaced

    def close(self) -> None:
        """Let all go."""
        self._keep()
        self._executor.shutdown()

    def _newest(self) -> Edition:
        stamp = stamp_of(self._path)
        if not self._kept or self._kept[-1].stamp != stamp:
            edition = Edition(stamp, self._connect())
            worked_out = [each for each in self._kept if any(map(each.has, each.known))]
            self._keep(*worked_out[-1:], edition)
            if stamp_of(self._path) != stamp:
                return self._newest()  # it was replaced before it was opened
        return self._kept[-1]

    def _keep(self, *editions: Edition) -> None:
        """Keep these and close the others, which somebody may be asking just now, in a thread that can wait."""
        for each in self._kept:
            if each not in editions:
                self._executor.submit(each.close)
        self._kept = editions

    def _is_young(self) -> bool:
        return time.time() - Path(self._path).stat().st_ctime < YOUNG


async def _finished(known: Future, patience: float | None) -> None:
    """Wait until something is worked out, or for so long."""
    try:
        await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(known)), patience)
    except TimeoutError:
        return
