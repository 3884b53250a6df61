"""Small questions about an archive, asked by the command line."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.work import Work


@dataclass(frozen=True, kw_only=True, slots=True)
class WordingRow:
    """A version as a diff needs it."""

    number: int
    seen_from: str
    seen_to: str
    text: str
    """Title, lead and body."""
    links: str
    """Where its links lead, one a line."""


class Look:
    """Questions to the public tables of a work.db."""

    def __init__(self, work: Work):
        self.conn = work.db.conn

    def runs(self, nights: int) -> list[sqlite3.Row]:
        """The newest runs of every source, newest first."""
        cursor = self.conn.cursor()
        cursor.row_factory = sqlite3.Row
        return cursor.execute(
            "SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY source ORDER BY started_at DESC, id DESC) AS nth"
            " FROM runs) WHERE nth <= ? ORDER BY started_at DESC, source",
            (nights,),
        ).fetchall()

    def last_runs(self) -> dict[str, tuple[str, str, str]]:
        """By source (started at, status, note) of its last night."""
        rows = self.conn.execute("SELECT source, MAX(started_at), status, note FROM nights GROUP BY source")
        return {row[0]: (row[1], row[2], row[3]) for row in rows}

    def versions(self, article: str) -> list[WordingRow]:
        """The versions of an article, oldest first, also by a former id of it; [] where there is none."""
        rows = self.conn.execute(
            "SELECT number, seen_from, seen_to, links, title, lead, body FROM versions"
            " WHERE article = COALESCE((SELECT article FROM permalinks WHERE id = ?), ?) ORDER BY number",
            (article, article),
        )
        return [
            WordingRow(
                number=row[0],
                seen_from=row[1],
                seen_to=row[2],
                links=row[3] or "",
                text="\n\n".join(filter(None, row[4:])),
            )
            for row in rows
        ]

    def counts(self) -> dict[str, int]:
        """How many articles, publishers, edits, removals and clusters there are."""
        row = self.conn.execute(
            "SELECT (SELECT COUNT(*) FROM articles), (SELECT COUNT(*) FROM sources WHERE articles > 0),"
            " (SELECT COUNT(*) FROM versions WHERE number > 1), (SELECT COUNT(*) FROM removals),"
            " (SELECT COUNT(DISTINCT cluster) FROM duplicates)"
        ).fetchone()
        return dict(zip(("articles", "sources", "edits", "removals", "clusters"), row, strict=True))

    def newest_edit(self) -> tuple[str, str] | None:
        """(article, title) of the newest edit, the largest where several are as new."""
        return self.conn.execute(
            "SELECT article, title FROM versions WHERE number > 1"
            " ORDER BY seen_from DESC, words_added + words_removed DESC, id LIMIT 1"
        ).fetchone()

    def newest_removal(self) -> tuple[str] | None:
        """(article,) of the newest removal."""
        return self.conn.execute(
            "SELECT article FROM removals ORDER BY confirmed DESC, gone_at DESC, article LIMIT 1"
        ).fetchone()
