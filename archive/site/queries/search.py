"""Articles that match a search."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.publish import NEWEST
from archive.site.queries.brief import BRIEF, FROM, PAGE, Row

_WEIGHTS = "bm25(8.0, 4.0, 1.0)"
"""A hit in the title counts eight times one in the body, one in the lead four times."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched for: an FTS5 query or ``""``, a source or ``""``, ``relevance`` or ``newest``, page from 1."""

    query: str
    source: str
    order: str
    page: int


def search(db: sqlite3.Connection, wanted: Search) -> tuple[int, list[Row]]:
    """(how many articles match, those of the page with their texts)."""
    if not wanted.query:
        return _of_source(db, wanted)
    values = {"query": wanted.query, "source": wanted.source, "page": PAGE, "skip": (wanted.page - 1) * PAGE}
    matching, ranked = "articles_fts MATCH :query", f"AND articles_fts.rank MATCH '{_WEIGHTS}'"
    tables = "articles_fts"
    if wanted.source or wanted.order == "newest":
        tables = "articles_fts JOIN articles a ON a.rowid = articles_fts.rowid"
    if wanted.source:
        matching += " AND a.source = :source"
    found = db.execute(f"SELECT COUNT(*) FROM {tables} WHERE {matching}", values).fetchone()[0]
    order = f"ORDER BY {NEWEST} DESC, a.id" if wanted.order == "newest" else f"{ranked} ORDER BY articles_fts.rank"
    sql = f"SELECT articles_fts.rowid FROM {tables} WHERE {matching} {order} LIMIT :page OFFSET :skip"
    hits = db.execute(sql, values).fetchall()
    return found, [_with_text(db, row[0]) for row in hits]


def _of_source(db: sqlite3.Connection, wanted: Search) -> tuple[int, list[Row]]:
    where, values = ("WHERE a.source = ?", (wanted.source,)) if wanted.source else ("", ())
    found = db.execute(f"SELECT COUNT(*) FROM articles a {where}", values).fetchone()[0]
    rows = db.execute(
        f"SELECT {BRIEF} {FROM} {where} ORDER BY {NEWEST} DESC, a.id LIMIT ? OFFSET ?",
        (*values, PAGE, (wanted.page - 1) * PAGE),
    )
    return found, rows.fetchall()


def _with_text(db: sqlite3.Connection, rowid: int) -> Row:
    return db.execute(f"SELECT {BRIEF}, a.body {FROM} WHERE a.rowid = ?", (rowid,)).fetchone()
