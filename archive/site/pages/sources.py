"""The publishers."""

from __future__ import annotations

from datasette.utils.asgi import Response

from archive.site.queries import sources as publishers
from archive.site.visit import Visit, view


@view
async def sources(visit: Visit) -> Response:
    """``/sources``: the publishers and when they were last visited."""
    return visit.page("sources.html", sources=await visit.ask(publishers.sources))
