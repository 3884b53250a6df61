"""work.db, the private half of the archive: every capture, kept before anybody reads it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import orjson
from sqlite_utils import Database

from archive import bodies
from archive.migrations import migrations
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


class NothingCaptured(RuntimeError):
    """There is no work.db; the message says what makes one."""


class Work:
    """An open work.db. One process writes at a time; whoever writes holds the lock of `archive.lock`."""

    def __init__(self, home: Path, *, read_only: bool = False, must_exist: bool = False):
        """Open ``home/work.db``, making it unless ``must_exist`` (then `NothingCaptured`) or ``read_only``."""
        self.path = home / NAME
        if must_exist and not self.path.is_file():
            raise NothingCaptured(f"{self.path} is not there: `pressarkiv nightly`, `import` or `demo` makes it")
        self.home = home
        if read_only:
            self.db = Database(sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True))
        else:
            home.mkdir(parents=True, exist_ok=True)
            self.db = Database(sqlite3.connect(self.path, isolation_level=None, timeout=30))
            self.db.execute("PRAGMA journal_mode = WAL")
            self.db.execute("PRAGMA synchronous = NORMAL")
            migrations.apply(self.db)
        self.db.execute("PRAGMA cache_size = -65536")

    def close(self) -> None:
        """Commit what is open and close the file."""
        self.commit()
        self.db.close()

    def __enter__(self) -> Work:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Transactions -----------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Open a transaction unless one is open."""
        if not self.db.conn.in_transaction:
            self.db.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make everything written so far durable."""
        if self.db.conn.in_transaction:
            self.db.execute("COMMIT")

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

    def add(self, capture: Capture) -> int:
        """Store a capture in the open transaction; its id, that of the first where it is already there.

        The caller commits: a crawl once a second, an import after every few hundred.
        """
        self.begin()
        digest = "" if capture.body is None else self._add_body(capture)
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

    def _add_body(self, capture: Capture) -> str:
        digest = bodies.sha256(capture.body)
        if self.db.conn.execute("SELECT 1 FROM bodies WHERE sha256 = ?", (digest,)).fetchone():
            return digest
        base, depth = self._base_for(capture)
        previous = None if base is None else self.body(base)
        self.db.conn.execute(
            "INSERT INTO bodies (sha256, size, base, depth, data) VALUES (?, ?, ?, ?, ?)",
            (digest, len(capture.body), base, depth, bodies.pack(capture.body, previous)),
        )
        return digest

    def _base_for(self, capture: Capture) -> tuple[str | None, int]:
        """The body that a new one is compressed against, and its place in that chain; (None, 0) for a full body."""
        found = self.db.conn.execute(
            "SELECT b.sha256, b.depth FROM captures c JOIN bodies b ON b.sha256 = c.sha256"
            " WHERE c.source = ? AND c.url = ? ORDER BY c.id DESC LIMIT 1",
            (capture.source, capture.url),
        ).fetchone()
        if found is None or found[1] + 1 >= bodies.CHAIN:
            return None, 0
        return found[0], found[1] + 1

    def body(self, digest: str) -> bytes:
        """The body with this SHA-256; `KeyError` when it is not there."""
        chain = []
        base: str | None = digest
        while base is not None:
            row = self.db.conn.execute("SELECT base, data FROM bodies WHERE sha256 = ?", (base,)).fetchone()
            if row is None:
                raise KeyError(f"no body {base} in {self.path}")
            base = row[0]
            chain.append(row[1])
        body = None
        for data in reversed(chain):
            body = bodies.unpack(data, body)
        return body

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
        run = f"{at}-{source}"
        with self.transaction():
            self.db.conn.execute(
                "INSERT OR REPLACE INTO nights (id, source, started_at, status) VALUES (?, ?, ?, 'running')",
                (run, source, at),
            )
        return run

    def unfinished_run(self, source: str) -> tuple[str, str] | None:
        """(id, started_at) of the source's last run if it was cut off before its end, else None."""
        row = self.db.conn.execute(
            "SELECT id, started_at, status FROM nights WHERE source = ? ORDER BY started_at DESC, id DESC LIMIT 1",
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
             AND g.error = '' AND g.status BETWEEN 200 AND 399), ''))
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
