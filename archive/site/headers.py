"""Headers of every answer: nothing is indexed, guessed, framed or run that the site did not mean."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Content security policy of the site's own pages: no script at all."""

TABLE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Of Datasette's pages: its own script files, none inside a page."""

_ALWAYS = {
    b"x-robots-tag": b"noindex",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"content-security-policy": TABLE_POLICY.encode(),
}

App = Callable[[dict, Callable, Callable], Awaitable[None]]


def with_headers(app: App) -> App:
    """The ASGI app with the headers that an answer does not set itself."""

    async def wrapped(scope: dict, receive: Callable, send: Callable) -> None:
        async def sending(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                present = {name.lower() for name, _ in headers}
                headers += [(name, value) for name, value in _ALWAYS.items() if name not in present]
                message = message | {"headers": headers}
            await send(message)

        await app(scope, receive, sending)

    return wrapped
