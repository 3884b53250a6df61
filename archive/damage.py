"""A damaged work.db: what can be put in its place."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

ASIDE = ".damaged-"
"""In the name of a damaged file that a backup has taken the place of."""

FOLDER = "backups"
"""Where in the home backups lie unless told otherwise."""


def backups(folder: Path) -> list[Path]:
    """The backups in a folder, newest first by their names."""
    return sorted(folder.glob("work-*Z.db"), reverse=True)


def newest_good(folder: Path) -> Path | None:
    """The newest backup in a folder that SQLite finds whole, else None."""
    return next((each for each in backups(folder) if is_sound(each)), None)


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
    found = newest_good(home / FOLDER)
    if found is None:
        return f"there is no good backup in {home / FOLDER}"
    return (
        f"the newest good backup is {found}: `pressarkiv backup --restore` puts it in place and keeps the damaged file"
    )


def is_lost(path: Path) -> bool:
    """Whether a work.db that is not there, or has no byte, was lost rather than not begun: SQLite would begin a new one."""
    log = path.with_name(f"{path.name}-wal")
    if path.exists():
        return path.is_file() and not path.stat().st_size and not log.exists() and _has_traces(path)
    return log.exists() or _has_traces(path)


def _has_traces(path: Path) -> bool:
    """Whether something lies beside a work.db that only an archive leaves behind."""
    home = path.parent
    return (home / "press.db").exists() or bool(backups(home / FOLDER)) or any(home.glob(f"{path.name}{ASIDE}*"))
