"""Trying again: twice at most, later each time, and not at all while the whole host is ill."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from scraper.manners.gate import LONGEST_HOLD
from scraper.manners.refusals import TEMPORARY, Refused

STATUSES = frozenset([429, 500, 502, 503, 504, 520, 521, 522, 523, 524])
"""Answers that another try may mend."""

BUSY = frozenset([429, 503])
"""Answers that ask for patience: everything waits, not only this page."""

ILL_AFTER = 3
"""Pages in a row that failed in spite of all tries, after which a night tries nothing twice until one answers."""


class Retries:
    """Sends a failed request again after a pause that grows from the source's own delay."""

    def __init__(self, crawler: Crawler):
        self.crawler = crawler
        self.most = crawler.settings.getint("RETRY_TIMES")
        self.failed_in_a_row = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Retries:
        """As Scrapy builds it."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """The answer, or the request once more."""
        if response.status not in STATUSES:
            self.failed_in_a_row = 0
            return response
        asked = response.headers.get("retry-after", b"").decode("latin-1")
        wait = retry_after(asked, self.crawler.spider.gate.clock.now())
        if wait is not None and response.status in BUSY:
            self.crawler.spider.gate.hold(min(wait, LONGEST_HOLD))
        if wait is not None and wait > LONGEST_HOLD:
            return self._give_up() or response
        return self._again(request, wait) or response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """The request once more after a fault that may pass, else ``None``."""
        if isinstance(exception, Refused) and exception.error in TEMPORARY:
            return self._again(request, None)
        return None

    def _again(self, request: Request, wait: float | None) -> Request | None:
        tries = request.meta.get("tries", 0) + 1
        if tries > self.most or self.failed_in_a_row >= ILL_AFTER:
            return self._give_up()
        gate = self.crawler.spider.gate
        gate.hold(min(gate.delay * 2**tries if wait is None else wait, LONGEST_HOLD))
        return request.replace(meta={**request.meta, "tries": tries}, priority=request.priority + 1, dont_filter=True)

    def _give_up(self) -> None:
        self.failed_in_a_row += 1


def retry_after(value: str, now: float) -> float | None:
    """Seconds from `now` (Unix time) that a Retry-After header asks for, as seconds or HTTP date; ``None``: nothing."""
    value = value.strip()
    if value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, moment.timestamp() - now)
