"""The time gate and the time map of a page, by its publisher's address, and the citations of a wording."""

from __future__ import annotations

import re
import sqlite3
from urllib.parse import quote, unquote

from datasette.utils.asgi import Response

from archive.site.citation import as_bibtex, as_csl
from archive.site.memento import links_of, memento_url, time_map, wished_moment
from archive.site.pages.article import as_of, citation, moment_of
from archive.site.queries import articles as queries
from archive.site.visit import Failure, Visit, json_view, view

_KEPT = "/:?&=%@!$'()*+,;~[]"
_ONE_SLASH = re.compile(r"^(https?):/+")


@view
async def gate(visit: Visit) -> Response:
    """``/timegate/<url>``: to the wording of a page at the time that the header ``Accept-Datetime`` names, to the newest
    where it names none, to the first where it is before it."""
    moment = wished_moment(visit.request.headers.get("accept-datetime", ""))
    if moment is None:
        raise Failure(400, "bad_header_time")
    id, url, versions = await visit.ask(lambda db: _page(db, _addresses(visit)))
    known = [version["seen_from"] for version in versions]
    closest = next((seen for seen in known if not moment or seen <= moment), known[-1])
    headers = {**links_of(visit, id, url, versions), "Vary": "Accept-Datetime"}
    return Response.redirect(memento_url(visit, id, closest), headers=headers)


@view
async def map_of(visit: Visit) -> Response:
    """``/timemap/link/<url>``: all wordings of a page."""
    id, url, versions = await visit.ask(lambda db: _page(db, _addresses(visit)))
    return Response(time_map(visit, id, url, versions), content_type="application/link-format; charset=utf-8")


def _addresses(visit: Visit) -> list[str]:
    """The publisher's address that the path holds, its query too, in the spellings that it can have in the archive: as
    typed, decoded, encoded. Servers may have merged its slashes."""
    typed = visit.request.url_vars["url"] + (f"?{visit.request.query_string}" if visit.request.query_string else "")
    decoded = unquote(typed)
    spelled = (typed, decoded, unquote(visit.request.url_vars["url"]) + typed[len(visit.request.url_vars["url"]) :])
    return list(dict.fromkeys(_ONE_SLASH.sub(r"\1://", each) for each in (*spelled, quote(decoded, safe=_KEPT))))


def _page(db: sqlite3.Connection, urls: list[str]) -> tuple[str, str, list[sqlite3.Row]]:
    """(article id, its address now, its versions newest first); `Failure` when no page has or had any of the addresses."""
    article = queries.by_url(db, urls)
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
    found = as_of(db, unquote(visit.request.url_vars["id"]), moment_of(at) if at else "")
    if found is None:
        raise Failure(404, "not_found")
    return found
