"""What was read from captures, kept in work.db so that a night reads only what is new.

A cache of pure functions: emptied, it is filled again from the captures with the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import zstandard

from archive.records import Attachment, Block, Capture, Contact, Page
from archive.work import Work

_PACK = zstandard.ZstdCompressor(level=3)
_UNPACK = zstandard.ZstdDecompressor()
_SORTED = orjson.OPT_SORT_KEYS

Read = tuple[Page, bytes]
"""A page and the marks of its blocks, packed; b"" where it has none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """A judged visit to a page, or a listing that named it."""

    capture: int
    at: str
    url: str
    final_url: str
    status: int
    sha256: str
    run: str
    outcome: str
    """The verdict: ``ok``, ``not-modified``, ``gone``, ``denied``, ``error``."""
    reason: str
    key: str
    """The page that was asked for; ``""``: a listing."""
    readings: tuple[int, ...]
    """The readings of these pages that it shows."""


class Readings:
    """The readings of work.db; the caller opens and closes transactions."""

    def __init__(self, work: Work):
        self.work = work
        self.conn = work.db.conn

    # Reading captures -------------------------------------------------------------------------------------------

    def unread(self) -> list[int]:
        """Ids of the captures that have not been judged yet, oldest first."""
        rows = self.conn.execute(
            "SELECT id FROM captures WHERE id NOT IN (SELECT capture FROM judged)"
            " ORDER BY fetched_at, source, url, sha256, id"
        )
        return [row[0] for row in rows]

    def read_before(self, capture: Capture) -> Capture | None:
        """The oldest capture (without body) of the same body at the same URL that was read, if one was."""
        found = self.work.captures(
            "(source, url, role, sha256) = (?, ?, ?, (SELECT sha256 FROM captures WHERE id = ?)) AND sha256 <> ''"
            " AND id IN (SELECT capture FROM sightings)",
            (capture.source, capture.url, capture.role, capture.id),
            with_body=False,
        )
        return next(found, None)

    def key_of(self, capture: Capture) -> str:
        """The page that a judged capture is a visit to; ``""`` for a listing."""
        return self.conn.execute("SELECT key FROM judged WHERE capture = ?", (capture.id,)).fetchone()[0]

    def add_judged(self, capture: Capture, key: str, outcome: str, reason: str) -> None:
        """Remember what a capture is a visit to (``key``, ``""`` for a listing) and what came of it."""
        self.conn.execute(
            "INSERT INTO judged (capture, source, key, outcome, reason) VALUES (?, ?, ?, ?, ?)",
            (capture.id, capture.source, key, outcome, reason),
        )

    def add(self, capture: Capture, pages: Sequence[Read]) -> None:
        """Store what was read from a capture. An item that says word for word the same is stored once."""
        for position, read in enumerate(pages):
            self._sight(capture.id, self._same_item(capture, read[0]) or self._insert(capture, position, read))

    def add_sightings(self, capture: Capture, earlier: Capture) -> None:
        """A capture shows what an earlier one showed."""
        self._sight_again(capture.id, earlier.id)

    def _sight_again(self, capture: int, other: int) -> None:
        self.conn.execute(
            "INSERT OR IGNORE INTO sightings (capture, reading) SELECT ?, reading FROM sightings WHERE capture = ?",
            (capture, other),
        )

    def replace(self, later: Capture, capture: Capture, pages: Sequence[Read]) -> None:
        """A body had been captured earlier than it was read from: dates that count from the fetch count from the first."""
        same = self._with_same_body(later)
        shown = [row[0] for id_ in same for row in self.conn.execute(_SHOWN, (id_,))]
        for id_ in same:
            self.conn.execute("DELETE FROM sightings WHERE capture = ?", (id_,))
        self.conn.executemany(_FORGET, ((reading, reading) for reading in set(shown)))
        self.add(capture, pages)
        for id_ in same:
            self._sight_again(id_, capture.id)

    def _with_same_body(self, capture: Capture) -> list[int]:
        """Ids of the captures of the same URL and body that have been read."""
        rows = self.conn.execute(
            "SELECT id FROM captures WHERE (source, url, role, sha256) ="
            " (SELECT source, url, role, sha256 FROM captures WHERE id = ?) AND id IN (SELECT capture FROM sightings)",
            (capture.id,),
        )
        return [row[0] for row in rows]

    def add_alias(self, source: str, alias: str, key: str) -> None:
        """A page is known under another key as well."""
        if alias != key:
            self.conn.execute(
                "INSERT OR IGNORE INTO aliases (source, alias, key) VALUES (?, ?, ?)", (source, alias, key)
            )

    def _insert(self, capture: Capture, position: int, read: Read) -> int:
        page, marks = read
        for alias in page.aliases:
            self.add_alias(capture.source, alias, page.key)
        return self.conn.execute(
            "INSERT INTO readings (capture, position, source, key, stream, page, marks) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (capture.id, position, capture.source, page.key, page.stream, pack(page), marks),
        ).lastrowid

    def _same_item(self, capture: Capture, page: Page) -> int | None:
        if page.stream != "item":
            return None
        row = self.conn.execute(
            "SELECT id FROM readings WHERE (source, key, stream, page) = (?, ?, 'item', ?)",
            (capture.source, page.key, pack(page)),
        ).fetchone()
        return row and row[0]

    def _sight(self, capture: int, reading: int) -> None:
        self.conn.execute("INSERT OR IGNORE INTO sightings (capture, reading) VALUES (?, ?)", (capture, reading))

    # What the later stages ask ----------------------------------------------------------------------------------

    def unsettled(self) -> dict[str, set[str]]:
        """By source the keys of pages that captures speak of which have not been settled."""
        changed: dict[str, set[str]] = {}
        for source, key in self.conn.execute(_UNSETTLED):
            changed.setdefault(source, set()).add(key)
        return changed

    def settle(self, source: str) -> None:
        """All that was read of a source has gone into its articles."""
        self.conn.execute("UPDATE judged SET settled = 1 WHERE source = ? AND settled = 0", (source,))

    def aliases(self, source: str) -> dict[str, str]:
        """For each other name of a source's pages the key that it stands for.

        An id that stood with several addresses joins them: they are names of one page.
        """
        rows = self.conn.execute("SELECT alias, key FROM aliases WHERE source = ? ORDER BY alias, key", (source,))
        names: dict[str, str] = {}
        same = []
        for alias, key in rows:
            if names.setdefault(alias, key) != key and not alias.startswith(("http://", "https://")):
                same.append((names[alias], key))
        for pair in same:
            first, other = sorted(_end(names, key) for key in pair)
            if first != other:
                names[other] = first
        return names

    def sighted(self, source: str) -> Iterator[tuple[int, str, str, str, bytes]]:
        """(reading, key, first seen, last seen, marks) of every reading of a source that has marks."""
        return self.conn.execute(
            "SELECT r.id, r.key, MIN(c.fetched_at), MAX(c.fetched_at), r.marks FROM readings r"
            " JOIN sightings s ON s.reading = r.id JOIN captures c ON c.id = s.capture"
            " WHERE r.source = ? AND r.marks <> x'' GROUP BY r.id",
            (source,),
        )

    def listings(self, source: str) -> list[str]:
        """URLs that were asked for as listings, and where they led."""
        rows = self.conn.execute(
            "SELECT url FROM captures WHERE source = :id AND role = 'listing' UNION"
            " SELECT final_url FROM captures WHERE source = :id AND role = 'listing' AND final_url <> ''",
            {"id": source},
        )
        return [row[0] for row in rows]

    def first_seen(self, source: str, key: str) -> str:
        """When a page's document was first shown, under its own address or where that led; ``""``: never."""
        found = self.conn.execute(
            "SELECT MIN(c.fetched_at) FROM readings r JOIN sightings s ON s.reading = r.id JOIN captures c"
            " ON c.id = s.capture WHERE (r.source, r.key, r.stream) = (?, ?, 'page')",
            (source, key),
        )
        return found.fetchone()[0] or ""

    def redirected(self, source: str) -> Iterator[tuple[str, str, int]]:
        """(URL asked, URL that answered, a reading of it) of every visit to a page that was led elsewhere."""
        return self.conn.execute(
            "SELECT c.url, c.final_url, MIN(s.reading) FROM captures c JOIN sightings s ON s.capture = c.id"
            " WHERE c.source = ? AND c.final_url <> '' AND c.final_url <> c.url AND c.role <> 'listing'"
            " GROUP BY c.url, c.final_url",
            (source,),
        )

    def events(self, source: str, keys: Iterable[str]) -> list[Event]:
        """The visits to pages with these keys and the sightings of them, oldest first."""
        self._ask(keys)
        rows = self.conn.execute(_EVENTS, {"source": source})
        return [Event(**dict(zip(_EVENT, (*row[:-1], _ids(row[-1])), strict=True))) for row in rows]

    def _ask(self, keys: Iterable[str]) -> None:
        self.conn.execute("CREATE TEMP TABLE IF NOT EXISTS asked (key TEXT PRIMARY KEY) WITHOUT ROWID")
        self.conn.execute("DELETE FROM asked")
        self.conn.executemany("INSERT OR IGNORE INTO asked (key) VALUES (?)", ((key,) for key in keys))

    def pages(self, source: str) -> Iterator[Page]:
        """Every page that was read of a source, in the order of reading."""
        return (
            unpack(row[0])
            for row in self.conn.execute("SELECT page FROM readings WHERE source = ? ORDER BY id", (source,))
        )

    def page_with_marks(self, reading: int) -> tuple[Page, bytes]:
        """The page that was read, and the marks of its blocks as they were given."""
        page, marks = self.conn.execute("SELECT page, marks FROM readings WHERE id = ?", (reading,)).fetchone()
        return unpack(page), marks

    def page(self, reading: int) -> Page:
        """The page that was read."""
        return unpack(self.conn.execute("SELECT page FROM readings WHERE id = ?", (reading,)).fetchone()[0])

    def keys_of(self, source: str, keys: Iterable[str]) -> dict[int, str]:
        """The readings of pages with these keys, and the key that each was read with."""
        self._ask(keys)
        rows = self.conn.execute(
            "SELECT id, key FROM readings WHERE source = ? AND stream <> 'file' AND key IN (SELECT key FROM asked)",
            (source,),
        )
        return dict(rows.fetchall())

    def of_page(self, source: str, key: str) -> list[tuple[Page, bool]]:
        """The readings of a page's own document, and whether each was found at another address."""
        rows = self.conn.execute(
            "SELECT r.page, c.final_url <> '' AND c.final_url <> c.url FROM readings r"
            " JOIN captures c ON c.id = r.capture WHERE (r.source, r.key, r.stream) = (?, ?, 'page')",
            (source, key),
        )
        return [(unpack(page), bool(led)) for page, led in rows]

    def attachments(self, source: str) -> Iterator[tuple[str, str, Page]]:
        """(URL, SHA-256, what was read) of every captured file of a source that was read, the newest last."""
        rows = self.conn.execute(
            "SELECT c.url, c.sha256, r.page FROM readings r JOIN sightings s ON s.reading = r.id"
            " JOIN captures c ON c.id = s.capture WHERE r.source = ? AND r.stream = 'file'"
            " ORDER BY c.fetched_at, c.url, c.sha256",
            (source,),
        )
        return ((url, sha256, unpack(page)) for url, sha256, page in rows)

    # What was learned -------------------------------------------------------------------------------------------

    def learned(self, source: str) -> dict[str, Any]:
        """What was last learned of a source, as given to `remember`; {} for nothing."""
        row = self.conn.execute("SELECT model FROM learned WHERE source = ?", (source,)).fetchone()
        return orjson.loads(_UNPACK.decompress(row[0])) if row else {}

    def remember(self, source: str, learned: Mapping[str, Any]) -> None:
        """Keep what was learned of a source, so that the next time shows what is different."""
        self.conn.execute(
            "INSERT OR REPLACE INTO learned (source, model) VALUES (?, ?)",
            (source, _PACK.compress(orjson.dumps(learned, option=_SORTED))),
        )


