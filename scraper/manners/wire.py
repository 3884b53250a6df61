"""The wire: fetches one URL through the source's gate and refuses what must not come in, while it comes.

A download handler of Scrapy on aiohttp. No cookies, no proxy, certificates are checked. Addresses are checked where the
socket is made, so that a literal address, a host name and a name that changes its address (DNS rebinding) are alike.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import aiohttp
from aiohttp.abc import AbstractCookieJar
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from scraper.identity import is_loopback, is_public_address
from scraper.manners.gate import Gate
from scraper.manners.refusals import Refused, is_readable, looks_readable

ACCEPTED = {
    "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/json,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate",
}

KEPT_HEADERS = frozenset(
    ["content-type", "content-language", "content-disposition", "etag", "last-modified", "location", "retry-after",
     "link", "server", "x-robots-tag", "x-wp-total", "x-wp-totalpages", "cf-mitigated", "x-amzn-waf-action", "www-authenticate"]
)  # fmt: skip
"""Headers of an answer that are kept, lower case."""

NO_BODY = frozenset([204, 304])


class PrivateAddress(OSError):
    """A connection to an address that is not on the public internet was about to be made."""


class Wire:
    """Fetches requests of one crawl; needs `crawler.spider.gate` and `crawler.spider.source`."""

    lazy = False

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.largest = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self.seats = asyncio.Semaphore(crawler.settings.getint("CONCURRENT_REQUESTS"))
        jar: AbstractCookieJar = aiohttp.DummyCookieJar()
        self.session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, socket_factory=self._open_socket),
            cookie_jar=jar,
            timeout=aiohttp.ClientTimeout(total=crawler.settings.getint("DOWNLOAD_TIMEOUT"), connect=20),
            headers={"User-Agent": crawler.settings["USER_AGENT"], **ACCEPTED},
            trust_env=False,
            max_line_size=16384,
            max_field_size=16384,
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Wire:
        """As Scrapy builds it."""
        return cls(crawler)

    async def close(self) -> None:
        """Close all connections."""
        await self.session.close()

    async def download_request(self, request: Request) -> Response:
        """The answer to a request, its body decompressed; `Refused` or `NightOver` when there is none."""
        gate: Gate = self.crawler.spider.gate
        async with self.seats:
            await gate.enter()
            try:
                return await self._fetch(request)
            except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
                raise Refused(_name(error), f"{type(error).__name__}: {error}") from error
            finally:
                gate.leave()

    async def _fetch(self, request: Request) -> Response:
        headers = {name.decode(): values[-1].decode("latin-1") for name, values in request.headers.items() if values}
        async with self.session.get(request.url, headers=headers, allow_redirects=False) as answer:
            _acknowledge(answer)
            kept = _kept(answer)
            self._check_headers(answer, kept, request)
            body = b"" if answer.status in NO_BODY else await self._read(answer, kept)
            return Response(request.url, status=answer.status, headers=kept, body=body, request=request)

    def _check_headers(self, answer: aiohttp.ClientResponse, kept: dict[str, str], request: Request) -> None:
        """Refuse before the body comes what the headers already say."""
        if not 200 <= answer.status < 300 or request.meta.get("any_type"):
            return
        if not is_readable(kept.get("content-type", "")):
            answer.close()
            raise Refused("media-type", kept["content-type"], status=answer.status, headers=kept)

    async def _read(self, answer: aiohttp.ClientResponse, kept: dict[str, str]) -> bytes:
        if (answer.content_length or 0) > self.largest:
            answer.close()
            raise Refused("too-large", status=answer.status, headers=kept)
        parts: list[bytes] = []
        size = 0
        async for part in _parts(answer):
            size += len(part)
            if size > self.largest:
                answer.close()
                raise Refused("too-large", status=answer.status, headers=kept)
            parts.append(part)
        body = b"".join(parts)
        if 200 <= answer.status < 300 and not looks_readable(body, kept.get("content-type", "")):
            raise Refused("media-type", "the first bytes are of another kind", status=answer.status, headers=kept)
        return body

    def _open_socket(self, address: tuple) -> socket.socket:
        """A socket to an address that may be connected to; `PrivateAddress` otherwise."""
        family, kind, protocol, _, place = address
        ip = str(place[0]).partition("%")[0]
        own = is_loopback(self.crawler.spider.source.url)
        if not is_public_address(ip) and not (own and is_loopback(f"http://[{ip}]/" if ":" in ip else f"http://{ip}/")):
            raise PrivateAddress("not an address on the public internet")
        return socket.socket(family=family, type=kind, proto=protocol)


def _acknowledge(answer: aiohttp.ClientResponse) -> None:
    """Acknowledge the headers at once: servers that send them apart from the body wait 40 ms for it (Nagle)."""
    transport = answer.connection.transport if answer.connection else None
    opened = transport.get_extra_info("socket") if transport else None
    if opened is not None and hasattr(socket, "TCP_QUICKACK"):
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


async def _parts(answer: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    try:
        async for part in answer.content.iter_any():
            yield part
    except (aiohttp.ClientPayloadError, aiohttp.ClientConnectionError) as error:
        raise Refused("cut-off", f"{type(error).__name__}: {error}", status=answer.status) from error


def _kept(answer: aiohttp.ClientResponse) -> dict[str, str]:
    return {name.lower(): value for name, value in answer.headers.items() if name.lower() in KEPT_HEADERS}


def _name(error: BaseException) -> str:
    """The name of a fault of the network."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, PrivateAddress):
            return "private-address"
        cause = cause.__cause__ or getattr(cause, "os_error", None)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "dns"
    if isinstance(error, aiohttp.ClientSSLError):
        return "tls"
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, (aiohttp.InvalidURL, ValueError)):
        return "url"
    return "connection"
