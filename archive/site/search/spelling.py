"""Words that stand in no article, and what was meant: a word of the archive that is one letter away."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from string import ascii_lowercase

from archive.site.search.folding import fold
from archive.site.search.found import Search
from archive.site.search.vocabulary import attested, attested_folded

SHORTEST, LONGEST = 4, 24
"""Letters of a word that is looked at: a shorter one is one letter away from too many."""


def meant(db: sqlite3.Connection, search: Search, typed: str) -> str:
    """What was typed, its unknown words spelled as the archive's most frequent word one letter away; ``""`` when none is."""
    words = {word for term in search.query.wanted if term.kind in ("word", "phrase") for word in term.words}
    found = {term.text for term in search.forms}
    unknown = sorted(words - found - attested(db, words).keys())
    known = {word: spelled for word in unknown if (spelled := _nearest(db, word))}
    return re.sub(r"\w+", lambda found: known.get(found[0].lower(), found[0]), typed) if known else ""


def _nearest(db: sqlite3.Connection, word: str) -> str:
    if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
        return ""
    without_dots = fold(word)
    near = attested_folded(db, [without_dots]) or attested_folded(db, set(_one_away(without_dots)))
    return next(iter(near), "")


def _one_away(word: str) -> Iterator[str]:
    """The word with a letter too few, changed, too many, or two exchanged."""
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]
        for letter in ascii_lowercase:
            yield before + letter + after
            yield before + letter + after[1:]
