"""The list of removals."""

from __future__ import annotations

from datasette.utils.asgi import Response

from archive.site.pages.paging import around
from archive.site.queries import happened
from archive.site.queries.brief import PAGE
from archive.site.queries.sources import names
from archive.site.visit import Visit, view


@view
async def removals(visit: Visit) -> Response:
    """``/removals``: newest first, narrowed by the same filters as a search."""
    wanted, number = happened.read_wanted(visit.args), visit.page_number()
    rows, publishers = await visit.ask(lambda db: (happened.removals(db, wanted, number), names(db)))
    pages = around(wanted.parameters(), number, more=len(rows) == PAGE)
    return visit.page("removals.html", removals=rows, wanted=wanted, publishers=publishers, pages=pages)
