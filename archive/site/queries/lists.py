"""How much there is, and what is new."""

from __future__ import annotations

import sqlite3

from archive.publish import NEWEST
from archive.site.queries.brief import BRIEF, FROM, PAGE, Row


def counts(db: sqlite3.Connection) -> Row:
    """How much there is: articles, sources, changes, removals, and when the last night ended.

    The articles of a file that is written whole are numbered without gaps: a million need not be counted.
    """
    return db.execute("""
        SELECT (SELECT COALESCE(MAX(rowid), 0) FROM articles) AS articles, (SELECT COUNT(*) FROM sources) AS sources,
            (SELECT COUNT(*) FROM versions WHERE number > 1) AS changes,
            (SELECT COUNT(*) FROM removals) AS removals,
            (SELECT MAX(finished_at) FROM runs) AS last_night
    """).fetchone()


def newest(db: sqlite3.Connection, limit: int = PAGE) -> list[Row]:
    """The newest articles."""
    return db.execute(f"SELECT {BRIEF} {FROM} ORDER BY {NEWEST} DESC, a.id LIMIT ?", (limit,)).fetchall()
