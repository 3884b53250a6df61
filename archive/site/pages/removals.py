"""The list of removals."""

from __future__ import annotations

from datasette.utils.asgi import Response

from archive.site.pages.paging import around
from archive.site.queries import lists
from archive.site.queries.brief import PAGE
from archive.site.visit import Visit, view


@view
async def removals(visit: Visit) -> Response:
    """``/removals``: newest first."""
    number = visit.page_number()
    rows = await visit.ask(lambda db: lists.removals(db, number))
    return visit.page("removals.html", removals=rows, pages=around({}, number, more=len(rows) == PAGE))
