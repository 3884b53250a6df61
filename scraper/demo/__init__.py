"""A made-up town with six publishers, served on loopback: what ``pressarkiv demo`` and the tests crawl."""

from scraper.demo.expected import alike, expected
from scraper.demo.server import DEMO_BASE_PORT, TownServer, serve
from scraper.demo.town import Article, Town

__all__ = ["DEMO_BASE_PORT", "Article", "Town", "TownServer", "alike", "expected", "serve"]
