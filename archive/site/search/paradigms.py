"""What Swedish word a word could be a form of: readings, from paradigms and word lists kept as data in swedish.toml.

After Svenska Akademiens grammatik (1999), volume 2. Nothing here knows what is written in the archive: most readings of a
word are of words that do not exist; `archive.site.search.swedish` chooses.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LONGEST_ENDING = 9
SHORTEST_STEM = 2
SHORTEST_TAIL = 2
SHORTEST_FIRST_PART = 2
"""Letters of what stands before the last part of a compound, or before a verb as in be-skriva."""

STRONG, PLAIN, WEAK = 1.5, 1.0, 0.3
"""How much it says for a reading that a form of it is in use."""

_WEIGHTS = {"*": STRONG, "~": WEAK}
_VOWEL = re.compile("[aeiouyåäöéüàè]")
_CLASSES = ("noun", "adjective", "verb")


@dataclass(frozen=True, slots=True)
class Form:
    """A form in a paradigm: what the stem takes on, the form without -s (genitive, passive) that it counts as, its weight."""

    ending: str
    base: str
    weight: float


@dataclass(frozen=True, slots=True)
class Paradigm:
    """How words of one kind are inflected."""

    word_class: str
    stem: re.Pattern[str]
    """What the stem ends in."""
    forms: tuple[Form, ...]
    blockers: tuple[str, ...]
    """Endings that words of this kind do not have: where one is in use, the word is another."""
    doubts: tuple[str, ...]
    """Endings that words of another kind have: where one is in use, the word may be another."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A word that a form could be of: all its forms, the one it was read from, and how the reading was arrived at."""

    word_class: str
    forms: dict[str, Form]
    read: str
    blockers: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    known: str = ""
    """``word``: stands in the lists; ``tail``: its last part does; empty: read from its ending alone."""


def readings(word: str) -> list[Reading]:
    """Every reading of a word, in lower case; none of a word that has no other forms."""
    if word in _fixed():
        return []
    return [*_listed(word), *_regular(word)]


def is_fixed(word: str) -> bool:
    """Whether it is a word like ``och``: a form of none but itself."""
    return word in _fixed()


def is_of_another(form: str, word: str) -> bool:
    """Whether a form is one of listed words, and ``word`` of none of these."""
    listed = _by_listed_form().get(form, ())
    return bool(listed) and not any(_holds(forms, word) for _, forms in listed)


def is_rather_of_another(form: str, word: str) -> bool:
    """Whether a form is one of a listed word that ``word`` is not of, and no rare one."""
    return any(not _holds(forms, word) and _weighs(forms, form) > WEAK for _, forms in _by_listed_form().get(form, ()))


def _holds(forms: tuple[tuple[str, str, float], ...], word: str) -> bool:
    return any(word == each for each, _, _ in forms)


def _weighs(forms: tuple[tuple[str, str, float], ...], word: str) -> float:
    return next(weight for each, _, weight in forms if each == word)


def _regular(word: str) -> Iterator[Reading]:
    for length in range(min(LONGEST_ENDING, len(word) - SHORTEST_STEM) + 1):
        stem = word[: len(word) - length]
        if not _VOWEL.search(stem):
            break
        for paradigm in _by_ending().get(word[len(stem) :], ()):
            if paradigm.stem.search(stem) and not _is_too_short(stem, paradigm):
                forms = {stem + form.ending: form for form in paradigm.forms}
                against = [tuple(stem + each for each in of) for of in (paradigm.blockers, paradigm.doubts)]
                yield Reading(paradigm.word_class, forms, word, *against)


def _is_too_short(stem: str, paradigm: Paradigm) -> bool:
    """Of words of two letters that end in a vowel there are few: they are listed."""
    return len(stem) == SHORTEST_STEM and not paradigm.forms[0].ending and bool(_VOWEL.match(stem[-1]))


def _listed(word: str) -> Iterator[Reading]:
    """Readings as a word of the lists, or as a compound whose last part is one; the longest last part counts."""
    for start in (0, *range(SHORTEST_FIRST_PART, len(word) - SHORTEST_TAIL + 1)):
        before, tail = word[:start], word[start:]
        if before and not _VOWEL.search(before):
            continue
        for word_class, forms in _by_listed_form().get(tail, ()):
            whole = {before + form: Form(form, base, weight) for form, base, weight in forms}
            yield Reading(word_class, whole, word, known="tail" if before else "word")


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("swedish.toml").read_text(encoding="utf-8"))


