"""Lists to take along: the articles of any search, the changes and the removals, as a file of any of the formats."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from datasette.utils.asgi import Response

from archive.formats import FORMATS, MEDIA_TYPES, Batches
from archive.site.listed import ARTICLE, CHANGE, REMOVAL
from archive.site.pages.search import asked_for
from archive.site.queries import happened, hits
from archive.site.search.asked import prepare
from archive.site.search.facts import Facts
from archive.site.search.found import find
from archive.site.visit import Failure, Visit, view
from archive.table import Column

MOST = 50_000
"""Rows of a file; who needs more downloads press.db."""

_AT_A_TIME = 500
_CHUNK = 1 << 16

_WORKERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="export")
"""At most two files are written at a time, beside the threads that answer pages."""


@view
async def articles(visit: Visit) -> Response:
    """``/search.csv?q=…`` and the other formats: the articles of a search, each copy too, in its order."""
    asked = replace(asked_for(visit), copies=True)

    def question(db: sqlite3.Connection, facts: Facts) -> list[str]:
        found = find(db, facts, prepare(db, facts, asked)).shown
        if len(found) > MOST:
            raise Failure(400, "too_many_rows")
        return [id for rowids in _parts(facts.rowid[found].tolist()) for id in hits.ids(db, rowids)]

    ids = await visit.ask_with_facts(question)
    return await _file(visit, "search", ARTICLE, lambda db: (hits.whole(db, part) for part in _parts(ids)))


def _parts(values: list) -> Iterator[list]:
    return (values[start : start + _AT_A_TIME] for start in range(0, len(values), _AT_A_TIME))


@view
async def changes(visit: Visit) -> Response:
    """``/changes.csv`` and the other formats: what was changed, narrowed as the page is."""
    return await _happened(visit, "changes", CHANGE, happened.changes)


@view
async def removals(visit: Visit) -> Response:
    """``/removals.csv`` and the other formats: what went away, narrowed as the page is."""
    return await _happened(visit, "removals", REMOVAL, happened.removals)


async def _happened(visit: Visit, name: str, listed: tuple[Column, ...], ask: Callable) -> Response:
    wanted = happened.read_wanted(visit.args)
    rows = await visit.ask(lambda db: ask(db, wanted, 1, MOST + 1))
    if len(rows) > MOST:
        raise Failure(400, "too_many_rows")
    chosen = [tuple(row[column.name] for column in listed) for row in rows]
    return await _file(visit, name, listed, lambda _: _parts(chosen))


async def _file(visit: Visit, name: str, listed: tuple[Column, ...], rows: Callable) -> Response:
    """The answer that sends a file. It is written whole first, so that an error is one and not half a file."""
    ending = visit.request.url_vars["format"]
    written = await asyncio.get_running_loop().run_in_executor(_WORKERS, _write, visit.database, ending, listed, rows)
    headers = {"Content-Disposition": f'attachment; filename="pressarkiv-{name}.{ending}"'}
    return _Sent(written, headers, MEDIA_TYPES[ending])


def _write(
    database: Any, ending: str, listed: tuple[Column, ...], rows: Callable[[sqlite3.Connection], Batches]
) -> BinaryIO:
    file = tempfile.TemporaryFile()  # noqa: SIM115  it is closed when it has been sent
    with closing(sqlite3.connect(f"{Path(database.path).as_uri()}?mode=ro", uri=True)) as connection:
        FORMATS[ending](listed, rows(connection), file)
    file.seek(0)
    return file


class _Sent(Response):
    """A file on its way."""

    def __init__(self, file: BinaryIO, headers: dict[str, str], content_type: str):
        super().__init__(b"", headers=headers, content_type=content_type)
        self._file = file

    async def asgi_send(self, send: Callable[[dict], Awaitable[None]]) -> None:
        """Send the headers, then the file piece by piece."""
        headers = {**self.headers, "content-type": self.content_type}
        listed = [[name.encode(), value.encode()] for name, value in headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": listed})
        with self._file:
            while chunk := await asyncio.to_thread(self._file.read, _CHUNK):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
