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
from scraper.doubts import Doubts, doubts
from scraper.names import Names, moved

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
    moves = moved(readings, source)
    names = Names(readings.aliases(source.id), moves)
    model, doubted, reconsidered = _learn(readings, source, names, decided)
    renamed = moves.items() ^ readings.learned(source.id).get("moves", {}).items()
    changed = changed | {key for pair in renamed for key in pair}
    keys = sorted({names.page(key) for key in changed if key} | reconsidered)
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        for story in _stories(readings, source, {key: names.all_of(key) for key in batch}, (model, doubted)):
            _write(published, source, story)
        progress(len(batch))
    for url, sha256, file in readings.attachments(source.id):
        published.set_attachment(source.id, url, sha256, file.lead)
    published.set_evidence(source.id, {block_id(mark): astuple(repeat) for mark, repeat in model.repeats.items()})
    blocks = {str(mark): opinion for mark, opinion in model.opinions().items()}
    readings.remember(source.id, {"blocks": blocks, "doubts": doubted.opinions(), "moves": moves})
    readings.settle(source.id)
    published.count_source(source)


def _learn(
    readings: Readings, source: Source, names: Names, decided: Mapping[str, str]
) -> tuple[Model, Doubts, set[str]]:
    """The source's model, what is not believed of it, and the pages of which either thinks otherwise than the last time."""
    sighted = [
        (number, Sighted(page=names.page(key), first_at=first, last_at=last, marks=Marks.from_bytes(marks)))
        for number, key, first, last, marks in readings.sighted(source.id)
    ]
    doubted = doubts(readings, source, names.page, sighted)
    pages = [page for number, page in sighted if number not in doubted.readings]
    model = replace(learn(pages), decided={int(block, 16): verdict for block, verdict in decided.items()})
    learned = readings.learned(source.id)
    before = {int(mark): opinion for mark, opinion in learned.get("blocks", {}).items()}
    after = model.opinions()
    other = {mark for mark in before.keys() | after.keys() if before.get(mark) != after.get(mark)}
    marks = np.fromiter(other, np.uint64, len(other))
    other_pages = {page.page for page in pages if len(marks) and _has(page.marks, marks)}
    return model, doubted, other_pages | doubted.reconsidered(learned.get("doubts", {}))


def _has(marks: Marks, others: np.ndarray) -> bool:
    """Whether a page has a block or a slot that is among the others."""
    return bool(np.isin(marks.blocks, others).any() or np.isin(marks.slots, others).any())


def _stories(
    readings: Readings, source: Source, groups: Mapping[str, tuple[str, ...]], known: tuple[Model, Doubts]
) -> Iterator[Story]:
    """The stories of some pages; ``groups``: by own key all keys of each; ``known``: what was learned of the source."""
    model, doubted = known
    owner = {name: key for key, names in groups.items() for name in names}
    events: dict[str, list[Event]] = {key: [] for key in groups}
    keys_of = readings.keys_of(source.id, owner)
    for event in readings.events(source.id, owner):
        for key in {owner[name] for name in (event.key, *(keys_of[r] for r in event.readings)) if name in owner}:
            events[key].append(event)
    for key, names in groups.items():
        mine = [doubted.heard(_seen_by(key, event, owner, keys_of)) for event in events[key]]
        yield tell(source, names, mine, _told(readings, mine, model), doubted.nights)


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
    published.insert_explained("stripped_blocks", story.stripped)
    published.insert_explained("boilerplate", story.repeated)