@cache
def _fixed() -> frozenset[str]:
    return frozenset(_data()["fixed"]["words"].split())


@cache
def _paradigms() -> dict[tuple[str, str], Paradigm]:
    """By word class and name."""
    return {
        (word_class, name): _paradigm(word_class, *entry)
        for word_class in _CLASSES
        for name, entry in _data()[word_class].items()
    }


def _paradigm(word_class: str, stem: str, endings: str) -> Paradigm:
    forms: dict[str, Form] = {}
    against: dict[str, list[str]] = {"!": [], "?": []}
    for each in endings.split():
        if each[0] in against:
            against[each[0]].append(each[1:])
            continue
        ending = each.lstrip("*~").replace("-", "")
        base = ending[:-1] if ending[-1:] == "s" and ending[:-1] in forms else ending
        for form in _with_genitive(word_class, Form(ending, base, _WEIGHTS.get(each[0], PLAIN))):
            forms.setdefault(form.ending, form)
    return Paradigm(word_class, re.compile(f"(?:{stem})$"), tuple(forms.values()), *map(tuple, against.values()))


def _with_genitive(word_class: str, form: Form) -> tuple[Form, ...]:
    """A noun's form and its genitive; of an adjective the one that stands for persons: ``de äldres``."""
    if word_class == "noun" or (word_class == "adjective" and form.ending.endswith(("a", "e"))):
        return form, Form(form.ending + "s", form.base, form.weight)
    return (form,)


@cache
def _by_ending() -> dict[str, list[Paradigm]]:
    found: dict[str, list[Paradigm]] = {}
    for paradigm in _paradigms().values():
        for form in paradigm.forms:
            found.setdefault(form.ending, []).append(paradigm)
    return found


Listed = tuple[str, tuple[tuple[str, str, float], ...]]


@cache
def _by_listed_form() -> dict[str, list[Listed]]:
    found: dict[str, list[Listed]] = {}
    for word_class, forms in (*_irregular(), *_strong(), *_common()):
        entry = word_class, tuple((form.ending, form.base, form.weight) for form in forms)
        for form in forms:
            entries = found.setdefault(form.ending, [])
            if entry not in entries:
                entries.append(entry)
    return found


def _irregular() -> Iterator[tuple[str, list[Form]]]:
    for word_class, lines in _data()["irregular"].items():
        for line in lines.strip().splitlines():
            yield word_class, _forms(word_class, line.split())


def _strong() -> Iterator[tuple[str, list[Form]]]:
    for line in _data()["strong"]["verbs"].strip().splitlines():
        yield "verb", _forms("verb", strong_forms(*line.split()))


def strong_forms(stem: str, past: str, supine: str, present: str = "") -> list[str]:
    """The forms of a strong verb from its principal parts, as swedish.toml gives them."""
    bare = [stem + ending for ending in ("a", "s", "es", "as", "ande", "andes")]
    stem_of_many = supine if supine.endswith("nn") else f"{supine}n"
    participle = [supine + ending for ending in ("it", "its", "en", "et")]
    participle += [stem_of_many + ending for ending in ("a", "e", "as", "es")]
    return [*bare, present.removeprefix("=") or f"{stem}er", past, f"{past}s", *participle]


def _common() -> Iterator[tuple[str, list[Form]]]:
    for word_class, paradigms in _data()["common"].items():
        for name, lemmas in paradigms.items():
            paradigm = _paradigms()[word_class, name]
            for lemma in lemmas.split():
                stem = lemma.removesuffix(paradigm.forms[0].ending)
                yield word_class, [Form(stem + f.ending, stem + f.base, f.weight) for f in paradigm.forms]


def _forms(word_class: str, words: list[str]) -> list[Form]:
    without = {word: word[:-1] if word[-1] == "s" and word[:-1] in words else word for word in words}
    return [form for word in words for form in _with_genitive(word_class, Form(word, without[word], PLAIN))]
