"""What the events of a page say of it: what it read, when it was asked for, and when its entry in a feed was seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive.events import Event
from archive.lifecycle import WITHDRAWN, Visited
from archive.records import Observation, Source
from scraper.cleaning import Told
from scraper.identity import page_key


def _is_visit(event: Event, shown: Mapping[int, Told]) -> bool:
    """Whether the page itself was asked for, or was captured as part of a longer one; a listing's item is no visit."""
    return bool(event.key) or any(shown[reading].page.stream == "page" for reading in event.readings)


def _is_elsewhere(source: Source, keys: set[str], event: Event) -> bool:
    """Whether the visit was led to another page, not to another address of this one."""
    return bool(event.key and event.final_url) and page_key(event.final_url, source.cms) not in keys


def visited(
    source: Source, events: Sequence[Event], shown: Mapping[int, Told], made: Mapping[int, str]
) -> list[Visited]:
    """The visits to the page; ``made``: by capture ``edit`` where a version begins, ``variant`` where one is back by turns."""
    return [_visited(source, event, made) for event in events if _is_visit(event, shown)]


def _visited(source: Source, event: Event, made: Mapping[int, str]) -> Visited:
    moved = event.outcome == "ok" and bool(event.final_url) and page_key(event.final_url, source.cms) != event.key
    return Visited(
        at=event.at,
        url=event.url,
        status=event.status,
        verdict="moved" if moved else event.outcome,
        reason=event.final_url if moved else "variant" if made.get(event.capture) == "variant" else event.reason,
        sha256=event.sha256,
        run=event.run,
        edited=made.get(event.capture) == "edit",
        capture=event.capture,
    )


def entries(events: Sequence[Event], shown: Mapping[int, Told]) -> list[Visited]:
    """The sights of an article's entries in feeds, if one of them was ever marked as deleted; a marked one goes before."""
    seen = [(event, [shown[reading].page for reading in event.readings]) for event in events if event.outcome == "ok"]
    items = [(event, [page for page in pages if page.stream == "item"]) for event, pages in seen]
    if not any(page.withdrawn for _, pages in items for page in pages):
        return []
    return [_entry(event, any(page.withdrawn for page in pages)) for event, pages in items if pages]


def _entry(event: Event, is_withdrawn: bool) -> Visited:
    verdict, reason = ("withdrawn", WITHDRAWN) if is_withdrawn else ("listed", "")
    return Visited(at=event.at, url=event.url, status=0, verdict=verdict, reason=reason)


def observed(source: Source, keys: set[str], events: Sequence[Event], shown: Mapping[int, Told]) -> list[Observation]:
    """What each event shows of the article; a 304 shows again what the last answer showed, be it no page."""
    found: list[Observation] = []
    last_page, is_page = 0, True
    for event in events:
        readings = event.readings
        if event.key and event.sha256 and event.status < 400:
            is_page = event.outcome == "ok" and not _is_elsewhere(source, keys, event)
        if event.outcome == "not-modified" and last_page:
            readings = (last_page,) if is_page else ()
        elif event.outcome != "ok" or _is_elsewhere(source, keys, event):
            continue
        for reading in readings:
            if _says_nothing_new(shown[reading], found):
                continue
            last_page = reading if shown[reading].page.stream == "page" else last_page
            found.append(_observation(event, reading, shown[reading]))
    return found


def _says_nothing_new(told: Told, before: Sequence[Observation]) -> bool:
    """Whether an entry that is marked as deleted has no words left, or those that it had."""
    words = told.wording
    if not told.page.withdrawn:
        return False
    earlier = next((seen.wording for seen in reversed(before) if seen.stream == told.page.stream), None)
    return words == earlier or not (words.lead or words.body or (words.title and earlier is None))


def _observation(event: Event, reading: int, told: Told) -> Observation:
    return Observation(
        at=event.at,
        stream=told.page.stream,
        wording=told.wording,
        authority=told.page.authority,
        reading=reading,
        capture=event.capture,
    )
