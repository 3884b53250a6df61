"""What differs between Datasette 0.65, which is locked, and 1.0, which comes. No other module asks which one runs."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from datasette import utils
from datasette.database import Database
from datasette.version import __version_info__

IS_NEXT = int(__version_info__[0]) >= 1
"""Whether this is Datasette 1.0 or one of its alphas."""

SETTINGS = {"allow_signed_tokens": False} if IS_NEXT else {}
"""Settings that the other one does not know."""

PATH = "/-/static/"
"""Beginning of the engine's own paths that a reader's pages need: scripts and styles."""

SCRIPTS = ("modal.js", "datasette-manager.js") if IS_NEXT else ()
"""Scripts on which those of the engine's pages stand."""

QUERY_PAGE = "/-/query" if IS_NEXT else ""
"""Where below a database a query of one's own is asked."""

HANDLERS = ("openColumnChooser()",) if IS_NEXT else ()
"""Scripts that the engine's templates hold in attributes."""


class OneDoor(Database):
    """A database of which everything is read through `read`."""

    async def read(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        """What ``fn`` makes of a connection."""
        raise NotImplementedError

    if IS_NEXT:

        async def _execute_fn(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
            self._check_not_closed()
            return await self.read(fn)

    else:

        async def execute_fn(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
            """What ``fn`` makes of a connection."""
            return await self.read(fn)


def sql_path(datasette: Any, database: str, sql: str, format: str = "", **parameters: str) -> str:
    """Where a query is shown; with ``format`` (``json``, ``csv``) its rows alone."""
    ending = f".{format}" if format else ""
    return datasette.urls.path(f"/{database}{QUERY_PAGE}{ending}?{urlencode({'sql': sql} | parameters)}")


async def describe(datasette: Any, metadata: Mapping[str, Any], queries: Mapping[str, Mapping[str, Any]]) -> None:
    """Have 1.0 know what the tables mean and which queries have names; 0.65 asks the plugin for both.

    ``metadata`` is of the shape that 0.65 takes; ``queries`` are by name those of the one database in it.
    """
    if not IS_NEXT:
        return
    said, datasette.config = utils.move_table_config(metadata, datasette.config or {})
    await datasette.set_instance_metadata("title", said["title"])
    for database, facts in said["databases"].items():
        for key in facts.keys() - {"tables"}:
            await datasette.set_database_metadata(database, key, facts[key])
        for table, described in facts["tables"].items():
            await datasette.set_resource_metadata(database, table, "description", described["description"])
            for column, meaning in described["columns"].items():
                await datasette.set_column_metadata(database, table, column, "description", meaning)
        for name, query in queries.items():
            stored = {"parameters" if key == "params" else key: value for key, value in query.items()}
            await datasette.add_query(database, name, **stored, is_trusted=True)