def _end(names: Mapping[str, str], key: str) -> str:
    """What a name stands for in the end."""
    seen = {key}
    while (following := names.get(key)) is not None and following not in seen:
        seen.add(following)
        key = following
    return key


def pack(page: Page) -> bytes:
    """A page as compressed JSON; equal pages give equal bytes."""
    return _PACK.compress(orjson.dumps(page, option=_SORTED))


def unpack(packed: bytes) -> Page:
    """The page that `pack` was given."""
    row = orjson.loads(_UNPACK.decompress(packed))
    row["blocks"] = tuple(Block(**{**block, "links": tuple(block["links"])}) for block in row["blocks"])
    row["contacts"] = tuple(Contact(**contact) for contact in row["contacts"])
    row["attachments"] = tuple(Attachment(**attachment) for attachment in row["attachments"])
    return Page(**{**row, "aliases": tuple(row["aliases"]), "images": tuple(row["images"])})


def _ids(text: str | None) -> tuple[int, ...]:
    return tuple(sorted({int(number) for number in text.split(",")})) if text else ()


_EVENT = (
    "capture", "at", "url", "final_url", "status", "sha256", "run", "outcome", "reason", "key", "readings",
)  # fmt: skip

_EVENTS = """
    WITH seen AS (
        SELECT s.capture, s.reading FROM readings r JOIN sightings s ON s.reading = r.id
        WHERE r.source = :source AND r.key IN (SELECT key FROM asked) AND r.stream <> 'file'),
    touched AS (
        SELECT capture FROM seen
        UNION SELECT capture FROM judged WHERE source = :source AND key IN (SELECT key FROM asked))
    SELECT c.id, c.fetched_at, c.url, c.final_url, c.status, c.sha256, c.run, j.outcome, j.reason, j.key,
        (SELECT group_concat(seen.reading) FROM seen WHERE seen.capture = c.id)
    FROM touched t JOIN captures c ON c.id = t.capture JOIN judged j ON j.capture = c.id
    ORDER BY c.fetched_at, c.url, c.sha256, c.status, c.id
"""

_SHOWN = "SELECT reading FROM sightings WHERE capture = ?"

_FORGET = "DELETE FROM readings WHERE id = ? AND NOT EXISTS (SELECT 1 FROM sightings WHERE reading = ?)"

_UNSETTLED = """
    SELECT source, key FROM judged WHERE settled = 0 AND key <> ''
    UNION
    SELECT r.source, r.key FROM judged j JOIN sightings s ON s.capture = j.capture JOIN readings r ON r.id = s.reading
    WHERE j.settled = 0 AND r.stream <> 'file'
    UNION
    SELECT source, '' FROM judged WHERE settled = 0
"""
