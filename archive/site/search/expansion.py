"""What a search for one word also looks for: its forms that stand in the archive, or what it is with dots and accents."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from archive.site.search import stemming, swedish, vocabulary
from archive.site.search.folding import fold
from archive.site.search.paradigms import is_fixed

MOST_FORMS = 40
"""Words that a search for one looks for beside it."""

MOST_SPELLINGS = 3
"""Words that one typed without dots and accents can stand for."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """What a word is looked for as."""

    word: str
    """As it was asked for, in lower case."""
    forms: tuple[str, ...]
    """What else to look for: words of the archive, in the most articles first, without the word itself."""
    folded: bool = False
    """Neither the word nor a form of it stands in the archive; the forms are those of its spelling with diacritics."""


def expand(db: sqlite3.Connection, word: str, languages: Sequence[str]) -> Expansion:
    """The forms of a word, as the search index writes words, in an archive whose languages these are (ISO 639-1).

    The first language in which the archive has other forms of the word decides: give the most frequent first.
    """
    word = word.lower()
    forms = _forms(db, word, languages)
    is_folded = not forms and word not in vocabulary.attested(db, [word])
    if is_folded:
        forms = _spelled_otherwise(db, word, languages)
    return Expansion(word, _most_frequent(db, forms), is_folded and bool(forms))


def _forms(db: sqlite3.Connection, word: str, languages: Sequence[str]) -> frozenset[str]:
    if len(word) > vocabulary.LONGEST:
        return frozenset()
    for language in languages:
        if language == "sv":
            if is_fixed(word):
                break
            found = swedish.forms(word, lambda words: vocabulary.attested(db, words))
        else:
            found = stemming.forms(word, language, lambda prefix, most: vocabulary.beginning_with(db, prefix, most))
        if found:
            return found
    return frozenset()


def _spelled_otherwise(db: sqlite3.Connection, word: str, languages: Sequence[str]) -> frozenset[str]:
    """Words that are this one but for dots and accents, with their forms; else forms of such a word."""
    spellings = list(vocabulary.attested_folded(db, [fold(word)]))[:MOST_SPELLINGS]
    if not spellings and "sv" in languages:
        spellings = _folded_forms(db, fold(word))[:MOST_SPELLINGS]
    return frozenset(spellings).union(*(_forms(db, each, languages) for each in spellings)) - {word}


def _folded_forms(db: sqlite3.Connection, word: str) -> list[str]:
    """Words of the archive that without dots are Swedish forms of this one, most frequent first."""
    found = swedish.forms(word, lambda words: _by_folded(db, words))
    return list(vocabulary.attested_folded(db, found)) if found else []


def _by_folded(db: sqlite3.Connection, words: Sequence[str]) -> dict[str, int]:
    return {fold(term): documents for term, documents in vocabulary.attested_folded(db, words).items()}


def _most_frequent(db: sqlite3.Connection, forms: frozenset[str]) -> tuple[str, ...]:
    counted = vocabulary.attested(db, forms) if forms else {}
    return tuple(sorted(counted, key=lambda each: (-counted[each], each))[:MOST_FORMS])
