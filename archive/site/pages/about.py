"""What this is."""

from __future__ import annotations

from datasette.utils.asgi import Response

from archive.site.queries import lists
from archive.site.visit import Visit, view


@view
async def about(visit: Visit) -> Response:
    """``/about``: what this is and how to read it."""
    return visit.page("about.html", counts=await visit.ask(lists.counts))
