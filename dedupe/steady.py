"""One judgement of a text for all captures of its page.

Whether a paragraph is part of the article is judged from what surrounds it (`dedupe.content`), and what surrounds it
changes with every redesign. A text that several captures of a page show must not come and go with that: it gets the mean
of its scores, so that it is part of the article on all of them or on none, and a version means that the publisher's words
changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from archive.records import Block, Page
from dedupe.content import UNKNOWN
from dedupe.marks import Marks

_A_LINK = 0.5

Name = tuple[str, bool, int]
"""A text as it is known from capture to capture: its words, whether it is a link, and which of several it is."""


def steady(captures: Sequence[tuple[Page, Marks]]) -> list[Marks]:
    """The marks of one page's captures, in order, with every text's scores replaced by their mean over all of them.

    The order of the captures does not matter. Scores that are `UNKNOWN` say nothing and stay.
    """
    if len(captures) < 2:
        return [marks for _, marks in captures]
    sums, counts = Counter[Name](), Counter[Name]()
    for page, marks in captures:
        for name, score in _named(page.blocks, marks.scores):
            sums[name] += score
            counts[name] += 1
    return [replace(marks, scores=_means(page.blocks, marks.scores, sums, counts)) for page, marks in captures]


def _means(blocks: Sequence[Block], scores: np.ndarray, sums: Counter[Name], counts: Counter[Name]) -> np.ndarray:
    means = scores.copy()
    means[scores != UNKNOWN] = [sums[name] // counts[name] for name, _ in _named(blocks, scores)]
    return means


def _named(blocks: Sequence[Block], scores: np.ndarray) -> Iterator[tuple[Name, int]]:
    """The blocks that have a score: under which name they are known from capture to capture, and the score."""
    seen = Counter[tuple[str, bool]]()
    for block, score in zip(blocks, scores.tolist(), strict=True):
        if score != UNKNOWN:
            name = (block.text, block.link_density >= _A_LINK)
            seen[name] += 1
            yield (*name, seen[name]), score
