"""What goes wrong with a disk, told in a sentence: full, read-only, damaged, not an archive at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive import damage

_DAMAGED = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)

_TOLD = {
    sqlite3.SQLITE_FULL: "the disk is full; what was stored before is safe, and the same command goes on from there",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written",
    sqlite3.SQLITE_READONLY: "the file cannot be written",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened",
    sqlite3.SQLITE_PERM: "the file cannot be opened",
    sqlite3.SQLITE_BUSY: "another process is writing it",
    sqlite3.SQLITE_LOCKED: "another process is writing it",
    sqlite3.SQLITE_NOTADB: "the file is no SQLite database",
    sqlite3.SQLITE_CORRUPT: "the file is damaged",
}


class StorageError(RuntimeError):
    """The archive's folder or database cannot be used; the message names it and says why, in a sentence."""


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what a disk does to a database into a `StorageError` about ``path``; a mistake in SQL stays what it is.

    ``path``: a database, or the folder of a work.db. A damaged work.db is told with the backup that can replace it.
    """
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        sentence = _TOLD.get(_code(error))
        if sentence is None:
            raise
        if is_damage(error) and (path.is_dir() or path.name == "work.db"):
            path = path / "work.db" if path.is_dir() else path
            raise StorageError(f"{path}: {sentence} ({error}); {damage.offer(path.parent)}") from error
        raise StorageError(f"{path}: {sentence} ({error})") from error


def is_damage(error: BaseException) -> bool:
    """Whether an error says that a database's bytes are not what was written."""
    return _code(error) in _DAMAGED


def _code(error: BaseException) -> int:
    """SQLite's primary result code; 0: none. What it says of a damaged schema may be no text."""
    if isinstance(error, UnicodeDecodeError):
        return sqlite3.SQLITE_CORRUPT
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF


def refuse_lost(path: Path) -> None:
    """`StorageError` when a work.db is gone or has lost its bytes: SQLite would begin a new one in its place."""
    if damage.is_lost(path):
        state = "the file is damaged: it is empty" if path.exists() else "the file is gone"
        raise StorageError(f"{path}: {state}; {damage.offer(path.parent)}")


def refuse_damaged(conn: sqlite3.Connection, path: Path) -> None:
    """`StorageError` when SQLite does not find a work.db whole; reads all of the file, but not the packed bodies."""
    with told(path):
        found = conn.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise StorageError(f"{path}: the file is damaged ({' '.join(found.split())}); {damage.offer(path.parent)}")


def made(folder: Path) -> Path:
    """The folder, made where it was not there; `StorageError` when it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder} cannot be made: {error.strerror}") from error
    return folder
