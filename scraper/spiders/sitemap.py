"""Sitemaps (sitemaps.org): an index of maps, or one map; ``lastmod`` says what was changed."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from lxml import etree

from archive.records import Capture, Page
from scraper.identity import page_key, same_site
from scraper.links import FILES
from scraper.manners.refusals import LARGEST
from scraper.readers import dates
from scraper.readers.items import Items
from scraper.spiders.base import PressSpider
from scraper.spiders.capturing import Night


class Site(PressSpider):
    """A sitemap, gzipped or not; the maps of an index are asked for one after another, the newest first."""

    name = "sitemap"

    def __init__(self, night: Night, **kwargs: Any):
        super().__init__(night, **kwargs)
        self.maps: list[str] = []

    def find(self, capture: Capture) -> Items:
        """The pages of one map, and the next map of the index."""
        root = _parse(_unpacked(capture.body))
        entries = [entry for entry in _entries(root) if same_site(self.source.url, entry[0])]
        if etree.QName(root).localname == "sitemapindex":
            maps = sorted(entries, key=lambda entry: entry[1], reverse=True)
            self.maps = [url for url, _ in maps] + self.maps
            entries = []
        pages = tuple(self._page(url, changed) for url, changed in entries if not FILES.search(url))
        return Items(pages=pages, next_url=self.maps.pop(0) if self.maps else "")

    def goes_on(self, items: Items) -> bool:
        """Every map of an index is looked at: an old one may hold a page that was changed."""
        return True

    def _page(self, url: str, changed: str) -> Page:
        moment = dates.clean_iso(changed, timezone=self.source.timezone) if changed else None
        at, raw = (moment.at, moment.raw) if moment else ("", "")
        return Page(key=page_key(url, self.source.cms), url=url, stream="item", modified_at=at, modified_raw=raw)


def _unpacked(body: bytes) -> bytes:
    """The map itself, where it came as a gzip file; `ValueError` when it is broken or too large."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(body, LARGEST)
    except zlib.error as error:
        raise ValueError(f"a broken gzip file: {error}") from error
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise ValueError("a gzip file that is cut off or too large")
    return text


def _parse(xml: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    root = etree.fromstring(xml, parser) if xml.strip() else None
    if root is None or etree.QName(root).localname not in ("urlset", "sitemapindex"):
        raise ValueError("expected a sitemap, found something else")
    return root


def _entries(root: etree._Element) -> Iterator[tuple[str, str]]:
    """(URL, lastmod as written) of every entry."""
    for entry in root:
        named = {etree.QName(child).localname: (child.text or "").strip() for child in entry if _is_element(child)}
        if named.get("loc"):
            yield named["loc"], named.get("lastmod", "")


def _is_element(node: etree._Element) -> bool:
    return isinstance(node.tag, str)
