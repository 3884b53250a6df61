"""Standing texts that carry a number: "1 235 personer följer oss" says another number on every night and is one text.

With their numbers masked such texts repeat like any other, but so does a sentence of news: "Under vecka 32 inträffade 14
stölder" stands on every page of a statistics office. The difference is what the number belongs to. The number of a
release stays with its page, captured ever so often, and a mended one is the exception; a counter's number belongs to the
time of the capture. So a pattern counts when the pages on which its number changed are nearly all of those that were seen
before and after such a change, and when the pages of one night say the same number, or none says the same on two nights.

A page that was captured once says neither, and a list in which the pattern stands with several numbers is no counter.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from dedupe.marks import Marks

FEWEST_PAGES = 3
"""Pages on which the number must have been seen to change."""

MOSTLY = 0.8
"""Share of the pages that must have followed a change; of the pages of a night that must say its number; of the numbers
that must be of one night only."""

Shown = tuple[str, str, str, Marks]
"""A page's key, when a wording of it was first and last seen, and its marks."""

Spell = tuple[str, str, int]
"""From when to when a page said a number, and the mark of the block with it."""


@dataclass(slots=True)
class _Said:
    """What one page said by one pattern."""

    spells: list[Spell] = field(default_factory=list)
    is_list: bool = False
    """Whether it stood with several numbers at once."""


def counters(shown: Iterable[Shown]) -> np.ndarray:
    """The pattern marks (`Marks.patterns`) of texts that count, in order; the order of the pages does not matter."""
    pages = list(shown)
    wanted = _changing(pages)
    said: dict[int, dict[str, _Said]] = {int(pattern): {} for pattern in wanted}
    for index, numbers in _numbers(pages, wanted).items():
        key, first_at, last_at, _ = pages[index]
        for pattern, blocks in numbers.items():
            page = said[pattern].setdefault(key, _Said())
            page.is_list |= len(blocks) > 1
            page.spells.append((first_at, last_at, min(blocks)))
    return np.array([pattern for pattern, by_page in said.items() if _counts(list(by_page.values()))], np.uint64)


def _numbers(pages: Sequence[Shown], wanted: np.ndarray) -> dict[int, dict[int, set[int]]]:
    """By place in ``pages`` the wanted patterns that it has, each with the blocks that are of it."""
    if not len(wanted):
        return {}
    patterns, blocks = (
        np.concatenate([getattr(marks, name) for *_, marks in pages]) for name in ("patterns", "blocks")
    )
    page_of = np.repeat(np.arange(len(pages)), [len(marks.blocks) for *_, marks in pages])
    there = np.isin(patterns, wanted)
    found: dict[int, dict[int, set[int]]] = {}
    for index, pattern, block in zip(*(each[there].tolist() for each in (page_of, patterns, blocks)), strict=True):
        found.setdefault(index, {}).setdefault(pattern, set()).add(block)
    return found


def _changing(pages: Sequence[Shown]) -> np.ndarray:
    """The patterns that have shown several numbers on each of several pages: all that can be counters."""
    if not pages:
        return np.zeros(0, np.uint64)
    _, page_of = np.unique([key for key, *_ in pages], return_inverse=True)
    patterns = np.concatenate([marks.patterns for *_, marks in pages])
    with_number = patterns != 0
    blocks = np.concatenate([marks.blocks for *_, marks in pages])[with_number]
    on = np.repeat(page_of.astype(np.uint64), [len(marks.blocks) for *_, marks in pages])[with_number]
    numbers = np.unique(np.stack([patterns[with_number], on, blocks], axis=1), axis=0)
    on_pages, count = np.unique(numbers[:, :2], axis=0, return_counts=True)
    patterns, count = np.unique(on_pages[count > 1, 0], return_counts=True)
    return patterns[count >= FEWEST_PAGES]


def _counts(pages: Sequence[_Said]) -> bool:
    """Whether the number that the pages say belongs to the time, not to the page."""
    changes = [_changes(page.spells) for page in pages]
    followed = sum(bool(each) and not page.is_list for page, each in zip(pages, changes, strict=True))
    ends = _ends(sorted(change for each in changes for change in each))
    kept = sum(
        page.is_list or (not each and _spans_a_change(page.spells, *ends))
        for page, each in zip(pages, changes, strict=True)
    )
    if followed < FEWEST_PAGES or followed < MOSTLY * (followed + kept):
        return False
    return _agree(pages) or _never_stay(page.spells for page, each in zip(pages, changes, strict=True) if each)


def _changes(spells: list[Spell]) -> list[tuple[str, str]]:
    """Between which two times the number of a page changed."""
    in_order = sorted(spells)
    return [
        (one[1] if one[1] < other[0] else one[0], other[0]) for one, other in pairwise(in_order) if one[2] != other[2]
    ]


def _ends(changes: Sequence[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """The beginnings of changes in order, and for each the earliest end of it and those after it."""
    earliest: list[str] = []
    for _, end in reversed(changes):
        earliest.append(min(end, earliest[-1]) if earliest else end)
    return [begin for begin, _ in changes], earliest[::-1]


def _spans_a_change(spells: Sequence[Spell], begins: Sequence[str], ends: Sequence[str]) -> bool:
    """Whether a page was seen before and after some other page's number changed."""
    place = bisect_left(begins, min(first for first, *_ in spells))
    return place < len(ends) and ends[place] <= max(last for _, last, _ in spells)


def _agree(pages: Sequence[_Said]) -> bool:
    """Whether the pages of one day say the same number."""
    days: dict[str, dict[int, int]] = {}
    for number, page in enumerate(pages):
        for first, last, block in sorted(page.spells):
            days.setdefault(first[:10], {})[number] = block
            days.setdefault(last[:10], {})[number] = block
    shared = [Counter(said.values()) for said in days.values() if len(said) > 1]
    return bool(shared) and sum(max(each.values()) for each in shared) >= MOSTLY * sum(map(Counter.total, shared))


def _never_stay(pages: Iterable[Sequence[Spell]]) -> bool:
    """Whether hardly a number was seen on two days."""
    spells = [spell for each in pages for spell in each]
    return sum(first[:10] == last[:10] for first, last, _ in spells) >= MOSTLY * len(spells)
