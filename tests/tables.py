"""The public tables of an archive as plain rows, for comparing archives."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from archive.schema import TABLES


def public_rows(home: Path, leave_out: tuple[str, ...] = ()) -> dict[str, list[tuple]]:
    """By public table its rows in the order of the file; ``leave_out``: tables, or columns as ``table.column``."""
    with closing(sqlite3.connect(f"{(home / 'press.db').as_uri()}?mode=ro", uri=True)) as db:
        return {
            table.name: db.execute(
                "SELECT {} FROM [{}]".format(
                    ", ".join(f"[{name}]" for name in table.names if f"{table.name}.{name}" not in leave_out),
                    table.name,
                )
            ).fetchall()
            for table in TABLES
            if table.name not in leave_out
        }
