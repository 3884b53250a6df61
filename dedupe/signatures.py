"""What is kept of a text to find its like without comparing it with every other.

MinHash (A. Z. Broder 1997): the least value of a text's shingles under a random permutation is the same for two texts
with a probability equal to their Jaccard similarity. Bands (P. Indyk and R. Motwani 1998; Leskovec, Rajaraman and
Ullman, "Mining of Massive Datasets", chapter 3): texts that agree in all rows of one band are candidates. Permutations
are multiplications by odd numbers modulo 2³² of the upper half of the shingle hashes, which are mixed already.

Winnowing (Schleimer, Wilkerson and Aiken 2003): the least hash of every window of consecutive shingles. A run of words
that stands in two texts and fills a window leaves a common sample in both, however long the texts are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dedupe.shingles import WORDS_PER_SHINGLE, Hashes, distinct
from dedupe.words import mixed

Signatures = NDArray[np.uint32]

_PACK = np.uint64(32)


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameters:
    """Everything that two signatures must have in common to be comparable."""

    generation: int = 1
    """Raised whenever words, hashes, permutations or keys are computed in another way."""
    bands: int = 42
    rows: int = 3
    """Permutations in a band. 42 bands of 3 miss a pair of Jaccard 0.5 once in 270, one of 0.8 once in 10¹³."""
    window: int = 12
    """Consecutive shingles of which one is sampled: a common run of 14 words is always noticed."""
    least_words: int = 40
    """Texts with fewer words than this are not looked for inside longer ones, and have no samples."""
    seed: int = 1
    """Of the permutations."""

    @property
    def permutations(self) -> int:
        """Length of a signature."""
        return self.bands * self.rows

    @property
    def name(self) -> str:
        """Short name to stand beside what is stored: ``g1-w3-b42-r3-n12-l40-s1``."""
        return (
            f"g{self.generation}-w{WORDS_PER_SHINGLE}-b{self.bands}-r{self.rows}"
            f"-n{self.window}-l{self.least_words}-s{self.seed}"
        )


DEFAULT = Parameters()


@lru_cache(maxsize=16)
def _multipliers(parameters: Parameters) -> Signatures:
    counter = np.arange(1, parameters.permutations + 1, dtype=np.uint64) + (np.uint64(parameters.seed) << _PACK)
    return (mixed(counter) >> _PACK).astype(np.uint32) | np.uint32(1)


def signatures(sequences: Hashes, starts: NDArray[np.int64], parameters: Parameters = DEFAULT) -> Signatures:
    """The MinHash signatures of many texts, a row each, from what `shingle_sequences` gives."""
    short = (sequences >> _PACK).astype(np.uint32)
    least = np.empty((parameters.permutations, len(starts) - 1), dtype=np.uint32)
    permuted = np.empty_like(short)
    for row, multiplier in enumerate(_multipliers(parameters)):
        np.multiply(short, multiplier, out=permuted)
        np.minimum.reduceat(permuted, starts[:-1], out=least[row])
    return np.ascontiguousarray(least.T)


def signature(hashes: Hashes, parameters: Parameters = DEFAULT) -> Signatures:
    """The MinHash signature of one text's shingle hashes: `parameters.permutations` numbers of 32 bits.

    Raises ValueError for a text without shingles: it is like nothing.
    """
    if not len(hashes):
        raise ValueError("a text without words has no signature")
    return signatures(hashes, np.array([0, len(hashes)]), parameters)[0]


def band_key(rows: Signatures, band: int, parameters: Parameters = DEFAULT) -> Hashes:
    """One key for each of many signatures (a row each): equal for two that agree in every row of `band`."""
    keys = np.full(len(rows), band + 1, dtype=np.uint64)
    for column in range(band * parameters.rows, (band + 1) * parameters.rows):
        keys = mixed(keys + rows[:, column])
    return keys


def band_keys(one: Signatures, parameters: Parameters = DEFAULT) -> Hashes:
    """The keys of one signature, 64 bits each, one per band; keys of different bands differ."""
    bands = np.arange(parameters.bands, dtype=np.uint64)
    keys = bands + np.uint64(1)
    for column in one.reshape(parameters.bands, parameters.rows).T:
        keys = mixed(keys + column)
    return keys


def agreement(a: Signatures, b: Signatures) -> NDArray[np.float64]:
    """Estimates of the Jaccard similarity of pairs of texts: the share of equal numbers in each pair of signatures."""
    return np.mean(a == b, axis=-1)


def samples(sequences: Hashes, starts: NDArray[np.int64], parameters: Parameters = DEFAULT) -> Hashes:
    """The winnowed samples of many texts: position of the text times 2³² plus 32 bits of a shingle, sorted, each once.

    Texts of fewer words than `parameters.least_words` have none.
    """
    window = parameters.window
    if len(sequences) < window:
        return np.empty(0, dtype=np.uint64)
    lengths = np.diff(starts)
    owners = np.repeat(np.arange(len(lengths), dtype=np.uint64), lengths)[: len(sequences) - window + 1]
    remaining = np.repeat(starts[1:], lengths)[: len(owners)] - np.arange(len(owners))
    enough = np.repeat(lengths + WORDS_PER_SHINGLE - 1 >= parameters.least_words, lengths)[: len(owners)]
    inside = (remaining >= window) & enough
    least = _sliding_minimum((sequences & np.uint64(0xFFFFFFFF)).astype(np.uint32), window)
    found = (owners[inside] << _PACK) | least[inside]
    return distinct(found[np.diff(found, prepend=~np.uint64(0)) != 0])


def _sliding_minimum(values: Signatures, window: int) -> Signatures:
    """The least of every `window` consecutive values, by doubling the reach."""
    reach = 1
    while reach < window:
        step = min(reach, window - reach)
        values = np.minimum(values[:-step], values[step:])
        reach += step
    return values
