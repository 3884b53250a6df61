"""Which forms of a Swedish word to look for: of all its readings those that the archive's own vocabulary bears out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from archive.site.search.paradigms import (
    PLAIN,
    STRONG,
    WEAK,
    Reading,
    is_fixed,
    is_of_another,
    is_rather_of_another,
    readings,
)

Attested = Callable[[Collection[str]], Mapping[str, int]]
"""Of some words those that stand in the archive, each with the number of articles that hold it."""

KNOWN = {"word": 3.0, "tail": 0.5, "": 0.0}
"""What it says for a reading that the word, or its last part, stands in the lists."""

RARE = 1.0
"""What it says against a reading that the word would be a rare form of it, or the genitive of a word not in use."""

DOUBT = 0.6
"""What each form in use says against a reading by which the word may be another."""

SHORT_GENITIVE = 2
"""Letters of an ending that a word can well end in without being a genitive."""

SHARE = 0.5
"""A further reading must be borne out at least this much as well as the best."""

OWN = PLAIN + STRONG
"""How much a further reading must have found for itself alone."""


def forms(word: str, attested: Attested) -> frozenset[str]:
    """The attested forms of a word, in lower case, without the word itself."""
    read = readings(word)
    asked = {form for each in read for form in (*each.forms, *each.blockers, *each.doubts)}
    found = attested([form for form in asked if not is_fixed(form)])
    standing = [each for each in read if not _is_ruled_out(each, found)]
    return frozenset(form for each in chosen(standing, found) for form in _found(each, found)) - {word}


def _is_ruled_out(reading: Reading, found: Mapping[str, int]) -> bool:
    """By a form that such words do not have; a participle in -nde by one in -ndet: it is used as a noun."""
    is_participle = reading.word_class == "verb" and reading.read.endswith("nde")
    return any(each in found for each in reading.blockers) or (is_participle and f"{reading.read}t" in found)


def chosen(read: list[Reading], found: Mapping[str, int]) -> list[Reading]:
    """The readings that what was found bears out: the best, and others that stand on forms of their own."""
    scores = {id(each): score(each, found) for each in read}
    ranked = sorted(read, key=lambda each: (scores[id(each)], len(each.forms.keys() & found.keys())), reverse=True)
    kept: list[Reading] = []
    covered: set[str] = set()
    for each in ranked:
        if scores[id(each)] <= WEAK:
            break
        share = scores[id(each)] / scores[id(ranked[0])]
        if not kept or (
            _weight_of_read(each) > WEAK and _stands(each, kept, share, _weight(each, found, covered), found)
        ):
            kept.append(each)
            covered |= each.forms.keys()
    return kept


def score(reading: Reading, found: Mapping[str, int]) -> float:
    """How well what was found bears a reading out: the weights of the forms in use beside the one that was read."""
    weight = _weight(reading, found, ())
    if not weight:
        return 0.0
    is_rare = _weight_of_read(reading) == WEAK or _is_genitive_of_nothing(reading, found)
    doubts = sum(doubt in found for doubt in reading.doubts)
    return weight + KNOWN[reading.known] - RARE * is_rare - DOUBT * doubts


def _weight(reading: Reading, found: Mapping[str, int], covered: Collection[str]) -> float:
    """A genitive and its form count once; what is of another, listed word says nothing."""
    own = reading.forms[reading.read]
    bases: dict[str, float] = {}
    for word, form in reading.forms.items():
        if word in found and word not in covered and (form.base != own.base or word[-1] != reading.read[-1]):
            is_foreign = not reading.known and is_of_another(word, reading.read)
            bases[form.base] = 0.0 if is_foreign else form.weight
    return sum(bases.values())


def _weight_of_read(reading: Reading) -> float:
    return reading.forms[reading.read].weight


def _is_genitive_of_nothing(reading: Reading, found: Mapping[str, int]) -> bool:
    own = reading.forms[reading.read]
    is_short = len(own.ending) <= SHORT_GENITIVE or own.ending == reading.read
    return own.base != own.ending and is_short and reading.read[:-1] not in found


def _stands(reading: Reading, kept: list[Reading], share: float, alone: float, found: Mapping[str, int]) -> bool:
    """Whether a further reading is to be taken: a listed word, much found for it alone, all of it found, or a verb that
    is inflected in two ways.
    """
    if reading.known == "word" or (alone >= OWN and share >= SHARE):
        return True
    infinitive = next(iter(reading.forms))
    is_twin = reading.word_class == "verb" and any(
        each.word_class == "verb" and infinitive in each.forms for each in kept
    )
    return (is_twin and alone >= STRONG) or (alone >= PLAIN and _is_whole(reading, found))


def _is_whole(reading: Reading, found: Mapping[str, int]) -> bool:
    """Whether every form that is not rare is in use."""
    of_it = {form.base: False for form in reading.forms.values() if form.weight > WEAK}
    of_it |= {form.base: True for word, form in reading.forms.items() if form.base in of_it and word in found}
    return len(of_it) > 2 and all(of_it.values())


def _found(reading: Reading, found: Mapping[str, int]) -> list[str]:
    """Forms in use; of the rare ones those that are no other word."""
    return [
        word
        for word, form in reading.forms.items()
        if word in found and (form.weight > WEAK or not is_rather_of_another(word, reading.read))
    ]
