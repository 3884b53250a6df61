"""Parameters that Datasette trips over (``_next=x`` where a number should stand) are the reader's mistake: 400, not 500."""

from __future__ import annotations

import sqlite3
from typing import Any

from datasette.utils.asgi import Request, Response
from datasette.views.base import DatasetteError

from archive.dictionary import DATABASE

_TRIPPED = (ArithmeticError, AssertionError, LookupError, TypeError, ValueError, sqlite3.Error, DatasetteError)

SAID = "The parameters in this address cannot be understood."


def refusal(datasette: Any, request: Request, exception: Exception) -> Response | None:
    """The answer to a request with parameters for a table or query, or for the rows of none; None for any other failure.

    The log has the trace.
    """
    tables = datasette.urls.path(f"/{DATABASE}")
    asks = request.query_string or request.path == f"{tables}.csv"
    if not (asks and request.path.startswith(tables) and isinstance(exception, _TRIPPED)):
        return None
    if isinstance(exception, DatasetteError) and exception.status < 500:
        return None
    if request.path.endswith((".json", ".jsono")):
        return Response.json({"ok": False, "error": SAID, "errors": [SAID], "status": 400}, status=400)
    return Response.text(SAID, status=400)
