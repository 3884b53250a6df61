"""One module per kind of site (a CMS or an API), never one per city."""

from __future__ import annotations

from scraper.spiders import feed, listing, mynewsdesk, polisen_events, sitemap, sitevision, wordpress
from scraper.spiders.base import PressSpider

KINDS: dict[str, type[PressSpider]] = {
    module.Site.name: module.Site
    for module in (feed, listing, mynewsdesk, polisen_events, sitemap, sitevision, wordpress)
}
"""The spider of each kind of site, by the name that stands as ``cms`` in the catalogue."""
