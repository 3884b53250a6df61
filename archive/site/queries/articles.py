"""An article with its versions and what belongs to them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from archive.site.queries.brief import BRIEF, FROM, PAGE, Row


def article(db: sqlite3.Connection, id: str) -> Row | None:
    """An article with its publisher's name, None when there is none with this id."""
    return db.execute(f"SELECT a.*, s.name AS publisher {FROM} WHERE a.id = ?", (id,)).fetchone()


def by_url(db: sqlite3.Connection, urls: Iterable[str]) -> Row | None:
    """The article of a page's address, present or past, in any of the spellings given, with either scheme, with or without
    ``www`` and a last slash; None when there is none."""
    spellings = list(dict.fromkeys(spelled for url in urls for spelled in _spellings(url)))
    marks = ", ".join("?" * len(spellings))
    row = db.execute(
        f"SELECT id FROM articles WHERE url IN ({marks}) UNION ALL"
        f" SELECT article FROM checks WHERE url IN ({marks}) AND article IS NOT NULL LIMIT 1",
        [*spellings, *spellings],
    ).fetchone()
    return article(db, row[0]) if row else None


def _spellings(url: str) -> list[str]:
    bare = url.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    return [
        f"{scheme}{www}{bare}{end}" for scheme in ("https://", "http://") for www in ("", "www.") for end in ("", "/")
    ]


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


def wordings(db: sqlite3.Connection, article: str) -> list[Row]:
    """An article's versions with their texts, oldest first."""
    return db.execute("SELECT * FROM versions WHERE article = ? ORDER BY number", (article,)).fetchall()


def likeness(db: sqlite3.Connection, article: str) -> list[Row]:
    """The verified pairs of one of its versions and another article's."""
    return db.execute(
        "SELECT * FROM alike WHERE article_a = :id OR article_b = :id ORDER BY version_a, version_b", {"id": article}
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
        SELECT {BRIEF}, MAX(o.similarity) AS similarity,
            EXISTS (SELECT 1 FROM duplicates x JOIN duplicates y ON y.cluster = x.cluster
                WHERE x.article = :id AND y.article = a.id) AS same
        FROM others o JOIN articles a ON a.id = o.other JOIN sources s ON s.id = a.source
        WHERE o.other <> :id GROUP BY a.id ORDER BY same DESC, similarity DESC, a.id LIMIT {PAGE}
        """,
        {"id": article},
    ).fetchall()


def checks_of(db: sqlite3.Connection, article: str, limit: int) -> list[Row]:
    """The last visits to an article's page, newest first."""
    return db.execute("SELECT * FROM checks WHERE article = ? ORDER BY at DESC LIMIT ?", (article, limit)).fetchall()


def body_sha256(db: sqlite3.Connection, article: str, at: str) -> str:
    """The hash of the answer that was captured of an article at a time; ``""``: none."""
    row = db.execute(
        "SELECT sha256 FROM checks WHERE article = ? AND at = ? AND sha256 <> '' ORDER BY url LIMIT 1", (article, at)
    ).fetchone()
    return row[0] if row else ""
