"""Backups of work.db: consistent copies, made while a night may be writing, read through before they count."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from archive.damage import ASIDE, FOLDER, backups, is_sound, newest_good
from archive.failures import StorageError, made, told
from archive.opening import for_reading
from archive.synced import sync
from archive.work import NAME, existing

KEEP = 7
"""So many backups are kept."""

UNFINISHED = "work.db.new"
"""What a backup that is under way writes; a killed one leaves it, the next one removes it."""


def backup(home: Path, at: str, *, out: Path | None = None, keep: int = KEEP) -> Path:
    """Copy ``home/work.db`` as it stands at this moment into ``out`` (``home/backups``); the copy's path.

    The copy is one file, written under another name, checked and moved; then the oldest beyond ``keep`` are removed.
    Nobody who writes meanwhile is kept waiting. ``at`` (UTC) becomes its name: ``work-20240505T013000Z.db``.
    A clock that was set back makes a name one second after the newest one. `NothingCaptured` when there is nothing to
    copy, `StorageError` when the disk is full, or work.db turns out to be damaged: then no backup is removed.
    """
    source, folder = existing(home) / NAME, made(out or home / FOLDER)
    unfinished = folder / UNFINISHED
    target = folder / _name(at, folder)
    try:
        _write(source, unfinished)
        unfinished.replace(target)
        sync(folder)
    except OSError as error:
        raise StorageError(f"{target} cannot be written: {error.strerror}") from error
    finally:
        _discard(unfinished)
    for old in backups(folder)[keep:] if keep > 0 else ():
        old.unlink()
    return target


def restore(home: Path, at: str, *, folder: Path | None = None) -> tuple[Path, Path | None]:
    """Put the newest good backup of ``folder`` (``home/backups``) in the place of work.db.

    Comes back: the backup, and where the file that it replaced now lies (None: it was gone). The caller holds the lock of
    `archive.lock`. `StorageError` when there is no good backup, or no room for a copy.
    """
    folder = folder or home / FOLDER
    found = newest_good(folder)
    if found is None:
        raise StorageError(f"{folder} holds no good backup")
    aside = home / f"{NAME}{ASIDE}{_compact(at)}"
    unfinished = home / UNFINISHED
    try:
        _write(found, unfinished)
        for ending in ("-wal", "-shm", ""):
            if (home / f"{NAME}{ending}").exists():
                (home / f"{NAME}{ending}").replace(f"{aside}{ending}")
        unfinished.replace(home / NAME)
        sync(home)
    except OSError as error:
        raise StorageError(f"{home / NAME} cannot be written: {error.strerror}") from error
    finally:
        _discard(unfinished)
    return found, aside if aside.exists() else None


def _name(at: str, folder: Path) -> str:
    """A name that comes after those of all backups that are there, also when the clock was set back or stands still."""
    name = f"work-{_compact(at)}.db"
    newest = next((each.name for each in backups(folder)), "")
    if name > newest:
        return name
    last = datetime.strptime(newest[5:-3], "%Y%m%dT%H%M%SZ")
    return f"work-{last + timedelta(seconds=1):%Y%m%dT%H%M%SZ}.db"


def _compact(at: str) -> str:
    return at.replace("-", "").replace(":", "")


def _write(source: Path, target: Path) -> None:
    """A copy that is one sound file on the disk; `StorageError` where that cannot be had."""
    _discard(target)
    with (
        told(source),
        closing(for_reading(source)) as old,
        closing(sqlite3.connect(target, isolation_level=None)) as new,
    ):
        old.backup(new)  # in one step, so in one transaction: a writer can neither disturb it nor be held up
        new.execute("PRAGMA journal_mode = DELETE")
    if not is_sound(target):
        raise StorageError(f"{source}: the file is damaged; no backup was made of it, and none was removed")
    sync(target)


def _discard(path: Path) -> None:
    for ending in ("", "-journal", "-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
