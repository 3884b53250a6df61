"""The redactions of an archive written down a second time, beside work.db: a backup that is put back knows only earlier ones.

The file holds the same as work.db's own tables: keyed hashes of what was taken out, never the words. With it what a
backup brings back can be found and taken out again, and until that is done nothing is published.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from archive.failures import StorageError, told
from archive.redaction import Order, Redactions
from archive.synced import sync
from archive.work import Work

NAME = "redactions.db"

UNFINISHED = "redactions.db.new"
"""What is being written; a killed program leaves it, the next writes over it."""

_COLUMNS = {
    "redaction_orders": ("id", "kind", "source", "article", "at", "ground"),
    "redaction_words": ("redaction", "source", "start", "length", "digest", "is_slug"),
    "redaction_keys": ("redaction", "digest"),
    "redaction_ids": ("redaction", "id", "article"),
}
"""By table of work.db what is kept of it; the first column names the redaction."""


def missing(work: Work) -> list[Order]:
    """The redactions that the journal tells of and work.db does not, oldest first.

    `StorageError` when the journal cannot be read, or is another archive's.
    """
    path = work.home / NAME
    if not path.is_file():
        return []
    known = {each.id: each for each in Redactions(work).orders()}
    secrets, orders = _read(path)
    both = [(known[each.id], each) for each in orders if each.id in known]
    if (known and secrets != _secrets(work.db.conn)) or any(
        (mine.kind, mine.at) != (its.kind, its.at) for mine, its in both
    ):
        raise StorageError(
            f"{path} tells of the redactions of another archive: put the one that belongs here in its place"
        )
    return [each for each in orders if each.id not in known]


def lacking(orders: Sequence[Order]) -> str:
    """What is wrong when `missing` found these, and what to do: a sentence without its full stop."""
    named = ", ".join(f"{each.id} ({each.at[:10]})" for each in orders)
    return (
        f"work.db is a backup that knows nothing of redactions which were made since: {named};"
        " `pressarkiv redact --again` takes out again what it brought back"
    )


def keep(work: Work) -> None:
    """Write the journal anew where work.db has redactions that it does not tell of; in one step.

    `StorageError` where that cannot be done.
    """
    path, unfinished = work.home / NAME, work.home / UNFINISHED
    orders = Redactions(work).orders()
    if not orders or (path.is_file() and {each.id for each in _read(path)[1]} >= {each.id for each in orders}):
        return
    try:
        unfinished.unlink(missing_ok=True)
        with told(unfinished), closing(sqlite3.connect(unfinished)) as journal, journal:
            _copy(work.db.conn, journal)
        sync(unfinished)
        unfinished.replace(path)
        sync(path.parent)
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror}") from error


def take_over(work: Work, orders: Sequence[Order]) -> None:
    """Write redactions that work.db does not know into it, in the open transaction: none is carried out by that."""
    conn, ids = work.db.conn, ", ".join(str(each.id) for each in orders)
    with closing(_opened(work.home / NAME)) as journal:
        if not _secrets(conn):
            conn.executemany("INSERT INTO redaction_secret (secret) VALUES (?)", _secrets(journal))
        for table, columns in _COLUMNS.items():
            rows = journal.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE {columns[0]} IN ({ids})")
            conn.executemany(_insert(table).replace("INSERT", "INSERT OR IGNORE"), rows)


def _read(path: Path) -> tuple[list[tuple[bytes]], list[Order]]:
    """(secrets, redactions) of a journal."""
    with told(path), closing(_opened(path)) as journal:
        names = _COLUMNS["redaction_orders"]
        rows = journal.execute(f"SELECT {', '.join(names)} FROM redaction_orders ORDER BY id").fetchall()
        return _secrets(journal), [Order(**dict(zip(names, row, strict=True))) for row in rows]


def _secrets(conn: sqlite3.Connection) -> list[tuple[bytes]]:
    return conn.execute("SELECT secret FROM redaction_secret").fetchall()


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def _copy(work: sqlite3.Connection, journal: sqlite3.Connection) -> None:
    journal.execute("CREATE TABLE redaction_secret (secret)")
    journal.executemany("INSERT INTO redaction_secret (secret) VALUES (?)", _secrets(work))
    for table, columns in _COLUMNS.items():
        journal.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
        journal.executemany(_insert(table), work.execute(f"SELECT {', '.join(columns)} FROM {table}"))


def _insert(table: str) -> str:
    columns = _COLUMNS[table]
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
