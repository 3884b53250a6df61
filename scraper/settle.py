"""From the readings of a source to its articles: learn what repeats, clean, tell versions, and say what became of each."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, Sequence
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
from scraper.doubts import Doubts, doubts
from scraper.names import Names, moved

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
    moves = moved(readings, source)
    names = Names(readings.aliases(source.id), moves)
    model, doubted, reconsidered = _learn(readings, source, names, decided)
    reconsidered |= {names.page(key) for pair in moves.items() ^ _moves_before(readings, source) for key in pair}
    changed = _new(events, source, names)
    again = {
        key
        for key in sorted(changed.keys() - reconsidered)
        if _see_again(work, source, names.all_of(key), changed[key])
    }
    progress(len(again))
    keys = sorted((changed.keys() | reconsidered) - again)
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        for story in _stories(work, source, {key: names.all_of(key) for key in batch}, (model, doubted)):
            _write(published, source, story)
            events.note_standing(source.id, story.keys, story.standing.facts() if story.standing else {})
        progress(len(batch))
    for url, sha256, file in readings.attachments(source.id):
        published.set_attachment(source.id, url, sha256, file.lead)
    published.set_evidence(source.id, {block_id(mark): repeat.evidence() for mark, repeat in model.repeats.items()})
    blocks = {str(mark): opinion for mark, opinion in model.opinions().items()}
    readings.remember(source.id, {"blocks": blocks, "doubts": doubted.opinions(), "moves": moves})
    events.settle(source.id)
    published.count_source(source)


def _moves_before(readings: Readings, source: Source) -> ItemsView[str, str]:
    """The moves that were known the last time."""
    return readings.learned(source.id).get("moves", {}).items()


def _new(events: Events, source: Source, names: Names) -> dict[str, list[Event]]:
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
    showing = {check.visit.capture: f"{now.article}.{now.number}" for check in again.checks}
    rows = check_rows(source.id, now.article, again.checks, showing)
    Published(work).see_again(now.article, now.number, again.seen, rows)
    Events(work).note_standing(source.id, keys, now.facts())
    return True


def _learn(
    readings: Readings, source: Source, names: Names, decided: Mapping[str, str]
) -> tuple[Model, Doubts, set[str]]:
    """The source's model, what is not believed of it, and the pages of which either thinks otherwise than the last time."""
    rows = list(readings.sighted(source.id))
    sighted = [
        (number, Sighted(page=names.page(key), first_at=first, last_at=last, marks=marks))
        for (number, key, first, last, _), marks in zip(
            rows, Marks.each_from_bytes([row[-1] for row in rows]), strict=True
        )
    ]
    doubted = doubts(readings, source, names.page, sighted)
    pages = [page for number, page in sighted if number not in doubted.readings]
    model = replace(learn(pages), decided={int(block, 16): verdict for block, verdict in decided.items()})
    learned = readings.learned(source.id)
    before = {int(mark): opinion for mark, opinion in learned.get("blocks", {}).items()}
    after = model.opinions()
    other = {mark for mark in before.keys() | after.keys() if before.get(mark) != after.get(mark)}
    seen_otherwise = _with_marks(pages, np.fromiter(other, np.uint64, len(other)))
    return model, doubted, seen_otherwise | doubted.reconsidered(learned.get("doubts", {}))


def _with_marks(pages: Sequence[Sighted], wanted: np.ndarray) -> set[str]:
    """The pages that have a block or a slot that is among some."""
    if not len(wanted) or not pages:
        return set()
    blocks, slots = (np.concatenate([getattr(page.marks, name) for page in pages]) for name in ("blocks", "slots"))
    owner = np.repeat(np.arange(len(pages)), [len(page.marks.blocks) for page in pages])
    return {pages[index].page for index in np.unique(owner[np.isin(blocks, wanted) | np.isin(slots, wanted)])}


def _stories(
    work: Work, source: Source, groups: Mapping[str, tuple[str, ...]], known: tuple[Model, Doubts]
) -> Iterator[Story]:
    """The stories of some pages; ``groups``: by own key all keys of each; ``known``: what was learned of the source."""
    model, doubted = known
    owner = {name: key for key, names in groups.items() for name in names}
    by_page: dict[str, list[Event]] = {key: [] for key in groups}
    cleaning = Cleaning(Readings(work), model)
    events, keys_of = Events(work).of(source.id, owner)
    for event in events:
        for key in {owner[name] for name in (event.key, *(keys_of[r] for r in event.readings)) if name in owner}:
            mine = (reading for reading in event.readings if owner[keys_of[reading]] == key)
            by_page[key].append(doubted.heard(for_page(event, mine, owner.get(event.key) == key)))
    for key, names in groups.items():
        numbers = sorted({reading for event in by_page[key] for reading in event.readings})
        yield tell(source, names, by_page[key], cleaning.told(numbers), doubted.nights)


def _write(published: Published, source: Source, story: Story) -> None:
    published.remove_articles(source.id, story.ids, story.urls)
    published.insert(story.rows)
    published.insert({"stripped_blocks": story.stripped})
