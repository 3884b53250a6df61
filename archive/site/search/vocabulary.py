"""The words of the archive: the published table `vocabulary`, how it is made and what is asked of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection

from archive.site.search.folding import fold

INDEXES = ("articles_fts",)
"""The search indexes whose words it holds."""

LONGEST = 60
"""Letters of a word; what is longer is an address or a broken text."""

MOST = 200
"""Words that one question brings at most: those that stand in the most articles."""

_CREATE = """
    CREATE TABLE vocabulary (term TEXT PRIMARY KEY, documents INTEGER NOT NULL, folded TEXT) WITHOUT ROWID
"""

_FILL = """
    INSERT INTO vocabulary
    SELECT term, max(doc), CASE WHEN term GLOB '*[^ -~]*' THEN nullif(fold(term), term) END
    FROM ({sources}) WHERE term GLOB '*[^0-9]*' AND length(term) <= {longest} GROUP BY term
"""

_BY_FOLDED = "CREATE INDEX vocabulary_folded ON vocabulary (folded) WHERE folded IS NOT NULL"

_LAST = "\U0010ffff"


def write(db: sqlite3.Connection) -> None:
    """Create and fill the table from the search indexes, which must stand."""
    db.create_function("fold", 1, fold, deterministic=True)
    for index in INDEXES:
        db.execute(f"CREATE VIRTUAL TABLE temp.terms_of_{index} USING fts5vocab(main, {index}, row)")
    db.execute(_CREATE)
    sources = " UNION ALL ".join(f"SELECT term, doc FROM temp.terms_of_{index}" for index in INDEXES)
    db.execute(_FILL.format(sources=sources, longest=LONGEST))
    db.execute(_BY_FOLDED)
    for index in INDEXES:
        db.execute(f"DROP TABLE temp.terms_of_{index}")


def attested(db: sqlite3.Connection, words: Collection[str]) -> dict[str, int]:
    """Of these words those that stand in the archive, with the number of articles that hold each."""
    sql = "SELECT term, documents FROM vocabulary WHERE term IN (SELECT value FROM json_each(?))"
    return dict(db.execute(sql, (json.dumps(sorted(words)),)).fetchall())


def attested_folded(db: sqlite3.Connection, words: Collection[str]) -> dict[str, int]:
    """Terms whose spelling without dots and accents is one of these words."""
    asked = json.dumps(sorted(words))
    sql = """
        SELECT term, documents FROM vocabulary
        WHERE folded IS NOT NULL AND folded IN (SELECT value FROM json_each(:asked))
        UNION SELECT term, documents FROM vocabulary WHERE term IN (SELECT value FROM json_each(:asked))
        ORDER BY documents DESC, term LIMIT :most
    """
    return dict(db.execute(sql, {"asked": asked, "most": MOST}).fetchall())


def beginning_with(db: sqlite3.Connection, prefix: str, longest: int = LONGEST) -> dict[str, int]:
    """Terms of at most ``longest`` letters that begin so, most frequent first."""
    sql = """
        SELECT term, documents FROM vocabulary WHERE term >= ? AND term < ? AND length(term) <= ?
        ORDER BY documents DESC, term LIMIT ?
    """
    return dict(db.execute(sql, (prefix, prefix + _LAST, longest, MOST)).fetchall())


def ending_with(db: sqlite3.Connection, suffix: str) -> dict[str, int]:
    """Terms that end so, most frequent first; reads the whole table."""
    sql = """
        SELECT term, documents FROM vocabulary WHERE substr(term, -length(:suffix)) = :suffix
        ORDER BY documents DESC, term LIMIT :most
    """
    return dict(db.execute(sql, {"suffix": suffix, "most": MOST}).fetchall())
