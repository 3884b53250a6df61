"""work.db, the private half of the archive: every capture, kept before anybody reads it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import orjson
from sqlite_utils import Database

from archive import opening
from archive.chains import Chains
from archive.failures import StorageError, refuse_emptied, told
from archive.records import Capture, Source

NAME = "work.db"


@dataclass(frozen=True, kw_only=True, slots=True)
class Visit:
    """What is known of a URL before it is asked again."""

    url: str
    role: str
    """``listing``, ``page`` or ``attachment``."""
    first_at: str
    """First visit."""
    last_at: str
    """Last visit, whatever came of it."""
    status: int
    """Its HTTP status; 0: no answer."""
    error: str
    """Its error, one of `records.ERRORS`, or ``""``."""
    final_url: str
    """Where it led."""
    etag: str
    """Validator of the last body, for If-None-Match; ``""``: none."""
    last_modified: str
    """Validator of the last body, for If-Modified-Since; ``""``: none."""
    failures: int = 0
    """How many visits in a row, up to the last, brought an error or a status of 400 and more."""
    doubted: bool = False
    """Whether the last visit found nothing on a night on which that is not believed (`archive.outages`)."""


class NothingCaptured(RuntimeError):
    """There is no work.db; the message says what makes one."""


class Work:
    """An open work.db. One process writes at a time; whoever writes holds the lock of `archive.lock`."""

    def __init__(self, home: Path, *, read_only: bool = False, must_exist: bool = False):
        """Open ``home/work.db``, making it unless ``must_exist`` (then `NothingCaptured`) or ``read_only``.

        `StorageError` when it cannot be opened, is no archive, or was made by a newer program.
        """
        self.path = home / NAME
        if must_exist and not self.path.is_file():
            raise NothingCaptured(f"{self.path} is not there: `pressarkiv nightly`, `import` or `demo` makes it")
        self.home = home
        refuse_emptied(self.path)
        with told(self.path):
            self.db: Database = opening.read_only(self.path) if read_only else opening.writable(self.path)
            self.db.execute("PRAGMA cache_size = -65536")
        self._lost = ""
        """Why captures were lost; ``""``: none were."""
        self.chains = Chains(self.db.conn)

    def close(self) -> None:
        """Commit what is open and close the file."""
        try:
            self.commit()
        finally:
            self.db.close()

    def __enter__(self) -> Work:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Close; what a disk did to the database is told as `StorageError`."""
        with told(self.path):
            self.close()
            if isinstance(error, sqlite3.Error):
                raise error

    # Transactions -----------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Open a transaction unless one is open; `StorageError` once captures could not be stored."""
        if self._lost:
            raise StorageError(self._lost)
        if not self.db.conn.in_transaction:
            self.db.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make everything written so far durable; `StorageError` where the disk does not let it."""
        if self.db.conn.in_transaction:
            with self.storing():
                self.db.execute("COMMIT")

    @contextmanager
    def storing(self) -> Iterator[None]:
        """When the disk fails, roll back and write nothing more: no run may end well that has lost what it captured."""
        try:
            with told(self.path):
                yield
        except StorageError as error:
            self._lost = str(error)
            if self.db.conn.in_transaction:
                self.db.execute("ROLLBACK")
            raise

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: what is written inside becomes durable at the end, or not at all when an error leaves it."""
        self.begin()
        try:
            yield
        except BaseException:
            if self.db.conn.in_transaction:
                self.db.execute("ROLLBACK")
            raise
        self.commit()

    # Captures ---------------------------------------------------------------------------------------------------

    def add(self, capture: Capture, digest: str | None = None) -> int:
        """Store a capture in the open transaction; its id, that of the first where it is already there.

        The caller commits: a crawl once a second, an import after every few hundred. ``digest``: SHA-256 of the body as
        sent, where `Redactions.add` has stored what may be kept of it. `StorageError`: the disk failed, what was not
        committed is lost, and this `Work` writes no more.
        """
        self.begin()
        with self.storing():
            return self._add(capture, digest)

    def _add(self, capture: Capture, digest: str | None) -> int:
        digest = self.chains.add(capture) if digest is None else digest
        row = (
            capture.source, capture.url, capture.final_url, capture.fetched_at, capture.status,
            orjson.dumps(dict(capture.headers), option=orjson.OPT_SORT_KEYS).decode(),
            digest, capture.error, capture.role, capture.run,
        )  # fmt: skip
        cursor = self.db.conn.execute(
            "INSERT OR IGNORE INTO captures (source, url, final_url, fetched_at, status, headers, sha256, error, role,"
            " run) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        )
        if cursor.rowcount:
            return cursor.lastrowid
        return self.db.conn.execute(
            "SELECT id FROM captures WHERE (source, url, fetched_at, status, sha256, error) = (?, ?, ?, ?, ?, ?)",
            (capture.source, capture.url, capture.fetched_at, capture.status, digest, capture.error),
        ).fetchone()[0]

    def body(self, digest: str) -> bytes | None:
        """The body with this SHA-256, or what stands in its place since it was erased; `KeyError` when it is not there."""
        return self.chains.body(digest)

    def drop_body(self, digest: str, at: str, instead: bytes | None = None) -> None:
        """Erase a body in the open transaction, as `Chains.drop` says; the captures that showed it stay."""
        self.begin()
        self.chains.drop(digest, at, instead)

    def captures(self, where: str = "1", parameters: tuple = (), *, with_body: bool = True) -> Iterator[Capture]:
        """Captures that a condition over the columns of ``captures`` chooses, oldest first."""
        columns = "id, source, url, final_url, fetched_at, status, headers, sha256, error, role, run"
        cursor = self.db.conn.execute(
            f"SELECT {columns} FROM captures WHERE {where} ORDER BY fetched_at, source, url, sha256, id",
            parameters,
        )
        for row in cursor:
            capture = _capture(row)
            yield replace(capture, body=self.body(row[7])) if with_body and row[7] else capture

    def capture(self, id_: int) -> Capture:
        """The capture with this row id, with its body; `KeyError` when there is none."""
        for capture in self.captures("id = ?", (id_,)):
            return capture
        raise KeyError(f"no capture {id_} in {self.path}")

    def capture_count(self) -> int:
        """How many captures there are."""
        return self.db.conn.execute("SELECT COUNT(*) FROM captures").fetchone()[0]

    def body_count(self) -> int:
        """How many different bodies they have."""
        return self.db.conn.execute("SELECT COUNT(*) FROM bodies").fetchone()[0]

    def captured_sources(self) -> list[str]:
        """Ids of the sources that captures were made for."""
        return [row[0] for row in self.db.conn.execute("SELECT DISTINCT source FROM captures ORDER BY source")]

    def visits(self, source: str) -> dict[str, Visit]:
        """What is known of every URL of a source that was asked for, by URL."""
        rows = self.db.conn.execute(_VISITS, (source,))
        return {row[0]: Visit(**dict(zip(Visit.__slots__, row, strict=True))) for row in rows}

    def latest(self, source: str, url: str) -> Capture | None:
        """The last good answer (200) with a body to a URL as asked, else None."""
        found = self.captures(
            "id = (SELECT id FROM captures WHERE source = ? AND url = ? AND sha256 <> '' AND status = 200"
            " AND error = '' ORDER BY fetched_at DESC, id DESC LIMIT 1)",
            (source, url),
        )
        return next(found, None)

    # Runs and limits --------------------------------------------------------------------------------------------

    def begin_run(self, source: str, at: str) -> str:
        """Id of the run that starts now; the run's row stands as ``running`` until `finish_run`."""
        run = self._new_run(f"{at}-{source}")
        with self.transaction():
            self.db.conn.execute(
                "INSERT OR REPLACE INTO nights (id, source, started_at, status) VALUES (?, ?, ?, 'running')",
                (run, source, at),
            )
        return run

    def _new_run(self, name: str) -> str:
        """The name, with a number behind it where a run of that name has ended already."""
        ended = {row[0] for row in self.db.conn.execute("SELECT id FROM nights WHERE status <> 'running'")}
        return next(run for run in (name, *(f"{name}-{n}" for n in range(2, len(ended) + 3))) if run not in ended)

    def unfinished_run(self, source: str) -> tuple[str, str] | None:
        """(id, started_at) of the source's last run if it was cut off before its end, else None; a clock may go back."""
        row = self.db.conn.execute(
            "SELECT id, started_at, status FROM nights WHERE source = ? ORDER BY rowid DESC LIMIT 1",
            (source,),
        ).fetchone()
        return (row[0], row[1]) if row and row[2] == "running" else None

    def walk_from(self, source: str) -> str:
        """When the first run began that came after the last complete one; ``""`` when there is none.

        What was first seen before it has been walked over; what came later may have more unseen behind it.
        """
        row = self.db.conn.execute(
            "SELECT MIN(started_at) FROM nights WHERE source = ? AND started_at > COALESCE("
            "(SELECT MAX(started_at) FROM nights WHERE source = ? AND status = 'ok'), '')",
            (source, source),
        ).fetchone()
        return row[0] or ""

    def finish_run(self, run: str, at: str, *, ok: bool, requests: int, note: str, partial: bool = False) -> None:
        """Write how a run ended; requests are added to those of an earlier part of the same run.

        `partial`: nothing is wrong, but a limit ended it before its work was done.
        """
        status = "failed" if not ok else "partial" if partial else "ok"
        with self.transaction():
            self.db.conn.execute(
                "UPDATE nights SET finished_at = ?, status = ?, requests = requests + ?, note = ? WHERE id = ?",
                (at, status, requests, note, run),
            )

    def count_request(self, source: str, at: float) -> None:
        """Remember that a request is sent (Unix time), in the open transaction, for the limits per hour and day."""
        self.begin()
        with self.storing():
            self.db.conn.execute("INSERT INTO requests (source, at) VALUES (?, ?)", (source, at))

    def request_times(self, source: str, since: float) -> list[float]:
        """Unix times of the requests sent for a source after a time, oldest first; forgets much older ones."""
        with self.transaction():
            self.db.conn.execute("DELETE FROM requests WHERE source = ? AND at < ?", (source, since - 86400))
        rows = self.db.conn.execute("SELECT at FROM requests WHERE source = ? AND at > ? ORDER BY at", (source, since))
        return [row[0] for row in rows]

    # Catalogue --------------------------------------------------------------------------------------------------

    def remember_source(self, source: Source) -> None:
        """Keep the facts of a source beside its captures, so that they can be read without the catalogue."""
        self.begin()
        self.db.conn.execute(
            "INSERT INTO catalogue (id, facts) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET facts = excluded.facts",
            (source.id, orjson.dumps(source).decode()),
        )

    def sources(self) -> dict[str, Source]:
        """The sources that captures were made for, by id."""
        rows = self.db.conn.execute("SELECT id, facts FROM catalogue ORDER BY id")
        return {row[0]: Source(**orjson.loads(row[1])) for row in rows}


_VALIDATOR = """COALESCE((SELECT b.headers ->> '$.{0}' FROM captures b
    WHERE b.source = c.source AND b.url = c.url AND b.sha256 <> '' AND b.status = 200
    ORDER BY b.fetched_at DESC, b.id DESC LIMIT 1), '')"""

_VISITS = f"""
    SELECT url, role, first_at, fetched_at, status, error, final_url,
        {_VALIDATOR.format("etag")}, {_VALIDATOR.format("last-modified")},
        (SELECT COUNT(*) FROM captures f WHERE f.source = c.source AND f.url = c.url AND f.fetched_at > COALESCE(
            (SELECT MAX(g.fetched_at) FROM captures g WHERE g.source = c.source AND g.url = c.url
             AND g.error = '' AND g.status BETWEEN 200 AND 399), '')),
        EXISTS (SELECT 1 FROM checks k WHERE (k.source, k.at, k.url, k.sha256) = (c.source, c.fetched_at, c.url, c.sha256)
            AND (k.reason LIKE 'site-fails: %' OR k.reason LIKE 'many-at-once: %'))
    FROM (SELECT *, MIN(fetched_at) OVER (PARTITION BY url) AS first_at,
        ROW_NUMBER() OVER (PARTITION BY url ORDER BY fetched_at DESC, id DESC) AS newest
        FROM captures WHERE source = ?) c
    WHERE newest = 1 ORDER BY url
"""


def _capture(row: tuple) -> Capture:
    return Capture(
        id=row[0], source=row[1], url=row[2], final_url=row[3], fetched_at=row[4], status=row[5],
        headers=orjson.loads(row[6]), error=row[8], role=row[9], run=row[10],
    )  # fmt: skip
