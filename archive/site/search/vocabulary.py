"""The words of the archive: the published tables of them, how they are made and what is asked of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection

from archive.site.search.folding import fold
from archive.table import Table, columns

VOCABULARY = Table(
    "vocabulary",
    "a word of the archive, as `articles_fts` knows it",
    ("term",),
    columns("""
term text in lower case, with its diacritics; numbers and what is longer than 60 letters are left out
documents integer in how many articles it stands
folded text without its diacritics (å ä → a, ö → o, é → e); null where that is the term itself
"""),
)
"""Made from the search index when press.db is written."""

VOCABULARY_REVERSED = Table(
    "vocabulary_reversed",
    "a word of the archive backwards: words that end alike stand together",
    ("reversed",),
    columns("""
reversed text the letters of a term, last one first
"""),
)
"""Made from the vocabulary."""

INDEXES = ("articles_fts", "older_wordings_fts")
"""The search indexes whose words they hold."""

LONGEST = 60
"""Letters of a word; what is longer is an address or a broken text."""

MOST = 200
"""Words that one question brings at most: those that stand in the most articles."""

MOST_ENDINGS = 5000
"""Words of an ending that are looked at; a short one has tens of thousands."""

_CREATE = """
    CREATE TABLE vocabulary (term TEXT PRIMARY KEY, documents INTEGER NOT NULL, folded TEXT) WITHOUT ROWID
"""

_FILL = """
    INSERT INTO vocabulary
    SELECT term, max(doc), CASE WHEN term GLOB '*[^ -~]*' THEN nullif(fold(term), term) END
    FROM ({sources}) WHERE term GLOB '*[^0-9]*' AND length(term) <= {longest} GROUP BY term
"""

_REVERSED = """
    CREATE TABLE vocabulary_reversed (reversed TEXT PRIMARY KEY) WITHOUT ROWID;
    INSERT INTO vocabulary_reversed SELECT reverse(term) AS reversed FROM vocabulary ORDER BY reversed
"""
"""A table of its own: an index over a column of `vocabulary` would hold every word twice more."""

_BY_FOLDED = "CREATE INDEX vocabulary_folded ON vocabulary (folded) WHERE folded IS NOT NULL"

_LAST = "\U0010ffff"


def write(db: sqlite3.Connection) -> None:
    """Create and fill the tables from the search indexes, which must stand."""
    db.create_function("fold", 1, fold, deterministic=True)
    db.create_function("reverse", 1, _reversed, deterministic=True)
    for index in INDEXES:
        db.execute(f"CREATE VIRTUAL TABLE temp.terms_of_{index} USING fts5vocab(main, {index}, row)")
    db.execute(_CREATE)
    sources = " UNION ALL ".join(f"SELECT term, doc FROM temp.terms_of_{index}" for index in INDEXES)
    db.execute(_FILL.format(sources=sources, longest=LONGEST))
    db.execute(_BY_FOLDED)
    for statement in _REVERSED.split(";"):
        db.execute(statement)
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
    """Terms of at most ``longest`` letters that begin so, diacritics left aside; most frequent first.

    ``prefix`` is without diacritics.
    """
    sql = """
        SELECT term, documents FROM vocabulary
        WHERE term >= :prefix AND term < :end AND folded IS NULL AND length(term) <= :longest
        UNION ALL SELECT term, documents FROM vocabulary
        WHERE folded IS NOT NULL AND folded >= :prefix AND folded < :end AND length(term) <= :longest
        ORDER BY documents DESC, term LIMIT :most
    """
    asked = {"prefix": prefix, "end": prefix + _LAST, "longest": longest, "most": MOST}
    return dict(db.execute(sql, asked).fetchall())


def ending_with(db: sqlite3.Connection, suffix: str) -> dict[str, int]:
    """Terms that end so, most frequent first."""
    start = _reversed(suffix)
    sql = "SELECT reversed FROM vocabulary_reversed WHERE reversed >= ? AND reversed < ? LIMIT ?"
    found = db.execute(sql, (start, start + _LAST, MOST_ENDINGS)).fetchall()
    counted = attested(db, [_reversed(each) for (each,) in found])
    return dict(sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:MOST])


def _reversed(word: str) -> str:
    return word[::-1]
