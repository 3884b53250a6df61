"""The publishers, all of them and one."""

from __future__ import annotations

import sqlite3
from typing import Any
from urllib.parse import unquote, urlencode

import numpy as np
from datasette.utils.asgi import Response
from markupsafe import Markup

from archive.site.charts import sparkline
from archive.site.pages.over_time import over_time
from archive.site.queries import happened, hits
from archive.site.queries import sources as publishers
from archive.site.search.facts import Facts, Integers
from archive.site.search.filters import Filters
from archive.site.search.spans import Span, spans
from archive.site.visit import Failure, Visit, view

WEEKS = 52
"""Weeks of a sparkline."""

_SHOWN = 8


@view
async def sources(visit: Visit) -> Response:
    """``/sources``: the publishers, how active each is and how its last night went."""
    rows, facts = await visit.ask_with_facts(lambda db, facts: (publishers.sources(db), facts))
    return visit.page("sources.html", sources=rows, sparks=sparks(visit, facts, rows))


def sparks(visit: Visit, facts: Facts, rows: list[sqlite3.Row]) -> dict[str, Markup]:
    """By publisher its articles a week in the year before the newest article of all."""
    counts, label = _weekly(facts), visit.texts["spark_label"]
    return {
        row["id"]: sparkline(counts[facts.source.code(row["id"])].tolist(), label.format(row["name"])) for row in rows
    }


def _weekly(facts: Facts) -> Integers:
    """By code of a publisher its articles in each of the last weeks, the newest last; the last row is empty, for -1."""
    ages = (int(facts.day.max(initial=0)) - facts.day) // 7
    recent = np.flatnonzero(ages < WEEKS)
    rows = len(facts.source.names) + 1
    cells = facts.source.codes[recent] * WEEKS + WEEKS - 1 - ages[recent]
    return np.bincount(cells, minlength=rows * WEEKS).reshape(rows, WEEKS)


@view
async def source(visit: Visit) -> Response:
    """``/sources/<id>``: a publisher's activity, health, newest articles and changes, and what is stripped there."""
    id = unquote(visit.request.url_vars["id"])

    def question(db: sqlite3.Connection, facts: Facts) -> dict[str, Any]:
        found = publishers.source(db, id)
        if found is None:
            raise Failure(404, "not_found")
        own = facts.source.places(id)
        newest = hits.briefly(db, facts.rowid[own[:_SHOWN]].tolist())
        return {
            "source": found,
            "nights": publishers.nights(db, id),
            "stripped": publishers.stripped(db, id),
            "articles": [newest[rowid] for rowid in facts.rowid[own[:_SHOWN]].tolist()],
            "changes": happened.changes(db, happened.Wanted(Filters(source=id)), size=_SHOWN),
            "counts": {
                "articles": len(own),
                "changed": int((facts.versions[own] > 1).sum()),
                "gone": int((facts.state.codes[own] == facts.state.code("gone")).sum()),
            },
            "counted": spans(facts.day[own]),
        }

    found = await visit.ask_with_facts(question)
    return visit.page("source.html", chart=_activity(visit, found["source"], found.pop("counted")), **found)


def _activity(visit: Visit, source: sqlite3.Row, counted: list[Span]) -> Markup | str:
    search, label = visit.datasette.urls.path("/search"), visit.texts["activity_label"].format(source["name"])
    return over_time(visit, counted, label, lambda **days: f"{search}?{urlencode({'source': source['id'], **days})}")
