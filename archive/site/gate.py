"""What the outside may ask for at all: pages that are read, none that write, sign in or tell about the machine."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from archive.dictionary import DATABASE
from archive.site import engine

_SAID = {
    404: b"There is no such page.\n",
    405: b"Nothing can be written here.\n",
    414: b"This address is too long.\n",
}

App = Callable[[dict, Callable, Callable], Awaitable[None]]

OWN = "/-/pressarkiv/"
"""Where the site's own files lie."""

LONGEST_QUERY = 65536
"""Bytes that the part of an address after the question mark may have: those of a long query in SQL."""

METHODS = ("GET", "HEAD")
"""What a reader may do."""

_INTERNAL = re.compile(rf"^(?:/-(?:$|[/.])|/_internal\b|/{DATABASE}/(?:[^/]+/)*-/)")
"""The engine's own pages: about itself, and those on which tables are altered and queries stored."""

_ALLOWED = re.compile(
    rf"^/{DATABASE}/(?:-/query(?:/parameters)?|-/schema|-/queries|[^/]+/-/(?:schema|definition|count))(?:\.\w+)?$"
)
"""Of those what only reads the public file."""


def is_open(path: str) -> bool:
    """Whether a path may be asked for."""
    if not _INTERNAL.search(path):
        return True
    return path.startswith((OWN, *engine.PATHS)) or bool(_ALLOWED.match(path))


def gated(app: App, prefix: str = "") -> App:
    """The ASGI app, 405 for what is no reading, 414 for what is no address, 404 for what is nobody's
    business; all paths after ``prefix``."""

    async def wrapped(scope: dict, receive: Callable, send: Callable) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
        elif scope["method"] not in METHODS:
            await _refuse(send, 405, [(b"allow", ", ".join(METHODS).encode())])
        elif len(scope.get("query_string", b"")) > LONGEST_QUERY:
            await _refuse(send, 414, [])
        elif not is_open("/" + scope["path"].removeprefix(prefix).lstrip("/")):
            await _refuse(send, 404, [])
        else:
            await app(scope, receive, send)

    return wrapped


async def _refuse(send: Callable, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    said = _SAID[status]
    plain = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(said)).encode())]
    start: dict[str, Any] = {"type": "http.response.start", "status": status, "headers": plain + headers}
    await send(start)
    await send({"type": "http.response.body", "body": said})
