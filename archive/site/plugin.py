"""The Datasette plugin: routes, headers and metadata of an instance that serves press.db; nothing in any other."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import NotFound, Request, Response
from markupsafe import Markup

from archive import dictionary
from archive.site import engine, named
from archive.site.database import PressDatabase
from archive.site.framing import framed, install
from archive.site.gate import OWN, gated
from archive.site.headers import with_headers
from archive.site.mistakes import refusal
from archive.site.routes import ROUTES
from archive.site.visit import columns, made_ready

NAME = "pressarkiv"
"""By which Datasette knows the plugin."""

_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}

_IS_ID = re.compile(r"[\w-]{1,64}")


def serves_press(datasette: Any) -> bool:
    """Whether the instance has a database file called ``press``."""
    database = datasette.databases.get(dictionary.DATABASE)
    return database is not None and database.path is not None


@hookimpl
def register_routes(datasette: Any) -> list:
    """The site's pages, style sheets and icon."""
    if not serves_press(datasette):
        return []
    return [*ROUTES, (rf"^{OWN}(?P<name>[a-z]+\.(?P<type>{'|'.join(_TYPES)}))$", static)]


@hookimpl
async def startup(datasette: Any) -> None:
    """Have press.db read anew as soon as another file carries its name, and say what is in it."""
    if not serves_press(datasette):
        return
    database = datasette.get_database(dictionary.DATABASE)
    if not isinstance(database, PressDatabase):
        datasette.remove_database(dictionary.DATABASE)
        database = PressDatabase(datasette, database.path)
        datasette.add_database(database, name=dictionary.DATABASE)
    database.begin(columns)
    made_ready()
    await engine.describe(datasette, dictionary.metadata(), named.canned())


@hookimpl
def get_metadata(datasette: Any) -> dict[str, Any]:
    """What tables and columns mean, for Datasette 0.65."""
    return dictionary.metadata() if serves_press(datasette) else {}


@hookimpl
def canned_queries(datasette: Any, database: str) -> dict[str, Any]:
    """The named queries, for Datasette 0.65."""
    return named.canned() if database == dictionary.DATABASE and serves_press(datasette) else {}


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Put Datasette's own pages into the site's frame and the reader's language; mark their scripts, so that no other can
    run."""
    if serves_press(datasette):
        install(env)


@hookimpl
def render_cell(value: Any, column: str, table: str | None, database: str, datasette: Any) -> Markup | None:
    """In what a query finds the id of an article leads to its page; a table has its own links."""
    is_article = column.startswith("article") and database == dictionary.DATABASE and table is None
    if not (is_article and isinstance(value, str) and _IS_ID.fullmatch(value) and serves_press(datasette)):
        return None
    return Markup('<a href="{}">{}</a>').format(datasette.urls.path(f"/a/{value}"), value)


@hookimpl
def handle_exception(datasette: Any, request: Request, exception: Exception) -> Response | None:
    """Tell a reader's mistake from ours."""
    return refusal(datasette, request, exception) if serves_press(datasette) else None


@hookimpl
def asgi_wrapper(datasette: Any) -> Any:
    """The security headers, and nothing that writes."""
    if not serves_press(datasette):
        return lambda app: app
    prefix = datasette.setting("base_url").rstrip("/")
    return lambda app: with_headers(gated(framed(app, datasette), prefix))


async def static(request: Request) -> Response:
    """A style sheet of the site, or its icon."""
    file = files("archive.site") / "static" / request.url_vars["name"]
    if not file.is_file():
        raise NotFound("no such file")
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(file.read_text("utf-8"), headers=headers, content_type=_TYPES[request.url_vars["type"]])
