"""press.db as Datasette sees it: when `publish` moves a new file into its place, the next query reads the new one."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from datasette.database import Database

Stamp = tuple[int, int, int]
"""Inode, time of change and size of a file: what differs when another file stands in its place."""


class PressDatabase(Database):
    """A file that is never changed in place, only replaced.

    Datasette keeps one connection a thread for ever and would go on reading the replaced file; here a connection is
    opened again as soon as another file carries the name.
    """

    def __init__(self, datasette: Any, path: str):
        super().__init__(datasette, path=path, is_mutable=False)
        self._threads = threading.local()
        self._counted: tuple[Stamp, dict] | None = None
        self._remembering = threading.Lock()
        self._remembered: tuple[Stamp | None, dict[Callable, Any]] = None, {}

    def stamp(self) -> Stamp:
        """Which file stands there now; `FileNotFoundError` when none does."""
        found = Path(self.path).stat()
        return found.st_ino, found.st_mtime_ns, found.st_size

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        """What ``fn`` makes of a connection to the file that stands there now; it sees one state of it throughout."""

        def in_thread() -> Any:
            return fn(self._connection())

        if self.ds.executor is None:
            return in_thread()
        return await asyncio.get_running_loop().run_in_executor(self.ds.executor, in_thread)

    def _connection(self) -> sqlite3.Connection:
        stamp = self.stamp()
        if getattr(self._threads, "stamp", None) != stamp:
            old = getattr(self._threads, "connection", None)
            if old is not None:
                self._all_file_connections.remove(old)
                old.close()
            self._threads.connection = self.connect()
            self.ds._prepare_connection(self._threads.connection, self.name)
            self._threads.stamp = stamp
        return self._threads.connection

    def remembered(self, connection: sqlite3.Connection, read: Callable[[sqlite3.Connection], Any]) -> Any:
        """What ``read`` makes of the file that this thread is reading; worked out once for each published file."""
        stamp = self._threads.stamp
        with self._remembering:
            if self._remembered[0] != stamp:
                self._remembered = stamp, {}
            known = self._remembered[1]
            if read not in known:
                known[read] = read(connection)
            return known[read]

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
