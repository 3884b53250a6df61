"""Texts that stand in several places."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from archive.publish import NEWEST
from archive.site.queries.brief import BRIEF, FROM, PAGE, Row


def clusters(db: sqlite3.Connection, page: int, between: bool) -> list[list[Row]]:
    """Clusters of the same text, the newest first, each with its members, the first to publish first; with ``between``
    only those of more than one publisher."""
    several = "HAVING COUNT(DISTINCT source) > 1" if between else ""
    ids = [
        row[0]
        for row in db.execute(
            f"SELECT cluster FROM articles WHERE cluster <> '' GROUP BY cluster {several}"
            f" ORDER BY MAX({NEWEST}) DESC, cluster LIMIT ? OFFSET ?",
            (PAGE, (page - 1) * PAGE),
        )
    ]
    members = _members(db, ids)
    return [members[id] for id in ids]


def _members(db: sqlite3.Connection, ids: Sequence[str]) -> dict[str, list[Row]]:
    marks = ", ".join("?" * len(ids))
    found: dict[str, list[Row]] = {id: [] for id in ids}
    for row in db.execute(
        f"SELECT {BRIEF}, d.cluster, d.kind AS likeness, d.similarity, d.words_added, d.words_removed"
        f" {FROM} JOIN duplicates d ON d.article = a.id WHERE d.cluster IN ({marks}) ORDER BY day, a.id",
        list(ids),
    ):
        found[row["cluster"]].append(row)
    return found
