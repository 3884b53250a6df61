"""Rows as files: CSV, JSON, JSON lines, Excel, Parquet. All are written in batches; none holds the whole in memory."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import BinaryIO

import orjson
import pyarrow
import xlsxwriter
from pyarrow import parquet

from archive.table import Column


class TooManyRows(ValueError):
    """The format cannot hold so many; the message says so."""


Batches = Iterable[Sequence[Sequence]]
"""Rows, some at a time; each row a value for every column."""

Writer = Callable[[Sequence[Column], Batches, BinaryIO], int]
"""Writes rows to a file and returns how many there were."""

CELL = 32_767
"""Characters that Excel holds in a cell, those beyond the basic plane counted as two; what is longer is cut there."""

ROWS = 1_048_575
"""Rows that a sheet holds below its heading."""

_FORMULA = re.compile(r"[\t\r\n]|[\s\x00-\x1f\u200b-\u200f\u2028-\u202e\u2060\ufeff]*[=+\-@＝＋－＠]")
_PARQUET = {"text": pyarrow.string(), "integer": pyarrow.int64(), "real": pyarrow.float64()}


def write_csv(columns: Sequence[Column], batches: Batches, file: BinaryIO) -> int:
    """UTF-8 with the mark by which spreadsheets know it; cells that would be formulas begin with an apostrophe."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(_names(columns))
    written = 0
    for batch in batches:
        writer.writerows([[_defused(cell) for cell in row] for row in batch])
        written += len(batch)
    text.flush()
    text.detach()
    return written


def _defused(cell: object) -> object:
    """With an apostrophe before what a spreadsheet would work out; some look past spaces and know full-width signs."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def write_json_lines(columns: Sequence[Column], batches: Batches, file: BinaryIO) -> int:
    """An object a line."""
    written = 0
    for line in _objects(columns, batches):
        file.write(line + b"\n")
        written += 1
    return written


def write_json(columns: Sequence[Column], batches: Batches, file: BinaryIO) -> int:
    """One array of objects."""
    written = 0
    file.write(b"[")
    for line in _objects(columns, batches):
        file.write((b",\n" if written else b"\n") + line)
        written += 1
    file.write(b"\n]\n")
    return written


def _objects(columns: Sequence[Column], batches: Batches) -> Iterator[bytes]:
    names = _names(columns)
    for batch in batches:
        for row in batch:
            yield orjson.dumps(dict(zip(names, row, strict=True)))


def write_excel(columns: Sequence[Column], batches: Batches, file: BinaryIO) -> int:
    """A workbook of one sheet. Texts stay texts: none becomes a formula, a link or a number. `TooManyRows` for a sheet."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    written = 0
    with xlsxwriter.Workbook(file, options) as workbook:
        sheet = workbook.add_worksheet("Pressarkiv")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, _names(columns), workbook.add_format({"bold": True}))
        for batch in batches:
            for row in batch:
                written += 1
                if written > ROWS:
                    raise TooManyRows(f"a sheet holds {ROWS} rows: choose fewer, or csv, jsonl or parquet")
                for place, cell in enumerate(row):
                    _write_cell(sheet, written, place, cell)
    return written


def _write_cell(sheet: xlsxwriter.worksheet.Worksheet, row: int, place: int, cell: object) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, place, _cut(cell))
    elif cell is not None:
        sheet.write_number(row, place, cell)


def _cut(text: str) -> str:
    if len(text) * 2 <= CELL:
        return text
    return text.encode("utf-16-le", "surrogatepass")[: CELL * 2].decode("utf-16-le", "ignore")


def write_parquet(columns: Sequence[Column], batches: Batches, file: BinaryIO) -> int:
    """Columns with their types, compressed with zstd."""
    schema = pyarrow.schema([(column.name, _PARQUET[column.type]) for column in columns])
    written = 0
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in batches:
            values = zip(zip(*batch, strict=True), schema.types, strict=True)
            arrays = [pyarrow.array(column, kind) for column, kind in values]
            writer.write_batch(pyarrow.record_batch(arrays, schema=schema))
            written += len(batch)
    return written


def _names(columns: Sequence[Column]) -> list[str]:
    return [column.name for column in columns]


FORMATS: dict[str, Writer] = {
    "csv": write_csv,
    "json": write_json,
    "jsonl": write_json_lines,
    "xlsx": write_excel,
    "parquet": write_parquet,
}
"""By the ending of a file's name what writes it."""

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "jsonl": "application/x-ndjson; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
"""By the same what a server calls it."""
