"""What was taken out of the archive on somebody's order: that it was, when and why, but never what.

The words themselves are not kept. To know them again when a crawl or an import brings them back, keyed hashes of their
tokens are (BLAKE2b with a secret of this archive): whoever holds work.db can try a guess, nobody can read them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b

import orjson

from archive.bodies import sha256
from archive.digest import keep_leaves
from archive.failures import StorageError
from archive.published import Published
from archive.records import Capture
from archive.work import Work

ERROR = "redacted"
"""`Capture.error` of a capture whose body was taken out whole."""

STATE = "redacted"
"""``articles.state`` of what is left of a page that was taken out."""

Edit = Callable[[str], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """One redaction."""

    id: int
    kind: str
    """``words`` or ``page``."""
    source: str
    """Whose; ``""``: everybody's."""
    article: str
    """For a page its article's id."""
    at: str
    ground: str
    captures: int = 0
    """How many captures were changed when it was ordered."""
    finished_at: str = ""
    """When the last of the old bytes had left the files; ``""``: not yet."""


@dataclass(frozen=True, slots=True)
class Hashed:
    """A sequence of words to be known again."""

    redaction: int
    source: str
    """Whose pages are searched; ``""``: all."""
    start: int
    """Keyed hash of the first word, 16 bits: most places of a text are passed over by it."""
    length: int
    """How many words."""
    digest: bytes
    """Keyed hash of all of them, 16 bytes."""
    is_slug: bool
    """Whether only a place inside an address counts: the words are spelled as there (``asa-oberg``)."""


