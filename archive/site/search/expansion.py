"""What else a word of a search stands for."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Expansion:
    """A word's forms that the archive holds, without the word itself."""

    word: str
    forms: tuple[str, ...]


def expand(db: sqlite3.Connection, word: str, languages: Sequence[str]) -> Expansion:
    """The forms of a word."""
    return Expansion(word, ())


def with_suffix(db: sqlite3.Connection, suffix: str) -> tuple[str, ...]:
    """The words that end so."""
    return ()
