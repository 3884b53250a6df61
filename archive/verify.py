"""Checking an archive from end to end: bodies, chains, references, seals, and the published file against the private one."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import orjson
import zstandard

from archive import bodies, journal
from archive.digest import chained, digests, forgotten, leaves_of
from archive.failures import StorageError
from archive.migrations import migrations
from archive.publish import HALF, as_shown, know_masks
from archive.publish import NAME as PRESS
from archive.published import Published
from archive.schema import TABLES, Table
from archive.work import Work

Faults = Iterator[str]
"""A sentence for each fault."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """What a check found."""

    captures: int
    bodies: int
    """Bodies that were unpacked and hashed."""
    megabytes: float
    """Their size, unpacked."""
    seconds: float
    digests: int
    """Seals that were computed again."""
    faults: tuple[str, ...]
    """A sentence for each; empty: the archive is as it was written."""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def verify(work: Work, home: Path, step: Callable[[int], None] = lambda count: None) -> Report:
    """Check ``work`` and the press.db in ``home``; ``step`` is called with how many more bodies were read.

    Nothing is changed. A damaged file ends the check that met it, not the others.
    """
    began = time.perf_counter()
    conn, reading = work.db.conn, _Reading(work, step)
    checks = (
        lambda: _file(conn, work.path), lambda: _schema(work), reading.faults, lambda: _references(conn),
        lambda: seals(work), lambda: _redactions(work), lambda: _press(work, home / PRESS),
    )  # fmt: skip
    faults = [fault for check in checks for fault in _finished(check, work.path)]
    counted = [_count(conn, table) for table in ("captures", "digests")]
    return Report(
        captures=counted[0],
        digests=counted[1],
        bodies=reading.read,
        megabytes=reading.size / 1e6,
        seconds=time.perf_counter() - began,
        faults=tuple(dict.fromkeys(faults)),
    )


def _finished(check: Callable[[], Faults], path: Path) -> Faults:
    """The faults of a check, and one more where the file's damage ends it."""
    try:
        yield from check()
    except sqlite3.DatabaseError as error:
        yield f"{path}: a check could not be finished, since the file cannot be read ({error})"


def _count(conn: sqlite3.Connection, table: str) -> int:
    try:
        return conn.execute(f"SELECT COUNT(*) FROM [{table}]").fetchone()[0]
    except sqlite3.DatabaseError:
        return 0


def _file(conn: sqlite3.Connection, path: Path) -> Faults:
    """What SQLite itself finds: damaged pages, indexes without their rows, rows that name rows that are not there."""
    for (found,) in conn.execute("PRAGMA integrity_check"):
        if found != "ok":
            yield f"{path}: SQLite's integrity check says: {' '.join(found.split())}"
    for table, rowid, parent, _ in conn.execute("PRAGMA foreign_key_check"):
        yield f"{path}: row {rowid or '?'} of {table} names a row of {parent} that is not there"


def _schema(work: Work) -> Faults:
    for each in migrations.pending(work.db):
        yield f"{work.path}: the migration {each.name} has not been applied"


