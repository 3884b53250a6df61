"""Headers of every answer: nothing is indexed, guessed, framed or run that the site did not mean."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from jinja2 import Environment
from jinja2.ext import Extension

from archive.site import engine

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Content security policy of the site's own pages: no script at all."""

TABLE_POLICY = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Of Datasette's pages: its script files, and inside a page only what its templates wrote there."""

_nonce: ContextVar[str] = ContextVar("script_nonce", default="")
"""The word of the answer that is being made: it tells a template's own scripts from injected ones."""

_ALWAYS = {
    b"x-robots-tag": b"noindex",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"cache-control": b"no-cache",
}

App = Callable[[dict, Callable, Callable], Awaitable[None]]


class ScriptNonces(Extension):
    """Jinja extension: a script that stands in a template's source carries the nonce, one in a value never does."""

    _SCRIPT = re.compile(r"<script(?=[\s>{])")

    def __init__(self, environment: Environment):
        super().__init__(environment)
        environment.globals["script_nonce"] = _nonce.get

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The template's source with the nonce on its scripts."""
        return self._SCRIPT.sub('<script nonce="{{ script_nonce() }}"', source)


def _hash(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


_HANDLERS = "".join(f" {_hash(script)}" for script in engine.HANDLERS)
_ATTRIBUTES = f" 'unsafe-hashes'{_HANDLERS}" if _HANDLERS else ""


def table_policy(nonce: str) -> str:
    """The policy of one of Datasette's pages."""
    return TABLE_POLICY.format(scripts=f" 'nonce-{nonce}'{_ATTRIBUTES}")


def with_headers(app: App) -> App:
    """The ASGI app with the headers that an answer does not set itself.

    A page of Datasette must not be confirmed by 304: the nonce in its body would no longer be that of its headers.
    """

    async def wrapped(scope: dict, receive: Callable, send: Callable) -> None:
        nonce = secrets.token_urlsafe(16)
        always = _ALWAYS | {b"content-security-policy": table_policy(nonce).encode()}

        async def sending(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                present = {name.lower() for name, _ in headers}
                headers += [(name, value) for name, value in always.items() if name not in present]
                message = message | {"headers": headers}
            await send(message)

        token = _nonce.set(nonce)
        try:
            await app(scope, receive, sending)
        finally:
            _nonce.reset(token)

    return wrapped
