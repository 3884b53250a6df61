"""Visits that show a page as it was: they are added to what is known of it, without looking at all of its captures.

That holds while every answer is one that was the last of its kind already: then no version begins, no field is decided
otherwise, and the page stays where it is. What is not as plain as that is told anew from all captures (`scraper.articles`),
with the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from archive.events import Event
from archive.lifecycle import Check, Visited, live
from archive.published import Seen
from scraper.identity import page_key

SEEN = frozenset(["new", "changed", "same-text", "same-bytes"])
"""Outcomes of visits that were answered with the page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What the next visit of an article is compared with."""

    article: str
    keys: tuple[str, ...]
    """All keys of the page."""
    number: int
    """Its newest version."""
    newest: int
    """The reading that this version is shown by."""
    seen_to: str
    last_seen_at: str
    at: str
    """Its last event."""
    page: int
    """The last reading of the page itself; 0: none."""
    item: int
    """The last reading of its item in a listing; 0: none."""
    is_item_heard: bool
    """Whether an item shows the wording, and not only the page."""
    answered_at: str
    """The last visit that was answered with the page; ``""``: none was."""
    sha256: str
    """The body of that answer."""

    def facts(self) -> dict[str, Any]:
        """As it is noted."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Standing:
        """What `facts` gave."""
        return cls(**{**facts, "keys": tuple(facts["keys"])})


@dataclass(frozen=True, kw_only=True, slots=True)
class Again:
    """What visits that brought nothing new add."""

    standing: Standing
    """As it is after them."""
    checks: tuple[Check, ...]
    """The new visits."""
    seen: Seen


def seen_again(known: Standing, keys: Sequence[str], events: Sequence[Event], cms: str) -> Again | None:
    """What new events, oldest first, add to an article that stands so; None where it must be told anew."""
    is_later = known.keys == tuple(keys) and events[0].at > known.at
    if not is_later or not all(_is_plain(known, event, cms) for event in events):
        return None
    before = Visited(at=known.answered_at, url="", status=200, verdict="ok", sha256=known.sha256)
    life = live([before, *(_visited(event) for event in events if event.key)], final=False)
    answered = next(check.visit for check in reversed(life.checks) if check.visit.verdict == "ok")
    heard = [event.at for event in events if event.key or known.is_item_heard]
    after = replace(
        known,
        at=events[-1].at,
        last_seen_at=events[-1].at,
        seen_to=heard[-1] if heard else known.seen_to,
        answered_at=answered.at,
        sha256=answered.sha256,
    )
    seen = Seen(last_seen_at=after.last_seen_at, seen_to=after.seen_to, captures=len(heard))
    return Again(standing=after, checks=life.checks[1:], seen=seen)


def _is_plain(known: Standing, event: Event, cms: str) -> bool:
    """Whether an event shows again what stands: the page what it last showed, or a listing the item that it last had."""
    if not event.key:
        is_item = event.outcome == "ok" and event.readings == (known.item,)
        return is_item and known.newest in (known.page, known.item)
    if not (known.page and known.sha256 and known.newest == known.page):
        return False
    if event.final_url and page_key(event.final_url, cms) != event.key:
        return False
    return event.readings == ((known.page,) if event.outcome == "ok" else ()) and event.outcome in (
        "ok",
        "not-modified",
    )


def _visited(event: Event) -> Visited:
    return Visited(
        at=event.at,
        url=event.url,
        status=event.status,
        verdict=event.outcome,
        reason=event.reason,
        sha256=event.sha256,
        run=event.run,
        capture=event.capture,
    )
