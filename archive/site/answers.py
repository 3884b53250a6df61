"""How a page is answered: what it asks of press.db, in how much time, and what is said when that fails."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

from datasette.utils import sqlite_timelimit
from datasette.utils.asgi import Request, Response

from archive.dictionary import DATABASE
from archive.site.headers import PAGE_POLICY
from archive.site.render import environment
from archive.site.texts import ENGLISH

DEEPEST = 500
"""The last page of a list that is shown."""

Found = TypeVar("Found")


class Failure(Exception):
    """A page that cannot be shown: its HTTP status and the key of the sentence that says why."""

    def __init__(self, status: int, key: str):
        super().__init__(ENGLISH[key])
        self.status = status
        self.key = key


async def ask(datasette: Any, question: Callable[[sqlite3.Connection], Found]) -> Found:
    """What ``question`` makes of press.db, all of it from one published file, within Datasette's time limit.

    `Failure` when the time is over.
    """

    def limited(connection: sqlite3.Connection) -> Found:
        with sqlite_timelimit(connection, datasette.setting("sql_time_limit_ms")):
            return question(connection)

    try:
        return await datasette.get_database(DATABASE).execute_fn(limited)
    except sqlite3.OperationalError as error:
        if str(error) == "interrupted":
            raise Failure(503, "too_slow") from error
        raise


def page(datasette: Any, template: str, status: int = 200, **context: Any) -> Response:
    """A page of the site."""
    html = environment().get_template(template).render(path=datasette.urls.path, database=DATABASE, **context)
    return Response.html(html, status=status, headers={"Content-Security-Policy": PAGE_POLICY})


def guarded(view: Callable) -> Callable:
    """A view whose `Failure` becomes a page."""

    @functools.wraps(view)
    async def guard(request: Request, datasette: Any) -> Response:
        try:
            return await view(request, datasette)
        except Failure as failure:
            return page(datasette, "failure.html", status=failure.status, sentence=str(failure))

    return guard


def page_number(request: Request) -> int:
    """The parameter ``page``, 1 where it is missing or no number; `Failure` when it is too deep."""
    typed = request.args.get("page") or "1"
    wanted = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 1
    if wanted > DEEPEST:
        raise Failure(400, "too_deep")
    return max(wanted, 1)
