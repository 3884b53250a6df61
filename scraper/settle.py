"""From the readings of a source to its articles: learn what repeats, clean, tell versions, and say what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, replace

import numpy as np

from archive.published import Published
from archive.readings import Event, Readings
from archive.records import Source
from dedupe.boilerplate import Model, Sighted, learn
from dedupe.marks import Marks
from dedupe.steady import steady
from scraper.articles import Story, Told, block_id, tell, told
from scraper.identity import page_key

_BATCH = 500
"""Articles that are told together."""

Progress = Callable[[int], None]
"""Called with the number of articles done since the last call."""


def settle(
    readings: Readings,
    published: Published,
    source: Source,
    changed: set[str],
    *,
    decided: Mapping[str, str],
    progress: Progress,
) -> None:
    """Bring a source's articles up to what was read of it; ``changed`` are the keys that new captures speak of,
    ``decided`` is what editors said of its blocks (``keep`` or ``strip``, by id).

    Told anew are those pages, and every page on which the source's model now sees a block with other eyes.
    """
    _follow_moves(readings, source)
    names = _Names(readings.aliases(source.id))
    model, reconsidered = _learn(readings, source, names, decided)
    keys = sorted({names.page(key) for key in changed if key} | reconsidered)
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        for story in _stories(readings, source, {key: names.all_of(key) for key in batch}, model):
            _write(published, source, story)
        progress(len(batch))
    for url, sha256, file in readings.attachments(source.id):
        published.set_attachment(source.id, url, sha256, file.lead)
    published.set_evidence(source.id, {block_id(mark): astuple(repeat) for mark, repeat in model.repeats.items()})
    readings.remember(source.id, {str(mark): opinion for mark, opinion in model.opinions().items()})
    readings.settle(source.id)
    published.count_source(source)


class _Names:
    """Which keys are names of one page."""

    def __init__(self, aliases: Mapping[str, str]):
        self._aliases = aliases
        self._others: dict[str, set[str]] = {}
        for alias in aliases:
            self._others.setdefault(self.page(alias), set()).add(alias)

    def page(self, key: str) -> str:
        """The page's own key."""
        seen = {key}
        while (following := self._aliases.get(key)) is not None and following not in seen:
            seen.add(following)
            key = following
        return key

    def all_of(self, key: str) -> tuple[str, ...]:
        """All keys of the page, its own first."""
        return (key, *sorted(self._others.get(key, set()) - {key}))


def _follow_moves(readings: Readings, source: Source) -> None:
    """A page that was led to another address with the same headline has moved there: both are names of one page."""
    for url, final_url, reading in readings.redirected(source.id):
        old, new = page_key(url, source.cms), page_key(final_url, source.cms)
        if old != new and _is_same_page(readings, source, old, reading):
            readings.add_alias(source.id, new, old)


def _is_same_page(readings: Readings, source: Source, old: str, reading: int) -> bool:
    """Whether what a page showed before it was led elsewhere has the headline of what is there; True if never seen."""
    before = [page for page, led in readings.of_page(source.id, old) if not led]
    title = readings.page(reading).title
    return not before or any(page.title.casefold() == title.casefold() for page in before)


def _learn(readings: Readings, source: Source, names: _Names, decided: Mapping[str, str]) -> tuple[Model, set[str]]:
    """The source's model, and the pages that have a block of which it thinks otherwise than the last time."""
    pages = [
        Sighted(page=names.page(key), first_at=first, last_at=last, marks=Marks.from_bytes(marks))
        for key, first, last, marks in readings.sighted(source.id)
    ]
    model = replace(learn(pages), decided={int(block, 16): verdict for block, verdict in decided.items()})
    before = {int(mark): opinion for mark, opinion in readings.learned(source.id).items()}
    after = model.opinions()
    other = {mark for mark in before.keys() | after.keys() if before.get(mark) != after.get(mark)}
    marks = np.fromiter(other, np.uint64, len(other))
    return model, {page.page for page in pages if len(marks) and _has(page.marks, marks)}


def _has(marks: Marks, others: np.ndarray) -> bool:
    """Whether a page has a block or a slot that is among the others."""
    return bool(np.isin(marks.blocks, others).any() or np.isin(marks.slots, others).any())


def _stories(
    readings: Readings, source: Source, groups: Mapping[str, tuple[str, ...]], model: Model
) -> Iterator[Story]:
    """The stories of some pages; ``groups``: by own key all keys of each."""
    owner = {name: key for key, names in groups.items() for name in names}
    events: dict[str, list[Event]] = {key: [] for key in groups}
    keys_of = readings.keys_of(source.id, owner)
    for event in readings.events(source.id, owner):
        for key in {owner[name] for name in (event.key, *(keys_of[r] for r in event.readings)) if name in owner}:
            events[key].append(event)
    for key, names in groups.items():
        mine = [_seen_by(key, event, owner, keys_of) for event in events[key]]
        yield tell(source, names, mine, _told(readings, mine, model))


def _told(readings: Readings, events: Sequence[Event], model: Model) -> dict[int, Told]:
    """What the events of one page show, cleaned, by reading."""
    numbers = sorted({reading for event in events for reading in event.readings})
    found = [readings.page_with_marks(number) for number in numbers]
    captures = [(page, Marks.from_bytes(packed)) for page, packed in found]
    return {
        number: told(page, marks, model)
        for number, (page, _), marks in zip(numbers, captures, steady(captures), strict=True)
    }


def _seen_by(key: str, event: Event, owner: Mapping[str, str], keys_of: Mapping[int, str]) -> Event:
    """The event as far as one page is concerned; a capture may speak of many."""
    mine = tuple(reading for reading in event.readings if owner[keys_of[reading]] == key)
    return replace(event, readings=mine, key=event.key if owner.get(event.key) == key else "")


def _write(published: Published, source: Source, story: Story) -> None:
    published.remove_articles(source.id, story.ids, story.urls)
    published.insert(story.rows)
    published.insert({"stripped_blocks": story.stripped})
