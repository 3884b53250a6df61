"""Slots that a new template brought with texts from a stock: promotions of a redesign, on the first night after it.

Nobody has seen them come and go yet (`dedupe.rotation`), and each may stand on one page or two. What gives them away is
what they are not: an article goes through a redesign word for word, it only stands in other elements. So where nearly all
of a page's blocks were replaced and the words of its article are still there, a slot that the page did not have before and
in which it says nothing that it ever said is the template's. That must be so on several pages and on nearly all that were
redesigned, and some of the texts must be shown on several pages. An edit that happens to come on the same night stands
among the article's old words, and a box that articles were given has words of its own on each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import groupby

import numpy as np

from dedupe.content import CUT, SCALE
from dedupe.counters import Shown
from dedupe.marks import Marks
from dedupe.rotation import documents, in_stock, share_a_template

FEWEST_PAGES = 3
"""Pages on which the slot must say what the page never said before."""

MOSTLY = 0.8
"""Share of the redesigned pages with the slot on which it must."""

SAME_ARTICLE = 0.5
"""Share of what looks like the article that must be on the page after the redesign."""


def brought(shown: Iterable[Shown]) -> np.ndarray:
    """The slots (`Marks.slots`) that a redesign brought, in order; the order of the pages does not matter."""
    pages = documents(shown)
    new, known = Counter[int](), Counter[int]()
    for _, captures in groupby(pages, key=lambda page: page[0]):
        said: set[int] = set()
        slots: set[int] = set()
        before: Marks | None = None
        for *_, after in captures:
            if before is not None and _is_redesigned(before, after):
                came, stayed = _new_slots(after, said, slots)
                new.update(came)
                known.update(stayed)
            said.update(after.texts.tolist())
            slots.update(after.slots.tolist())
            before = after
    found = np.array(sorted(slot for slot, count in new.items() if count >= MOSTLY * (count + known[slot])), np.uint64)
    is_often = np.array([new[slot] >= FEWEST_PAGES for slot in found.tolist()], dtype=bool)
    return found[is_often & in_stock(pages, found, [_masked(marks) for *_, marks in pages])]


def _masked(marks: Marks) -> np.ndarray:
    """The texts, wherever they stand; those with a number by their slot and what is around the number."""
    return np.where(marks.patterns != 0, marks.patterns, marks.texts)


def _is_redesigned(before: Marks, after: Marks) -> bool:
    """Whether the page has another template and the same article."""
    article = before.texts[before.scores >= CUT * SCALE]
    return (
        not share_a_template(before, after)
        and len(article) > 0
        and np.isin(article, after.texts).mean() >= SAME_ARTICLE
    )


def _new_slots(after: Marks, said: set[int], slots: set[int]) -> tuple[set[int], set[int]]:
    """The slots that the page did not have before: those in which it says nothing that it ever said, and the others."""
    listed = [
        (slot, text in said)
        for slot, text in zip(after.slots.tolist(), after.texts.tolist(), strict=True)
        if slot not in slots
    ]
    stayed = {slot for slot, is_known in listed if is_known}
    return {slot for slot, _ in listed} - stayed, stayed
