"""From the readings of a source to its articles: learn what repeats, clean, tell versions, and say what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from archive.events import Event, Events, for_page
from archive.published import Published
from archive.readings import Readings
from archive.records import Source
from archive.work import Work
from dedupe.boilerplate import Model, Sighted, learn
from dedupe.marks import Marks
from scraper.again import Standing, seen_again
from scraper.articles import Story, block_id, check_rows, tell
from scraper.cleaning import Cleaning
from scraper.identity import page_key

_BATCH = 500
"""Articles that are told together."""

Progress = Callable[[int], None]
"""Called with the number of articles done since the last call."""


def settle(work: Work, source: Source, *, decided: Mapping[str, str], progress: Progress) -> None:
    """Bring a source's articles up to what was read of it; ``decided`` is what editors said of its blocks (``keep`` or
    ``strip``, by id).

    Told anew are the pages of which new captures say something new, and every page on which the source's model now sees
    a block with other eyes.
    """
    readings, events, published = Readings(work), Events(work), Published(work)
    _follow_moves(readings, source)
    names = _Names(readings.aliases(source.id))
    model, reconsidered = _learn(readings, source, names, decided)
    changed = _new(events, source, names)
    seen = {
        key
        for key in sorted(changed.keys() - reconsidered)
        if _see_again(work, source, names.all_of(key), changed[key])
    }
    progress(len(seen))
    keys = sorted((changed.keys() | reconsidered) - seen)
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        for story in _stories(work, source, {key: names.all_of(key) for key in batch}, model):
            _write(published, source, story)
            events.note_standing(source.id, story.keys, story.standing.facts() if story.standing else {})
        progress(len(batch))
    for url, sha256, file in readings.attachments(source.id):
        published.set_attachment(source.id, url, sha256, file.lead)
    published.set_evidence(source.id, {block_id(mark): repeat.evidence() for mark, repeat in model.repeats.items()})
    readings.remember(source.id, {str(mark): opinion for mark, opinion in model.opinions().items()})
    events.settle(source.id)
    published.count_source(source)


def _new(events: Events, source: Source, names: _Names) -> dict[str, list[Event]]:
    """By page the events that are not settled, oldest first, as far as they concern it."""
    found: dict[str, list[Event]] = {}
    new, shown = events.new(source.id)
    for event in new:
        pages: dict[str, list[int]] = {names.page(event.key): []} if event.key else {}
        asked = set(pages)
        for reading in event.readings:
            if reading in shown:
                pages.setdefault(names.page(shown[reading]), []).append(reading)
        for key, mine in pages.items():
            found.setdefault(key, []).append(for_page(event, mine, key in asked))
    return found


def _see_again(work: Work, source: Source, keys: Sequence[str], new: Sequence[Event]) -> bool:
    """Add events that show a page as it was to what is known of it; whether that is all they do."""
    facts = Events(work).standing(source.id, keys[0])
    again = seen_again(Standing.of(facts), keys, new, source.cms) if facts else None
    if again is None:
        return False
    now = again.standing
    rows = check_rows(source.id, now.article, again.checks)
    Published(work).see_again(now.article, now.number, last_seen_at=now.last_seen_at, seen_to=now.seen_to, checks=rows)
    Events(work).note_standing(source.id, keys, now.facts())
    return True


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
    rows = list(readings.sighted(source.id))
    pages = [
        Sighted(page=names.page(key), first_at=first, last_at=last, marks=marks)
        for (key, first, last, _), marks in zip(rows, Marks.each_from_bytes([row[-1] for row in rows]), strict=True)
    ]
    model = replace(learn(pages), decided={int(block, 16): verdict for block, verdict in decided.items()})
    before = {int(mark): opinion for mark, opinion in readings.learned(source.id).items()}
    after = model.opinions()
    other = {mark for mark in before.keys() | after.keys() if before.get(mark) != after.get(mark)}
    return model, _with_marks(pages, np.fromiter(other, np.uint64, len(other)))


def _with_marks(pages: Sequence[Sighted], wanted: np.ndarray) -> set[str]:
    """The pages that have a block or a slot that is among some."""
    if not len(wanted) or not pages:
        return set()
    blocks, slots = (np.concatenate([getattr(page.marks, name) for page in pages]) for name in ("blocks", "slots"))
    owner = np.repeat(np.arange(len(pages)), [len(page.marks.blocks) for page in pages])
    return {pages[index].page for index in np.unique(owner[np.isin(blocks, wanted) | np.isin(slots, wanted)])}


def _stories(work: Work, source: Source, groups: Mapping[str, tuple[str, ...]], model: Model) -> Iterator[Story]:
    """The stories of some pages; ``groups``: by own key all keys of each."""
    owner = {name: key for key, names in groups.items() for name in names}
    by_page: dict[str, list[Event]] = {key: [] for key in groups}
    cleaning = Cleaning(Readings(work), model)
    events, keys_of = Events(work).of(source.id, owner)
    for event in events:
        for key in {owner[name] for name in (event.key, *(keys_of[r] for r in event.readings)) if name in owner}:
            mine = (reading for reading in event.readings if owner[keys_of[reading]] == key)
            by_page[key].append(for_page(event, mine, owner.get(event.key) == key))
    for key, names in groups.items():
        numbers = sorted({reading for event in by_page[key] for reading in event.readings})
        yield tell(source, names, by_page[key], cleaning.told(numbers))


def _write(published: Published, source: Source, story: Story) -> None:
    published.remove_articles(source.id, story.ids, story.urls)
    published.insert(story.rows)
    published.insert({"stripped_blocks": story.stripped})
