"""A server that does everything a crawler must survive, for tests of the guards. Not a test module itself.

    with Misbehaving() as server:
        fetch(server.url("/huge?mb=4000"))
        server.requests          # every request: path with query, headers (names in lower case), time of arrival
        server.most_at_once      # the most requests that were being answered at one time
        server.count("/flaky")   # how often a path was asked for, whatever its query

Bodies:      /huge?mb=N&announce=1  /huge-gzip?mb=N  /empty  /garbage?bytes=N  /cut-off  /cut-off-chunked
             /slow?seconds=S (&drip=1: a byte now and then)  /type?ct=TYPE&body=TEXT  /set-cookie
Redirects:   /loop1 → /loop2 → /loop1  /long-redirects?n=N (ends at /article)  /redirect?to=LOCATION&status=302
Status:      /status/<n>?retry-after=V  /flaky?fails=N (503, then an article)  /hang-up (closes without an answer)
Pages:       /article  /challenge  /challenge-200  /login  /not-found-200  /maintenance  /maintenance-200
             /wrong-charset  /broken-html  /stray-html-end  and ``server.pages`` (path → HTML text or bytes)
/robots.txt  ``server.robots`` (text; ``None``: 404; a number: that status)
"""

from __future__ import annotations

import gzip
import io
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qsl, urlsplit

MEGABYTE = 1_000_000
HTML = "text/html; charset=utf-8"
SENTENCE = "Bron över ån stängs i tre veckor medan räckena målas om och belysningen byts ut."
"""The words of every page here that is a real article."""


def page(title: str, body: str) -> str:
    """A whole HTML page."""
    return (
        f'<!DOCTYPE html><html lang="sv"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><main><h1>{title}</h1>{body}</main></body></html>"
    )


ARTICLE = page("Bron stängs", f"<p>{SENTENCE}</p><p>Gående leds om över slussen.</p>")
CHALLENGE = (
    '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>'
    '<meta http-equiv="refresh" content="390"></head><body><div class="main-wrapper" role="main">'
    '<h1 class="zone-name-title">127.0.0.1</h1><h2 id="challenge-running">Checking if the connection is secure</h2>'
    '<noscript><div id="challenge-error-title">Enable JavaScript and cookies to continue</div></noscript></div>'
    '<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1?ray=7d0"></script></body></html>'
)
LOGIN = page(
    "Logga in",
    '<form method="post" action="/login"><label>Användarnamn <input name="user"></label>'
    '<label>Lösenord <input type="password" name="password"></label><button>Logga in</button></form>',
)
MAINTENANCE = page("Underhåll pågår", "<p>Webbplatsen är stängd för underhåll. Vi är snart tillbaka.</p>")
BROKEN = f"<html><body><div><p>Bron stängs<table><tr><p>{SENTENCE}<b><i></b>Gående</i> leds om <a href='/x>över slussen"
STRAY = f"<html><body><h1>Bron stängs</h1></body></html>\n<div><p>{SENTENCE}</p></div></body></html>"
PAGES: dict[str, tuple[int, str]] = {
    "/": (200, page("Start", '<a href="/article">Bron stängs</a>')),
    "/article": (200, ARTICLE),
    "/challenge": (403, CHALLENGE),
    "/challenge-200": (200, CHALLENGE),
    "/login": (200, LOGIN),
    "/not-found-200": (200, page("Sidan finns inte", "<p>Sidan du söker finns inte eller har flyttats.</p>")),
    "/maintenance": (503, MAINTENANCE),
    "/maintenance-200": (200, MAINTENANCE),
    "/empty": (200, ""),
    "/broken-html": (200, BROKEN),
    "/stray-html-end": (200, STRAY),
}


class Request(NamedTuple):
    """One request as it came."""

    path: str
    """With query."""
    headers: dict[str, str]
    """Names in lower case."""
    time: float
    """``time.monotonic()`` at its arrival."""


