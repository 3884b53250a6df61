"""Which words a search for a Swedish word finds: exact, by prefix, by Snowball's stems, and as the site does it.

    python -m bench.forms [-v]        -v: also what was missed and what was wrong

On swedish_families.toml, whose second half was written after the program stood. Every family, every other word stands
in the vocabulary; a search is for each lemma, then for each form. *found*: mean share of a family's forms (the word
searched for is one of them) that the search finds. *wrong*: share of the words hit that are no form of any family of the
word. *thin*: in a vocabulary in which only every second form is in use.
"""

from __future__ import annotations

import random
import statistics
import sys
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import snowballstemmer

from archive.site.search import swedish

FAMILIES = Path(__file__).with_name("swedish_families.toml")
Search = Callable[[str], Collection[str]]


class Family(NamedTuple):
    """A word with all its forms, and other words that look like it."""

    lemma: str
    forms: frozenset[str]
    others: frozenset[str]


class Figures(NamedTuple):
    """Share of forms found, share of wrong words among those hit."""

    found: float
    wrong: float


def families(part: str) -> list[Family]:
    """Those of ``tuning`` or ``held_out``."""
    listed = tomllib.loads(FAMILIES.read_text(encoding="utf-8"))[part]
    return [_family(kind, line) for kind, lines in listed.items() for line in lines.strip().splitlines()]


def _family(kind: str, line: str) -> Family:
    of_it, _, others = line.partition("|")
    forms = of_it.split()
    genitives = [f"{form}s" for form in forms if form[-1] not in "sxz"] if kind == "nouns" else []
    return Family(forms[0], frozenset([*forms, *genitives]), frozenset(others.split()))


def searches(vocabulary: Collection[str]) -> dict[str, Search]:
    """The ways to search, by name."""
    stem = snowballstemmer.stemmer("swedish").stemWord
    stems: dict[str, set[str]] = {}
    for word in vocabulary:
        stems.setdefault(stem(word), set()).add(word)

    def ours(word: str) -> Collection[str]:
        return swedish.forms(word, lambda asked: {each: 1 for each in asked if each in vocabulary}) | {word}

    return {
        "exact": lambda word: {word},
        "prefix": lambda word: {each for each in vocabulary if each.startswith(word)} | {word},
        "Snowball": lambda word: stems.get(stem(word), set()) | {word},
        "ours": ours,
    }


def measure(search: Search, of: Iterable[Family], vocabulary: Collection[str], lemmas_only: bool) -> Figures:
    """Figures of a way to search over the families."""
    of = list(of)
    shares, hits, wrong = [], 0, 0
    for family in of:
        wanted = family.forms & set(vocabulary)
        for word in [family.lemma] if lemmas_only else sorted(family.forms):
            got = set(search(word))
            shares.append(len(got & wanted) / len(wanted) if wanted else 1.0)
            right = frozenset().union(*(each.forms for each in of if word in each.forms))
            hits, wrong = hits + len(got), wrong + len(got - right)
    return Figures(statistics.fmean(shares), wrong / hits)


def vocabulary(of: Iterable[Family], thin: bool = False) -> frozenset[str]:
    """Every word of the families and those beside them; ``thin``: the lemmas and every second of the others."""
    of = list(of)
    words = sorted(frozenset().union(*(each.forms | each.others for each in of)))
    lemmas = {each.lemma for each in of}
    chance = random.Random(1)
    return frozenset(word for word in words if not thin or chance.random() < 0.5 or word in lemmas)


def told(of: list[Family], searched: Search) -> None:
    """Print what a search misses and what it should not have hit."""
    for family in of:
        for word in sorted(family.forms):
            right = frozenset().union(*(each.forms for each in of if word in each.forms))
            got = set(searched(word))
            if got - right or family.forms - got:
                print(f"  {word:<18} missed {sorted(family.forms - got)}  wrong {sorted(got - right)}")


def main(arguments: list[str]) -> None:
    """Print the table."""
    print(f"{'':<34}{'lemmas':>16}{'every form':>18}{'thin, every form':>20}")
    parts: Mapping[str, list[Family]] = {part: families(part) for part in tomllib.loads(FAMILIES.read_text("utf-8"))}
    for part, of in parts.items():
        full, thin = vocabulary(of), vocabulary(of, thin=True)
        for name, search in searches(full).items():
            figures = [measure(search, of, full, True), measure(search, of, full, False)]
            figures.append(measure(searches(thin)[name], of, thin, False))
            print(f"{part:<10}{len(of):>4} families  {name:<10}", *(f"{f.found:9.3f}{f.wrong:8.3f}" for f in figures))
        if "-v" in arguments:
            told(of, searches(full)["ours"])


if __name__ == "__main__":
    main(sys.argv[1:])
