"""press.db as Datasette sees it: when `publish` moves a new file into its place, the next query reads the new one."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from datasette.database import QueryInterrupted

from archive.site.bounded import FUNCTIONS, LONGEST_PATTERN, LONGEST_VALUE
from archive.site.deadlines import Watched
from archive.site.editions import Editions, Stamp, stamp_of
from archive.site.engine import OneDoor

MOST_COLUMNS = 100
"""Columns that the result of a query may have."""

MOST_FETCHED = 128 * 1024 * 1024
"""Bytes that the answer to one question may hold: no reader's query fills the memory that all readers share."""

PAGE_THREADS = 4
"""Threads that answer the site's own pages. Readers' SQL has others, so that none of it makes a page wait for its turn."""

PATIENCE = 10
"""Seconds for which a page waits for its turn: when many ask at once a late answer is better than none."""

_DENIED = ("json_patch",)
"""Functions whose time grows with the square of what they are given."""


class Meter:
    """Makes rows of what a connection fetches, up to so many bytes; then `sqlite3.OperationalError`."""

    def __init__(self) -> None:
        self.left = MOST_FETCHED

    def text(self, raw: bytes) -> str:
        """A text; what is no UTF-8 in it is replaced."""
        self._take(len(raw))
        return str(raw, "utf-8", "replace")

    def row(self, cursor: sqlite3.Cursor, values: tuple) -> sqlite3.Row:
        """A row."""
        for value in values:
            if type(value) is bytes:
                self._take(len(value))
        return sqlite3.Row(cursor, values)

    def _take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise sqlite3.OperationalError(f"the query fetches more than {MOST_FETCHED >> 20} MB")


class PressDatabase(OneDoor):
    """A file that is never changed in place, only replaced, and never written by way of Datasette.

    Datasette keeps one connection a thread for ever and would go on reading the replaced file; here a connection is
    opened again as soon as another file carries the name.
    """

    def __init__(self, datasette: Any, path: str):
        super().__init__(datasette, path=path, is_mutable=False)
        self._threads = threading.local()
        self._opened: set[sqlite3.Connection] = set()
        self._counted: tuple[Stamp, dict] | None = None
        self._pages = ThreadPoolExecutor(PAGE_THREADS, thread_name_prefix="page")
        self._editions = Editions(path, self._connect_for_pages)

    def stamp(self) -> Stamp:
        """Which file stands there now; `FileNotFoundError` when none does."""
        return stamp_of(self.path)

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A connection of its own to the file that stands there now; `PermissionError` when it is to write."""
        if write:
            raise PermissionError("press.db is written by `pressarkiv publish` alone")
        uri = f"{Path(self.path).resolve().as_uri()}?immutable=1"
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False, factory=Watched)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
        connection.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, MOST_COLUMNS)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LONGEST_PATTERN)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.set_authorizer(_authorized)
        for name, parameters, function in FUNCTIONS:
            connection.create_function(name, parameters, function, deterministic=True)
        return connection

    async def execute_write_fn(self, *args: Any, **kwargs: Any) -> Any:
        """Never: `PermissionError`."""
        raise PermissionError("press.db is written by `pressarkiv publish` alone")

    async def read(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        """What ``fn`` makes of a connection to the file that stands there now; it sees one state of it throughout.

        `QueryInterrupted` when no thread was free for as long as a query may last.
        """
        return await self._in_turn(self.ds.executor, fn, self.ds.setting("sql_time_limit_ms") / 1000)

    async def answer(self, fn: Callable[[sqlite3.Connection], Any], stamp: Stamp | None = None) -> Any:
        """As `read`, for the site's own pages, and of the file with a stamp that `remembered` gave; `Replaced` when it is gone.

        `QueryInterrupted` when no thread was free for `PATIENCE`.
        """

        def of_that_file(connection: sqlite3.Connection) -> Any:
            if stamp not in (None, self._threads.stamp):
                return self._editions.ask(stamp, lambda kept: fn(_metered(kept)))
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_FETCHED)
            return fn(connection)

        return await self._in_turn(self._pages, of_that_file, PATIENCE)

    async def _in_turn(
        self, executor: ThreadPoolExecutor | None, fn: Callable[[sqlite3.Connection], Any], patience: float
    ) -> Any:
        latest = time.monotonic() + patience

        def in_thread() -> Any:
            if time.monotonic() > latest:
                raise QueryInterrupted(sqlite3.OperationalError("interrupted"), "", None)
            connection = _metered(self._connection())
            try:
                return fn(connection)
            except Exception as error:
                # A cursor left in it would be let go in the event loop, which would wait for this thread's next query.
                traceback.clear_frames(error.__traceback__)
                raise

        if executor is None:
            return in_thread()
        return await asyncio.get_running_loop().run_in_executor(executor, in_thread)

    def _connection(self) -> sqlite3.Connection:
        stamp = self.stamp()
        if getattr(self._threads, "stamp", None) != stamp:
            old = getattr(self._threads, "connection", None)
            if old is not None:
                self._opened.discard(old)
                old.close()
            self._threads.connection = self.connect()
            self._opened.add(self._threads.connection)
            self.ds._prepare_connection(self._threads.connection, self.name)
            self._threads.stamp = stamp
        return self._threads.connection

    async def remembered(self, read: Callable[[sqlite3.Connection], Any]) -> tuple[Stamp, Any]:
        """(a published file, what ``read`` makes of it), as `Editions` has it."""
        return await self._editions.remembered(read)

    def begin(self, read: Callable[[sqlite3.Connection], Any]) -> None:
        """Have what `remembered` will be asked for worked out, unless it is known."""
        self._editions.begin(read)

    def _connect_for_pages(self) -> sqlite3.Connection:
        """A connection on which a search has its hits, or all columns, handed over as texts."""
        connection = self.connect()
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_FETCHED)
        return connection

    def close(self) -> None:
        """Close all connections."""
        super().close()
        self._pages.shutdown()
        self._editions.close()
        while self._opened:
            self._opened.pop().close()

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.stamp()[2]

    @property
    def hash(self) -> str:
        """Tells one published file from the next; the validator of its download."""
        return "{:x}-{:x}-{:x}".format(*self.stamp())

    async def table_counts(self, limit: int = 10) -> dict:
        """Rows of each table, counted once for each published file."""
        stamp = self.stamp()
        if self._counted is None or self._counted[0] != stamp:
            self._cached_table_counts = None
            self._counted = stamp, await super().table_counts(limit)
        return self._counted[1]


def _metered(connection: sqlite3.Connection) -> sqlite3.Connection:
    """A connection with a meter of its own from now on."""
    meter = Meter()
    connection.text_factory, connection.row_factory = meter.text, meter.row
    return connection


def _authorized(action: int, name: str | None, function: str | None, *rest: str | None) -> int:
    """An authorizer for SQLite: where the file lies on the machine is nobody's business, and no function runs for ever."""
    if action == sqlite3.SQLITE_PRAGMA and name == "database_list":
        return sqlite3.SQLITE_IGNORE
    is_denied = action == sqlite3.SQLITE_FUNCTION and (function or "").lower() in _DENIED
    return sqlite3.SQLITE_DENY if is_denied else sqlite3.SQLITE_OK
