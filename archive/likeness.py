"""What is kept of texts in work.db, so that a night compares only the texts that it brought.

A text is stored once, whoever printed it, with the keys by which its like are found. The keys of different parameters
never meet: their name stands beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.work import Work


@dataclass(frozen=True, kw_only=True, slots=True)
class NewText:
    """A text to be kept."""

    parameters: str
    digest: str
    """Equal for texts of the same words."""
    bands: Sequence[int]
    samples: Sequence[int]
    signature: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbour:
    """A kept text that shares keys with another."""

    text: int
    signature: bytes
    samples: int
    """How many samples it has."""
    shared_samples: int
    """How many of them the other has too."""
    meets: bool
    """Whether they share a band."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """Two kept texts that are alike."""

    a: int
    """Of a ``contained`` pair the one that stands inside the other."""
    b: int
    kind: str
    similarity: float
    only_a: int
    """Words that only ``a`` has."""
    only_b: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """An article's newest version, as comparing needs it."""

    version: str
    article: str
    time: str
    """When it was published, else first seen."""
    sha256: str
    text: int | None
    """The kept text that it is; None: not yet known."""


class Likeness:
    """The texts of work.db and which are alike; the caller opens and closes transactions."""

    def __init__(self, work: Work):
        self.conn = work.db.conn

    def wordings(self, parameters: str) -> list[Wording]:
        """Every article's newest version, by id."""
        rows = self.conn.execute(
            "SELECT v.id, a.id, COALESCE(NULLIF(a.published_at, ''), a.first_seen_at), v.sha256, w.text"
            " FROM articles a JOIN versions v ON v.article = a.id AND v.number = a.version"
            " LEFT JOIN text_wordings w ON w.sha256 = v.sha256 AND w.parameters = ? ORDER BY v.id",
            (parameters,),
        )
        return [Wording(version=r[0], article=r[1], time=r[2], sha256=r[3], text=r[4]) for r in rows]

    def words(self, version: str) -> str:
        """The words of a version that are compared: lead and body."""
        lead, body = self.conn.execute("SELECT lead, body FROM versions WHERE id = ?", (version,)).fetchone()
        return f"{lead}\n{body}".strip()

    def words_of_text(self, text: int) -> str:
        """The words of a kept text, from a version that has it."""
        lead, body = self.conn.execute(
            "SELECT v.lead, v.body FROM text_wordings w JOIN versions v ON v.sha256 = w.sha256 WHERE w.text = ? LIMIT 1",
            (text,),
        ).fetchone()
        return f"{lead}\n{body}".strip()

    def find(self, parameters: str, digest: str) -> int | None:
        """The kept text with this digest, if there is one."""
        row = self.conn.execute(
            "SELECT id FROM texts WHERE (parameters, digest) = (?, ?)", (parameters, digest)
        ).fetchone()
        return row and row[0]

    def name(self, sha256: str, parameters: str, text: int) -> None:
        """A wording is this text."""
        self.conn.execute(
            "INSERT OR REPLACE INTO text_wordings (sha256, parameters, text) VALUES (?, ?, ?)",
            (sha256, parameters, text),
        )

    def add(self, new: NewText) -> int:
        """Keep a text; its id."""
        text = self.conn.execute(
            "INSERT INTO texts (parameters, digest, samples, signature) VALUES (?, ?, ?, ?)",
            (new.parameters, new.digest, len(new.samples), new.signature),
        ).lastrowid
        self.conn.executemany(
            "INSERT OR IGNORE INTO text_bands (key, text) VALUES (?, ?)", ((k, text) for k in new.bands)
        )
        self.conn.executemany(
            "INSERT OR IGNORE INTO text_samples (key, text) VALUES (?, ?)", ((k, text) for k in new.samples)
        )
        return text

    def neighbours(self, text: int) -> list[Neighbour]:
        """The other kept texts that share a band or a sample with one."""
        meeting = {row[0] for row in self.conn.execute(_MEETING, (text,))}
        shared = dict(self.conn.execute(_SHARING, (text,)).fetchall())
        found = []
        for other in sorted((meeting | shared.keys()) - {text}):
            signature, samples = self.conn.execute(
                "SELECT signature, samples FROM texts WHERE id = ?", (other,)
            ).fetchone()
            found.append(
                Neighbour(
                    text=other,
                    signature=signature,
                    samples=samples,
                    shared_samples=shared.get(other, 0),
                    meets=other in meeting,
                )
            )
        return found

    def link(self, pair: Pair) -> None:
        """Two texts are alike."""
        self.conn.execute(
            "INSERT OR REPLACE INTO text_pairs (a, b, kind, similarity, only_a, only_b) VALUES (?, ?, ?, ?, ?, ?)",
            (pair.a, pair.b, pair.kind, pair.similarity, pair.only_a, pair.only_b),
        )

    def pairs(self, texts: Iterable[int]) -> list[Pair]:
        """All pairs of linked texts that are both among some."""
        among = set(texts)
        rows = self.conn.execute("SELECT a, b, kind, similarity, only_a, only_b FROM text_pairs ORDER BY a, b")
        return [
            Pair(a=row[0], b=row[1], kind=row[2], similarity=row[3], only_a=row[4], only_b=row[5])
            for row in rows
            if row[0] in among and row[1] in among
        ]

    def forget_others(self, parameters: str) -> None:
        """Drop the texts that no version has any more, and those of other parameters."""
        self.conn.execute(
            "DELETE FROM text_wordings WHERE parameters <> ? OR sha256 NOT IN (SELECT sha256 FROM versions)",
            (parameters,),
        )
        gone = [
            row[0] for row in self.conn.execute("SELECT id FROM texts WHERE id NOT IN (SELECT text FROM text_wordings)")
        ]
        for text in gone:
            for statement in _FORGET:
                self.conn.execute(statement, {"text": text})


_MEETING = "SELECT DISTINCT o.text FROM text_bands m JOIN text_bands o ON o.key = m.key WHERE m.text = ?"
_SHARING = (
    "SELECT o.text, COUNT(*) FROM text_samples m JOIN text_samples o ON o.key = m.key WHERE m.text = ? GROUP BY o.text"
)
_FORGET = (
    "DELETE FROM text_pairs WHERE a = :text OR b = :text",
    "DELETE FROM text_bands WHERE text = :text",
    "DELETE FROM text_samples WHERE text = :text",
    "DELETE FROM texts WHERE id = :text",
)
