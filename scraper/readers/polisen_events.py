"""The events API of polisen.se: a JSON list of the latest notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from archive.records import Page, Source
from scraper.identity import canonical
from scraper.readers.dates import clean_iso
from scraper.readers.items import Items, absolute, fold


def read_items(body: bytes, url: str, source: Source, fetched_at: str) -> Items:
    """The notices of one API answer, the listing being the authority on title, lead and time.

    An item that lacks its id, URL or name is skipped. Raises `ValueError` when the answer is not a JSON list.
    """
    answer = orjson.loads(body)
    if not isinstance(answer, list):
        raise ValueError(f"{url}: expected a JSON list of events, found {type(answer).__name__}")
    pages, skipped = [], []
    for number, item in enumerate(answer, start=1):
        fault = _fault(item, url)
        if fault:
            skipped.append(f"item {number}: {fault}")
        else:
            pages.append(_page(item, url, source, fetched_at))
    return Items(pages=tuple(pages), skipped=tuple(skipped))


def _fault(item: Any, url: str) -> str:
    """What makes an item unreadable; ``""``: nothing."""
    if not isinstance(item, dict):
        return f"expected an object, found {type(item).__name__}"
    if not isinstance(item.get("id"), int) or isinstance(item.get("id"), bool):
        return "no id"
    if not absolute(item.get("url"), url):
        return "no url"
    return "" if isinstance(item.get("name"), str) and item["name"].strip() else "no name"


def _page(item: Mapping[str, Any], url: str, source: Source, fetched_at: str) -> Page:
    link = absolute(item["url"], url)
    printed = item.get("datetime")
    moment = clean_iso(printed, timezone=source.timezone, now=fetched_at) if isinstance(printed, str) else None
    return Page(
        key=f"polisen:{item['id']}",
        aliases=(canonical(link),),
        url=link,
        stream="item",
        authority=True,
        title=fold(item["name"]),
        lead=_text(item.get("summary")),
        published_at=moment.at if moment else "",
        published_raw=moment.raw if moment else "",
        language=source.language,
        tags=_tags(item),
    )


def _tags(item: Mapping[str, Any]) -> dict[str, str]:
    place = item.get("location")
    place = place if isinstance(place, dict) else {}
    tags = {"type": _text(item.get("type")), "place": _text(place.get("name")), "gps": _text(place.get("gps"))}
    return {name: value for name, value in tags.items() if value}


def _text(value: Any) -> str:
    return fold(value) if isinstance(value, str) else ""