class Redactions:
    """The redactions of work.db; the caller opens and closes transactions unless said otherwise."""

    def __init__(self, work: Work):
        self.work = work
        self.conn = work.db.conn

    # Orders -----------------------------------------------------------------------------------------------------

    def secret(self) -> bytes:
        """The key of this archive's hashes, made at the first redaction."""
        row = self.conn.execute("SELECT secret FROM redaction_secret").fetchone()
        if row is None:
            self.work.begin()
            self.conn.execute("INSERT INTO redaction_secret (secret) VALUES (?)", (secrets.token_bytes(32),))
            return self.secret()
        return row[0]

    def orders(self) -> list[Order]:
        """All of them, oldest first."""
        columns = "id, kind, source, article, at, ground, captures, finished_at"
        rows = self.conn.execute(f"SELECT {columns} FROM redaction_orders ORDER BY id")
        return [Order(**dict(zip(Order.__slots__, row, strict=True))) for row in rows]

    def order(self, kind: str, source: str, article: str, at: str, ground: str) -> int:
        """Write down a new redaction; its id."""
        return self.conn.execute(
            "INSERT INTO redaction_orders (kind, source, article, at, ground) VALUES (?, ?, ?, ?, ?)",
            (kind, source, article, at, ground),
        ).lastrowid

    def remember(self, words: Iterable[Hashed], keys: Iterable[bytes], redaction: int) -> None:
        """Keep by which hashes its words and its pages' keys are known again."""
        self.conn.executemany(
            "INSERT OR IGNORE INTO redaction_words (redaction, source, start, length, digest, is_slug)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            ((w.redaction, w.source, w.start, w.length, w.digest, w.is_slug) for w in words),
        )
        self.conn.executemany(
            "INSERT OR IGNORE INTO redaction_keys (digest, redaction) VALUES (?, ?)", ((key, redaction) for key in keys)
        )

    def words(self) -> list[Hashed]:
        """All sequences of words."""
        rows = self.conn.execute("SELECT redaction, source, start, length, digest, is_slug FROM redaction_words")
        return [Hashed(*row[:5], bool(row[5])) for row in rows]

    def keys(self) -> dict[bytes, int]:
        """By keyed hash of a page's source and key the redaction that took it out."""
        return dict(self.conn.execute("SELECT digest, redaction FROM redaction_keys").fetchall())

    def lead_on(self, ids: Iterable[tuple[str, str]], redaction: int) -> None:
        """Have article ids that were known lead to the ids that took their place."""
        self.conn.executemany(
            "INSERT OR REPLACE INTO redaction_ids (id, article, redaction) VALUES (?, ?, ?)",
            ((old, new, redaction) for old, new in ids),
        )

    def count(self, redaction: int, captures: int) -> None:
        """Note how many captures an order has changed."""
        self.conn.execute("UPDATE redaction_orders SET captures = captures + ? WHERE id = ?", (captures, redaction))

    def reopen(self, redaction: int) -> None:
        """An order is carried out once more: it is not finished until that is."""
        self.conn.execute("UPDATE redaction_orders SET finished_at = '' WHERE id = ?", (redaction,))

    def finish(self, at: str) -> None:
        """Every order so far is carried out to its end."""
        self.conn.execute("UPDATE redaction_orders SET finished_at = ? WHERE finished_at = ''", (at,))

    # Captures ---------------------------------------------------------------------------------------------------

    def add(self, capture: Capture, kept: Capture) -> int:
        """Store a capture of which only ``kept`` may be kept, under the SHA-256 of what was sent; its id."""
        self.work.begin()
        digest = "" if capture.body is None else sha256(capture.body)
        known = self._known(kept, digest)
        if known or kept == capture:
            return known or self.work.add(capture)
        standing = self.work.chains.add(kept)
        if digest and kept.body != capture.body and not self._is_stored(digest):
            self.conn.execute("INSERT OR IGNORE INTO erased VALUES (?, ?, ?)", (digest, capture.fetched_at, standing))
        id_ = self.work.add(kept, digest)
        self.mark([id_])
        return id_

    def _is_stored(self, digest: str) -> bool:
        return self.conn.execute("SELECT 1 FROM bodies WHERE sha256 = ?", (digest,)).fetchone() is not None

    def _known(self, kept: Capture, digest: str) -> int:
        """Id of the stored capture that an import of our own export brings again; 0: none."""
        row = self.conn.execute(
            "SELECT id FROM captures WHERE (source, url, fetched_at, status, error) = (?, ?, ?, ?, ?)"
            " AND id IN (SELECT capture FROM redacted_captures)"
            " AND (? IN (sha256, '') OR sha256 IN (SELECT sha256 FROM erased WHERE instead = ?))",
            (kept.source, kept.url, kept.fetched_at, kept.status, kept.error, digest, digest),
        ).fetchone()
        return row[0] if row else 0

    def bodies(self) -> Iterator[tuple[str, Capture]]:
        """Every stored body, by what it is stored under, with a capture that shows it (its body read)."""
        rows = self.conn.execute(_BODIES).fetchall()
        for digest, id_ in rows:
            capture = next(self.work.captures("id = ?", (id_,), with_body=False))
            yield digest, replace(capture, body=self.work.body(digest))

    def rewrite(self, digest: str, body: bytes | None, at: str) -> None:
        """Put another body in the place of one, or none."""
        self.work.drop_body(digest, at, body)

    def dropped(self) -> list[str]:
        """Bodies that no capture shows any more, except such as were taken out."""
        return [row[0] for row in self.conn.execute(_UNSHOWN, (ERROR,))]

    def replace(self, capture: Capture) -> None:
        """Write a capture's addresses, headers and error anew; what its row hashed to stays sealed."""
        keep_leaves(self.work, [capture.id])
        headers = orjson.dumps(dict(capture.headers), option=orjson.OPT_SORT_KEYS).decode()
        for url in (capture.url, f"{capture.url}?{capture.id}"):
            changed = self.conn.execute(
                "UPDATE OR IGNORE captures SET url = ?, final_url = ?, headers = ?, error = ? WHERE id = ?",
                (url, capture.final_url, headers, capture.error, capture.id),
            )
            if changed.rowcount:
                break  # else another capture of the page says the same at the same second
        self.mark([capture.id])

    def withhold(self, capture: int) -> None:
        """Nothing of a capture's body may be kept."""
        keep_leaves(self.work, [capture])
        self.conn.execute("UPDATE captures SET error = ? WHERE id = ?", (ERROR, capture))
        self.mark([capture])

    def mark(self, captures: Iterable[int]) -> None:
        """These captures are no longer as they came."""
        self.conn.executemany(
            "INSERT OR IGNORE INTO redacted_captures (capture) VALUES (?)", ((capture,) for capture in captures)
        )

    def showing(self, digest: str) -> list[int]:
        """Ids of the captures that show what is stored under a hash."""
        rows = self.conn.execute(
            "SELECT id FROM captures WHERE sha256 = ? OR sha256 IN (SELECT sha256 FROM erased WHERE instead = ?)",
            (digest, digest),
        )
        return [row[0] for row in rows]

    def edit_notes(self, edit: Edit) -> None:
        """Edit what the program and its users wrote beside the captures."""
        for table in ("nights", "decisions"):
            for (note,) in self.conn.execute(f"SELECT DISTINCT note FROM {table} WHERE note <> ''").fetchall():
                if (edited := edit(note)) != note:
                    self.conn.execute(f"UPDATE {table} SET note = ? WHERE note = ?", (edited, note))

    # Erasing ----------------------------------------------------------------------------------------------------

    def erase(self) -> None:
        """Write work.db anew without what was deleted, and empty its log; outside of a transaction.

        `StorageError` when another process reads the file, so that old bytes would stay in the log.
        """
        self.work.commit()
        self.conn.execute("VACUUM")
        if self.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            raise StorageError(
                f"{self.work.path} is being read by another process, so that old bytes are still in its log: "
                "end that one and run `pressarkiv redact --finish`"
            )


