"""How much there is, and what came, was changed and went, newest first."""

from __future__ import annotations

import sqlite3

from archive.publish import NEWEST
from archive.site.queries.brief import BRIEF, FROM, PAGE, Row


def counts(db: sqlite3.Connection) -> Row:
    """How much there is: articles, sources, changes, removals, and when the last night ended."""
    return db.execute("""
        SELECT (SELECT COUNT(*) FROM articles) AS articles, (SELECT COUNT(*) FROM sources) AS sources,
            (SELECT COUNT(*) FROM versions WHERE number > 1) AS changes,
            (SELECT COUNT(*) FROM removals) AS removals,
            (SELECT MAX(finished_at) FROM runs) AS last_night
    """).fetchone()


def newest(db: sqlite3.Connection, limit: int = PAGE) -> list[Row]:
    """The newest articles."""
    return db.execute(f"SELECT {BRIEF} {FROM} ORDER BY {NEWEST} DESC, a.id LIMIT ?", (limit,)).fetchall()


def changes(db: sqlite3.Connection, page: int = 1) -> list[Row]:
    """Edits, newest first."""
    return db.execute(
        """
        SELECT c.*, new.number, s.name AS publisher, a.language
        FROM (SELECT * FROM changes LIMIT ? OFFSET ?) c JOIN versions new ON new.id = c.to_version
        JOIN articles a ON a.id = c.article JOIN sources s ON s.id = a.source
        ORDER BY c.at DESC, c.article, new.number DESC
        """,
        (PAGE, (page - 1) * PAGE),
    ).fetchall()


def removals(db: sqlite3.Connection, page: int = 1) -> list[Row]:
    """Pages that went away, newest first."""
    return db.execute(
        "SELECT r.*, a.title, a.language, a.state, s.name AS publisher FROM removals r"
        " JOIN articles a ON a.id = r.article JOIN sources s ON s.id = a.source"
        " ORDER BY r.gone_at DESC, r.article LIMIT ? OFFSET ?",
        (PAGE, (page - 1) * PAGE),
    ).fetchall()