@cache
def gzip_bomb(megabytes: int) -> bytes:
    """So many megabytes of zeros, compressed about a thousandfold."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9, mtime=0) as packed:
        for _ in range(megabytes):
            packed.write(bytes(MEGABYTE))
    return out.getvalue()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Listener

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        with self.server.owner.answering(self.path, dict(self.headers.items())):
            route = getattr(self, "_" + parts.path.split("/")[1].replace("-", "_").replace(".", "_"), None)
            if parts.path in self.server.owner.pages:
                self._send(200, self.server.owner.pages[parts.path])
            elif parts.path in PAGES:
                self._send(*PAGES[parts.path])
            elif route and parts.path != "/":
                route(query)
            else:
                self._send(404, page("404", "<p>Not found</p>"))

    def _send(self, status: int, body: str | bytes = b"", media_type: str = HTML, **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body
        self._start(status, Content_Type=media_type, Content_Length=str(len(data)), **headers)
        self.wfile.write(data)

    def _start(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def _hang_up(self, query: dict[str, str] | None = None) -> None:
        self.close_connection = True

    def _robots_txt(self, query: dict[str, str]) -> None:
        robots = self.server.owner.robots
        if isinstance(robots, str):
            self._send(200, robots, "text/plain; charset=utf-8")
        else:
            self._send(robots or 404, "")

    def _huge(self, query: dict[str, str]) -> None:
        """``mb`` megabytes of HTML made while they are sent; ``announce=1`` tells the length first."""
        total, owner = int(query.get("mb", "4000")), self.server.owner
        line = b"<p>Samma rad om och om igen.</p>\n"
        megabyte = (line * (MEGABYTE // len(line) + 1))[:MEGABYTE]
        announced = query.get("announce") == "1"
        length = {"Content_Length": str(total * MEGABYTE)} if announced else {"Transfer_Encoding": "chunked"}
        self._start(200, Content_Type=HTML, **length)
        for _ in range(total):
            (self.wfile.write if announced else self._chunk)(megabyte)
            owner.megabytes_sent += 1
        if not announced:
            self._chunk(b"")

    def _huge_gzip(self, query: dict[str, str]) -> None:
        self._send(200, gzip_bomb(int(query.get("mb", "200"))), Content_Encoding="gzip")

    def _slow(self, query: dict[str, str]) -> None:
        """An article after ``seconds``; with ``drip=1`` its bytes are spread over them. Ends when the server stops."""
        seconds, stopped = float(query.get("seconds", "30")), self.server.owner.stopped
        data = ARTICLE.encode()
        if query.get("drip") != "1":
            stopped.wait(seconds)
            return self._send(200, data)
        self._start(200, Content_Type=HTML, Content_Length=str(len(data)))
        for at in range(len(data)):
            self.wfile.write(data[at : at + 1])
            if stopped.wait(seconds / len(data)):
                return self._hang_up()
        return None

    def _cut_off(self, query: dict[str, str]) -> None:
        data = ARTICLE.encode()
        self._start(200, Content_Type=HTML, Content_Length=str(len(data) + 500))
        self.wfile.write(data[: len(data) * 2 // 3])
        self._hang_up()

    def _cut_off_chunked(self, query: dict[str, str]) -> None:
        self._start(200, Content_Type=HTML, Transfer_Encoding="chunked")
        self._chunk(ARTICLE.encode()[:120])
        self.wfile.write(b"400\r\nand then nothing")
        self._hang_up()

    def _loop1(self, query: dict[str, str]) -> None:
        self._send(302, Location="/loop2")

    def _loop2(self, query: dict[str, str]) -> None:
        self._send(302, Location="/loop1")

    def _long_redirects(self, query: dict[str, str]) -> None:
        left = int(query.get("n", "50"))
        self._send(302, Location=f"/long-redirects?n={left - 1}" if left > 1 else "/article")

    def _redirect(self, query: dict[str, str]) -> None:
        self._send(int(query.get("status", "302")), Location=query.get("to", "/"))

    def _status(self, query: dict[str, str]) -> None:
        status = int(urlsplit(self.path).path.split("/")[2])
        later = {"Retry_After": query["retry-after"]} if "retry-after" in query else {}
        self._send(status, b"" if status in (204, 304) else page(str(status), f"<p>Status {status}</p>"), **later)

    def _type(self, query: dict[str, str]) -> None:
        self._send(200, query.get("body", "PK\x03\x04"), query.get("ct", "application/zip"))

    def _garbage(self, query: dict[str, str]) -> None:
        self._send(200, random.Random(7).randbytes(int(query.get("bytes", "20000"))))

    def _wrong_charset(self, query: dict[str, str]) -> None:
        """Says UTF-8 in the header and in the page; is Latin-1."""
        self._send(200, ARTICLE.encode("latin-1"))

    def _set_cookie(self, query: dict[str, str]) -> None:
        self._send(200, ARTICLE, Set_Cookie="visitor=4711; Path=/")

    def _flaky(self, query: dict[str, str]) -> None:
        failing = self.server.owner.count("/flaky") <= int(query.get("fails", "2"))
        self._send(503, MAINTENANCE) if failing else self._send(200, ARTICLE)

    def log_message(self, *_: Any) -> None:
        """Print nothing; `Misbehaving.requests` is the log."""


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    owner: Misbehaving

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what these tests are about."""


class Misbehaving:
    """The server, running from construction to `stop` or the end of its ``with`` block."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.most_at_once = 0
        self.megabytes_sent = 0
        """How much of /huge was sent, over all requests."""
        self.robots: str | int | None = None
        self.pages: dict[str, str | bytes] = {}
        self.stopped = threading.Event()
        self._at_once = 0
        self._lock = threading.Lock()
        self._listener = _Listener(("127.0.0.1", 0), _Handler)
        self._listener.owner = self
        threading.Thread(target=self._listener.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def port(self) -> int:
        return self._listener.server_address[1]

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """The absolute URL of a path; ``host`` may be another name of this machine."""
        return f"http://{host}:{self.port}{path}"

    def count(self, path: str) -> int:
        """How often the path was asked for, whatever its query."""
        with self._lock:
            return sum(urlsplit(request.path).path == path for request in self.requests)

    def gaps(self) -> list[float]:
        """Seconds from the arrival of each request to that of the next."""
        times = [request.time for request in self.requests]
        return [later - earlier for earlier, later in pairwise(times)]

    @contextmanager
    def answering(self, path: str, headers: dict[str, str]) -> Iterator[None]:
        """Log a request and count it among those being answered."""
        with self._lock:
            self.requests.append(Request(path, {k.lower(): v for k, v in headers.items()}, time.monotonic()))
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            yield
        finally:
            with self._lock:
                self._at_once -= 1

    def stop(self) -> None:
        """Stop; slow answers end at once. A second call does nothing."""
        if not self.stopped.is_set():
            self.stopped.set()
            self._listener.shutdown()
            self._listener.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
