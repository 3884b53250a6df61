"""A damaged work.db: what can be put in its place."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

FOLDER = "backups"
"""Where in the home backups lie unless told otherwise."""


def backups(folder: Path) -> list[Path]:
    """The backups in a folder, newest first by their names."""
    return sorted(folder.glob("work-*Z.db"), reverse=True)


def newest_good(home: Path) -> Path | None:
    """The newest backup of a home that SQLite finds whole, else None."""
    return next((each for each in backups(home / FOLDER) if is_sound(each)), None)


def is_sound(path: Path) -> bool:
    """Whether a file is a whole database that holds captures; nothing is written beside it."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            db.execute("SELECT COUNT(*) FROM captures")
            return db.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        return False


def offer(home: Path) -> str:
    """What to do about a damaged work.db: the rest of a sentence, naming the newest good backup if there is one."""
    found = newest_good(home)
    if found is None:
        return f"there is no good backup in {home / FOLDER}"
    return (
        f"the newest good backup is {found}: `pressarkiv backup --restore` puts it in place and keeps the damaged file"
    )


def is_emptied(path: Path) -> bool:
    """Whether a work.db without a byte has lost them, rather than not been begun: SQLite takes both for a new file."""
    is_bare = path.is_file() and not path.stat().st_size and not path.with_name(f"{path.name}-wal").exists()
    return is_bare and (path.with_name("press.db").exists() or bool(backups(path.parent / FOLDER)))
