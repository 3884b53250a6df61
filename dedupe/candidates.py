"""Which of many texts are worth comparing: the pairs whose kept keys say that they may be alike.

Whether a pair is a candidate depends on its two texts alone (`is_candidate`), never on what else is known, so that the
same pairs come out night by night and all at once. The array functions find exactly those pairs among many texts in
memory that grows with the number of texts, however many of them hold the same standing phrase.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedupe.shingles import Hashes, distinct, shingle_sequences
from dedupe.signatures import DEFAULT, Parameters, Signatures, band_key, samples, signatures

Pairs = NDArray[np.int64]
"""Positions of texts, two to a row."""

LEAST_AGREEMENT = 0.35
"""Pairs that meet in a band but whose signatures agree less are not compared: at 126 permutations a pair of Jaccard 0.5
falls below once in 2,000, one of 0.8 never."""

_SLICE = 1 << 16
_PACK = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Sketches:
    """What is kept in memory of many texts while candidates are looked for."""

    signatures: Signatures
    """A row for each text."""
    samples: Hashes
    """As `dedupe.signatures.samples` gives them: position of the text times 2³² plus the sample, sorted."""


def sketches(chunks: Iterable[list[bytes]], parameters: Parameters = DEFAULT) -> Sketches:
    """The sketches of the texts of `chunks`, each text as `word_hashes` gives it, none empty."""
    kept, sampled, count = [], [np.empty(0, dtype=np.uint64)], 0
    for chunk in chunks:
        sequences, starts = shingle_sequences(chunk)
        kept.append(signatures(sequences, starts, parameters))
        sampled.append(samples(sequences, starts, parameters) + (np.uint64(count) << _PACK))
        count += len(chunk)
    empty = np.empty((0, parameters.permutations), dtype=np.uint32)
    return Sketches(np.concatenate(kept) if kept else empty, np.concatenate(sampled))


def samples_needed(fewer: int | NDArray[np.int64]) -> int | NDArray[np.int64]:
    """How many samples a text with `fewer` of them must share with another to be a candidate for being inside it."""
    return (fewer + 1) // 2


def near_candidates(rows: Signatures, parameters: Parameters = DEFAULT) -> Pairs:
    """All pairs of texts (by position, the smaller first) that meet in a band and whose signatures agree enough."""
    found = [np.empty((0, 2), dtype=np.int64)]
    for band in range(parameters.bands):
        keys = band_key(rows, band, parameters)
        order = np.argsort(keys, kind="stable")
        for pairs in _equal_neighbours(keys[order]):
            found.append(_first_met(rows, order[pairs], band, parameters))
    return _sorted(np.concatenate(found))


def _equal_neighbours(keys: Hashes) -> Iterator[Pairs]:
    """All pairs of places that hold the same key, of sorted `keys`, in slices of bounded size."""
    left = np.arange(len(keys))
    distance = 0
    while len(left):
        distance += 1
        left = left[left + distance < len(keys)]
        left = left[keys[left] == keys[left + distance]]
        for start in range(0, len(left), _SLICE):
            part = left[start : start + _SLICE]
            yield np.stack((part, part + distance), axis=1)


def _first_met(rows: Signatures, pairs: Pairs, band: int, parameters: Parameters) -> Pairs:
    """Those of `pairs` that agree enough and did not meet in an earlier band already."""
    equal = rows[pairs[:, 0]] == rows[pairs[:, 1]]
    enough = equal.mean(axis=1) >= LEAST_AGREEMENT
    pairs, equal = pairs[enough], equal[enough]
    earlier = equal[:, : band * parameters.rows].reshape(len(pairs), band, parameters.rows).all(axis=2).any(axis=1)
    return pairs[~earlier]


def contained_candidates(sampled: Hashes) -> Pairs:
    """All pairs of texts (by position, the smaller first) that share half the samples of the one that has fewer.

    A text that shares half of its n samples shares at least one of any n - n/2 + 1 of them, so it is enough to look up
    those that fewest texts have (prefix filtering: Chaudhuri, Ganti and Kaushik 2006): standing phrases cost nothing.
    """
    sizes = np.bincount((sampled >> _PACK).astype(np.int64), minlength=1)
    postings = _shared_postings(sampled)
    found = [np.empty((0, 2), dtype=np.int64)]
    for pairs in _lookups(postings, sizes):
        found.append(pairs[_shares_enough(pairs, sampled, sizes)])
    return _sorted(np.concatenate(found))


def _shared_postings(sampled: Hashes) -> Hashes:
    """The samples that two texts or more have, as sample times 2³² plus position of the text, sorted."""
    postings = (sampled << _PACK) | (sampled >> _PACK)
    postings.sort()
    same = (postings[1:] >> _PACK) == (postings[:-1] >> _PACK)
    shared = np.zeros(len(postings), dtype=bool)
    shared[1:] |= same
    shared[:-1] |= same
    return postings[shared]


def _lookups(postings: Hashes, sizes: NDArray[np.int64]) -> Iterator[Pairs]:
    """Pairs that meet in one of the rarest samples of the text with fewer of them (first in its row), in slices."""
    owners = (postings & _LOW).astype(np.int64)
    changes = np.flatnonzero(np.diff(postings >> _PACK)) + 1
    begins = np.concatenate(([0], changes)) if len(postings) else changes
    lengths = np.diff(np.append(begins, len(postings)))
    frequency = np.repeat(lengths, lengths)
    begin = np.repeat(begins, lengths)
    wanted = _rarest(owners, frequency, sizes)
    steps = np.cumsum(frequency[wanted]) // _SLICE
    for part in np.split(wanted, np.flatnonzero(np.diff(steps)) + 1):
        reach = frequency[part]
        offsets = np.arange(reach.sum()) - np.repeat(np.cumsum(reach) - reach, reach)
        left, right = np.repeat(owners[part], reach), owners[np.repeat(begin[part], reach) + offsets]
        usable = (sizes[right] > sizes[left]) | ((sizes[right] == sizes[left]) & (right > left))
        yield _distinct(np.stack((left[usable], right[usable]), axis=1))


def _rarest(owners: NDArray[np.int64], frequency: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places of the postings that must be looked up: those of rarest frequency of each text, as many as it takes.

    A sample that no other text has is the rarest of all, takes its place among them, and finds nothing.
    """
    order = np.lexsort((frequency, owners))
    held = np.bincount(owners, minlength=len(sizes))
    quota = sizes - samples_needed(sizes) + 1 - (sizes - held)
    rank = np.arange(len(order)) - np.repeat(np.cumsum(held) - held, held)
    return order[rank < quota[owners[order]]]


