"""The articles of a page of search results."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from archive.schema import BY_NAME
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


def ids(db: sqlite3.Connection, rowids: Sequence[int]) -> list[str]:
    """The ids of articles, in the order given."""
    found = dict(
        db.execute(f"SELECT rowid, id FROM articles WHERE rowid IN ({_marks(rowids)})", list(rowids)).fetchall()
    )
    return [found[rowid] for rowid in rowids]


def whole(db: sqlite3.Connection, wanted: Sequence[str]) -> list[tuple]:
    """All columns of articles and their publishers' names, in the order of the ids given; those that are not there are
    left out."""
    named = ", ".join(f"a.[{name}]" for name in BY_NAME["articles"].names)
    found = db.execute(f"SELECT {named}, s.name {FROM} WHERE a.id IN ({_marks(wanted)})", list(wanted))
    rows = {row[0]: tuple(row) for row in found}
    return [rows[id] for id in wanted if id in rows]


def _marks(values: Sequence[int]) -> str:
    return ", ".join("?" * len(values))
