"""Slots whose text rotates: a promotion that is another one, or none, on every visit while the rest of the page stays.

Right after a redesign, or on few pages, each promotion has been seen once and repeats nowhere. What gives it away is time:
in an article's own slots a text that was there yesterday is there today, on nearly every page. So a slot rotates when on
nearly all recaptures of the pages that have it all of its text was replaced, came or went, although the page had not been
redesigned; when that came about at different times in both directions, or texts that went from one page came to another,
so that no single change of the template or of a standing text explains it; and when the texts come from one stock, some of
them being shown on several pages. A text that was edited keeps its neighbours, its page's other captures or its being this
page's own, and is none of this.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import groupby, pairwise

import numpy as np

from dedupe.content import UNKNOWN
from dedupe.counters import Shown
from dedupe.marks import Marks

FEWEST_PAGES = 3
"""Pages on which the slot's text must have been seen to be another one."""

MOSTLY = 0.8
"""Share of the recaptures of pages with the slot on which all of its text must be another one."""

SAME_PAGE = 0.5
"""Share of a page's blocks that must be on both captures for them to be of one template."""

HANDED_ON = 2
"""Texts that must have gone from one page and come to another for that to tell what different times would."""

IN_STOCK = 0.3
"""Share of a slot's texts, counted once a page, that must be shown on several pages."""

Interval = tuple[str, str]
"""Between which two times something happened."""


@dataclass(slots=True)
class _Slot:
    """What happened to the text of one slot."""

    moves: int = 0
    pages: set[str] = field(default_factory=set)
    """Those on which it was replaced, came or went."""
    came: list[Interval] = field(default_factory=list)
    went: list[Interval] = field(default_factory=list)
    arrived: set[int] = field(default_factory=set)
    """The blocks that came, and below those that went."""
    left: set[int] = field(default_factory=set)

    def may_rotate(self) -> bool:
        """Whether it was another text on several pages, and no single change explains that."""
        at_several_times = not _at_once(self.came) and not _at_once(self.went)
        are_handed_on = len(self.arrived & self.left) >= HANDED_ON
        return len(self.pages) >= FEWEST_PAGES and (at_several_times or are_handed_on)


def rotating(shown: Iterable[Shown]) -> np.ndarray:
    """The slots (`Marks.slots`) whose text rotates, in order; the order of the pages does not matter."""
    pages = documents(shown)
    seen: dict[int, _Slot] = {}
    stays: Counter[int] = Counter()
    for _, captures in groupby(pages, key=lambda page: page[0]):
        for before, after in pairwise(captures):
            stays.update(_compare(seen, before, after))
    found = np.array(sorted(slot for slot, each in seen.items() if each.may_rotate()), np.uint64)
    if not len(found):
        return found
    moves = np.array([seen[slot].moves for slot in found.tolist()])
    stood = np.array([stays[slot] for slot in found.tolist()])
    is_other = moves >= MOSTLY * (moves + stood + _stood(pages, found))
    return found[is_other & in_stock(pages, found, [page[3].blocks for page in pages])]


def documents(shown: Iterable[Shown]) -> list[Shown]:
    """The pages of their own, and not an item of a feed or a plain text, in order of page and time."""
    own = (page for page in shown if (page[3].scores != UNKNOWN).any())
    return sorted(own, key=lambda page: (*page[:3], page[3].blocks.tobytes()))


def share_a_template(before: Marks, after: Marks) -> bool:
    """Whether enough of a page's blocks are on both captures."""
    one, other = (set(marks.blocks.tolist()) for marks in (before, after))
    return len(one & other) >= SAME_PAGE * max(len(one), len(other))


def _compare(seen: dict[int, _Slot], before: Shown, after: Shown) -> set[int]:
    """Note the slots whose text came or went between two captures of a page; those of which some stayed."""
    if not share_a_template(before[3], after[3]):
        return set()
    one, other = (dict(zip(page[3].blocks.tolist(), page[3].slots.tolist(), strict=True)) for page in (before, after))
    both = one.keys() & other.keys()
    kept = {one[block] for block in both}
    went, came = (_by_slot(slots, both, kept) for slots in (one, other))
    when = before[2] if before[2] < after[1] else before[1], after[1]
    for slot in went.keys() | came.keys():
        each = seen.setdefault(slot, _Slot())
        each.moves += 1
        each.pages.add(after[0])
        each.came += [when] if slot in came else []
        each.went += [when] if slot in went else []
        each.arrived |= came.get(slot, set())
        each.left |= went.get(slot, set())
    return kept


def _by_slot(slots: Mapping[int, int], both: Set[int], kept: Set[int]) -> dict[int, set[int]]:
    """By slot the blocks of one capture that are not on the other, where nothing of the slot was kept."""
    found: dict[int, set[int]] = {}
    for block in slots.keys() - both:
        if slots[block] not in kept:
            found.setdefault(slots[block], set()).add(block)
    return found


def _stood(pages: Sequence[Shown], slots: np.ndarray) -> np.ndarray:
    """For each slot how many pages with it were captured again as they were."""
    again = [np.unique(marks.slots) for _, first_at, last_at, marks in pages if first_at < last_at]
    every = np.concatenate(again) if again else np.zeros(0, np.uint64)
    return np.array([int((every == slot).sum()) for slot in slots])


def in_stock(pages: Sequence[Shown], slots: np.ndarray, texts: Sequence[np.ndarray]) -> np.ndarray:
    """For each slot whether enough of what stands in it is shown on several pages, there or in another of the slots;
    ``texts``: for each page by what its blocks are told from others."""
    if not len(slots):
        return np.zeros(0, dtype=bool)
    every = np.concatenate([page[3].slots for page in pages])
    inside = np.isin(every, slots)
    slot_of = np.searchsorted(slots, every[inside])
    _, text_of = np.unique(np.concatenate(texts)[inside], return_inverse=True)
    _, page_of = np.unique([page[0] for page in pages], return_inverse=True)
    shown = text_of * len(pages) + np.repeat(page_of, [len(page[3].slots) for page in pages])[inside]
    pages_of_text = np.bincount(np.unique(shown) // len(pages))
    _, first = np.unique(slot_of * (shown.max() + 1) + shown, return_index=True)
    is_shared = pages_of_text[text_of[first]] > 1
    total = np.bincount(slot_of[first], minlength=len(slots))
    return np.bincount(slot_of[first], weights=is_shared, minlength=len(slots)) >= IN_STOCK * total


def _at_once(events: Sequence[Interval]) -> bool:
    """Whether all may have happened at one time."""
    return not events or max(begin for begin, _ in events) < min(end for _, end in events)
