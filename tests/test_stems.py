"""The lists of German and Finnish words hold what a grammar says, and the document what the stems make of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench import stems
from bench.forms import measure, vocabulary

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "searching.md"
FINNISH = {family.lemma: family.forms for family in stems.families("fi")}
GERMAN = {family.lemma: family.forms for family in stems.families("de")}


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("katu", "kadun katua kadussa kadusta katuun kadulla kadulta kadulle katuna kaduksi kadutta kadut katujen katuja"),
        ("katu", "kaduissa kaduista katuihin kaduilla kaduilta kaduille katuina kaduiksi kaduitta kaduin katuineen"),
        ("vesi", "veden vettä vedessä veteen vetenä vesiä vesien vesissä vesiin vesinä"),
        ("asukas", "asukkaan asukasta asukkaaseen asukkaana asukkaat asukkaiden asukkaita asukkaisiin"),
        ("kertoa", "kerron kertoo kertovat kerroin kertoi kertoivat kertoisi kerrotaan kerrottu kertomaan kertova"),
        ("tehdä", "teen tekee tekevät teimme tekivät tekisivät tehdään tehnyt tekemättä tekevän"),
    ],
)  # fmt: skip
def test_finnish_word_has_its_cases_and_persons(lemma: str, forms: str) -> None:
    assert set(forms.split()) <= FINNISH[lemma]


def test_german_adjective_is_compared() -> None:
    assert {"alt", "alten", "älter", "älteren", "älteste", "ältestem"} <= GERMAN["alt"] and "ältest" not in GERMAN[
        "alt"
    ]
    assert GERMAN["haus"] == {"haus", "hauses", "häuser", "häusern"}


@pytest.mark.parametrize(("language", "name"), stems.LANGUAGES.items())
def test_document_says_what_is_measured(language: str, name: str) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    of = stems.families(language)
    assert f"{len(of)} {name.capitalize()}" in text
    full, thin = vocabulary(of), vocabulary(of, thin=True)
    for way in ("exact", "prefix", "ours"):
        over = [(full, True), (full, False), (thin, False)]
        found = [measure(stems.searches(words, language)[way], of, words, lemmas) for words, lemmas in over]
        [row] = re.findall(rf"(?m)^\| {name} \| {way} \| (.*) \|$", text)
        assert row.split(" | ") == [f"{share:.3f}" for figures in found for share in figures]
