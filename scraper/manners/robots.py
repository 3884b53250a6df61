"""robots.txt (RFC 9309): asked for once a host and run, obeyed, and obeyed most strictly when it cannot be read."""

from __future__ import annotations

from protego import Protego
from scrapy import Request
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from scraper.manners.gate import NightOver
from scraper.manners.refusals import Refused

SLOWEST = 60.0
"""Seconds: a Crawl-delay beyond this is not taken literally."""

NO_RULES = frozenset(["off-site", "redirect-loop", "url", "media-type", "too-large"])
"""Refusals of robots.txt itself that mean: this host has none."""


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware with the RFC's answers to a robots.txt that fails.

    4xx: everything is allowed. 429, 5xx: nothing is. No answer at all: the request fails as robots.txt did.
    """

    def __init__(self, crawler):
        super().__init__(crawler)
        self.failures: dict[str, Refused | NightOver] = {}
        self.unreadable: dict[str, int] = {}

    async def process_request(self, request: Request) -> None:
        """Let a request pass; `Refused` with the name ``robots`` when robots.txt forbids it."""
        if request.meta.get("dont_obey_robotstxt"):
            return
        host = request.url.split("/", 3)[2]
        rules = await self.robot_parser(request)
        if host in self.failures:
            raise self.failures[host]
        if host in self.unreadable:
            raise Refused("robots", f"robots.txt answered {self.unreadable[host]}, so nothing was asked for")
        try:
            self.process_request_2(rules, request)
        except IgnoreRequest as error:
            raise Refused("robots") from error

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status == 429 or response.status >= 500:
            self.unreadable[netloc] = response.status
        if not 200 <= response.status < 300:
            response = response.replace(body=b"")
        else:
            self._slow_down(response.body)
        await super()._parse_robots(response, netloc, request)

    def _slow_down(self, body: bytes) -> None:
        """Take over a longer Crawl-delay than the source's own."""
        wanted = Protego.parse(body.decode("utf-8", "replace")).crawl_delay(self._robotstxt_useragent)
        gate = self.crawler.spider.gate
        gate.delay = max(gate.delay, min(wanted or 0.0, SLOWEST))

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if isinstance(exc, NightOver) or (isinstance(exc, Refused) and exc.error not in NO_RULES):
            self.failures[netloc] = exc
        super()._robots_error(exc, netloc)
