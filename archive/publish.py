"""press.db, the public half of the archive: written whole beside the old file and moved over it in one step."""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from archive import journal
from archive.failures import is_damage
from archive.masking import mask, wording_sha256
from archive.published import Published
from archive.schema import CHANGES, OLDER_WORDINGS, REMOVED_BLOCKS, TABLES, Column, Table
from archive.site.search import vocabulary
from archive.synced import sync
from archive.work import Work

NAME = "press.db"

UNFINISHED = "press.db.new"
"""What a publish that is under way writes; a killed one leaves it, the next one removes it."""

PAGE_SIZE = 8192
"""Bytes: an ordinary article with its row fits into one page."""

NEWEST = "COALESCE(NULLIF(published_at, ''), first_seen_at)"
"""SQL: what articles are ordered by; one without a date counts from when it was first seen."""

TOKENIZER = "unicode61 remove_diacritics 0"
"""Of the search index: å, ä and ö are letters of their own."""

PREFIXES = "3 4"
"""Lengths of beginnings that have an index of their own: a short beginning stands for thousands of words. Measured on
50,000 articles of 300 words: ranking a beginning of four letters 2,260 → 220 ms, the file 12 % larger."""

_BUILDING = {"hashsize": 64 << 20, "automerge": 0, "crisismerge": 1000}
"""How FTS5 makes an index: parts of 64 MB in memory, merged once at the end. By default it merges parts of 1 MB again and
again, the more often the larger the archive is. Measured on 40,000 articles: 16.4 → 9.6 s of processor time, 100 MB more."""

HALF = "what it is written from is half computed, since a command was cut off: run `pressarkiv derive` first"


class PublishError(RuntimeError):
    """press.db was not written; the message says why, in a sentence. The old file stands as it was."""


def publish(work: Work, home: Path) -> Path:
    """Write what `derive` left in work.db to ``press.db`` in ``home``; its path.

    Readers see the old file or the new one, never half of one. `PublishError` when the disk is full, the folder cannot
    be written, the tables are half computed or do not hold together, or redactions were made that work.db does not
    know of; what a damaged work.db makes SQLite raise passes through.
    """
    work.commit()
    unfinished, target = home / UNFINISHED, home / NAME
    if lost := journal.missing(work):
        raise PublishError(f"{target} was not written: {journal.lacking(lost)}")
    journal.keep(work)
    if Published(work).is_half():
        raise PublishError(f"{target} was not written: {HALF}; the old one stays")
    try:
        unfinished.unlink(missing_ok=True)
        with closing(_connect(unfinished)) as connection:
            _write(Database(connection), work.path)
            _check(connection)
        sync(unfinished)
        unfinished.replace(target)
        sync(home)
    except (OSError, sqlite3.Error) as error:
        _discard(unfinished)
        if is_damage(error):
            raise  # work.db's: the file that is written is new
        raise PublishError(f"{target} was not written ({error}); the old one stays") from error
    except BaseException:
        _discard(unfinished)
        raise
    return target


def _discard(unfinished: Path) -> None:
    if unfinished.is_file():
        unfinished.unlink()


def _connect(path: Path) -> sqlite3.Connection:
    """A new database. Without a journal: an unfinished file is never read and never repaired."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rwc", uri=True, isolation_level=None)
    connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
    connection.execute("PRAGMA main.journal_mode = OFF")
    connection.execute("PRAGMA main.synchronous = OFF")
    connection.execute("PRAGMA cache_size = -65536")
    know_masks(connection)
    return connection


def _write(db: Database, work: Path) -> None:
    db.execute("ATTACH DATABASE ? AS work", (f"{work.resolve().as_uri()}?mode=ro",))
    db.execute("BEGIN")
    for table in TABLES:
        db.execute(_create(table))
        db.execute(_copy(table))
    db.execute("COMMIT")
    db.execute("DETACH DATABASE work")
    for table in TABLES:
        for index in _indexes(table):
            db.execute(index)
    db.create_view(CHANGES.name, _CHANGES)
    db.create_view(REMOVED_BLOCKS.name, _REMOVED_BLOCKS)
    db.create_view(OLDER_WORDINGS.name, _OLDER_WORDINGS)
    _index_texts(db, "articles", "rowid")
    _index_texts(db, OLDER_WORDINGS.name, "version_rowid")
    vocabulary.write(db.conn)
    db.execute("ANALYZE")
    db.execute(f"PRAGMA schema_version = {_schema_version(db)}")


def _schema_version(db: Database) -> int:
    """A number that differs when the tables do: readers tell by it whether what they know of a file still holds."""
    schema = "\n".join(row[0] or "" for row in db.execute("SELECT sql FROM sqlite_master ORDER BY type, name"))
    return zlib.crc32(schema.encode()) & 0x7FFFFFFF


def _index_texts(db: Database, table: str, rowid: str) -> None:
    """Make the search index of a table or view that has a title, a lead and a body."""
    index = f"{table}_fts"
    db.execute(
        f"CREATE VIRTUAL TABLE [{index}] USING fts5(title, lead, body,"
        f' content="{table}", content_rowid="{rowid}", tokenize="{TOKENIZER}", prefix="{PREFIXES}")'
    )
    for option, value in _BUILDING.items():
        db.execute(f"INSERT INTO [{index}]([{index}], rank) VALUES (?, ?)", (option, value))
    for command in ("rebuild", "optimize"):
        db.execute(f"INSERT INTO [{index}]([{index}]) VALUES (?)", (command,))


def _create(table: Table) -> str:
    columns = [f"[{column.name}] {column.type.upper()}" for column in table.columns]
    key = ", ".join(f"[{name}]" for name in table.key)
    foreign = [f"FOREIGN KEY ([{column}]) REFERENCES [{other}] ([id])" for column, other in table.foreign]
    return f"CREATE TABLE [{table.name}] ({', '.join([*columns, f'PRIMARY KEY ({key})', *foreign])})"


def _copy(table: Table) -> str:
    """In the order of the key, so that the same rows make the same file; personal identity numbers are masked.

    Of two rows that differ in nothing else but such a number in their key the first stays.
    """
    columns = ", ".join(f"[{name}]" for name in table.names)
    key = ", ".join(f"[{name}]" for name in table.key)
    rows = f"SELECT {as_shown(table)} FROM work.[{table.name}] ORDER BY {key}"
    return f"INSERT OR IGNORE INTO main.[{table.name}] ({columns}) {rows}"


def as_shown(table: Table) -> str:
    """The SQL of a table's columns as they are published, for a connection that `know_masks` was called on."""
    return ", ".join(_shown(table, column) for column in table.columns)