class _Reading:
    """Every body, unpacked once: a chain is walked from its full body outwards."""

    def __init__(self, work: Work, step: Callable[[int], None]):
        self.conn, self.path, self.step = work.db.conn, work.path, step
        self.read = self.size = 0

    def faults(self) -> Faults:
        self.conn.execute("CREATE TEMP TABLE IF NOT EXISTS standing AS SELECT base, sha256 FROM bodies")
        self.conn.execute("CREATE INDEX IF NOT EXISTS temp.standing_base ON standing (base, sha256)")
        try:
            yield from self._walk()
            yield from self._unreached()
        finally:
            self.conn.execute("DROP TABLE temp.standing")

    def _walk(self) -> Faults:
        """Depth first: the bodies that are held at any time are those of one chain."""
        paths: list[tuple[bytes | None, int, list[str]]] = [(None, -1, self._on(None))]
        while paths:
            below, depth, waiting = paths[-1]
            if not waiting:
                paths.pop()
                continue
            digest = waiting.pop()
            body, own_depth, fault = self._unpacked(digest, below, depth)
            if fault:
                yield fault
            if body is not None:
                paths.append((body, own_depth, self._on(digest)))

    def _on(self, digest: str | None) -> list[str]:
        """The bodies that stand on one; on None: those that stand in full."""
        rows = self.conn.execute("SELECT sha256 FROM temp.standing WHERE base IS ? ORDER BY sha256 DESC", (digest,))
        return [row[0] for row in rows]

    def _unpacked(self, digest: str, below: bytes | None, depth: int) -> tuple[bytes | None, int, str]:
        """(body or None where it cannot be unpacked, its depth, a fault or ``""``)."""
        size, own_depth, data = self.conn.execute(
            "SELECT size, depth, data FROM bodies WHERE sha256 = ?", (digest,)
        ).fetchone()
        try:
            body = bodies.unpack(data, below)
        except zstandard.ZstdError as error:
            others = self.conn.execute(_STANDING_ON, (digest,)).fetchone()[0]
            return None, own_depth, f"body {digest} cannot be unpacked ({error}), nor can the {others} that stand on it"
        self.read += 1
        self.size += len(body)
        self.step(1)
        return body, own_depth, _wrong(digest, body, size, (depth, own_depth))

    def _unreached(self) -> Faults:
        """Bodies to which no chain led: their base is missing, was not readable, or they stand on one another."""
        rows = self.conn.execute(
            "WITH RECURSIVE up(sha256) AS (SELECT sha256 FROM temp.standing WHERE base IS NULL UNION"
            " SELECT s.sha256 FROM temp.standing s JOIN up ON s.base = up.sha256)"
            " SELECT s.sha256, s.base, b.sha256 IS NULL FROM temp.standing s LEFT JOIN bodies b ON b.sha256 = s.base"
            " WHERE s.sha256 NOT IN (SELECT sha256 FROM up)"
        )
        for digest, base, is_missing in rows:
            why = "which is not there" if is_missing else "which leads back to itself or to one that is not there"
            yield f"body {digest} stands on {base}, {why}"


_STANDING_ON = """
    WITH RECURSIVE above(sha256) AS (SELECT sha256 FROM temp.standing WHERE base = ? UNION
        SELECT s.sha256 FROM temp.standing s JOIN above ON s.base = above.sha256)
    SELECT COUNT(*) FROM above
"""


def _wrong(digest: str, body: bytes, size: int, depths: tuple[int, int]) -> str:
    if bodies.sha256(body) != digest:
        return f"body {digest} is not what it was: its SHA-256 is {bodies.sha256(body)}"
    if len(body) != size:
        return f"body {digest} has {len(body)} bytes where its row says {size}"
    if not depths[0] < depths[1] < bodies.CHAIN:
        return f"body {digest} has the depth {depths[1]} on one of depth {depths[0]}: expected more, and below {bodies.CHAIN}"
    return ""


def _references(conn: sqlite3.Connection) -> Faults:
    """Rows that name others without SQLite's knowing, in the private tables and in those that are published."""
    for sql, sentence in _LOST:
        for row in conn.execute(sql):
            yield sentence.format(*row)
    for table in TABLES:
        key = ", ".join(f"t.[{name}]" for name in table.key)
        for column, other in table.foreign:
            rows = conn.execute(
                f"SELECT t.[{column}], {key} FROM [{table.name}] t WHERE t.[{column}] IS NOT NULL"
                f" AND t.[{column}] NOT IN (SELECT id FROM [{other}] WHERE id IS NOT NULL)"
            )
            for row in rows:
                yield f"the row {row[1:]} of {table.name} names {row[0]!r} of {other}, which is not there"


