"""The articles of a page of search results."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from archive.site.queries.brief import BRIEF, FROM, Row


def with_text(db: sqlite3.Connection, rowids: Sequence[int]) -> dict[int, Row]:
    """Articles with their texts, by rowid."""
    found = db.execute(
        f"SELECT {BRIEF}, a.body, a.rowid AS rowid {FROM} WHERE a.rowid IN ({_marks(rowids)})", list(rowids)
    )
    return {row["rowid"]: row for row in found}


def briefly(db: sqlite3.Connection, rowids: Sequence[int]) -> dict[int, Row]:
    """What a list shows of articles, by rowid."""
    found = db.execute(f"SELECT {BRIEF}, a.rowid AS rowid {FROM} WHERE a.rowid IN ({_marks(rowids)})", list(rowids))
    return {row["rowid"]: row for row in found}


def older(db: sqlite3.Connection, rowids: Sequence[int]) -> dict[int, Row]:
    """Earlier wordings, by the rowid of their version."""
    found = db.execute(
        f"SELECT rowid, seen_from, seen_to, number, title, lead, body FROM versions WHERE rowid IN ({_marks(rowids)})",
        list(rowids),
    )
    return {row["rowid"]: row for row in found}


def _marks(values: Sequence[int]) -> str:
    return ", ".join("?" * len(values))
