"""Serves the made-up town on loopback, every publisher on a port of its own."""

from __future__ import annotations

import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from scraper.demo.answers import Answer, answer
from scraper.demo.town import Publisher, Town, publishers
from scraper.demo.visit import Visit

DEMO_BASE_PORT = 18460
"""The demo's publishers are on this port and the following ones where all are free, so that its permalinks last."""


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, port: int, publisher: Publisher, server: TownServer) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.publisher, self.town_server, self.count = publisher, server, 0

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Alvhamn", ""
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Listener

    def do_GET(self) -> None:
        """Answer, with the body."""
        found = self._found()
        self._send(found)
        self.wfile.write(found.body)

    def do_HEAD(self) -> None:
        """Answer without the body."""
        self._send(self._found())

    def _found(self) -> Answer:
        return self.server.town_server.visited(self.server, self.path, dict(self.headers.items()))

    def _send(self, found: Answer) -> None:
        self.send_response(found.status)
        for name, value in found.headers.items():
            self.send_header(name, value)
        if found.status != 304:
            self.send_header("Content-Length", str(len(found.body)))
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Print nothing; `TownServer.requests` is the log."""


class TownServer:
    """The running town. A context manager; stops when left.

    Set ``night`` to go on to another night; ``requests`` lists every request so far as (publisher's key, path with
    query, status).
    """

    def __init__(self, town: Town | None = None, *, base_port: int = 0) -> None:
        """Start serving ``town``; on ``base_port`` and the ports after it if all are free, else (or with 0) on any."""
        self.town = town or Town()
        self.requests: list[tuple[str, str, int]] = []
        self._lock = threading.Lock()
        self._listeners = self._listen(base_port)
        for listener in self._listeners:
            threading.Thread(target=listener.serve_forever, args=(0.01,), daemon=True).start()

    def _listen(self, base_port: int) -> list[_Listener]:
        listeners: list[_Listener] = []
        try:
            for step, publisher in enumerate(publishers()):
                listeners.append(_Listener(base_port and base_port + step, publisher, self))
        except OSError:
            for listener in listeners:
                listener.server_close()
            if not base_port:
                raise
            return self._listen(0)
        return listeners

    @property
    def night(self) -> int:
        """The night that is served."""
        return self.town.night

    @night.setter
    def night(self, night: int) -> None:
        self.town = replace(self.town, night=night)

    def root(self, publisher: str) -> str:
        """Origin of a publisher's server by its key: ``http://127.0.0.1:18460``."""
        return next(f"http://127.0.0.1:{x.server_address[1]}" for x in self._listeners if x.publisher.key == publisher)

    def sources_toml(self, delay: float = 0) -> str:
        """A catalogue (TOML) with one entry for each publisher, ids ``demo_kommun``, ``demo_newsroom`` …"""
        return "\n".join(self._entry(publisher, delay) for publisher in publishers())

    def _entry(self, publisher: Publisher, delay: float) -> str:
        url = self.root(publisher.key) + publisher.entry
        return (
            f'[demo_{publisher.key}]\nname = "{publisher.name}"\nkind = "{publisher.kind}"\ncms = "{publisher.cms}"\n'
            f'url = "{url}"\ncountry = "se"\nlanguage = "sv"\ntimezone = "Europe/Stockholm"\ndelay = {float(delay)}\n'
            f"active = true\nverified = true\nfinal = {str(publisher.final).lower()}\n"
        )

    def visited(self, listener: _Listener, target: str, headers: dict[str, str]) -> Answer:
        """What a publisher answers to one request; counts and logs it."""
        with self._lock:
            count, town = listener.count, self.town
            listener.count += 1
        parts = urlsplit(target)
        visit = Visit(
            town=town,
            publisher=listener.publisher,
            path=unquote(parts.path),
            query=dict(reversed(parse_qsl(parts.query))),
            root=self.root(listener.publisher.key),
            count=count,
        )
        found = answer(visit, {name.lower(): value for name, value in headers.items()})
        with self._lock:
            self.requests.append((listener.publisher.key, target, found.status))
        return found

    def stop(self) -> None:
        """Stop serving and give the ports back; a second call does nothing."""
        listeners, self._listeners = self._listeners, []
        for listener in listeners:
            listener.shutdown()
            listener.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def serve(night: int = 1, *, base_port: int = 0, **town: Any) -> TownServer:
    """The town on that night, already serving; further arguments are fields of `Town` (``articles``, ``start`` …)."""
    return TownServer(Town(night=night, **town), base_port=base_port)
