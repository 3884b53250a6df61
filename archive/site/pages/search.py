"""The search page."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from datasette.utils.asgi import Response

from archive.dictionary import DATABASE
from archive.site.engine import sql_path
from archive.site.pages.over_time import over_time
from archive.site.pages.paging import around
from archive.site.queries import hits as matching
from archive.site.queries.brief import PAGE, Row
from archive.site.queries.sources import names
from archive.site.render import ZONE, number, said_day
from archive.site.search.asked import Asked, prepare, read
from archive.site.search.facts import Facts
from archive.site.search.filters import FACETS
from archive.site.search.found import Result, Search, find
from archive.site.search.hits import hit_pattern
from archive.site.search.query import SearchError
from archive.site.search.spans import Span, spans
from archive.site.search.spelling import meant
from archive.site.search.sql import as_sql
from archive.site.visit import Failure, Visit, view

_MOST_CHOICES = 12


@dataclass(frozen=True, slots=True)
class Hit:
    """A line of the result: the article, the earlier wording that matches when the newest does not, and the articles
    that say the same."""

    article: Row
    older: Row | None
    copies: list[Row]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a list could be narrowed to: what it is called, how many articles it leaves, where it leads."""

    label: str
    count: int
    address: str
    chosen: bool


def asked_for(visit: Visit) -> Asked:
    """The search of the address; `Failure` when it is too much."""
    try:
        return read(visit.args)
    except SearchError as error:
        raise Failure(400, str(error)) from error


@view
async def search(visit: Visit) -> Response:
    """``/search?q=…``: matching articles with their hits marked, what there is to choose from, and when they came."""
    asked, page = asked_for(visit), visit.page_number()

    def question(db: sqlite3.Connection, facts: Facts) -> tuple[Search, Result, list[Hit], dict[str, str], str]:
        prepared = prepare(db, facts, asked)
        result = find(db, facts, prepared)
        other = "" if result.total else meant(db, prepared, asked.typed)
        return prepared, result, hits_of_page(db, facts, result, page), names(db), other

    prepared, result, hits, called, other = await visit.ask_with_facts(question)
    more = page * PAGE < len(result.shown)
    return visit.page(
        "search.html",
        asked=asked,
        forms=sorted({form for forms in prepared.forms.values() for form in forms}),
        pattern=hit_pattern(prepared.query, prepared.forms),
        hits=hits,
        meant=other,
        unranked=bool(asked.query.groups) and result.order != asked.order,
        total=result.total,
        different=len(result.shown),
        facets={name: _choices(visit, asked, result.facets[name], name, called) for name in FACETS},
        flags={"changed": result.changed, "removed": result.removed},
        chart=_chart(visit, asked, spans(result.days)),
        sql=_sql_address(visit, replace(prepared, order=result.order)),
        pages=around(asked.parameters(), page, more=more),
    )


def hits_of_page(db: sqlite3.Connection, facts: Facts, result: Result, page: int, size: int = PAGE) -> list[Hit]:
    """The hits on a page, from 1."""
    shown = result.shown[(page - 1) * size : page * size].tolist()
    under = {place: result.folded.under(place) for place in shown}
    articles = matching.with_text(db, facts.rowid[shown].tolist())
    copies = matching.briefly(
        db, facts.rowid[[copy for listed in under.values() for copy in listed[:_MOST_CHOICES]]].tolist()
    )
    older = matching.older(db, [result.older[place] for place in shown if place in result.older])
    return [
        Hit(
            article=articles[int(facts.rowid[place])],
            older=older.get(result.older.get(place, -1)),
            copies=[copies[int(facts.rowid[copy])] for copy in under[place][:_MOST_CHOICES]],
        )
        for place in shown
    ]


def _choices(
    visit: Visit, asked: Asked, counted: list[tuple[str, int]], name: str, called: Mapping[str, str]
) -> list[Choice]:
    """The values of a facet; the chosen one leads back to all."""
    chosen = getattr(asked.filters, name)
    listed = [pair for place, pair in enumerate(counted) if place < _MOST_CHOICES or pair[0] == chosen]
    if chosen and chosen not in dict(counted):
        listed.append((chosen, 0))
    return [
        Choice(
            label=_called(visit, name, value, called),
            count=count,
            address=asked.address(**{name: "" if value == chosen else value}),
            chosen=value == chosen,
        )
        for value, count in listed
    ]


def _called(visit: Visit, name: str, value: str, names: Mapping[str, str]) -> str:
    if name == "source":
        return names.get(value, value)
    key = f"{name}_{value}"
    return visit.texts.get(key, value)


def _chart(visit: Visit, asked: Asked, counted: list[Span]) -> Any:
    """The articles found, over time."""
    total = sum(span.count for span in counted)
    edges = [said_day(visit.texts, day.isoformat()) for span in counted[:1] for day in (span.first, counted[-1].last)]
    label = visit.texts["chart_label"].format(number(total), *edges) if edges else ""
    return over_time(visit, counted, label, lambda **days: f"?{asked.address(**days)}")


def _sql_address(visit: Visit, search: Search) -> str:
    sql, values = as_sql(search, ZONE)
    return sql_path(visit.datasette, DATABASE, sql, **values)
