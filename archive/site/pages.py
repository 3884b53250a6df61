"""The lists: front, search, changes, removals, sources, about. An article's pages are in `articles`."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Request, Response

from archive.site import queries
from archive.site.answers import Failure, ask, guarded, page, page_number
from archive.site.search import SearchError, fts_query, hit_pattern

_CHANGES_ON_FRONT = 8


@guarded
async def front(request: Request, datasette: Any) -> Response:
    """``/``: search, how much there is, the newest articles, the last changes."""
    counts, newest, changes = await ask(
        datasette, lambda db: (queries.counts(db), queries.newest(db), queries.changes(db)[:_CHANGES_ON_FRONT])
    )
    return page(datasette, "front.html", counts=counts, articles=newest, changes=changes)


@guarded
async def search(request: Request, datasette: Any) -> Response:
    """``/search?q=&source=&order=&page=``: matching articles with their hits marked."""
    typed, source = request.args.get("q") or "", request.args.get("source") or ""
    order = "newest" if request.args.get("order") == "newest" else "relevance"
    try:
        query = fts_query(typed)
    except SearchError as error:
        raise Failure(400, str(error)) from error
    wanted = queries.Search(query=query, source=source, order=order, page=page_number(request))
    (found, articles), sources = await ask(
        datasette, lambda db: (queries.search(db, wanted), [dict(row) for row in queries.sources(db)])
    )
    given = {"q": typed, "source": source, "order": order if order == "newest" else ""}
    return page(
        datasette,
        "search.html",
        wanted=wanted,
        typed=typed,
        pattern=hit_pattern(typed),
        found=found,
        articles=articles,
        sources=sources,
        pages=_pages(given, wanted.page, more=wanted.page * queries.PAGE < found),
    )


def _pages(given: dict[str, str], number: int, *, more: bool) -> dict[str, str]:
    """Query strings of the previous and the next page, ``""`` where there is none."""
    kept = [(key, value) for key, value in given.items() if value]
    previous = urlencode([*kept, ("page", str(number - 1))]) if number > 1 else ""
    following = urlencode([*kept, ("page", str(number + 1))]) if more else ""
    return {"previous": previous, "next": following}


@guarded
async def changes(request: Request, datasette: Any) -> Response:
    """``/changes``: edits, newest first."""
    number = page_number(request)
    rows = await ask(datasette, lambda db: queries.changes(db, number))
    return page(datasette, "changes.html", changes=rows, pages=_pages({}, number, more=len(rows) == queries.PAGE))


@guarded
async def removals(request: Request, datasette: Any) -> Response:
    """``/removals``: pages that went away, newest first."""
    number = page_number(request)
    rows = await ask(datasette, lambda db: queries.removals(db, number))
    return page(datasette, "removals.html", removals=rows, pages=_pages({}, number, more=len(rows) == queries.PAGE))


@guarded
async def sources(request: Request, datasette: Any) -> Response:
    """``/sources``: the publishers and when they were last visited."""
    return page(datasette, "sources.html", sources=await ask(datasette, queries.sources))


@guarded
async def about(request: Request, datasette: Any) -> Response:
    """``/about``: what this is and how to read it."""
    return page(datasette, "about.html", counts=await ask(datasette, queries.counts))
