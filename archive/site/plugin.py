"""The Datasette plugin: routes, headers and metadata of an instance that serves press.db; nothing in any other."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import NotFound, Request, Response

from archive import dictionary
from archive.site.database import PressDatabase
from archive.site.headers import with_headers
from archive.site.routes import ROUTES

NAME = "pressarkiv"
"""By which Datasette knows the plugin."""


def serves_press(datasette: Any) -> bool:
    """Whether the instance has a database file called ``press``."""
    database = datasette.databases.get(dictionary.DATABASE)
    return database is not None and database.path is not None


@hookimpl
def register_routes(datasette: Any) -> list:
    """The site's pages and style sheet."""
    if not serves_press(datasette):
        return []
    return [*ROUTES, (r"^/-/pressarkiv/(?P<name>[a-z]+\.css)$", style)]


@hookimpl
def startup(datasette: Any) -> None:
    """Have press.db read anew as soon as another file carries its name."""
    if not serves_press(datasette):
        return
    old = datasette.get_database(dictionary.DATABASE)
    if not isinstance(old, PressDatabase):
        datasette.remove_database(dictionary.DATABASE)
        datasette.add_database(PressDatabase(datasette, old.path), name=dictionary.DATABASE)


@hookimpl
def get_metadata(datasette: Any) -> dict[str, Any]:
    """What tables and columns mean."""
    return dictionary.metadata() if serves_press(datasette) else {}


@hookimpl
def asgi_wrapper(datasette: Any) -> Any:
    """The security headers."""
    return with_headers if serves_press(datasette) else lambda app: app


async def style(request: Request) -> Response:
    """A style sheet of the site."""
    sheet = files("archive.site") / "static" / request.url_vars["name"]
    if not sheet.is_file():
        raise NotFound("no such style sheet")
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(sheet.read_text(encoding="utf-8"), headers=headers, content_type="text/css; charset=utf-8")