def know_masks(connection: sqlite3.Connection) -> None:
    """Teach a connection the functions that mask personal identity numbers."""
    connection.create_function("mask", 1, _masked, deterministic=True)
    connection.create_function("wording_sha256", 4, wording_sha256, deterministic=True)


def _shown(table: Table, column: Column) -> str:
    """SQL of what is published of a column: texts and addresses masked; ids, times and hashes as they are."""
    name = f"[{column.name}]"
    if (table.name, column.name) == ("versions", "sha256"):
        return "wording_sha256([title], [lead], [body], [sha256])"
    leads = {foreign for foreign, _ in table.foreign}
    is_plain = column.type != "text" or column.name in _NEVER_MASKED or column.name in leads
    return name if is_plain else f"mask({name})"


_NEVER_MASKED = frozenset(
    "id source article sha256 version cluster version_a version_b block run at night previous".split()  # noqa: SIM905
) | {column.name for table in TABLES for column in table.columns if column.name.endswith(("_at", "_from", "_to"))}


def _masked(text: str | None) -> str | None:
    return None if text is None else mask(text)


def _indexes(table: Table) -> list[str]:
    """An index for every column that leads to another table, and those that a reader's questions need."""
    columns = [column for column, _ in table.foreign if column != table.key[0]]
    plain = [f"CREATE INDEX [{table.name}_{column}] ON [{table.name}] ([{column}])" for column in columns]
    return plain + [sql.format(newest=NEWEST) for sql in _INDEXES.get(table.name, ())]


# articles_facts holds all that is counted by month, kind or place: 100,000 texts are not read for their dates.
_INDEXES = {
    "articles": (
        "CREATE INDEX articles_newest ON articles"
        " ({newest} DESC, id, source, kind, place, state, versions, cluster, language, published_at,"
        " first_seen_at)",
        "CREATE INDEX articles_source_newest ON articles (source, {newest} DESC, id)",
        "CREATE INDEX articles_url ON articles (url)",
        "CREATE INDEX articles_facts ON articles"
        " (source, published_at, first_seen_at, kind, place, state, versions, words, id)",
        "CREATE INDEX articles_published_at ON articles (published_at)",
        "CREATE INDEX articles_last_changed_at ON articles (last_changed_at)",
        "CREATE INDEX articles_state ON articles (state) WHERE state <> 'live'",
        "CREATE INDEX articles_cluster ON articles (cluster) WHERE cluster <> ''",
    ),
    "versions": (
        "CREATE UNIQUE INDEX versions_id ON versions (id)",
        "CREATE INDEX versions_changes ON versions (seen_from DESC, article, number DESC) WHERE number > 1",
    ),
    "removals": ("CREATE INDEX removals_gone_at ON removals (gone_at DESC, article)",),
    "checks": ("CREATE INDEX checks_article_at ON checks (article, at)", "CREATE INDEX checks_url ON checks (url)"),
    "runs": (
        "CREATE INDEX runs_started_at ON runs (started_at)",
        "CREATE INDEX runs_finished_at ON runs (finished_at)",
        "CREATE INDEX runs_source_started_at ON runs (source, started_at DESC, id)",
    ),
}

_CHANGES = """
    SELECT new.article, old.id AS from_version, new.id AS to_version, new.seen_from AS at, new.change,
        new.words_added, new.words_removed, new.title
    FROM versions new JOIN versions old ON old.article = new.article AND old.number = new.follows
    WHERE new.number > 1
    ORDER BY new.seen_from DESC, new.article, new.number DESC
"""

_OLDER_WORDINGS = """
    SELECT v.rowid AS version_rowid, v.id AS version, v.article, a.rowid AS article_rowid, v.title, v.lead, v.body
    FROM versions v JOIN articles a ON a.id = v.article
    WHERE v.number <> a.version
"""

_REMOVED_BLOCKS = """
    SELECT stripped.version, stripped.article, stripped.position, block.text, block.rule, block.label, block.pages,
        block.pages_total
    FROM stripped JOIN stripped_blocks block ON block.id = stripped.block
    ORDER BY stripped.version, stripped.position
"""


def _check(connection: sqlite3.Connection) -> None:
    """`PublishError` when a row leads nowhere or the file is damaged."""
    lost = connection.execute("PRAGMA foreign_key_check").fetchone()
    if lost:
        raise PublishError(f"press.db was not published: a row of {lost[0]} names a row of {lost[2]} that is not there")
    found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise PublishError(f"press.db was not published: SQLite's integrity check found {found}")