def _shares_enough(pairs: Pairs, sampled: Hashes, sizes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether the second of each pair has enough of the first's samples."""
    begins = np.cumsum(sizes) - sizes
    reach = sizes[pairs[:, 0]]
    ends = np.cumsum(reach)
    places = np.arange(reach.sum()) + np.repeat(begins[pairs[:, 0]] - (ends - reach), reach)
    looked_up = (np.repeat(pairs[:, 1], reach).astype(np.uint64) << _PACK) | (sampled[places] & _LOW)
    at = np.minimum(np.searchsorted(sampled, looked_up), len(sampled) - 1)
    hits = np.concatenate(([0], np.cumsum(sampled[at] == looked_up)))
    return hits[ends] - hits[ends - reach] >= samples_needed(reach)


def _distinct(pairs: Pairs) -> Pairs:
    codes = (pairs[:, 0].astype(np.uint64) << _PACK) | pairs[:, 1].astype(np.uint64)
    codes = distinct(codes)
    return np.stack((codes >> _PACK, codes & _LOW), axis=1).astype(np.int64)


def _sorted(pairs: Pairs) -> Pairs:
    """`pairs`, the smaller position first in each, each once, in order."""
    return _distinct(np.sort(pairs, axis=1))


def all_candidates(sketched: Sketches, parameters: Parameters = DEFAULT) -> Pairs:
    """All pairs of texts that are candidates by either way, the smaller position first, each once, in order."""
    near = near_candidates(sketched.signatures, parameters)
    return _sorted(np.concatenate((near, contained_candidates(sketched.samples))))
