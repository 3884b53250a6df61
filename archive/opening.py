"""Opening work.db: with the tables of this program, and with no others."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from archive.failures import StorageError, made
from archive.migrations import migrations

_UNWRITABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)


def read_only(path: Path) -> Database:
    """An open file that is only read."""
    return _known(path, Database(for_reading(path)))


def for_reading(path: Path) -> sqlite3.Connection:
    """A connection that only reads, also in a folder where SQLite may not put its shared memory beside the file."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)
    try:
        connection.execute("SELECT 1 FROM sqlite_master")
    except sqlite3.OperationalError as error:
        connection.close()
        log = path.with_name(f"{path.name}-wal")
        if error.sqlite_errorcode & 0xFF not in _UNWRITABLE or (log.exists() and log.stat().st_size):
            raise
        return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    return connection


def writable(path: Path) -> Database:
    """An open file, made where it was not there, its tables brought up to this program's."""
    db = _known(path, Database(sqlite3.connect(made(path.parent) / path.name, isolation_level=None, timeout=30)))
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    migrations.apply(db)
    return db


def _known(path: Path, db: Database) -> Database:
    """The database, unless a newer program has changed its tables in a way that this one knows nothing of."""
    try:
        ours = {each.name for each in migrations.pending(Database(memory=True))}
        unknown = {each.name for each in migrations.applied(db)} - ours
        if unknown:
            raise StorageError(f"{path} was written by a newer pressarkiv ({min(unknown)}): install that one")
    except BaseException:
        db.close()
        raise
    return db
