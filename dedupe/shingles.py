"""Word shingles: the set of a text's runs of three words, as 64-bit hashes, and how alike two such sets are.

Shingling and both measures are from A. Z. Broder, "On the resemblance and containment of documents" (1997).
A shingle's hash is a mixed linear combination of the hashes of its three words, 64 bits, so the numbers are the same
in every process and on every machine. Two different shingles share a hash with a probability of about 2⁻⁶⁰, so the
measures below are those of the true sets of word 3-grams: that a comparison of two texts of a thousand words each is
wrong by a single shingle happens once in 10¹² comparisons.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dedupe.words import mixed, word_hashes

Hashes = NDArray[np.uint64]

WORDS_PER_SHINGLE = 3

_FACTORS = tuple(np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))


def shingle_sequences(texts: Sequence[bytes]) -> tuple[Hashes, NDArray[np.int64]]:
    """The shingle hashes of many texts in one array, in reading order with repetitions, and where each text starts.

    `texts` are what `word_hashes` gives, none of them empty. The starts have one entry more than `texts`: the end.
    A text of one or two words is one shingle of what there is.
    """
    least = 8 * WORDS_PER_SHINGLE
    hashed = np.frombuffer(b"".join(text.ljust(least, b"\0") for text in texts), dtype="<u8").astype(np.uint64)
    ends = np.cumsum([max(len(text), least) // 8 for text in texts], dtype=np.int64)
    starts = np.concatenate((ends[:0], [0], ends - (WORDS_PER_SHINGLE - 1) * np.arange(1, len(texts) + 1)))
    whole = np.ones(len(hashed), dtype=bool)
    for step in range(1, WORDS_PER_SHINGLE):
        whole[ends - step] = False
    count = len(hashed) - WORDS_PER_SHINGLE + 1
    combined = np.zeros(max(count, 0), dtype=np.uint64)
    for place, factor in enumerate(_FACTORS):
        combined += hashed[place : place + count] * factor
    return mixed(combined[whole[:count]]), starts


def shingle_hashes(text: str) -> Hashes:
    """The set of the 64-bit hashes of the word 3-grams of `text`, sorted, each once; empty for a text without words."""
    hashed = word_hashes(text)
    return distinct(shingle_sequences([hashed])[0]) if hashed else np.empty(0, dtype=np.uint64)


def distinct(values: Hashes) -> Hashes:
    """`values` sorted, each once."""
    values = np.sort(values)
    first = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return values[first]


def shared(a: Hashes, b: Hashes) -> int:
    """How many hashes two sets (sorted, each once) have in common."""
    both = np.concatenate((a, b))
    both.sort()
    return int(np.count_nonzero(both[1:] == both[:-1]))


def jaccard(a: Hashes, b: Hashes) -> float:
    """Share of the hashes of either set that stand in both, 0 to 1; 0 where both sets are empty."""
    common = shared(a, b)
    either = len(a) + len(b) - common
    return common / either if either else 0.0


def containment(a: Hashes, b: Hashes) -> float:
    """Share of the hashes of `a` that stand in `b` too, 0 to 1; 0 where `a` is empty."""
    return shared(a, b) / len(a) if len(a) else 0.0