_LOST = (
    (
        "SELECT c.id, c.url, c.fetched_at, c.sha256 FROM captures c LEFT JOIN bodies b ON b.sha256 = c.sha256"
        " LEFT JOIN erased e ON e.sha256 = c.sha256 WHERE c.sha256 <> '' AND b.sha256 IS NULL AND e.sha256 IS NULL",
        "capture {0} ({1}, {2}) has lost its body {3}",
    ),
    (
        "SELECT sha256 FROM bodies WHERE sha256 NOT IN (SELECT sha256 FROM captures)"
        " AND sha256 NOT IN (SELECT instead FROM erased)",
        "body {0} belongs to no capture",
    ),
    (
        "SELECT e.sha256, e.instead FROM erased e LEFT JOIN bodies b ON b.sha256 = e.instead"
        " WHERE e.instead <> '' AND b.sha256 IS NULL",
        "body {1}, which stands in the place of {0}, is not there",
    ),
    ("SELECT sha256 FROM erased JOIN bodies USING (sha256)", "body {0} was erased and is there"),
    (
        "SELECT t.sha256, t.text FROM text_wordings t WHERE t.text NOT IN (SELECT id FROM texts)",
        "the wording {0} names the text {1}, which is not there",
    ),
    (
        "SELECT a, b FROM text_pairs WHERE a NOT IN (SELECT id FROM texts) OR b NOT IN (SELECT id FROM texts)",
        "a pair names the texts {0} and {1}, one of which is not there",
    ),
)
"""(SQL that finds rows which lead nowhere, the sentence that says so)."""


def seals(work: Work, until: int = 1 << 62) -> Faults:
    """Every digest, up to one with the number ``until``, computed again from the captures, in their order."""
    conn, previous, covered = work.db.conn, "", 0
    for expected, each in enumerate((found for found in digests(work) if found.number <= until), start=1):
        if each.number != expected:
            yield f"digest {expected} is not there: the next one has the number {each.number}"
            return
        if each.previous != previous:
            yield f"digest {each.number} ({each.night}) follows {each.previous or 'none'}, not the one before it"
        if chained(each.previous, leaves_of(conn, covered, each.captures)) != each.sha256:
            yield (
                f"digest {each.number} ({each.night}) is not that of its {each.captures} captures:"
                " one of them was changed, put in or taken out since"
            )
        previous, covered = each.sha256, covered + each.captures
    held = conn.execute("SELECT COUNT(*) FROM captures").fetchone()[0]
    if covered > held:
        yield f"the digests are over {covered} captures, and only {held} are there"


def _redactions(work: Work) -> Faults:
    try:
        lost = journal.missing(work)
    except StorageError as error:
        yield str(error)
    else:
        yield from [journal.lacking(lost)] if lost else []


def _press(work: Work, path: Path) -> Faults:
    """press.db: whole, and the same rows in every table as work.db."""
    if not path.is_file():
        return
    if lost := forgotten(work, path):
        yield f"{work.path}: {lost}"
        return
    if Published(work).is_half():
        yield f"{path} cannot be compared: {HALF}"
        return
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as press:
        try:
            yield from _file(press, path)
            for table in TABLES:
                yield from _compared(work.db.conn, press, table, path)
        except sqlite3.DatabaseError as error:
            yield f"{path} cannot be read ({error}): `pressarkiv publish` writes it anew"


def _compared(work: sqlite3.Connection, press: sqlite3.Connection, table: Table, path: Path) -> Faults:
    know_masks(work)
    private, public = _rows(work, table, as_shown(table)), _rows(press, table)
    if private != public:
        rows = (
            f"{public[0]} rows, work.db {private[0]}"
            if public[0] != private[0]
            else f"other words in its {public[0]} rows"
        )
        yield f"{path}: {table.name} has {rows}: `pressarkiv publish` writes it anew from work.db"


def _rows(conn: sqlite3.Connection, table: Table, shown: str = "") -> tuple[int, str]:
    """How many rows a table has, and a SHA-256 over all of them in the order of their key; ``shown``: SQL of its columns."""
    columns, key = (", ".join(f"[{name}]" for name in names) for names in (table.names, table.key))
    columns = shown or columns
    whole, count = hashlib.sha256(), 0
    for row in conn.execute(f"SELECT {columns} FROM [{table.name}] ORDER BY {key}"):
        whole.update(orjson.dumps(row, default=str, option=orjson.OPT_APPEND_NEWLINE))
        count += 1
    return count, whole.hexdigest()
