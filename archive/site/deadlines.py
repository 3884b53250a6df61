"""Queries are stopped when their time is over, by one thread that looks at the clock for all of them.

SQLite would ask between its steps, some ten thousand times a second: each time the query's thread has to wait for the
interpreter, and with several queries at once the threads do little else.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress

Handler = Callable[[], int | None]
"""Says by a number other than 0 that a query's time is over."""

EVERY = 0.01
"""Seconds after which the clock is looked at, while there are queries."""


class Clock:
    """Asks the handlers of connections that are at work and interrupts those whose time is over, again and again until
    the handler is taken back: what is interrupted between two queries goes on with the second."""

    def __init__(self) -> None:
        self._handlers: dict[sqlite3.Connection, Handler] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def set(self, connection: sqlite3.Connection, handler: Handler | None) -> None:
        """Have a connection watched; with None no longer: it is not interrupted after this."""
        with self._changed:
            if handler is None:
                self._handlers.pop(connection, None)
                return
            self._handlers[connection] = handler
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="clock", daemon=True)
                self._thread.start()
            self._changed.notify()

    def _watch(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._handlers)
                for connection, handler in self._handlers.items():
                    with suppress(sqlite3.ProgrammingError):  # closed when the site ends
                        if handler():
                            connection.interrupt()
            time.sleep(EVERY)


_CLOCK = Clock()


class Watched(sqlite3.Connection):
    """A connection whose progress handler is asked by the clock."""

    def set_progress_handler(self, handler: Handler | None, n: int) -> None:
        """Have queries stopped when the handler says so; ``n`` is for SQLite, which is not told."""
        _CLOCK.set(self, handler)
