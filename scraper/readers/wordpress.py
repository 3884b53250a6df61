"""The REST API of WordPress sites: ``/wp-json/wp/v2/posts``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from archive.records import Page, Source
from scraper.identity import canonical
from scraper.readers.dates import Moment, clean_iso
from scraper.readers.items import Items, absolute, blocks, plain


def read_items(body: bytes, url: str, source: Source, fetched_at: str) -> Items:
    """The posts of one API answer, with their full text.

    A post without id or link is skipped. Raises `ValueError` when the answer is not a JSON list (the API's own error
    messages are objects).
    """
    answer = orjson.loads(body)
    if not isinstance(answer, list):
        message = answer.get("code") if isinstance(answer, dict) else type(answer).__name__
        raise ValueError(f"{url}: expected a JSON list of posts, found {message}")
    pages, skipped = [], []
    for number, post in enumerate(answer, start=1):
        if not isinstance(post, dict) or not isinstance(post.get("id"), int):
            skipped.append(f"item {number}: no id")
        elif not absolute(post.get("link"), url):
            skipped.append(f"item {number}: no link")
        else:
            pages.append(_page(post, url, source, fetched_at))
    return Items(pages=tuple(pages), skipped=tuple(skipped))


def _page(post: Mapping[str, Any], url: str, source: Source, fetched_at: str) -> Page:
    link = absolute(post["link"], url)
    published = _moment(post, "date", source, fetched_at)
    modified = _moment(post, "modified", source, fetched_at)
    return Page(
        key=canonical(link),
        aliases=(f"wordpress:{post['id']}",),
        url=link,
        stream="item",
        title=plain(_rendered(post, "title")),
        lead=plain(_rendered(post, "excerpt")),
        blocks=blocks(_rendered(post, "content"), link),
        published_at=published.at if published else "",
        published_raw=published.raw if published else "",
        modified_at=modified.at if modified else "",
        modified_raw=modified.raw if modified else "",
        author=_author(post),
        language=source.language,
    )


def _rendered(post: Mapping[str, Any], name: str) -> str:
    value = post.get(name)
    rendered = value.get("rendered") if isinstance(value, dict) else value
    return rendered if isinstance(rendered, str) else ""


def _moment(post: Mapping[str, Any], name: str, source: Source, fetched_at: str) -> Moment | None:
    """The time in UTC (``date_gmt``), else the site's local time."""
    for key, timezone in ((f"{name}_gmt", "UTC"), (name, source.timezone)):
        value = post.get(key)
        moment = clean_iso(value, timezone=timezone, now=fetched_at) if isinstance(value, str) else None
        if moment:
            return moment
    return None


def _author(post: Mapping[str, Any]) -> str:
    """The author's name where the answer embeds it."""
    embedded = post.get("_embedded")
    authors = embedded.get("author") if isinstance(embedded, dict) else None
    first = authors[0] if isinstance(authors, list) and authors else None
    name = first.get("name") if isinstance(first, dict) else None
    return plain(name) if isinstance(name, str) else ""
