"""Redirects: followed on the source's own site, a few at a time, and never in a circle."""

from __future__ import annotations

from urllib.parse import urljoin

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from w3lib.url import safe_url_string

from scraper.identity import host_of, is_loopback, is_public_address, same_site
from scraper.manners.refusals import LONGEST_URL, Refused

MOST = 10
"""Redirects that are followed for one page."""

STATUSES = frozenset([301, 302, 303, 307, 308])

CONDITIONS = frozenset([b"if-none-match", b"if-modified-since"])
"""Headers that speak of one page and must not be sent to another."""


class Redirects:
    """Asks where an answer points to, in place of the answer."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Redirects:
        """As Scrapy builds it."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The answer, or the request that it redirects to; `Refused` when that may not be asked for."""
        location = response.headers.get("location")
        if response.status not in STATUSES or not location:
            return response
        target = urljoin(request.url, safe_url_string(location.decode("latin-1").strip()))
        passed = [*request.meta.get("passed", []), request.url]
        check_target(target, self.crawler.spider.source.url)
        if target in passed or len(passed) > MOST:
            raise Refused("redirect-loop", status=response.status, headers={"location": target})
        headers = {name: value for name, value in request.headers.items() if name.lower() not in CONDITIONS}
        headers |= self.crawler.spider.known.validators_at(request.meta.get("asked", ""), target)
        return request.replace(url=target, headers=headers, meta={**request.meta, "passed": passed}, dont_filter=True)


def check_target(url: str, home: str) -> None:
    """`Refused` when a URL may not be asked for by a source whose own URL is `home`."""
    if not url.startswith(("http://", "https://")) or len(url) > LONGEST_URL or not host_of(url):
        raise Refused("url", headers={"location": url[:LONGEST_URL]})
    host = host_of(url).strip("[]")
    named = (":" in host or host.replace(".", "").isdigit() or is_loopback(url)) and not is_public_address(host)
    if named and not (is_loopback(home) and is_loopback(url)):
        raise Refused("private-address", headers={"location": url})
    if not same_site(home, url):
        raise Refused("off-site", headers={"location": url})
