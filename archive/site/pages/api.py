"""The JSON interface, version 1: fields may be added, none is renamed or taken away. `openapi` describes it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote, unquote, urlencode

import orjson
from datasette.utils.asgi import Response

from archive.site.listed import ARTICLE, CHANGE, REMOVAL, SOURCE
from archive.site.openapi import BELONGING, LISTS, MOST, PATH, USUAL, description
from archive.site.pages.search import asked_for
from archive.site.queries import articles as one
from archive.site.queries import happened, hits
from archive.site.queries.sources import sources as publishers
from archive.site.search.asked import prepare
from archive.site.search.facts import Facts
from archive.site.search.found import find
from archive.site.visit import Failure, Visit, json_view
from archive.table import Column

_ARTICLE = tuple(column.name for column in ARTICLE)


@json_view
async def start(visit: Visit) -> Response:
    """``/api/v1/``: where the lists are, and the description of all of it."""
    own = visit.root + PATH
    lists = {name: {"url": own + name, "holds": holds} for name, (holds, *_) in LISTS.items()}
    return _answer({"description": f"{own}openapi.json", "lists": lists, "article": own + "articles/{id}"})


@json_view
async def described(visit: Visit) -> Response:
    """``/api/v1/openapi.json``: the description, OpenAPI 3.1."""
    return _answer(description(visit.root))


@json_view
async def articles(visit: Visit) -> Response:
    """``/api/v1/articles?q=…``: the articles of a search, each copy too, as the search page orders them."""
    asked, page, size = asked_for(visit), visit.page_number(), _size(visit)

    def question(db: sqlite3.Connection, facts: Facts) -> tuple[int, list[dict]]:
        found = find(db, facts, prepare(db, facts, asked)).unfolded
        rowids = facts.rowid[found[(page - 1) * size : page * size]].tolist()
        return len(found), [_article(row) for row in hits.whole(db, hits.ids(db, rowids))]

    total, listed = await visit.ask_with_facts(question)
    links = [{**article, "permalink": f"{visit.root}/a/{quote(article['id'])}"} for article in listed]
    following = page * size < total
    return _answer({"total": total, "next": _next(visit, asked.parameters(), page, following), "articles": links})


@json_view
async def article(visit: Visit) -> Response:
    """``/api/v1/articles/<id>``: an article with all its wordings and what belongs to them."""
    id = unquote(visit.request.url_vars["id"])
    found = await visit.ask(lambda db: _whole(db, id))
    if found is None:
        raise Failure(404, "not_found")
    return _answer({**found, "permalink": f"{visit.root}/a/{quote(found['id'])}"})


def _whole(db: sqlite3.Connection, id: str) -> dict[str, Any] | None:
    known_as = one.permalink(db, id) or id
    rows = hits.whole(db, [known_as])
    if not rows:
        return None
    versions = [dict(row) for row in one.wordings(db, known_as)]
    for version in versions:
        version |= {table: _dicts(one.of_version(db, table, version["id"])) for table in BELONGING}
    return {
        **_article(rows[0]),
        "wordings": versions,
        "removals": _dicts(one.removals_of(db, known_as)),
        "alike": _dicts(one.likeness(db, known_as)),
    }


@json_view
async def changes(visit: Visit) -> Response:
    """``/api/v1/changes``: what was changed, newest first."""
    return await _happened(visit, "changes", happened.changes, CHANGE)


@json_view
async def removals(visit: Visit) -> Response:
    """``/api/v1/removals``: what went away, newest first."""
    return await _happened(visit, "removals", happened.removals, REMOVAL)


async def _happened(visit: Visit, name: str, ask: Callable, fields: Sequence[Column]) -> Response:
    wanted, page, size = happened.read_wanted(visit.args), visit.page_number(), _size(visit)
    rows = await visit.ask(lambda db: ask(db, wanted, page, size))
    following = _next(visit, wanted.parameters(), page, len(rows) == size)
    return _answer({"next": following, name: _chosen(rows, fields)})


@json_view
async def sources(visit: Visit) -> Response:
    """``/api/v1/sources``: the publishers, each with its last night."""
    return _answer({"sources": _chosen(await visit.ask(publishers), SOURCE)})


@json_view
async def nothing(visit: Visit) -> Response:
    """Any other address of the interface: there is no such thing, said as every failure is."""
    raise Failure(404, "not_found")


def _size(visit: Visit) -> int:
    """The parameter ``size``, 1 to `MOST`."""
    typed = visit.args.get("size") or ""
    wanted = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else USUAL
    return min(max(wanted, 1), MOST)


def _next(visit: Visit, parameters: dict[str, str], page: int, following: bool) -> str | None:
    """Where the next part is; None after the last."""
    if not following:
        return None
    size = {"size": visit.args.get("size")} if visit.args.get("size") else {}
    return f"{visit.here}?{urlencode({**parameters, **size, 'page': page + 1})}"


def _article(row: Sequence) -> dict[str, Any]:
    return dict(zip(_ARTICLE, row, strict=True))


def _chosen(rows: Sequence[sqlite3.Row], fields: Sequence[Column]) -> list[dict[str, Any]]:
    return [{column.name: row[column.name] for column in fields} for row in rows]


def _dicts(rows: Sequence[sqlite3.Row]) -> list[dict[str, Any]]:
    return [dict(row) for row in rows]


def _answer(content: dict[str, Any]) -> Response:
    return Response(
        orjson.dumps(content),
        content_type="application/json; charset=utf-8",
        headers={"Access-Control-Allow-Origin": "*"},
    )
