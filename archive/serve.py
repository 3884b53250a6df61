"""Serve press.db: Datasette in this process, with the site on it."""

from __future__ import annotations

import errno
import socket
import threading
import webbrowser
from contextlib import suppress
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
    "truncate_cells_html": 240,
    **engine.SETTINGS,
}
"""Datasette's settings. The file holds nothing that is not public, so it may be downloaded whole."""


class NothingPublished(RuntimeError):
    """There is no press.db to serve; the message says what to do."""


class CannotListen(RuntimeError):
    """Nothing can be served at an address; the message says why, in a sentence."""


def site(home: Path, base_url: str = "/") -> Datasette:
    """The Datasette instance of the archive in ``home``; `NothingPublished` when it has no press.db.

    ``base_url``: the path below which it is reached, with a slash at either end.
    """
    path = home / NAME
    if not path.is_file():
        raise NothingPublished(f"{path} is not there: `pressarkiv publish` writes it")
    if not pm.has_plugin(plugin.NAME) and not pm.is_registered(plugin):
        pm.register(plugin, plugin.NAME)
    settings = {**SETTINGS, "base_url": base_url}
    return Datasette(immutables=[str(path.resolve())], settings=settings, cache_headers=False)


def listening(host: str, port: int) -> socket.socket:
    """A socket that takes connections at an address; `CannotListen` says why there is none."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        taken = socket.socket(family, kind, protocol)
        try:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind(address)
            taken.listen(128)
        except BaseException:
            taken.close()
            raise
    except (OSError, UnicodeError) as error:
        raise CannotListen(_why_not(host, port, error)) from error
    return taken


def _why_not(host: str, port: int, error: Exception) -> str:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is taken by another program: end that one or choose another port with --port"
    if isinstance(error, OSError) and error.errno == errno.EACCES:
        return f"port {port} of {host} may not be used by this user: choose one above 1023 with --port"
    told = error.strerror if isinstance(error, OSError) and error.strerror else error
    return f"{host} is no address of this machine to serve at ({told}): choose another with --host"


def address_of(taken: socket.socket, base_url: str = "/") -> str:
    """The URL at which a browser on this machine finds what listens there, below ``base_url``."""
    host, port = taken.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    named = f"[{host}]" if ":" in host else host
    return f"http://{named}:{port}{base_url}"


def serve(home: Path, taken: socket.socket, open_browser: bool = False, base_url: str = "/") -> None:
    """Serve the archive in ``home`` at a socket from `listening` until the process is told to stop.

    `NothingPublished` as for `site`. A press.db that is published meanwhile is served from the next page on.
    """
    config = uvicorn.Config(site(home, base_url).app(), log_level="warning", lifespan="on", server_header=False)
    if open_browser:
        threading.Timer(1, webbrowser.open, [address_of(taken, base_url)]).start()
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[taken])
