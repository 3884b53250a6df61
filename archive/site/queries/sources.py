"""The publishers."""

from __future__ import annotations

import sqlite3

from archive.site.queries.brief import Row


def sources(db: sqlite3.Connection) -> list[Row]:
    """All publishers by name, each with its last night."""
    return db.execute("""
        SELECT s.*, r.status, r.errors, r.note FROM sources s
        LEFT JOIN runs r ON r.id = (SELECT id FROM runs WHERE source = s.id ORDER BY started_at DESC, id LIMIT 1)
        ORDER BY s.name, s.id
    """).fetchall()


def names(db: sqlite3.Connection) -> dict[str, str]:
    """By id the name of every publisher, in the order of the names."""
    return dict(db.execute("SELECT id, name FROM sources ORDER BY name, id").fetchall())
