"""Slots whose text rotates: a promotion that is another one, or none, on every visit while the rest of the page stays.

Right after a redesign, or on few pages, each promotion has been seen once and repeats nowhere. What gives it away is time:
in an article's own slots a text that was there yesterday is there today, on nearly every page. So a slot rotates when on
nearly all recaptures of the pages that have it all of its text was replaced, came or went, although the page had not been
redesigned; when that came about at different times in both directions, so that no single change of the template or of a
standing text explains it; and when the texts come from one stock, some of them being shown on several pages. A text that
was edited keeps its neighbours, its page's other captures or its being this page's own, and is none of this.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

import numpy as np

from dedupe.content import UNKNOWN
from dedupe.counters import Shown

FEWEST_PAGES = 3
"""Pages on which the slot's text must have been seen to be another one."""

MOSTLY = 0.8
"""Share of the recaptures of pages with the slot on which all of its text must be another one."""

SAME_PAGE = 0.5
"""Share of a page's blocks that must be on both captures for them to be of one template."""

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

    def may_rotate(self) -> bool:
        """Whether it was another text on several pages, and no single change explains that."""
        return len(self.pages) >= FEWEST_PAGES and not _at_once(self.came) and not _at_once(self.went)


def rotating(shown: Iterable[Shown]) -> np.ndarray:
    """The slots (`Marks.slots`) whose text rotates, in order; the order of the pages does not matter."""
    pages = sorted(
        (page for page in shown if _is_document(page)), key=lambda page: (*page[:3], page[3].blocks.tobytes())
    )
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
    return found[is_other & _in_stock(pages, found)]


def _compare(seen: dict[int, _Slot], before: Shown, after: Shown) -> set[int]:
    """Note the slots whose text came or went between two captures of a page; those of which some stayed."""
    one, other = (dict(zip(page[3].blocks.tolist(), page[3].slots.tolist(), strict=True)) for page in (before, after))
    both = one.keys() & other.keys()
    if len(both) < SAME_PAGE * max(len(one), len(other)):
        return set()
    kept = {one[block] for block in both}
    went, came = ({slots[block] for block in slots.keys() - both} - kept for slots in (one, other))
    when = before[2] if before[2] < after[1] else before[1], after[1]
    for slot in went | came:
        each = seen.setdefault(slot, _Slot())
        each.moves += 1
        each.pages.add(after[0])
        each.came += [when] if slot in came else []
        each.went += [when] if slot in went else []
    return kept


def _stood(pages: Sequence[Shown], slots: np.ndarray) -> np.ndarray:
    """For each slot how many pages with it were captured again as they were."""
    again = [np.unique(marks.slots) for _, first_at, last_at, marks in pages if first_at < last_at]
    every = np.concatenate(again) if again else np.zeros(0, np.uint64)
    return np.array([int((every == slot).sum()) for slot in slots])


def _in_stock(pages: Sequence[Shown], slots: np.ndarray) -> np.ndarray:
    """For each slot whether enough of its texts are shown on several pages."""
    _, page_of = np.unique([page[0] for page in pages], return_inverse=True)
    on = np.repeat(page_of.astype(np.uint64), [len(page[3].blocks) for page in pages])
    rows = np.stack([*(np.concatenate([getattr(page[3], name) for page in pages]) for name in ("slots", "blocks")), on])
    pairs = np.unique(rows[:, np.isin(rows[0], slots)], axis=1)
    _, text_of, count = np.unique(pairs[1], return_inverse=True, return_counts=True)
    is_shared = count[text_of] > 1
    return np.array([is_shared[pairs[0] == slot].mean() >= IN_STOCK for slot in slots], dtype=bool)


def _at_once(events: Sequence[Interval]) -> bool:
    """Whether all may have happened at one time."""
    return not events or max(begin for begin, _ in events) < min(end for _, end in events)


def _is_document(page: Shown) -> bool:
    """Whether it is a page of its own, and not an item of a feed or a plain text."""
    return bool((page[3].scores != UNKNOWN).any())
