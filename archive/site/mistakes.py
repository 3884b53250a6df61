"""Parameters that Datasette trips over (``_next=x`` where a number should stand) are the reader's mistake: 400, not 500;
too many queries at once are nobody's: 503."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette.database import QueryInterrupted
from datasette.utils.asgi import Request, Response
from datasette.views.base import DatasetteError

from archive.dictionary import DATABASE
from archive.site.framing import EngineVisit

_TRIPPED = (ArithmeticError, AssertionError, LookupError, TypeError, ValueError, sqlite3.Error, DatasetteError)


def refusal(datasette: Any, request: Request, exception: Exception) -> Response | None:
    """The answer to a request with parameters for a table or query, or for the rows of none, and to one whose turn did not
    come; None for any other failure. The log has the trace.
    """
    if isinstance(exception, QueryInterrupted):
        return _sentence(datasette, request, "too_busy", 503)
    tables = datasette.urls.path(f"/{DATABASE}")
    asks = request.query_string or request.path == f"{tables}.csv"
    if not (asks and request.path.startswith(tables) and isinstance(exception, _TRIPPED)):
        return None
    if isinstance(exception, DatasetteError) and exception.status < 500:
        return None
    return _sentence(datasette, request, "not_understood", 400)


def _sentence(datasette: Any, request: Request, key: str, status: int) -> Response:
    """A sentence as a page, or for programs as an object or a line."""
    visit, headers = EngineVisit(request, datasette), {"Cache-Control": "no-store"}
    said = visit.texts[key]
    if request.path.endswith((".json", ".jsono")):
        told = {"ok": False, "error": said, "errors": [said], "status": status}
        return Response.json(told, status=status, headers=headers)
    if "." in request.path.rpartition("/")[2]:
        return Response.text(said, status=status, headers=headers)
    return visit.page("failure.html", status, headers, sentence=said, typed="")
