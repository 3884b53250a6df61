"""Export: a public table as a file of any of the formats, the captures as WARC. All of them are streamed."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

from archive import journal, publish, warc
from archive.dictionary import VIEWS
from archive.formats import FORMATS, Batches, TooManyRows
from archive.schema import TABLES, Table
from archive.work import NAME as WORK
from archive.work import Work

BY_NAME = {table.name: table for table in (*TABLES, *VIEWS)}
"""What can be exported."""

_ROWS = 2000
"""Rows held at a time."""


class ExportError(RuntimeError):
    """Nothing was exported; the message says why, in a sentence."""


def export(home: Path, format: str, out: Path, *, table: str = "articles", source: str = "") -> int:
    """Write a table of press.db (a key of `archive.formats.FORMATS`) or the captures of work.db (``warc``); how many rows.

    ``out`` is written whole or not at all; ``-`` is standard output. With ``source`` only that publisher's rows, of a
    table that has the column. `ExportError` when there is nothing to export from, or no such format, table or column.
    """
    if format == "warc":
        return _captures(home, out, source)
    if format not in FORMATS:
        raise ExportError(f"{format} is no format: choose {', '.join(FORMATS)} or warc")
    if table not in BY_NAME:
        raise ExportError(f"{table} is no public table: choose one of {', '.join(sorted(BY_NAME))}")
    if source and "source" not in BY_NAME[table].names:
        raise ExportError(f"{table} has no column source to choose by")
    try:
        with _rows(home, BY_NAME[table], source) as batches, _written(out) as file:
            return FORMATS[format](BY_NAME[table].columns, batches, file)
    except TooManyRows as error:
        raise ExportError(f"{out} was not written: {error}") from error


def _captures(home: Path, out: Path, source: str) -> int:
    if not (home / WORK).is_file():
        raise ExportError(f"{home / WORK} is not there: nothing was captured yet")
    where, values = ("source = ?", (source,)) if source else ("1", ())
    with closing(Work(home, read_only=True)) as work, _written(out) as file:
        if lost := journal.missing(work):
            raise ExportError(f"nothing was exported: {journal.lacking(lost)}")
        captured = work.captured_sources()
        _know(source, captured)
        known = work.sources()
        facts = [known[id_] for id_ in captured if id_ in known and source in ("", id_)]
        return warc.write(work.captures(where, values), file, facts)


@contextmanager
def _rows(home: Path, table: Table, source: str) -> Iterator[Batches]:
    path = home / publish.NAME
    if not path.is_file():
        raise ExportError(f"{path} is not there: `pressarkiv publish` writes it")
    columns = ", ".join(f"[{name}]" for name in table.names)
    where, values = ("WHERE source = ?", (source,)) if source else ("", ())
    order = "" if table in VIEWS else f"ORDER BY {', '.join(f'[{name}]' for name in table.key)}"
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)) as connection:
        _know(source, (row[0] for row in connection.execute("SELECT id FROM sources")))
        cursor = connection.execute(f"SELECT {columns} FROM [{table.name}] {where} {order}", values)
        yield iter(lambda: cursor.fetchmany(_ROWS), [])


def _know(source: str, known: Iterable[str]) -> None:
    if source and source not in (ids := sorted(known)):
        raise ExportError(f"nothing of a source {source} is in the archive, only of {', '.join(ids) or 'none'}")


@contextmanager
def _written(out: Path) -> Iterator[BinaryIO]:
    """A file that takes its name when it is complete; `ExportError` when it cannot be written."""
    if str(out) == "-":
        yield sys.stdout.buffer
        return
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(out)
    except OSError as error:
        raise ExportError(f"{out} was not written: {error.strerror}") from error
    finally:
        if part.is_file():
            part.unlink()
