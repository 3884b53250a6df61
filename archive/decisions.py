"""What an editor decided about blocks: kept or stripped for good, whatever the source's pages seem to show.

Decisions are no cache: `rebuild` heeds them like captures.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive.work import Work


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """One block of one source, decided."""

    source: str
    block: str
    """The block's id, 16 hexadecimal digits."""
    verdict: str
    """``keep`` or ``strip``."""
    decided_at: str
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Repeated:
    """A repeated block as it is listed."""

    source: str
    block: str
    text: str
    place: str
    rule: str
    label: str
    pages: int
    pages_total: int
    verdict: str
    """What an editor decided; ``""``: nothing."""


class Decisions:
    """The decisions in work.db; the caller opens and closes transactions."""

    def __init__(self, work: Work):
        self.conn = work.db.conn

    def add(self, decision: Decision) -> None:
        """Decide about a block; a later decision goes before an earlier one."""
        self.conn.execute(
            "INSERT OR REPLACE INTO decisions (source, block, verdict, decided_at, note) VALUES (?, ?, ?, ?, ?)",
            (decision.source, decision.block, decision.verdict, decision.decided_at, decision.note),
        )

    def undo(self, source: str, block: str) -> bool:
        """Take a decision back; whether there was one."""
        cursor = self.conn.execute("DELETE FROM decisions WHERE (source, block) = (?, ?)", (source, block))
        return bool(cursor.rowcount)

    def of(self, source: str) -> dict[str, str]:
        """By block the verdict."""
        return dict(self.conn.execute("SELECT block, verdict FROM decisions WHERE source = ?", (source,)).fetchall())

    def repeated(self, source: str) -> list[Repeated]:
        """The repeated blocks of a source and those that were decided about, the most frequent first."""
        rows = self.conn.execute(
            "SELECT b.source, b.id, b.text, b.place, b.rule, b.label, b.pages, b.pages_total, COALESCE(d.verdict, '')"
            " FROM boilerplate b LEFT JOIN decisions d ON d.source = b.source AND d.block = b.id WHERE b.source = ?"
            " UNION ALL SELECT d.source, d.block, '', '', '', '', 0, 0, d.verdict FROM decisions d"
            " WHERE d.source = ? AND d.block NOT IN (SELECT id FROM boilerplate WHERE source = d.source)"
            " ORDER BY 7 DESC, 3, 2",
            (source, source),
        )
        return [Repeated(**dict(zip(Repeated.__slots__, row, strict=True))) for row in rows]

    def pages_with(self, source: str, block: str, most: int) -> list[tuple[str, str, str, str]]:
        """(article, version, title, URL) of articles from whose newest version the block was stripped."""
        return self.conn.execute(
            "SELECT a.id, s.version, a.title, a.url FROM stripped_blocks b JOIN stripped s ON s.block = b.id"
            " JOIN articles a ON a.id = s.article AND s.version = a.id || '.' || a.version"
            " WHERE b.source = ? AND b.id LIKE ? ORDER BY a.first_seen_at DESC, a.id LIMIT ?",
            (source, f"{source}-{block}-%", most),
        ).fetchall()
