"""Which words a search for a German or Finnish word finds: exact, by prefix, and as the site does it, by Snowball's stems.

    python -m bench.stems [-v]        -v: also what was missed and what was wrong

On german_families.toml and finnish_families.toml, none of which anything was tuned on. What is measured, and how, is told in
`bench.forms`.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from archive.site.search import stemming
from archive.site.search.folding import fold
from bench.forms import Family, Search, measure, told, vocabulary

LANGUAGES = {"de": "german", "fi": "finnish"}
"""By ISO 639-1 the beginning of a file's name."""

_ADJECTIVE = ("e", "em", "en", "er", "es")
_SINGULAR = ("n", "ssa", "sta", "lla", "lta", "lle", "ksi", "tta", "t")
_PLURAL = ("n", "ssa", "sta", "lla", "lta", "lle", "ksi", "tta")
_PERSONS = ("n", "t", "mme", "tte")


def compared(*stems: str) -> list[str]:
    """A German adjective in its three grades, each with all endings; the superlative never stands without one."""
    positive, comparative, _ = stems
    return [positive, comparative, *(stem + ending for stem in stems for ending in _ADJECTIVE)]


def declined(*parts: str) -> list[str]:
    """A Finnish noun or adjective in all its cases."""
    nominative, weak, strong, partitive, illative, *of_many = parts
    genitives, partitives, weak_many, strong_many, illatives = of_many
    forms = [nominative, partitive, illative, genitives, partitives, illatives, f"{strong}na", f"{strong_many}na"]
    forms += [weak + ending for ending in _SINGULAR] + [weak_many + ending for ending in _PLURAL]
    return _harmonious([*forms, f"{strong_many}neen"], nominative)


def conjugated(*parts: str) -> list[str]:
    """A Finnish verb in all persons, tenses and moods in use."""
    infinitive, i, she, i_did, she_did, she_would, *rest = parts
    *others, third = rest
    forms = [infinitive, she, she_did, she_would, *others, f"{third[:-2]}vat", f"{she_did}vat", f"{she_would}vat"]
    forms += [stem + ending for stem in (i[:-1], i_did[:-1], she_would) for ending in _PERSONS]
    forms += [third + ending for ending in ("ssa", "sta", third[-1] + "n", "lla", "tta")]
    return _harmonious([*forms, f"{third[:-2]}va", f"{third[:-2]}van"], infinitive)


def _harmonious(forms: list[str], lemma: str) -> list[str]:
    """Endings with ä where the word has no a, o or u."""
    return forms if set(lemma) & set("aou") else [form.replace("a", "ä") for form in forms]


EXPANDED: Mapping[str, Callable[..., list[str]]] = {
    "nouns": lambda *forms: list(forms),
    "adjectives": compared,
    "nominals": declined,
}
"""How the forms of a word come about from what a line holds, by the name of the list; verbs by language."""


def families(language: str) -> list[Family]:
    """Those of a language."""
    text = Path(__file__).with_name(f"{LANGUAGES[language]}_families.toml").read_text(encoding="utf-8")
    verbs = conjugated if language == "fi" else EXPANDED["nouns"]
    found = []
    for kind, lines in tomllib.loads(text).items():
        for line in lines.strip().splitlines():
            parts, _, others = line.partition("|")
            forms = EXPANDED.get(kind, verbs)(*parts.split())
            found.append(Family(forms[0], frozenset(forms), frozenset(others.split())))
    return found


def searches(words: Collection[str], language: str) -> dict[str, Search]:
    """The ways to search, by name."""
    folded = {word: fold(word) for word in words}

    def beginning(prefix: str, longest: int) -> Mapping[str, int]:
        return {word: 1 for word, bare in folded.items() if bare.startswith(prefix) and len(word) <= longest}

    return {
        "exact": lambda word: {word},
        "prefix": lambda word: {each for each in words if each.startswith(word)} | {word},
        "ours": lambda word: stemming.forms(word, language, beginning) | {word},
    }


def main(arguments: list[str]) -> None:
    """Print the table."""
    print(f"{'':<34}{'lemmas':>16}{'every form':>18}{'thin, every form':>20}")
    for language, name in LANGUAGES.items():
        of = families(language)
        full, thin = vocabulary(of), vocabulary(of, thin=True)
        for way, search in searches(full, language).items():
            figures = [measure(search, of, full, True), measure(search, of, full, False)]
            figures.append(measure(searches(thin, language)[way], of, thin, False))
            print(f"{name:<10}{len(of):>4} families  {way:<10}", *(f"{f.found:9.3f}{f.wrong:8.3f}" for f in figures))
        if "-v" in arguments:
            told(of, searches(full, language)["ours"])


if __name__ == "__main__":
    main(sys.argv[1:])
