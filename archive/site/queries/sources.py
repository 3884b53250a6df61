"""The publishers: what there is of each, how its nights went, what is stripped there."""

from __future__ import annotations

import sqlite3

from archive.site.queries.brief import Row

NIGHTS = 30
"""Nights that are listed."""

STRIPPED = 40
"""Repeated texts that are listed."""


def sources(db: sqlite3.Connection) -> list[Row]:
    """All publishers by name, each with its last night."""
    return db.execute(f"{_WITH_NIGHT} ORDER BY s.name, s.id").fetchall()


def source(db: sqlite3.Connection, id: str) -> Row | None:
    """One publisher with its last night; None when there is none with this id."""
    return db.execute(f"{_WITH_NIGHT} WHERE s.id = ?", (id,)).fetchone()


_WITH_NIGHT = """
    SELECT s.*, r.status, r.errors, r.note, r.started_at FROM sources s
    LEFT JOIN runs r ON r.id = (SELECT id FROM runs WHERE source = s.id ORDER BY started_at DESC, id LIMIT 1)
"""


def names(db: sqlite3.Connection) -> dict[str, str]:
    """By id the name of every publisher, in the order of the names."""
    return dict(db.execute("SELECT id, name FROM sources ORDER BY name, id").fetchall())


def nights(db: sqlite3.Connection, id: str) -> list[Row]:
    """A publisher's last nights, newest first."""
    return db.execute("SELECT * FROM runs WHERE source = ? ORDER BY started_at DESC LIMIT ?", (id, NIGHTS)).fetchall()


def stripped(db: sqlite3.Connection, id: str) -> list[Row]:
    """What is repeated on a publisher's pages, the most frequent first."""
    return db.execute(
        "SELECT * FROM boilerplate WHERE source = ? ORDER BY pages DESC, text LIMIT ?", (id, STRIPPED)
    ).fetchall()


def last_night(db: sqlite3.Connection) -> Row | None:
    """How the newest night went, over all sources that were crawled within a day of the last one; None before the first."""
    row = db.execute("""
        SELECT MAX(finished_at) AS at, SUM(new) AS new, SUM(changed) AS changed, SUM(gone) AS gone, SUM(errors) AS errors,
            GROUP_CONCAT(CASE WHEN r.status = 'failed' THEN s.name END, ', ') AS failed
        FROM runs r JOIN sources s ON s.id = r.source
        WHERE r.started_at > strftime('%Y-%m-%dT%H:%M:%SZ', (SELECT MAX(started_at) FROM runs), '-20 hours')
    """).fetchone()
    return row if row["at"] is not None else None
