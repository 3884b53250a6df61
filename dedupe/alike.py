"""Texts that say the same thing in like words: exact copies, near copies, and texts reprinted inside longer ones.

Candidates come from `dedupe.signatures`; every pair is compared on its true sets of word 3-grams before it is
returned. Texts of the same words are one text here: it is compared once, whoever printed it, and its later prints are
linked to the first, so that a notice printed a thousand times makes a thousand pairs and not half a million.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from types import MappingProxyType

import numpy as np

from dedupe.candidates import LEAST_AGREEMENT, all_candidates, samples_needed, sketches
from dedupe.shingles import Hashes, distinct, shared, shingle_sequences
from dedupe.signatures import DEFAULT, Parameters, agreement, band_keys, samples, signatures
from dedupe.words import many_word_hashes, word_hashes

KINDS = ("exact", "near", "contained")

NEAR = 0.5
"""Least Jaccard similarity of a near pair."""
CONTAINED = 0.8
"""Least share of the shorter text's shingles that stand in the longer for it to be contained."""

_CHUNK = 1 << 22
"""Bytes of word hashes that are sketched at once: some 1,700 texts of 300 words."""
_TOGETHER = 32
"""Texts whose words are hashed at once: their arrays fit the processor's cache."""
_KEPT = 1 << 28
"""Bytes of shingle sets that are kept while pairs are verified."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Two texts that are alike, compared exactly."""

    a: str
    """Id of the one that came first; for ``contained`` of the shorter one, which stands inside the other."""
    b: str
    """Id of the other."""
    kind: str
    """``exact``: the same words in the same order; ``near``: Jaccard from 0.5 on; ``contained``: below that, but four
    fifths of the shorter stand in the longer."""
    similarity: float
    """Jaccard similarity of the sets of word 3-grams, 0 to 1, also of contained pairs."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What is stored of a text, so that its like are found without reading every other text."""

    parameters: str
    """`Parameters.name`: keys of different parameters are never compared."""
    digest: str
    """Hexadecimal, equal for texts of the same words; ``""`` for a text without words, which is like nothing."""
    bands: tuple[int, ...] = ()
    """Signed 64-bit numbers. Near texts share at least one."""
    samples: tuple[int, ...] = ()
    """Unsigned 32-bit numbers. A text inside another shares half of its own or more."""
    signature: bytes = b""
    """32-bit numbers, little endian."""


def digest(text: str) -> str:
    """32 hexadecimal digits, equal for texts of the same words in the same order; ``""`` without words."""
    return _digest(word_hashes(text))


def _digest(hashed: bytes) -> str:
    return blake2b(hashed, digest_size=16).hexdigest() if hashed else ""


def keys(text: str, parameters: Parameters = DEFAULT) -> Keys:
    """What to store of `text`."""
    hashed = word_hashes(text)
    if not hashed:
        return Keys(parameters.name, "")
    sequences, starts = shingle_sequences([hashed])
    signature = signatures(sequences, starts, parameters)[0]
    return Keys(
        parameters=parameters.name,
        digest=_digest(hashed),
        bands=tuple(band_keys(signature, parameters).view(np.int64).tolist()),
        samples=tuple(samples(sequences, starts, parameters).tolist()),
        signature=signature.astype("<u4").tobytes(),
    )


def is_candidate(a: Keys, b: Keys) -> bool:
    """Whether two texts are worth comparing: the very pairs that `pairs` compares.

    Raises ValueError for keys of different parameters.
    """
    if a.parameters != b.parameters:
        raise ValueError(f"keys of {a.parameters} and {b.parameters} cannot be compared")
    if not a.digest or not b.digest:
        return False
    fewer = min(len(a.samples), len(b.samples))
    if fewer and len(set(a.samples).intersection(b.samples)) >= samples_needed(fewer):
        return True
    rows = [np.frombuffer(each.signature, dtype="<u4") for each in (a, b)]
    return bool(agreement(*rows) >= LEAST_AGREEMENT) and not set(a.bands).isdisjoint(b.bands)


