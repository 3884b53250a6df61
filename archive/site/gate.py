"""What the outside may ask for at all, and what of it is heard: pages that are read, none that write, sign in or tell about
the machine; no host that is none; of the cookies the site's own."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from archive.dictionary import DATABASE
from archive.site import engine

App = Callable[[dict, Callable, Callable], Awaitable[None]]

OWN = "/-/pressarkiv/"
"""Where the site's own files lie."""

LONGEST_QUERY = 65536
"""Bytes that the part of an address after the question mark may have: those of a long query in SQL."""

METHODS = ("GET", "HEAD")
"""What a reader may do."""

COOKIE = "language"
"""The only cookie that there is. All others stay outside: the engine fails on names that it takes for none, and signs nobody
in here."""

_INTERNAL = re.compile(rf"^(?:/-(?:$|[/.])|/_internal\b|/{DATABASE}/(?:[^/]+/)*-/)")
"""The engine's own pages: about itself, and those on which tables are altered and queries stored."""

_ALLOWED = re.compile(
    rf"^/{DATABASE}/(?:-/query(?:/parameters)?|-/schema|-/queries|[^/]+/-/(?:schema|definition|count))(?:\.\w+)?$"
)
"""Of those what only reads the public file."""

_HOST = re.compile(rb"(?:[\w.~-]+|\[[0-9A-Fa-f:.]+\])?(?::\d{1,5})?")
_OWN_COOKIE = re.compile(rb"(?:^|;)\s*(" + COOKIE.encode() + rb"=[a-z]{2})\s*(?=;|$)")
_SAID = {
    400: b"This host has no such name.\n",
    404: b"There is no such page.\n",
    405: b"Nothing can be written here.\n",
    414: b"This address is too long.\n",
}
_SLASHES = re.compile(r"//+")


def is_open(path: str) -> bool:
    """Whether a path may be asked for."""
    if not _INTERNAL.search(path):
        return True
    return path.startswith((OWN, engine.PATH)) or bool(_ALLOWED.match(path))


def gated(app: App, prefix: str = "") -> App:
    """The ASGI app, with 405 for what is no reading, 400 and 414 for what is no address, 404 for what is nobody's business;
    all paths after ``prefix``."""

    async def wrapped(scope: dict, receive: Callable, send: Callable) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
        elif scope["method"] not in METHODS:
            await _refuse(send, 405, [(b"allow", ", ".join(METHODS).encode())])
        elif not all(_HOST.fullmatch(value) for name, value in scope["headers"] if name == b"host"):
            await _refuse(send, 400, [])
        elif len(scope.get("query_string", b"")) > LONGEST_QUERY:
            await _refuse(send, 414, [])
        elif _SLASHES.fullmatch(scope["path"]) or not is_open("/" + scope["path"].removeprefix(prefix).lstrip("/")):
            await _refuse(send, 404, [])
        else:
            await app(scope | {"headers": _heard(scope["headers"])}, receive, send)

    return wrapped


def _heard(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers with no cookie but the site's own."""
    kept = [(name, value) for name, value in headers if name != b"cookie"]
    own = [found[1] for name, value in headers if name == b"cookie" and (found := _OWN_COOKIE.search(value))]
    return [*kept, *((b"cookie", value) for value in own[:1])]


async def _refuse(send: Callable, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    said = _SAID[status]
    plain = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(said)).encode())]
    start: dict[str, Any] = {"type": "http.response.start", "status": status, "headers": plain + headers}
    await send(start)
    await send({"type": "http.response.body", "body": said})
