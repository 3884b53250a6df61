"""The front page."""

from __future__ import annotations

from datasette.utils.asgi import Response

from archive.site.queries import happened, lists
from archive.site.visit import Visit, view

_CHANGES_ON_FRONT = 8


@view
async def front(visit: Visit) -> Response:
    """``/``: search, how much there is, the newest articles, the last changes."""
    counts, newest, changes = await visit.ask(
        lambda db: (lists.counts(db), lists.newest(db), happened.changes(db, size=_CHANGES_ON_FRONT))
    )
    return visit.page("front.html", counts=counts, articles=newest, changes=changes)