def verify(text: str, other: str, least_words: int = DEFAULT.least_words) -> tuple[str, float] | None:
    """Kind and similarity of two texts, compared exactly; ``None``: they are not alike.

    A text is called contained only if it has `least_words` words.
    """
    hashed = word_hashes(text), word_hashes(other)
    if not all(hashed):
        return None
    if hashed[0] == hashed[1]:
        return "exact", 1.0
    return _likeness(*map(_set, hashed), least_words * 8 <= len(min(hashed, key=len)))


def _set(hashed: bytes) -> Hashes:
    return distinct(shingle_sequences([hashed])[0])


def _likeness(a: Hashes, b: Hashes, long_enough: bool) -> tuple[str, float] | None:
    common = shared(a, b)
    similarity = common / (len(a) + len(b) - common)
    if similarity >= NEAR:
        return "near", similarity
    if long_enough and common / min(len(a), len(b)) >= CONTAINED:
        return "contained", similarity
    return None


def ranked(ids: Iterable[str], times: Mapping[str, str]) -> list[str]:
    """`ids` in order of publication: by time (ISO 8601, a day before its hours), unknown times last, then by id."""
    return sorted(ids, key=lambda each: (not times.get(each), times.get(each, ""), each))


def pairs(
    texts: Mapping[str, str],
    times: Mapping[str, str] = MappingProxyType({}),
    parameters: Parameters = DEFAULT,
) -> list[Alike]:
    """All pairs of alike texts, by id of `a`, then of `b`; the order of `texts` does not matter.

    `texts` may read its values when asked: each is asked for once, those of candidates again.
    `times` says when each was published. Of the texts with the same words each later one is ``exact`` to the first,
    and only the first is compared with others.
    """
    firsts: dict[str, str] = {}
    copies: list[Alike] = []
    sketched = sketches(_unseen(texts, ranked(texts, times), firsts, copies), parameters)
    verified = _verified(all_candidates(sketched, parameters).tolist(), list(firsts.values()), texts, parameters)
    return sorted([*copies, *verified], key=lambda pair: (pair.a, pair.b))


def _unseen(
    texts: Mapping[str, str], ids: list[str], firsts: dict[str, str], copies: list[Alike]
) -> Iterator[list[bytes]]:
    """The word hashes of texts not met before, in chunks; fills `firsts` (digest to id, in order) and `copies`."""
    chunk: list[bytes] = []
    size = 0
    for each, hashed in _hashed(texts, ids):
        first = firsts.setdefault(_digest(hashed), each)
        if first != each:
            copies.append(Alike(first, each, "exact", 1.0))
            continue
        chunk.append(hashed)
        size += len(hashed)
        if size >= _CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _hashed(texts: Mapping[str, str], ids: list[str]) -> Iterator[tuple[str, bytes]]:
    """The ids whose texts have words, with the words' hashes."""
    for at in range(0, len(ids), _TOGETHER):
        some = ids[at : at + _TOGETHER]
        hashes = many_word_hashes([texts[each] for each in some])
        yield from ((each, hashed) for each, hashed in zip(some, hashes, strict=True) if hashed)


class _Sets(dict[str, tuple[Hashes, bool]]):
    """Shingle sets computed lately, of bounded size in all, each with whether its text is long enough to be inside."""

    def __init__(self, texts: Mapping[str, str], parameters: Parameters) -> None:
        super().__init__()
        self._texts, self._least, self._bytes = texts, 8 * parameters.least_words, 0

    def __missing__(self, each: str) -> tuple[Hashes, bool]:
        if self._bytes > _KEPT:
            self.clear()
            self._bytes = 0
        hashed = word_hashes(self._texts[each])
        self[each] = _set(hashed), len(hashed) >= self._least
        self._bytes += len(hashed)
        return self[each]


def _verified(
    candidates: list[list[int]], ids: list[str], texts: Mapping[str, str], parameters: Parameters
) -> Iterator[Alike]:
    sets = _Sets(texts, parameters)
    for left, right in candidates:
        (a, a_long), (b, b_long) = sets[ids[left]], sets[ids[right]]
        likeness = _likeness(a, b, a_long and b_long)
        if likeness is None:
            continue
        shorter_last = likeness[0] == "contained" and len(b) < len(a)
        first, second = (right, left) if shorter_last else (left, right)
        yield Alike(ids[first], ids[second], *likeness)
