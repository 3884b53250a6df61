"""Alignment of two sequences in time that grows with their length, whatever they hold.

Patience diff (Bram Cohen: items that occur once on both sides anchor the rest) with Myers' algorithm ("An O(ND)
Difference Algorithm and Its Variations", Algorithmica 1, 1986) between the anchors, both bounded.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

_MOST_EDITS = 200
"""Edits up to which a passage without anchors is aligned item by item; beyond, it is replaced as a whole."""

_DEEPEST = 12
"""How often anchors are looked for between anchors."""


@dataclass(frozen=True, slots=True)
class Op:
    """A run of items that both sequences have, or one that differs."""

    same: bool
    old_from: int
    old_to: int
    new_from: int
    new_to: int

    @property
    def size(self) -> int:
        """Items on its longer side."""
        return max(self.old_to - self.old_from, self.new_to - self.new_from)


def align(old: Sequence[str], new: Sequence[str]) -> list[Op]:
    """Runs that are the same and runs that differ, in turn; together they cover both sequences."""
    ops: list[Op] = []
    at_old = at_new = 0
    for low, start, size in [*_merged(_matches(old, new)), (len(old), len(new), 0)]:
        if at_old < low or at_new < start:
            ops.append(Op(False, at_old, low, at_new, start))
        if size:
            ops.append(Op(True, low, low + size, start, start + size))
        at_old, at_new = low + size, start + size
    return ops


Match = tuple[int, int, int]
"""(place in old, place in new, length)."""


def _merged(matches: list[Match]) -> list[Match]:
    merged: list[Match] = []
    for low, start, size in matches:
        if merged and merged[-1][0] + merged[-1][2] == low and merged[-1][1] + merged[-1][2] == start:
            merged[-1] = (merged[-1][0], merged[-1][1], merged[-1][2] + size)
        else:
            merged.append((low, start, size))
    return merged


def _matches(old: Sequence[str], new: Sequence[str], depth: int = 0) -> list[Match]:
    """Matching runs in order: the common start and end, and what anchors or edits leave in between."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    matches = [(0, 0, head)] if head else []
    if middle_old and middle_new:
        matches += [(low + head, start + head, size) for low, start, size in _middle(middle_old, middle_new, depth)]
    if tail:
        matches.append((len(old) - tail, len(new) - tail, tail))
    return matches


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many items the two have in common at their start."""
    for index, (one, other) in enumerate(zip(old, new, strict=False)):
        if one != other:
            return index
    return min(len(old), len(new))


def _middle(old: Sequence[str], new: Sequence[str], depth: int) -> list[Match]:
    anchors = []
    if depth < _DEEPEST:
        anchors = _anchors(old, new) or _anchors(_triples(old), _triples(new))
    if not anchors:
        return _edits(old, new)
    matches: list[Match] = []
    at_old = at_new = 0
    for low, start in [*anchors, (len(old), len(new))]:
        inner = _matches(old[at_old:low], new[at_new:start], depth + 1)
        matches += [(at_old + a, at_new + b, size) for a, b, size in inner]
        if low < len(old):
            matches.append((low, start, 1))
        at_old, at_new = low + 1, start + 1
    return matches


def _triples(items: Sequence[str]) -> list[tuple[str, ...]]:
    """Each item with the two after it: three words in a row often occur once where none of them does."""
    return list(zip(items, items[1:], items[2:], strict=False))


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Places of items that occur once on each side, the longest run of them that stands in the same order on both."""
    once_old, once_new = _once(old), _once(new)
    pairs = [(once_old[item], place) for item, place in once_new.items() if item in once_old]
    return longest_increasing(pairs)


def _once(items: Sequence[Hashable]) -> dict[Hashable, int]:
    count = Counter(items)
    return {item: place for place, item in enumerate(items) if count[item] == 1}


def longest_increasing(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence whose first numbers grow (patience sorting, n log n)."""
    tops: list[int] = []
    piles: list[int] = []
    below: list[int] = []
    for index, (place, _) in enumerate(pairs):
        pile = bisect_left(tops, place)
        below.append(piles[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [place]
        piles[pile : pile + 1] = [index]
    chosen = []
    index = piles[-1] if piles else -1
    while index >= 0:
        chosen.append(pairs[index])
        index = below[index]
    return chosen[::-1]


def _edits(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """Matching items of a shortest edit script (Myers 1986), none when it takes more than `_MOST_EDITS`."""
    if abs(len(old) - len(new)) > _MOST_EDITS or set(old).isdisjoint(new):
        return []
    reach = {1: 0}
    trace: list[dict[int, int]] = []
    for distance in range(min(len(old) + len(new), _MOST_EDITS) + 1):
        trace.append(dict(reach))
        for diagonal in range(-distance, distance + 1, 2):
            x = _furthest(reach, diagonal, distance)
            y = x - diagonal
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            reach[diagonal] = x
            if x >= len(old) and y >= len(new):
                return _walk_back(trace, len(old), len(new))
    return []


def _furthest(reach: dict[int, int], diagonal: int, distance: int) -> int:
    """Where a path on the diagonal starts: one step down from the diagonal above or right from the one below."""
    return reach[diagonal + 1] if _is_down(reach, diagonal, distance) else reach[diagonal - 1] + 1


def _is_down(reach: dict[int, int], diagonal: int, distance: int) -> bool:
    return diagonal == -distance or (diagonal != distance and reach[diagonal - 1] < reach[diagonal + 1])


def _walk_back(trace: list[dict[int, int]], x: int, y: int) -> list[Match]:
    matches: list[Match] = []
    for distance in range(len(trace) - 1, -1, -1):
        reach, diagonal = trace[distance], x - y
        start = _furthest(reach, diagonal, distance)
        if x > start:
            matches.append((start, start - diagonal, x - start))
        if distance:
            down = _is_down(reach, diagonal, distance)
            x = start if down else start - 1
            y = start - diagonal - 1 if down else start - diagonal
    return matches[::-1]
