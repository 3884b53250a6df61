"""Forms of words in other languages than Swedish: the archive's words that have the same stem by Snowball's rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from itertools import takewhile

import snowballstemmer

from archive.site.search.folding import fold

ALGORITHMS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hu": "hungarian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
"""By ISO 639-1 the name of Snowball's algorithm."""

SHORTEST = 3
"""Letters that a word and its other forms must have in common."""

LONGEST_ENDING = 8
"""Letters by which a form may be longer than the stem."""

Beginning = Callable[[str, int], Mapping[str, int]]
"""From a prefix without diacritics and the most letters to the archive's words that but for diacritics begin so, each with
its number of articles."""


def forms(word: str, language: str, beginning: Beginning) -> frozenset[str]:
    """Words of the archive with the stem of this one, without it; none in a language that Snowball does not know."""
    if language not in available():
        return frozenset()
    stem = stemmed(language, word)
    prefix = _common_beginning(fold(word), fold(stem))
    if len(prefix) < SHORTEST:
        return frozenset()
    found = beginning(prefix, len(stem) + LONGEST_ENDING)
    return frozenset(each for each in found if stemmed(language, each) == stem) - {word}


def _common_beginning(a: str, b: str) -> str:
    return "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))


@cache
def available() -> frozenset[str]:
    """ISO 639-1 of the languages that can be stemmed."""
    known = set(snowballstemmer.algorithms())
    return frozenset(language for language, name in ALGORITHMS.items() if name in known)


@lru_cache(maxsize=65536)
def stemmed(language: str, word: str) -> str:
    """A word's stem."""
    return snowballstemmer.stemmer(ALGORITHMS[language]).stemWord(word)
