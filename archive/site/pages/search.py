"""The search page."""

from __future__ import annotations

from datasette.utils.asgi import Response

from archive.site.pages.paging import around
from archive.site.queries import search as matching
from archive.site.queries.brief import PAGE
from archive.site.queries.sources import sources
from archive.site.search import SearchError, fts_query, hit_pattern
from archive.site.visit import Failure, Visit, view


@view
async def search(visit: Visit) -> Response:
    """``/search?q=&source=&order=&page=``: matching articles with their hits marked."""
    typed, source = visit.args.get("q") or "", visit.args.get("source") or ""
    order = "newest" if visit.args.get("order") == "newest" else "relevance"
    try:
        query = fts_query(typed)
    except SearchError as error:
        raise Failure(400, str(error)) from error
    wanted = matching.Search(query=query, source=source, order=order, page=visit.page_number())
    (found, articles), listed = await visit.ask(
        lambda db: (matching.search(db, wanted), [dict(row) for row in sources(db)])
    )
    given = {"q": typed, "source": source, "order": order if order == "newest" else ""}
    return visit.page(
        "search.html",
        wanted=wanted,
        typed=typed,
        pattern=hit_pattern(typed),
        found=found,
        articles=articles,
        sources=listed,
        pages=around(given, wanted.page, more=wanted.page * PAGE < found),
    )
