"""The site's frame around Datasette's own pages: the same header, languages and colours on tables, rows and queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Request
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader

from archive.dictionary import DATABASE
from archive.site import engine, named, phrases, tables
from archive.site.headers import App, ScriptNonces
from archive.site.languages import Texts
from archive.site.visit import Visit

_HERE = Path(__file__).parent

_visit: ContextVar[EngineVisit] = ContextVar("visit")
"""The request that is being answered."""


class EngineVisit(Visit):
    """A request to one of Datasette's pages, which take parameters without an underscore for columns."""

    switch = "_lang"

    def frame(self) -> dict[str, Any]:
        """What the frame of a page is made of, and what the pages in it say beside what Datasette knows."""
        return {
            **super().frame(),
            "named": {query.name: query for query in named.queries()},
            "parameters": named.PARAMETERS,
            "scripts": engine.SCRIPTS,
            "query_path": self.datasette.urls.path(f"/{DATABASE}{engine.QUERY_PAGE}"),
            "seconds": self.datasette.setting("sql_time_limit_ms") // 1000,
            "most_rows": self.datasette.setting("max_returned_rows"),
        }


def _spoken() -> Texts:
    return _visit.get().texts


def install(env: Environment) -> None:
    """Have an instance's own templates stand in the site's frame and speak the reader's language."""
    own = {"site": FileSystemLoader(_HERE / "templates")}
    env.loader = ChoiceLoader([FileSystemLoader(_HERE / "frame"), PrefixLoader(own, delimiter=":"), env.loader])
    env.add_extension(ScriptNonces)
    phrases.install(env, _spoken)
    env.globals["frame"] = lambda: _visit.get().frame()
    env.globals["row_of"] = lambda table: tables.row_of(_spoken(), table)
    env.globals["columns_of"] = lambda table: tables.columns_of(_spoken(), table)
    env.globals["explained"] = lambda table, columns: tables.explained(_spoken(), table, columns)


def framed(app: App, datasette: Any) -> App:
    """The ASGI app, with what its pages need to know of whoever asks; a page in the reader's language is kept for no other."""

    async def wrapped(scope: dict, receive: Callable, send: Callable) -> None:
        visit = EngineVisit(Request(scope, receive), datasette)

        async def sending(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = message | {"headers": _of_a_page(message.get("headers", []), visit)}
            await send(message)

        token = _visit.set(visit)
        try:
            await app(scope, receive, sending if scope["type"] == "http" else send)
        finally:
            _visit.reset(token)

    return wrapped


def _of_a_page(sent: Iterable[tuple[bytes, bytes]], visit: Visit) -> list[tuple[bytes, bytes]]:
    """The headers of an answer; those of a page in the reader's language say so, unless it is one of the site's own."""
    headers = [(name.lower(), value) for name, value in sent]
    known = dict(headers)
    is_page = known.get(b"content-type", b"").startswith(b"text/html")
    if not is_page or b"accept-language" in known.get(b"vary", b"").lower():
        return headers
    chosen = [(name.lower().encode(), value.encode()) for name, value in visit.chosen().items()]
    return [*headers, (b"vary", b"Accept-Language, Cookie"), *chosen]
