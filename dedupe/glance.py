"""Whether a page would be cleaned as before, told from its marks alone, without its words.

How a page is cleaned depends on the page itself, and of all that is known of its source only on what is thought of its own
blocks and slots, and on which side of the cut its blocks' scores lie (`dedupe.clean`). So two models that give a page the
same glance clean it alike.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

from dedupe.boilerplate import Model
from dedupe.content import CUT, SCALE, SLOT, UNKNOWN
from dedupe.marks import Marks

_VERDICTS = {"keep": 1, "strip": 2}


class Glance:
    """A model, as quickly asked of many pages."""

    def __init__(self, model: Model):
        self._repeats = np.sort(np.fromiter(model.repeats, np.uint64, len(model.repeats)))
        self._slots = _sorted(model.slots)
        self._decided = _sorted({mark: _VERDICTS[verdict] for mark, verdict in model.decided.items()})

    def of(self, marks: Marks) -> bytes:
        """Equal for equal pages where cleaning them with these marks gives the same; 16 bytes."""
        repeated = _known(self._repeats, marks.blocks)
        scores = marks.scores.astype(np.int64)
        moved = scores + _asked(self._slots, marks.slots) * round(SLOT * SCALE)
        is_inside = moved >= CUT * SCALE
        seen = [repeated, is_inside, scores >= CUT * SCALE, _asked(self._decided, marks.blocks)]
        if not (is_inside & (scores != UNKNOWN) & ~repeated).any():
            seen.append(moved)  # the likeliest text is kept, however unlikely
        return blake2b(
            b"".join(np.ascontiguousarray(each, dtype=np.int16).tobytes() for each in seen), digest_size=16
        ).digest()


def _sorted(known: dict[int, int]) -> tuple[np.ndarray, np.ndarray]:
    marks = np.sort(np.fromiter(known, np.uint64, len(known)))
    return marks, np.array([known[int(mark)] for mark in marks], dtype=np.int64)


def _places(known: np.ndarray, asked: np.ndarray) -> np.ndarray:
    return np.minimum(np.searchsorted(known, asked), len(known) - 1)


def _known(known: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Whether each mark is among the known ones."""
    return known[_places(known, asked)] == asked if len(known) else np.zeros(len(asked), dtype=bool)


def _asked(known: tuple[np.ndarray, np.ndarray], asked: np.ndarray) -> np.ndarray:
    """What is known of each mark; 0: nothing."""
    marks, values = known
    if not len(marks):
        return np.zeros(len(asked), dtype=np.int64)
    return np.where(_known(marks, asked), values[_places(marks, asked)], 0)
