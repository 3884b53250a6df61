"""Which forms of a Swedish word to look for: of all its readings those that the archive's own vocabulary bears out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from archive.site.search.paradigms import PLAIN, STRONG, WEAK, Reading, is_fixed, is_of_another, readings

Attested = Callable[[Collection[str]], Mapping[str, int]]
"""Of some words those that stand in the archive, each with the number of articles that hold it."""

KNOWN = {"word": 3.0, "tail": 1.0, "": 0.0}
"""What it says for a reading that the word, or its last part, stands in the lists."""

RARE = 1.0
"""What it says against a reading that the word would be a rare form of it."""

SHARE = 0.5
"""A further reading must be borne out at least this much as well as the best."""

OWN = PLAIN + STRONG
"""How much a further reading must have found for itself alone."""


def forms(word: str, attested: Attested) -> frozenset[str]:
    """The attested forms of a word, in lower case, without the word itself."""
    read = readings(word)
    asked = {form for each in read for form in each.forms} | {blocker for each in read for blocker in each.blockers}
    found = attested([form for form in asked if not is_fixed(form)])
    standing = [each for each in read if not any(blocker in found for blocker in each.blockers)]
    return frozenset(form for each in chosen(standing, found) for form in each.forms if form in found) - {word}


def chosen(read: list[Reading], found: Mapping[str, int]) -> list[Reading]:
    """The readings that what was found bears out: the best, those of listed words, and others with forms of their own."""
    ranked = sorted(read, key=lambda each: score(each, found), reverse=True)
    kept: list[Reading] = []
    covered: set[str] = set()
    for each in ranked:
        if score(each, found) <= 0:
            break
        if not kept or each.known == "word" or _stands_alone(each, score(ranked[0], found), covered, found):
            kept.append(each)
            covered |= each.forms.keys()
    return kept


def score(reading: Reading, found: Mapping[str, int]) -> float:
    """How well what was found bears a reading out: the weights of the forms in use beside the one that was read."""
    own = reading.forms[reading.read]
    return _weight(reading, found, {}) + KNOWN[reading.known] - (RARE if own.weight == WEAK else 0.0)


def _weight(reading: Reading, found: Mapping[str, int], covered: Collection[str]) -> float:
    """A genitive and its form count once; what is of another, listed word says nothing."""
    own = reading.forms[reading.read]
    bases = {}
    for word, form in reading.forms.items():
        if word in found and word not in covered and (form.base != own.base or reading.read[-1:] == "s" != word[-1:]):
            is_foreign = not reading.known and is_of_another(word, reading.read)
            bases[form.base] = 0.0 if is_foreign else form.weight
    return sum(bases.values())


def _stands_alone(reading: Reading, best: float, covered: Collection[str], found: Mapping[str, int]) -> bool:
    alone = _weight(reading, found, covered)
    return reading.forms[reading.read].weight > WEAK and alone >= OWN and score(reading, found) >= SHARE * best
