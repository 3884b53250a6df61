"""The site's questions to press.db: each takes an open connection and returns rows."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive.publish import NEWEST

PAGE = 20
"""Rows on a page of a list."""

Row = sqlite3.Row

_BRIEF = (
    f"a.id, a.title, a.lead, a.source, s.name AS publisher, a.state, a.versions, a.language, {NEWEST} AS day,"
    " a.published_at, a.published_raw, substr(a.body, 1, 300) AS opening"
)
_FROM = "FROM articles a JOIN sources s ON s.id = a.source"

_WEIGHTS = "bm25(8.0, 4.0, 1.0)"
"""A hit in the title counts eight times one in the body, one in the lead four times."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched for: an FTS5 query or ``""``, a source or ``""``, ``relevance`` or ``newest``, page from 1."""

    query: str
    source: str
    order: str
    page: int


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
    return db.execute(f"SELECT {_BRIEF} {_FROM} ORDER BY {NEWEST} DESC, a.id LIMIT ?", (limit,)).fetchall()


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
        f"SELECT {_BRIEF} {_FROM} {where} ORDER BY {NEWEST} DESC, a.id LIMIT ? OFFSET ?",
        (*values, PAGE, (wanted.page - 1) * PAGE),
    )
    return found, rows.fetchall()


def _with_text(db: sqlite3.Connection, rowid: int) -> Row:
    return db.execute(f"SELECT {_BRIEF}, a.body {_FROM} WHERE a.rowid = ?", (rowid,)).fetchone()


def article(db: sqlite3.Connection, id: str) -> Row | None:
    """An article with its publisher's name, None when there is none with this id."""
    return db.execute(f"SELECT a.*, s.name AS publisher {_FROM} WHERE a.id = ?", (id,)).fetchone()


def permalink(db: sqlite3.Connection, id: str) -> str | None:
    """The id under which an article that was once known by this one is found now."""
    row = db.execute("SELECT article FROM permalinks WHERE id = ? AND article <> id", (id,)).fetchone()
    return row[0] if row else None


def versions(db: sqlite3.Connection, article: str) -> list[Row]:
    """An article's versions without their texts, newest first."""
    return db.execute(
        "SELECT id, number, follows, seen_from, seen_to, change, words_added, words_removed FROM versions"
        " WHERE article = ? ORDER BY number DESC",
        (article,),
    ).fetchall()


def version(db: sqlite3.Connection, article: str, number: int) -> Row | None:
    """One wording."""
    return db.execute("SELECT * FROM versions WHERE article = ? AND number = ?", (article, number)).fetchone()


def version_at(db: sqlite3.Connection, article: str, time: str) -> Row | None:
    """The wording that was known at a time, None before the first: of two that take turns, the one seen last by then."""
    return db.execute(
        "SELECT v.* FROM versions v LEFT JOIN checks c ON c.article = v.article AND c.version = v.id AND c.at <= :time"
        " WHERE v.article = :article AND v.seen_from <= :time"
        " GROUP BY v.id ORDER BY MAX(v.seen_from, COALESCE(MAX(c.at), '')) DESC, v.number DESC LIMIT 1",
        {"article": article, "time": time},
    ).fetchone()


def of_version(db: sqlite3.Connection, table: str, version: str) -> list[Row]:
    """What belongs to a version: its contacts, attachments or removed_blocks."""
    order = {"contacts": "position", "attachments": "url", "removed_blocks": "position"}[table]
    return db.execute(f"SELECT * FROM {table} WHERE version = ? ORDER BY {order}", (version,)).fetchall()


def removals_of(db: sqlite3.Connection, article: str) -> list[Row]:
    """When an article was found missing, newest first."""
    return db.execute("SELECT * FROM removals WHERE article = ? ORDER BY gone_at DESC", (article,)).fetchall()


def alike(db: sqlite3.Connection, article: str) -> list[Row]:
    """Other articles with like words, the most alike first."""
    return db.execute(
        f"""
        WITH others (other, kind, similarity) AS (
            SELECT article_b, kind, similarity FROM alike WHERE article_a = :id UNION ALL
            SELECT article_a, kind, similarity FROM alike WHERE article_b = :id UNION ALL
            SELECT b.article, b.kind, b.similarity FROM duplicates a JOIN duplicates b ON b.cluster = a.cluster
            WHERE a.article = :id)
        SELECT {_BRIEF}, MAX(o.similarity) AS similarity,
            EXISTS (SELECT 1 FROM duplicates x JOIN duplicates y ON y.cluster = x.cluster
                WHERE x.article = :id AND y.article = a.id) AS same
        FROM others o JOIN articles a ON a.id = o.other JOIN sources s ON s.id = a.source
        WHERE o.other <> :id GROUP BY a.id ORDER BY same DESC, similarity DESC, a.id LIMIT {PAGE}
        """,
        {"id": article},
    ).fetchall()


def changes(db: sqlite3.Connection, page: int = 1) -> list[Row]:
    """Edits, newest first."""
    return db.execute(
        """
        SELECT c.*, new.number, new.follows, s.name AS publisher, a.language
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


def sources(db: sqlite3.Connection) -> list[Row]:
    """All publishers by name, each with its last night."""
    return db.execute("""
        SELECT s.*, r.status, r.errors, r.note FROM sources s
        LEFT JOIN runs r ON r.id = (SELECT id FROM runs WHERE source = s.id ORDER BY started_at DESC, id LIMIT 1)
        ORDER BY s.name, s.id
    """).fetchall()
