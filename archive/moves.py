"""Which paragraph of a text is which of another: the same elsewhere, or the same with some words changed.

Paragraphs that are alike are found by the words that few others have, so that the time grows with the length of the text.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from archive.align import Op, longest_increasing

ALIKE = 0.6
"""Share of common words, of the longer one's, from which a paragraph is another one with words changed."""

_WORD = re.compile(r"\w+")
_FEWEST_WORDS = 5
_RARE = 4
"""A word that more paragraphs have tells none of them."""
_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Pairs:
    """Paragraphs by place: new → old."""

    moved: Mapping[int, int]
    """Those that stand elsewhere than before, changed or not."""
    kept: Mapping[int, int]
    """Those that were changed where they stand; within a passage in the same order on both sides."""
    away: Set[int]
    """Old places of those that moved."""


def pairs(old: Sequence[str], new: Sequence[str], ops: Sequence[Op]) -> Pairs:
    """Which paragraphs belong together among those that the alignment ``ops`` says differ."""
    passage_of_old = {i: number for number, op in enumerate(ops) if not op.same for i in range(op.old_from, op.old_to)}
    passage_of_new = {j: number for number, op in enumerate(ops) if not op.same for j in range(op.new_from, op.new_to)}
    moved = _equal(old, new, passage_of_old, passage_of_new)
    taken = set(moved.values())
    like = _alike(
        {i: _words(old[i]) for i in passage_of_old if i not in taken},
        {j: _words(new[j]) for j in passage_of_new if j not in moved},
    )
    kept = _in_place(like, passage_of_old, passage_of_new)
    moved |= {j: i for j, i in like.items() if j not in kept}
    return Pairs(moved, kept, frozenset(moved.values()))


def _equal(old: Sequence[str], new: Sequence[str], gone: Iterable[int], come: Iterable[int]) -> dict[int, int]:
    stock: defaultdict[str, list[int]] = defaultdict(list)
    for i in gone:
        stock[old[i]].append(i)
    places = {text: iter(found) for text, found in stock.items()}
    found = ((j, next(places[new[j]], None)) for j in come if new[j] in places)
    return {j: i for j, i in found if i is not None}


def _alike(gone: Mapping[int, Counter[str]], come: Mapping[int, Counter[str]]) -> dict[int, int]:
    """The likest pairs, each paragraph in one at most."""
    having: defaultdict[str, list[int]] = defaultdict(list)
    for i, words in gone.items():
        for word in words:
            having[word].append(i)
    rated = []
    for j, words in come.items():
        votes = Counter(i for word in words if len(having.get(word, ())) <= _RARE for i in having.get(word, ()))
        rated += [(_likeness(gone[i], words), -i, -j) for i, _ in votes.most_common(_CANDIDATES)]
    found: dict[int, int] = {}
    taken: set[int] = set()
    for likeness, i, j in sorted(rated, reverse=True):
        if likeness >= ALIKE and -j not in found and -i not in taken:
            found[-j] = -i
            taken.add(-i)
    return found


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    longer = max(one.total(), other.total())
    return (one & other).total() / longer if longer >= _FEWEST_WORDS else 0.0


def _in_place(
    like: Mapping[int, int], passage_of_old: Mapping[int, int], passage_of_new: Mapping[int, int]
) -> dict[int, int]:
    """The pairs that stand in one passage in the same order: the most of each passage that do."""
    by_passage: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for j, i in sorted(like.items()):
        if passage_of_old[i] == passage_of_new[j]:
            by_passage[passage_of_old[i]].append((i, j))
    return {j: i for listed in by_passage.values() for i, j in longest_increasing(listed)}


def _words(paragraph: str) -> Counter[str]:
    return Counter(_WORD.findall(paragraph.casefold()))
