"""Serve press.db: Datasette in this process, with the site on it."""

from __future__ import annotations

import threading
import webbrowser
from pathlib import Path

import uvicorn
from datasette.app import Datasette
from datasette.plugins import pm

from archive.publish import NAME
from archive.site import engine, plugin

SETTINGS = {
    "sql_time_limit_ms": 2000,
    "num_sql_threads": 4,
    "default_page_size": 50,
    "max_returned_rows": 1000,
    "max_csv_mb": 0,
    "allow_download": True,
    "suggest_facets": False,
    **engine.SETTINGS,
}
"""Datasette's settings. The file holds nothing that is not public, so it may be downloaded whole."""


class NothingPublished(RuntimeError):
    """There is no press.db to serve; the message says what to do."""


def site(home: Path) -> Datasette:
    """The Datasette instance of the archive in ``home``; `NothingPublished` when it has no press.db."""
    path = home / NAME
    if not path.is_file():
        raise NothingPublished(f"{path} is not there: `pressarkiv publish` writes it")
    if not pm.has_plugin(plugin.NAME) and not pm.is_registered(plugin):
        pm.register(plugin, plugin.NAME)
    return Datasette(immutables=[str(path.resolve())], settings=SETTINGS)


def serve(home: Path, host: str = "127.0.0.1", port: int = 8001, open_browser: bool = False) -> None:
    """Serve the archive in ``home`` until the process is told to stop; `NothingPublished` as for `site`.

    A press.db that is published meanwhile is served from the next page on.
    """
    app = site(home).app()
    if open_browser:
        shown = f"[{host}]" if ":" in host else host
        threading.Timer(1, webbrowser.open, [f"http://{shown}:{port}/"]).start()
    uvicorn.run(app, host=host, port=port, log_level="warning", lifespan="on", server_header=False)
