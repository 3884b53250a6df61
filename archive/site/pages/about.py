"""What this is."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from datasette.utils.asgi import Response

from archive.site.queries import lists
from archive.site.render import web
from archive.site.visit import Visit, view

CONTACT = "PRESSARKIV_CONTACT"
"""The environment variable with whom to write to about this archive: an e-mail address, a URL or words."""

_MAIL = re.compile(r"[^\s@:/?&]+@[^\s@:/?&]+\.[^\s@:/?&]+")


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to write to: as it is shown, and where it leads; ``""`` when it leads nowhere or is not known."""

    said: str
    address: str


def contact(said: str) -> Contact:
    """The contact as an operator has written it."""
    said = said.strip()
    return Contact(said, f"mailto:{said}" if _MAIL.fullmatch(said) else web(said))


@view
async def about(visit: Visit) -> Response:
    """``/about``: what this is; how to read, cite and query it and how to have something taken out."""
    counts = await visit.ask(lists.counts)
    return visit.page("about.html", counts=counts, root=visit.root, contact=contact(os.environ.get(CONTACT, "")))
