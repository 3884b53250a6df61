"""Who published the same text, in which order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from datasette.utils.asgi import Response

from archive.site.languages import Texts
from archive.site.pages.paging import around
from archive.site.queries.brief import PAGE, Row
from archive.site.queries.duplicates import clusters
from archive.site.visit import Visit, view


@dataclass(frozen=True, slots=True)
class Member:
    """A print of the text: the article, and how long after the first it came, in words."""

    article: Row
    later: str


@view
async def duplicates(visit: Visit) -> Response:
    """``/duplicates``: clusters of the same text, newest first; ``?between=1`` those of several publishers."""
    number, between = visit.page_number(), visit.args.get("between") == "1"
    found = await visit.ask(lambda db: clusters(db, number, between))
    chains = [[Member(row, _later(visit.texts, chain[0]["day"], row["day"])) for row in chain] for chain in found]
    pages = around({"between": "1" if between else ""}, number, more=len(found) == PAGE)
    return visit.page("duplicates.html", chains=chains, between=between, pages=pages)


def _later(texts: Texts, first: str, day: str) -> str:
    """How long after the first, in words: ``3 dagar senare``; ``""`` where either has no time of day and it matters."""
    with_times = len(first) > 10 and len(day) > 10
    start, end = (datetime.fromisoformat(moment if with_times else moment[:10]) for moment in (first, day))
    minutes = int((end - start).total_seconds() // 60)
    if not minutes:
        return texts["same_time"] if with_times else ""
    for unit, size in (("days_short", 24 * 60), ("hours_short", 60), ("minutes_short", 1)):
        if minutes >= size:
            return texts["later"].format(texts.n(unit, minutes // size))
    return ""
