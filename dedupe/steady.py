"""One judgement of a text for all captures of its page.

Whether a paragraph is part of the article is judged from what surrounds it (`dedupe.content`), and what surrounds it
changes with every redesign. A text that several captures of a page show must not come and go with that: it gets the mean
of its scores, so that it is part of the article on all of them or on none, and a version means that the publisher's words
changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dedupe.content import UNKNOWN
from dedupe.marks import Marks


def steady(captures: Sequence[Marks]) -> list[Marks]:
    """The marks of one page's captures, in order, with every text's scores replaced by their mean over all of them.

    A text is known from capture to capture by its words, whether it is a link, and which of several it is. The order of
    the captures does not matter. Scores that are `UNKNOWN` say nothing and stay.
    """
    if len(captures) < 2:
        return list(captures)
    scores = np.concatenate([marks.scores for marks in captures])
    lengths = [len(marks.scores) for marks in captures]
    judged = scores != UNKNOWN
    texts = np.concatenate([marks.texts for marks in captures])[judged]
    capture = np.repeat(np.arange(len(captures)), lengths)[judged]
    scores[judged] = _means(texts, _which(capture, texts), scores[judged].astype(np.int64))
    parts = np.split(scores, np.cumsum(lengths)[:-1])
    return [replace(marks, scores=part) for marks, part in zip(captures, parts, strict=True)]


def _which(capture: np.ndarray, texts: np.ndarray) -> np.ndarray:
    """For each text which one of those with the same words in its capture it is, from 0."""
    order = np.lexsort((texts, capture))
    begins = _begins(capture[order], texts[order])
    which = np.empty(len(texts), dtype=np.int64)
    which[order] = np.arange(len(texts)) - np.flatnonzero(begins)[np.cumsum(begins) - 1]
    return which


def _means(texts: np.ndarray, which: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """For each text the mean, rounded down, of the scores of its like."""
    if not len(texts):
        return scores
    order = np.lexsort((which, texts))
    begins = _begins(texts[order], which[order])
    starts = np.flatnonzero(begins)
    sums = np.add.reduceat(scores[order], starts)
    counts = np.diff(starts, append=len(texts))
    means = np.empty(len(texts), dtype=np.int64)
    means[order] = (sums // counts)[np.cumsum(begins) - 1]
    return means


def _begins(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Where a run of equal pairs begins."""
    begins = np.ones(len(one), dtype=bool)
    begins[1:] = (one[1:] != one[:-1]) | (other[1:] != other[:-1])
    return begins