def keyed(secret: bytes, text: str, size: int = 16) -> bytes:
    """Keyed BLAKE2b of a text, ``size`` bytes."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=size, key=secret).digest()


def show(work: Work) -> None:
    """Write into the public tables, in the open transaction, that something was taken out: rows of ``redactions``, what is
    left of pages, and the ids that lead on."""
    published, redactions = Published(work), Redactions(work)
    orders = redactions.orders()
    empty = dict.fromkeys(
        ("url", "title", "lead", "body", "published_at", "published_raw", "modified_at", "author"), ""
    )
    more = dict.fromkeys(
        ("language", "kind", "place", "first_seen_at", "last_seen_at", "last_changed_at", "cluster"), ""
    )
    published.insert({
        "articles": [
            {"id": each.article, "source": each.source, "state": STATE, "versions": 0, "version": 0, "words": 0} | empty | more
            for each in orders if each.kind == "page"
        ],
        "redactions": [
            {
                "id": str(each.id), "what": "a page" if each.kind == "page" else "words", "at": each.at,
                "article": each.article or None, "source": each.source or None, "ground": each.ground,
                "captures": each.captures,
            }
            for each in orders
        ],
    })  # fmt: skip
    work.db.conn.execute(_LEADS_ON)


_LEADS_ON = """
    INSERT OR IGNORE INTO permalinks (id, article)
    SELECT r.id, COALESCE(p.article, a.id) FROM redaction_ids r
    LEFT JOIN permalinks p ON p.id = r.article LEFT JOIN articles a ON a.id = r.article
    WHERE COALESCE(p.article, a.id) IS NOT NULL
"""

_BODIES = """
    SELECT b.sha256, MIN(c.id) FROM bodies b
    LEFT JOIN erased e ON e.instead = b.sha256
    JOIN captures c ON c.sha256 IN (b.sha256, e.sha256)
    WHERE c.error <> 'redacted' GROUP BY b.sha256
"""

_UNSHOWN = """
    WITH shown AS (SELECT DISTINCT sha256 FROM captures WHERE error <> ? AND sha256 <> '')
    SELECT sha256 FROM bodies WHERE sha256 NOT IN (SELECT sha256 FROM shown)
    AND sha256 NOT IN (SELECT e.instead FROM erased e JOIN shown ON shown.sha256 = e.sha256)
"""
