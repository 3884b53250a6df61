"""Readers: bytes and URL to `Page`s. No network, no clock, no database; what a reader cannot read, it raises."""

from __future__ import annotations

from archive.records import Capture, Page, Source
from scraper.identity import canonical
from scraper.readers import feed, pdf, polisen_events, text, wordpress
from scraper.readers.apart import take_apart
from scraper.readers.page import read_page


def read(capture: Capture, source: Source) -> list[Page]:
    """The pages that a capture speaks of: the items of a listing, or the one page it is; [] where it has no words.

    Listings in HTML lead to pages but say nothing that the pages do not; their captures speak of none. `ValueError` where
    somebody's capture, which no crawl asked for as this or that, is of a kind that has no reader.
    """
    if not capture.body:
        return []
    media = media_kind(capture)
    url = capture.final_url or capture.url
    if capture.role == "attachment":
        return [read_file(capture)] if media == "pdf" else []
    if media == "json":
        items = {"polisen_events": polisen_events, "wordpress": wordpress}.get(source.cms)
        if items:
            return list(items.read_items(capture.body, url, source, capture.fetched_at).pages)
    if media == "feed":
        return list(feed.read_items(capture.body, url, source, capture.fetched_at).pages)
    if media == "html" and capture.role != "listing":
        page = read_page(capture, source)
        return take_apart(page, source) or [page]
    if media == "text":
        return text.read_text(capture.body, capture.url, source, capture.fetched_at)
    if not capture.role:
        raise ValueError(f"no reader for {media}")
    return []


def read_file(capture: Capture) -> Page:
    """What a captured PDF says; its text is the lead. `UnreadablePdf` when it cannot be read."""
    return Page(
        key=canonical(capture.url), url=capture.url, kind="other", stream="file", lead=pdf.pdf_text(capture.body or b"")
    )


def media_kind(capture: Capture) -> str:
    """What a body is: ``html``, ``feed``, ``json``, ``text``, ``pdf``, ``xml`` or ``other``; by its bytes where they tell,
    since servers are often wrong, else by its content type."""
    start = (capture.body or b"")[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"%pdf-"):
        return "pdf"
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    if any(mark in start for mark in (b"<rss", b"<feed", b"<rdf:rdf")):
        return "feed"
    if any(mark in start for mark in (b"<urlset", b"<sitemapindex")):
        return "xml"
    declared = capture.headers.get("content-type", "").partition(";")[0].strip().lower()
    if "json" in declared or start[:1] in (b"{", b"["):
        return "json"
    if declared in ("text/plain", "text/markdown"):
        return "text"
    if "html" in declared or b"<" in start[:1] or b"<p" in start or b"<div" in start:
        return "html"
    return "xml" if "xml" in declared else "other"
