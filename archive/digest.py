"""Seals on captures: each a hash over the one before and the captures since, so that none can be put in or changed later.

Whoever prints, publishes or time-stamps a digest holds a proof of every capture up to it. It is taken over the hash of
each capture's row, and the row names its body by hash: a body or a row can be redacted later and the digests still hold
(`leaves` keeps what a redacted row hashed to). docs/evidence.md says how to compute it without this program.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import orjson

from archive.work import Work

COLUMNS = ("source", "url", "final_url", "fetched_at", "status", "headers", "sha256", "error", "role", "run")
"""What of a capture is sealed, in this order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Digest:
    """A seal: a row of the published table ``digests``."""

    number: int
    """1 for the first."""
    night: str
    """When it was made."""
    captures: int
    """How many captures it is over: those that were stored since the one before, in the order of their ids."""
    sha256: str
    previous: str
    """The digest before; ``""`` for the first."""


def leaf(row: Iterable[object]) -> str:
    """Hexadecimal SHA-256 of a capture's row (`COLUMNS`) as a compact JSON array in UTF-8."""
    return hashlib.sha256(orjson.dumps(list(row))).hexdigest()


def chained(previous: str, leaves: Iterable[str]) -> str:
    """The digest that follows ``previous``: SHA-256 of it and the leaves, each in hexadecimal and ended by a line feed."""
    whole = hashlib.sha256(f"{previous}\n".encode())
    for each in leaves:
        whole.update(f"{each}\n".encode())
    return whole.hexdigest()


def digests(work: Work) -> list[Digest]:
    """All seals, oldest first."""
    rows = work.db.conn.execute("SELECT number, night, captures, sha256, previous FROM digests ORDER BY number")
    return [Digest(**dict(zip(Digest.__slots__, row, strict=True))) for row in rows]


def seal(work: Work, at: str) -> Digest | None:
    """Seal the captures that came since the last one, and commit; None where there are none."""
    conn = work.db.conn
    with work.transaction():
        number, covered = conn.execute(
            "SELECT COALESCE(MAX(number), 0), COALESCE(SUM(captures), 0) FROM digests"
        ).fetchone()
        fresh = work.capture_count() - covered
        if fresh <= 0:
            return None
        last = conn.execute("SELECT sha256 FROM digests WHERE number = ?", (number,)).fetchone()
        previous = last[0] if last else ""
        sha256 = chained(previous, leaves_of(conn, covered))
        made = Digest(number=number + 1, night=at, captures=fresh, sha256=sha256, previous=previous)
        conn.execute(
            "INSERT INTO digests (number, night, captures, sha256, previous) VALUES (?, ?, ?, ?, ?)",
            (made.number, made.night, made.captures, made.sha256, made.previous),
        )
    return made


def leaves_of(conn: sqlite3.Connection, offset: int, count: int = -1) -> Iterator[str]:
    """Leaves of ``count`` captures (-1: all) after the first ``offset``, in the order of their ids."""
    columns = ", ".join(f"c.{name}" for name in COLUMNS)
    rows = conn.execute(
        f"SELECT l.sha256, {columns} FROM captures c LEFT JOIN leaves l ON l.capture = c.id"
        " ORDER BY c.id LIMIT ? OFFSET ?",
        (count, offset),
    )
    return (row[0] or leaf(row[1:]) for row in rows)


def keep_leaves(work: Work, captures: Iterable[int]) -> None:
    """Remember, in the open transaction, what these captures' rows hash to: to be called before a row is redacted."""
    conn = work.db.conn
    for id_ in captures:
        row = conn.execute(f"SELECT {', '.join(COLUMNS)} FROM captures WHERE id = ?", (id_,)).fetchone()
        conn.execute("INSERT OR IGNORE INTO leaves (capture, sha256) VALUES (?, ?)", (id_, leaf(row)))


def forgotten(work: Work, press: Path) -> str:
    """What is wrong when a published file tells of a seal that work.db does not have; ``""``: nothing.

    Then captures are gone that had been sealed: the log beside work.db was removed, or an older file put in its place.
    """
    if not press.is_file():
        return ""
    with closing(sqlite3.connect(f"{press.resolve().as_uri()}?mode=ro", uri=True)) as public:
        try:
            sealed = public.execute("SELECT number, night, sha256 FROM digests ORDER BY number DESC LIMIT 1").fetchone()
        except sqlite3.DatabaseError:
            return ""  # a published file that cannot be read proves nothing; `publish` writes it anew
    mine = {each.number: each.sha256 for each in digests(work)}
    if sealed is None or mine.get(sealed[0]) == sealed[2]:
        return ""
    return (
        f"{press.name} tells of digest {sealed[0]} of {sealed[1]}, which work.db does not have: captures are lost that were"
        f" sealed before it ({work.path.name}-wal was removed, or an older work.db was put in place)"
    )


def set_back(work: Work) -> str:
    """A sentence when captures of the newest seal carry times before the seal before it, though runs made them; else ``""``.

    A clock that was set back is one reason. Nothing is lost by it: versions go by the times that captures carry.
    """
    found = digests(work)[-2:]
    if len(found) < 2:
        return ""
    count = work.db.conn.execute(
        "SELECT COUNT(*) FROM (SELECT fetched_at, run FROM captures ORDER BY id LIMIT ? OFFSET"
        " (SELECT SUM(captures) FROM digests WHERE number < ?)) WHERE run <> '' AND fetched_at < ?",
        (found[1].captures, found[1].number, found[0].night),
    ).fetchone()[0]
    if not count:
        return ""
    captures = "1 capture carries a time" if count == 1 else f"{count} captures carry times"
    return f"{captures} before {found[0].night}, when the night before ended: was the clock set back?"
