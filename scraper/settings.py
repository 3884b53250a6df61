"""Settings of Scrapy: only the parts that this program needs, and the manners that always hold."""

from __future__ import annotations

from typing import Any

from scraper.manners import refusals

BOT_NAME = "pressarkiv"
SPIDER_MODULES = ["scraper.spiders"]

# asyncio without a Twisted reactor: a crawl can run in any thread, as often as wanted in one process.
TWISTED_REACTOR_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "pressarkiv"
COOKIES_ENABLED = False
REFERER_ENABLED = False
RETRY_TIMES = 2
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 0  # the gate keeps it, from the end of one request to the start of the next
DOWNLOAD_DELAY_JITTER = 0.0
DOWNLOAD_TIMEOUT = 90
DOWNLOAD_MAXSIZE = refusals.LARGEST

CONCURRENT_ITEMS = 1
WARN_ON_GENERATOR_RETURN_VALUE = False
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"
SCHEDULER_PRIORITY_QUEUE = "scrapy.pqueues.ScrapyPriorityQueue"
LOG_ENABLED = False
STATS_DUMP = False

DOWNLOAD_HANDLERS: dict[str, str | None] = {
    "http": "scraper.manners.wire.Wire",
    "https": "scraper.manners.wire.Wire",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}

_BUILT_IN = "scrapy.downloadermiddlewares."
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "scraper.manners.robots.Robots": 100,
    "scraper.manners.retries.Retries": 550,
    "scraper.manners.redirects.Redirects": 600,
    _BUILT_IN + "offsite.OffsiteMiddleware": None,
    _BUILT_IN + "robotstxt.RobotsTxtMiddleware": None,
    _BUILT_IN + "httpauth.HttpAuthMiddleware": None,
    _BUILT_IN + "downloadtimeout.DownloadTimeoutMiddleware": None,
    _BUILT_IN + "defaultheaders.DefaultHeadersMiddleware": None,
    _BUILT_IN + "useragent.UserAgentMiddleware": None,
    _BUILT_IN + "retry.RetryMiddleware": None,
    _BUILT_IN + "redirect.MetaRefreshMiddleware": None,
    _BUILT_IN + "httpcompression.HttpCompressionMiddleware": None,
    _BUILT_IN + "redirect.RedirectMiddleware": None,
    _BUILT_IN + "cookies.CookiesMiddleware": None,
    _BUILT_IN + "httpproxy.HttpProxyMiddleware": None,
    _BUILT_IN + "stats.DownloaderStats": None,
    _BUILT_IN + "httpcache.HttpCacheMiddleware": None,
}

SPIDER_MIDDLEWARES: dict[str, int | None] = {
    f"scrapy.spidermiddlewares.{name}": None
    for name in (
        "httperror.HttpErrorMiddleware",
        "referer.RefererMiddleware",
        "urllength.UrlLengthMiddleware",
        "depth.DepthMiddleware",
        "metacopy.MetaCopyDetectionMiddleware",
    )
}

EXTENSIONS: dict[str, int | None] = {
    f"scrapy.extensions.{name}": None
    for name in (
        "corestats.CoreStats",
        "logcount.LogCount",
        "telnet.TelnetConsole",
        "memusage.MemoryUsage",
        "memdebug.MemoryDebugger",
        "closespider.CloseSpider",
        "feedexport.FeedExporter",
        "logstats.LogStats",
        "spiderstate.SpiderState",
        "throttle.AutoThrottle",
        "remote_control.RemoteControl",
    )
}


def settings_with(user_agent: str, concurrency: int = 1) -> dict[str, Any]:
    """The settings above as a mapping, with the user agent and the number of requests at once."""
    settings = {name: value for name, value in globals().items() if name.isupper() and not name.startswith("_")}
    settings["USER_AGENT"] = user_agent
    settings["CONCURRENT_REQUESTS"] = settings["CONCURRENT_REQUESTS_PER_DOMAIN"] = concurrency
    return settings
