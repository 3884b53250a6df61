"""One writer at a time: whoever changes work.db holds the lock of its folder."""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import FileIO
from pathlib import Path

from archive.failures import StorageError, made, told

NAME = "work.lock"


class Locked(RuntimeError):
    """Somebody else is writing; the message names who, and since when."""


@contextmanager
def writing(home: Path, what: str, at: str) -> Iterator[None]:
    """Hold the folder's lock while the block runs; `Locked` when another process holds it.

    The lock is the kernel's (flock), so that a killed process leaves none behind; the file only tells who holds it.
    `StorageError` when the folder cannot be written, or the disk fails while the block runs.
    """
    with _opened(made(home) / NAME) as file, told(home):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Locked(_who(file.seek(0) or file.read(), home)) from error
        _note(file, home / NAME, json.dumps({"what": what, "started_at": at, "pid": os.getpid()}))
        yield
        file.truncate(0)


def _opened(path: Path) -> FileIO:
    try:
        return path.open("a+b", buffering=0)
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror}") from error


def _note(file: FileIO, path: Path, text: str) -> None:
    try:
        file.truncate(0)
        file.write(text.encode())
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror}") from error


def _who(text: bytes, home: Path) -> str:
    try:
        holder = json.loads(text)
        run = _run(home, holder["started_at"])
        return (
            f"{home} is being written by `{holder['what']}`, started {holder['started_at']}"
            f" (process {holder['pid']}{f', run {run}' if run else ''}): wait for it to end"
        )
    except (ValueError, TypeError, KeyError):
        return f"{home} is being written by another process: wait for it to end"


def _run(home: Path, since: str) -> str:
    """Id of the run that is under way and began since a time; ``""``: none is, or it cannot be told."""
    try:
        with closing(sqlite3.connect(f"{(home / 'work.db').resolve().as_uri()}?mode=ro", uri=True)) as db:
            sql = "SELECT id FROM nights WHERE status = 'running' AND started_at >= ? ORDER BY rowid DESC LIMIT 1"
            row = db.execute(sql, (since,)).fetchone()
    except sqlite3.Error:
        return ""  # its holder knows more about that
    return row[0] if row else ""
