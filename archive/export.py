"""Export: a public table as CSV, JSON lines or Parquet, the captures as WARC. All of them are streamed."""

from __future__ import annotations

import csv
import io
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO

import orjson
import pyarrow
from pyarrow import parquet

from archive import publish, warc
from archive.dictionary import VIEWS
from archive.schema import TABLES, Table
from archive.work import NAME as WORK
from archive.work import Work

BY_NAME = {table.name: table for table in (*TABLES, *VIEWS)}
"""What can be exported."""

_ROWS = 2000
"""Rows held at a time."""

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PARQUET = {"text": pyarrow.string(), "integer": pyarrow.int64(), "real": pyarrow.float64()}

Batches = Iterator[list[tuple]]


class ExportError(RuntimeError):
    """Nothing was exported; the message says why, in a sentence."""


def export(home: Path, format: str, out: Path, *, table: str = "articles", source: str = "") -> int:
    """Write a table of press.db (``csv``, ``jsonl``, ``parquet``) or the captures of work.db (``warc``); how many rows.

    ``out`` is written whole or not at all; ``-`` is standard output. With ``source`` only that publisher's rows, of a
    table that has the column. `ExportError` when there is nothing to export from, or no such format, table or column.
    """
    if format == "warc":
        return _captures(home, out, source)
    if format not in FORMATS:
        raise ExportError(f"{format} is no format: choose csv, jsonl, parquet or warc")
    if table not in BY_NAME:
        raise ExportError(f"{table} is no public table: choose one of {', '.join(sorted(BY_NAME))}")
    if source and "source" not in BY_NAME[table].names:
        raise ExportError(f"{table} has no column source to choose by")
    with _rows(home, BY_NAME[table], source) as batches, _written(out) as file:
        return FORMATS[format](BY_NAME[table], batches, file)


def _captures(home: Path, out: Path, source: str) -> int:
    if not (home / WORK).is_file():
        raise ExportError(f"{home / WORK} is not there: nothing was captured yet")
    where, values = ("source = ?", (source,)) if source else ("1", ())
    with closing(Work(home, read_only=True)) as work, _written(out) as file:
        known = work.sources()
        facts = [known[id_] for id_ in work.captured_sources() if id_ in known and source in ("", id_)]
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
        cursor = connection.execute(f"SELECT {columns} FROM [{table.name}] {where} {order}", values)
        yield iter(lambda: cursor.fetchmany(_ROWS), [])


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
        raise ExportError(f"{out} was not written ({error})") from error
    finally:
        if part.is_file():
            part.unlink()


def _csv(table: Table, batches: Batches, file: BinaryIO) -> int:
    """UTF-8 with the mark by which spreadsheets know it; cells that would be formulas begin with an apostrophe."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(table.names)
    written = 0
    for batch in batches:
        writer.writerows([[_defused(cell) for cell in row] for row in batch])
        written += len(batch)
    text.flush()
    text.detach()
    return written


def _defused(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_STARTS_FORMULA) else cell


def _json_lines(table: Table, batches: Batches, file: BinaryIO) -> int:
    written = 0
    for batch in batches:
        for row in batch:
            file.write(orjson.dumps(dict(zip(table.names, row, strict=True)), option=orjson.OPT_APPEND_NEWLINE))
        written += len(batch)
    return written


def _parquet(table: Table, batches: Batches, file: BinaryIO) -> int:
    schema = pyarrow.schema([(column.name, _PARQUET[column.type]) for column in table.columns])
    written = 0
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in batches:
            columns = zip(zip(*batch, strict=True), schema.types, strict=True)
            arrays = [pyarrow.array(values, kind) for values, kind in columns]
            writer.write_batch(pyarrow.record_batch(arrays, schema=schema))
            written += len(batch)
    return written


FORMATS: dict[str, Callable[[Table, Batches, BinaryIO], int]] = {
    "csv": _csv,
    "jsonl": _json_lines,
    "parquet": _parquet,
}
"""How a table is written, by the name of the format."""
