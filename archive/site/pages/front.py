"""The front page."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from typing import Any

from datasette.utils.asgi import Response

from archive.site.pages.sources import sparks
from archive.site.queries import happened, lists
from archive.site.queries import sources as publishers
from archive.site.search.facts import Facts
from archive.site.search.filters import Filters
from archive.site.visit import Visit, view

DAYS = 7
"""What is new, changed and taken down is shown of so many days before the last night."""

_SHOWN = 8
_NEWEST = 12


@view
async def front(visit: Visit) -> Response:
    """``/``: search; what is new, what was changed and what was taken down in the last days; the publishers; how the last
    night went."""

    def question(db: sqlite3.Connection, facts: Facts) -> dict[str, Any]:
        night = publishers.last_night(db)
        recent = happened.Wanted(Filters(from_day=_since(night["at"])) if night else Filters())
        return {
            "counts": lists.counts(db),
            "night": night,
            "articles": lists.newest(db, _NEWEST),
            "changes": happened.changes(db, recent, size=_SHOWN),
            "removals": happened.removals(db, recent, size=_SHOWN),
            "sources": publishers.sources(db),
            "facts": facts,
        }

    found = await visit.ask_with_facts(question)
    lines = sparks(visit, found.pop("facts"), found["sources"])
    return visit.page("front.html", sparks=lines, days=DAYS, **found)


def _since(last: str) -> str:
    return (date.fromisoformat(last[:10]) - timedelta(days=DAYS)).isoformat()
