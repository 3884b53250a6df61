"""The time gate and the time map of a page, by its publisher's address, and the citations of a wording."""

from __future__ import annotations

import re
import sqlite3
from urllib.parse import unquote

from datasette.utils.asgi import Response

from archive.site.citation import as_bibtex, as_csl
from archive.site.memento import links_of, memento_url, time_map, wished_moment
from archive.site.pages.article import as_of, citation
from archive.site.queries import articles as queries
from archive.site.visit import Failure, Visit, json_view, view

_ONE_SLASH = re.compile(r"^(https?):/+")


@view
async def gate(visit: Visit) -> Response:
    """``/timegate/<url>``: to the wording of a page at the time that the header ``Accept-Datetime`` names, to the newest
    where it names none, to the first where it is before it."""
    moment = wished_moment(visit.request.headers.get("accept-datetime", ""))
    if moment is None:
        raise Failure(400, "bad_header_time")
    id, url, versions = await visit.ask(lambda db: _page(db, _address(visit)))
    known = [version["seen_from"] for version in versions]
    closest = next((seen for seen in known if not moment or seen <= moment), known[-1])
    headers = {**links_of(visit, id, url, versions), "Vary": "Accept-Datetime"}
    return Response.redirect(memento_url(visit, id, closest), headers=headers)


@view
async def map_of(visit: Visit) -> Response:
    """``/timemap/link/<url>``: all wordings of a page."""
    id, url, versions = await visit.ask(lambda db: _page(db, _address(visit)))
    return Response(time_map(visit, id, url, versions), content_type="application/link-format; charset=utf-8")


def _address(visit: Visit) -> str:
    """The publisher's address that the path holds, its query too; servers may have merged its slashes."""
    typed = unquote(visit.request.url_vars["url"])
    query = f"?{visit.request.query_string}" if visit.request.query_string else ""
    return _ONE_SLASH.sub(r"\1://", typed) + query


def _page(db: sqlite3.Connection, url: str) -> tuple[str, str, list[sqlite3.Row]]:
    """(article id, its address now, its versions newest first); `Failure` when no page has or had the address."""
    article = queries.by_url(db, url)
    if article is None:
        raise Failure(404, "url_unknown")
    if article["state"] == "redacted":
        raise Failure(410, "article_redacted")
    versions = queries.versions(db, article["id"])
    if not versions:
        raise Failure(404, "not_yet")
    return article["id"], article["url"], versions


@view
async def bibtex(visit: Visit) -> Response:
    """``/a/<id>/cite.bib?at=<time>``: the citation of a wording as BibTeX."""
    found = await visit.ask(lambda db: _cited(db, visit))
    return Response(as_bibtex(citation(visit, found)), content_type="application/x-bibtex; charset=utf-8")


@json_view
async def csl(visit: Visit) -> Response:
    """``/a/<id>/cite.json?at=<time>``: the same as CSL-JSON."""
    found = await visit.ask(lambda db: _cited(db, visit))
    return Response.json(as_csl(citation(visit, found)))


def _cited(db: sqlite3.Connection, visit: Visit) -> dict:
    at = visit.args.get("at") or ""
    found = as_of(db, unquote(visit.request.url_vars["id"]), at if re.fullmatch(r"[0-9TZ:-]{0,20}", at) else "")
    if found is None:
        raise Failure(404, "not_found")
    return found
