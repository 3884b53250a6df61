"""The languages of the site: what it says in each, and which one a reader gets."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("sv", "en")
"""ISO 639-1; the first is spoken where a reader asks for none of them."""

_PREFERRED = re.compile(r"\s*([a-zA-Z]{2,3})(?:-[\w-]+)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*$")


class Texts(Mapping[str, str]):
    """What the site says in one language; ``texts["search"]`` a sentence, ``texts.n("found", 3)`` one with a number."""

    def __init__(self, language: str):
        self.language = language
        self._entries = _entries()

    def __getitem__(self, key: str) -> str:
        return self._entries[key][self.language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def n(self, key: str, count: int, shown: str | None = None) -> str:
        """The sentence with its number, in the singular where the language has one for it; ``shown`` is how the number
        is printed."""
        entry = self._entries[key]
        sentence = entry.get(f"{self.language}_one", entry[self.language]) if count == 1 else entry[self.language]
        return sentence.replace("{n}", str(count) if shown is None else shown)


@cache
def texts(language: str) -> Texts:
    """The texts in one of `LANGUAGES`."""
    return Texts(language)


@cache
def noted() -> dict[str, str]:
    """By key how a sentence stands in a night's note, of those that do."""
    return {key: entry["noted"] for key, entry in _entries().items() if "noted" in entry}


@cache
def _entries() -> dict[str, dict[str, str]]:
    """By key the sentence in every language, from all files in ``texts/``; ``ValueError`` when two files share a key."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted((files("archive.site") / "texts").iterdir(), key=lambda file: file.name):
        for key, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if key in found:
                raise ValueError(f"{file.name}: {key} stands in another file too")
            found[key] = entry
    return found


def choose(wished: str, remembered: str, accepted: str) -> str:
    """The language for a reader: the one asked for in the address, else the one chosen earlier, else the first of the
    browser's (an ``Accept-Language`` header) that the site has, else the site's own."""
    for language in (wished, remembered, *_by_preference(accepted)):
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]


def _by_preference(accepted: str) -> list[str]:
    found = [match for part in accepted[:500].split(",") if (match := _PREFERRED.match(part))]
    ranked = sorted(found, key=lambda match: -float(match[2] or 1))
    return [match[1].lower() for match in ranked if match[2] is None or float(match[2]) > 0]
