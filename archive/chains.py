"""The bodies in work.db: once per SHA-256, each in full or standing on another, so that few bytes are written.

A body stands on the one that its page was last seen with before it (or, arriving late, is next seen with after it);
the first one of a page on the first of its kind that this process stored for the source, whose template it shares. A
chain ends where reading it back would take too long: the next body begins a new one. A base may serve pages that share
it. ``depth`` is always larger than the base's, so that no chain can lead in a circle.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import zstandard

from archive import bodies
from archive.bodies import CHAIN, CHAIN_BYTES
from archive.failures import StorageError
from archive.records import Capture

_VERIFY = "work.db is damaged, `pressarkiv verify` names all that is and the newest good backup"

KIN = 64
"""So many first bodies of pages stand on one: what a damaged one can take with it stays small."""

KIN_BYTES = 1_000_000
"""A larger body carries no others of its kind."""


@dataclass(frozen=True, slots=True)
class Base:
    """What a body stands on."""

    sha256: str
    depth: int
    """How many bodies at most have to be unpacked before it."""


class Chains:
    """The bodies of an open work.db; the caller opens and closes transactions."""

    def __init__(self, conn: sqlite3.Connection):
        self.conn = conn
        self._kin: dict[tuple[str, int, str], tuple[str, int]] = {}
        """By kind the body that the first ones of pages stand on, and how many of them do."""

    def add(self, capture: Capture) -> str:
        """Store the body of a capture, unless it is there or was erased; its SHA-256, ``""`` when it has none."""
        if capture.body is None:
            return ""
        digest = bodies.sha256(capture.body)
        if not self._is_known(digest):
            base = self._page_base(capture)
            level = bodies.NEXT_LEVEL if base else bodies.FIRST_LEVEL
            self._insert(digest, capture.body, base or self._kin_base(capture, digest), level)
        return digest

    def body(self, digest: str) -> bytes | None:
        """The body with this SHA-256; what stands in the place of an erased one, or None.

        `KeyError`: never stored; `StorageError`: the bytes are damaged.
        """
        if self._row(digest) is None:
            erased = self.conn.execute("SELECT instead FROM erased WHERE sha256 = ?", (digest,)).fetchone()
            if erased is None:
                raise KeyError(f"no body {digest}")
            return self.body(erased[0]) if erased[0] else None
        body = self._unpacked(digest)
        if bodies.sha256(body) != digest:
            raise StorageError(f"body {digest} is not what it was: {_VERIFY}")
        return body

    def drop(self, digest: str, at: str, instead: bytes | None = None) -> None:
        """Erase a body for good, ``instead`` standing in its place; the bodies that stand on it are packed without it.

        The hash stays known, so that the same bytes are not stored again. Its bytes may linger in free pages of the file
        until it is vacuumed. `KeyError` when there is no such body.
        """
        self.detach(digest)
        row = self._row(digest)
        standing = ""
        if instead is not None:
            standing = bodies.sha256(instead)
            if self._row(standing) is None:
                self._insert(standing, instead, Base(row[0], row[1] - 1) if row[0] else None, bodies.NEXT_LEVEL)
        self.conn.execute("DELETE FROM bodies WHERE sha256 = ?", (digest,))
        self.conn.execute("UPDATE erased SET instead = ? WHERE instead = ?", (standing, digest))
        self.conn.execute("INSERT OR REPLACE INTO erased VALUES (?, ?, ?)", (digest, at, standing))

    def detach(self, digest: str) -> int:
        """Pack the bodies that stand on this one again, on what it stands on or on one of them; how many those were."""
        row = self._row(digest)
        if row is None:
            raise KeyError(f"no body {digest}")
        base = row[0]
        kin = self.conn.execute("SELECT sha256, depth FROM bodies WHERE base = ? ORDER BY depth, sha256", (digest,))
        followers = kin.fetchall()
        unpacked = [self._unpacked(each) for each, _ in followers[:1]]
        for number, (each, depth) in enumerate(followers):
            heir = base or (followers[0][0] if number else None)
            body = self._unpacked(each)
            below = None if heir is None else self._unpacked(base) if base else unpacked[0]
            self.conn.execute(
                "UPDATE bodies SET base = ?, depth = ?, data = ? WHERE sha256 = ?",
                (heir, depth if heir else 0, bodies.pack(body, below), each),
            )
        return len(followers)

    def _insert(self, digest: str, body: bytes, base: Base | None, level: int) -> None:
        below = self._unpacked(base.sha256) if base else None
        self.conn.execute(
            "INSERT INTO bodies (sha256, size, base, depth, data) VALUES (?, ?, ?, ?, ?)",
            (digest, len(body), base and base.sha256, base.depth + 1 if base else 0, bodies.pack(body, below, level)),
        )

    def _is_known(self, digest: str) -> bool:
        sql = "SELECT 1 FROM bodies WHERE sha256 = ? UNION ALL SELECT 1 FROM erased WHERE sha256 = ?"
        return self.conn.execute(sql, (digest, digest)).fetchone() is not None

    def _page_base(self, capture: Capture) -> Base | None:
        """The body that the page had before, else after; None where it had none or its chain is at its end."""
        page = (capture.source, capture.url, capture.fetched_at, capture.status)
        for sql in (_BEFORE, _AFTER):
            found = self.conn.execute(sql, page).fetchone()
            if found:
                return self._base(found[0], capture)
        return None

    def _base(self, digest: str, capture: Capture) -> Base | None:
        """This body as the base of another, unless that one would take too long to read back."""
        found = self.conn.execute("SELECT depth, size FROM bodies WHERE sha256 = ?", (digest,)).fetchone()
        if found is None or found[0] + 1 >= CHAIN:
            return None
        if (found[0] + 1) * max(found[1], len(capture.body)) > CHAIN_BYTES:
            return None
        return Base(digest, found[0])

    def _kin_base(self, capture: Capture, digest: str) -> Base | None:
        """A body of the same kind from the same source; the first one, and each `KIN`th, becomes it for the next."""
        if len(capture.body) > KIN_BYTES:
            return None
        kind = (capture.source, capture.status, capture.headers.get("content-type", "").partition(";")[0])
        carrier, carried = self._kin.get(kind, ("", KIN))
        base = self._base(carrier, capture) if carried < KIN else None
        self._kin[kind] = (carrier, carried + 1) if base else (digest, 0)
        return base

    def _row(self, digest: str) -> tuple[str | None, int, bytes] | None:
        sql = "SELECT base, depth, data FROM bodies WHERE sha256 = ?"
        return self.conn.execute(sql, (digest,)).fetchone()

    def _unpacked(self, digest: str) -> bytes:
        chain: list[bytes] = []
        base: str | None = digest
        while base is not None:
            row = self._row(base)
            if row is None:
                raise KeyError(f"no body {base}, on which {digest} stands")
            base = row[0]
            chain.append(row[2])
        body = None
        try:
            for data in reversed(chain):
                body = bodies.unpack(data, body)
        except zstandard.ZstdError as error:
            raise StorageError(f"body {digest} cannot be unpacked ({error}): {_VERIFY}") from error
        return body


_BEFORE = """
    SELECT sha256 FROM captures WHERE source = ? AND url = ? AND fetched_at <= ? AND status = ? AND sha256 <> ''
    ORDER BY fetched_at DESC LIMIT 1
"""

_AFTER = """
    SELECT sha256 FROM captures WHERE source = ? AND url = ? AND fetched_at > ? AND status = ? AND sha256 <> ''
    ORDER BY fetched_at LIMIT 1
"""
