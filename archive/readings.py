"""What was read from captures, kept in work.db so that a night reads only what is new.

A cache of pure functions: emptied, it is filled again from the captures with the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

import orjson
import zstandard

from archive.aliases import joined
from archive.records import Attachment, Block, Capture, Contact, Page, Wording
from archive.work import Work

_PACK = zstandard.ZstdCompressor(level=3)
_UNPACK = zstandard.ZstdDecompressor()
_SORTED = orjson.OPT_SORT_KEYS

MarksOf = Callable[[Page], bytes]
"""Computes the marks of a page's blocks, packed; b"" where it has none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cleaned:
    """How a reading was cleaned."""

    glance: bytes
    """Equal as long as it would be cleaned the same."""
    wording: Wording
    is_notice: bool
    """Whether it has no words of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A reading without its blocks."""

    page: Page
    marks: bytes
    cleaned: Cleaned | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came of judging and reading an answer, and so of all that say the same."""

    capture: int
    """The oldest capture of it that was read."""
    fetched_at: str
    outcome: str
    reason: str
    key: str
    """As in `Event`."""


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

    def essence_of(self, capture: Capture, headers: Sequence[str]) -> bytes:
        """The essence of the oldest judged capture with the same body, address, role and status, where it has these
        headers too; ``b""``: none."""
        row = self.conn.execute(_SAME_BODY, (capture.id,)).fetchone()
        if row is None:
            return b""
        before = orjson.loads(row[0])
        return row[1] if all(before.get(name) == capture.headers.get(name) for name in headers) else b""

    def answer(self, essence: bytes) -> Answer | None:
        """What is known of answers with this essence."""
        row = self.conn.execute(
            "SELECT capture, fetched_at, outcome, reason, key FROM answers WHERE essence = ?", (essence,)
        ).fetchone()
        return Answer(**dict(zip(Answer.__slots__, row, strict=True))) if row else None

    def add_answer(self, essence: bytes, answer: Answer) -> None:
        """Remember what answers with this essence say; what was known of them before is replaced."""
        self.conn.execute(
            "INSERT OR REPLACE INTO answers (essence, capture, fetched_at, outcome, reason, key) VALUES (?, ?, ?, ?, ?, ?)",
            (essence, answer.capture, answer.fetched_at, answer.outcome, answer.reason, answer.key),
        )

    def add_judged(self, capture: Capture, answer: Answer, essence: bytes = b"") -> None:
        """Remember what a capture is a visit to and what came of it; ``essence``: of its answer, where it has a body."""
        self.conn.execute(
            "INSERT INTO judged (capture, source, key, outcome, reason, essence) VALUES (?, ?, ?, ?, ?, ?)",
            (capture.id, capture.source, answer.key, answer.outcome, answer.reason, essence),
        )

    def add(self, capture: Capture, pages: Sequence[Page], marks_of: MarksOf) -> None:
        """Store what was read from a capture. A page that says word for word the same is stored, and marked, once."""
        for page in pages:
            self._sight(capture, self._find_or_insert(capture, page, marks_of))

    def add_sightings(self, capture: Capture, earlier: int) -> None:
        """A capture shows what an earlier one showed."""
        for (reading,) in self.conn.execute(_SHOWN, (earlier,)).fetchall():
            self._sight(capture, reading)

    def replace(self, essence: bytes, capture: Capture, pages: Sequence[Page], marks_of: MarksOf) -> None:
        """An answer had been captured earlier than it was read from: dates that count from the fetch count from the first.

        What `standing` says of the source's pages is forgotten, as it names readings."""
        same = [row[0] for row in self.conn.execute("SELECT capture FROM judged WHERE essence = ?", (essence,))]
        shown = {row[0] for id_ in same for row in self.conn.execute(_SHOWN, (id_,))}
        self.conn.executemany("DELETE FROM sightings WHERE capture = ?", ((id_,) for id_ in same))
        for statement in _FORGET:
            self.conn.executemany(statement, ((reading,) for reading in sorted(shown)))
        self.conn.execute("DELETE FROM standing WHERE source = ?", (capture.source,))
        self.add(capture, pages, marks_of)
        for each in same:
            self.add_sightings(next(self.work.captures("id = ?", (each,), with_body=False)), capture.id)

    def add_alias(self, source: str, alias: str, key: str) -> None:
        """A page is known under another key as well."""
        if alias != key:
            self.conn.execute(
                "INSERT OR IGNORE INTO aliases (source, alias, key) VALUES (?, ?, ?)", (source, alias, key)
            )

    def _find_or_insert(self, capture: Capture, page: Page, marks_of: MarksOf) -> int:
        head, blocks = written(page)
        is_led = page.stream == "page" and capture.final_url not in ("", capture.url)
        digest = blake2b(head + blocks + b"led" * is_led, digest_size=16).digest()
        row = self.conn.execute(
            "SELECT id FROM readings WHERE (source, key, digest) = (?, ?, ?)", (capture.source, page.key, digest)
        ).fetchone()
        if row:
            return row[0]
        for alias in page.aliases:
            self.add_alias(capture.source, alias, page.key)
        return self.conn.execute(
            "INSERT INTO readings (capture, source, key, stream, digest, marks, head, blocks)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                capture.id, capture.source, page.key, page.stream, digest, marks_of(page), _PACK.compress(head),
                _PACK.compress(blocks),
            ),
        ).lastrowid  # fmt: skip

    def _sight(self, capture: Capture, reading: int) -> None:
        self.conn.execute("INSERT OR IGNORE INTO sightings (capture, reading) VALUES (?, ?)", (capture.id, reading))
        self.conn.execute(_SPAN, (reading, capture.fetched_at, capture.fetched_at))

    # What the later stages ask ----------------------------------------------------------------------------------

    def aliases(self, source: str) -> dict[str, str]:
        """For each other name of a source's pages the key that it stands for.

        An id that stood with several addresses joins them: they are names of one page.
        """
        return joined(
            self.conn.execute("SELECT alias, key FROM aliases WHERE source = ? ORDER BY alias, key", (source,))
        )

    def sighted(self, source: str) -> Iterator[tuple[int, str, str, str, bytes]]:
        """(reading, key, first seen, last seen, marks) of every reading of a source that has marks."""
        return self.conn.execute(
            "SELECT r.id, r.key, s.first_at, s.last_at, r.marks FROM readings r JOIN spans s ON s.reading = r.id"
            " WHERE r.source = ? AND r.marks <> x''",
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
            "SELECT MIN(s.first_at) FROM readings r JOIN spans s ON s.reading = r.id"
            " WHERE (r.source, r.key, r.stream) = (?, ?, 'page')",
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

    def pages(self, source: str) -> Iterator[Page]:
        """Every page that was read of a source, in the order of reading."""
        rows = self.conn.execute("SELECT head, blocks FROM readings WHERE source = ? ORDER BY id", (source,))
        return (_page(*row) for row in rows)

    def page(self, reading: int) -> Page:
        """The page that was read."""
        return _page(*self.conn.execute("SELECT head, blocks FROM readings WHERE id = ?", (reading,)).fetchone())

    def kept(self, reading: int) -> Kept:
        """What is kept of a reading beside its blocks."""
        head, marks, glance, wording, is_notice = self.conn.execute(
            "SELECT r.head, r.marks, c.glance, c.wording, c.is_notice FROM readings r"
            " LEFT JOIN cleaned c ON c.reading = r.id WHERE r.id = ?",
            (reading,),
        ).fetchone()
        cleaned = Cleaned(glance=glance, wording=_wording(wording), is_notice=bool(is_notice)) if glance else None
        return Kept(page=_page(head), marks=marks, cleaned=cleaned)

    def keep_cleaned(self, reading: int, cleaned: Cleaned) -> None:
        """Remember how a reading was cleaned."""
        self.conn.execute(
            "INSERT OR REPLACE INTO cleaned (reading, glance, wording, is_notice) VALUES (?, ?, ?, ?)",
            (reading, cleaned.glance, _PACK.compress(orjson.dumps(cleaned.wording)), cleaned.is_notice),
        )

    def of_page(self, source: str, key: str) -> list[tuple[Page, bool]]:
        """The readings of a page's own document, without blocks, and whether each was found at another address."""
        rows = self.conn.execute(
            "SELECT r.head, c.final_url <> '' AND c.final_url <> c.url FROM readings r"
            " JOIN captures c ON c.id = r.capture WHERE (r.source, r.key, r.stream) = (?, ?, 'page')",
            (source, key),
        )
        return [(_page(head), bool(led)) for head, led in rows]

    def attachments(self, source: str) -> Iterator[tuple[str, str, Page]]:
        """(URL, SHA-256, what was read) of every captured file of a source that was read, the newest last."""
        rows = self.conn.execute(
            "SELECT c.url, c.sha256, r.head FROM readings r JOIN sightings s ON s.reading = r.id"
            " JOIN captures c ON c.id = s.capture WHERE r.source = ? AND r.stream = 'file'"
            " ORDER BY c.fetched_at, c.url, c.sha256",
            (source,),
        )
        return ((url, sha256, _page(head)) for url, sha256, head in rows)

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


def written(page: Page) -> tuple[bytes, bytes]:
    """A page as JSON: all but its blocks, and its blocks; equal pages give equal bytes."""
    return orjson.dumps(replace(page, blocks=()), option=_SORTED), orjson.dumps(page.blocks, option=_SORTED)


def read_back(head: bytes, blocks: bytes = b"[]") -> Page:
    """The page that `written` was given."""
    row = orjson.loads(head)
    row["blocks"] = tuple(Block(**{**block, "links": tuple(block["links"])}) for block in orjson.loads(blocks))
    row["contacts"] = tuple(Contact(**contact) for contact in row["contacts"])
    row["attachments"] = tuple(Attachment(**attachment) for attachment in row["attachments"])
    return Page(**{**row, "aliases": tuple(row["aliases"]), "images": tuple(row["images"])})


def _page(head: bytes, blocks: bytes = b"") -> Page:
    return read_back(_UNPACK.decompress(head), _UNPACK.decompress(blocks) if blocks else b"[]")


def _wording(packed: bytes) -> Wording:
    row = orjson.loads(_UNPACK.decompress(packed))
    return Wording(**{**row, "links": tuple(row["links"]), "attachments": tuple(row["attachments"])})


_SHOWN = "SELECT reading FROM sightings WHERE capture = ?"

_FORGET = (
    "DELETE FROM readings WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM sightings WHERE reading = ?1)",
    "DELETE FROM spans WHERE reading = ?1",
    "DELETE FROM cleaned WHERE reading = ?1",
    "INSERT INTO spans SELECT s.reading, MIN(c.fetched_at), MAX(c.fetched_at) FROM sightings s"
    " JOIN captures c ON c.id = s.capture WHERE s.reading = ?1 GROUP BY s.reading",
)
"""Forget a reading that no capture shows any more; one that is shown still was first and last seen in what is left."""

_SPAN = """
    INSERT INTO spans (reading, first_at, last_at) VALUES (?, ?, ?) ON CONFLICT (reading) DO UPDATE SET
    first_at = MIN(first_at, excluded.first_at), last_at = MAX(last_at, excluded.last_at)
"""

_SAME_BODY = """
    SELECT c.headers, j.essence FROM captures n
    JOIN captures c ON (c.source, c.url, c.sha256, c.role, c.status, c.final_url, c.error)
        = (n.source, n.url, n.sha256, n.role, n.status, n.final_url, n.error)
    JOIN judged j ON j.capture = c.id WHERE n.id = ? AND n.sha256 <> '' ORDER BY c.fetched_at LIMIT 1
"""
