"""One writer at a time: whoever changes work.db holds the lock of its folder."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

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
        file.truncate(0)
        file.write(json.dumps({"what": what, "started_at": at, "pid": os.getpid()}))
        file.flush()
        yield
        file.truncate(0)


def _opened(path: Path) -> TextIO:
    try:
        return path.open("a+", encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror}") from error


def _who(text: str, home: Path) -> str:
    try:
        holder = json.loads(text)
        return (
            f"{home} is being written by `{holder['what']}`, started {holder['started_at']} (process {holder['pid']})"
        )
    except (ValueError, TypeError, KeyError):
        return f"{home} is being written by another process"
