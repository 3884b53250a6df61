"""What a reader typed, understood: words, ``"phrases"``, ``prefix*``, ``*suffix``, ``-not`` and ``OR``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

MOST_TERMS = 32
"""Words and phrases that one search may hold."""

LONGEST = 500
"""Characters that one search may hold."""

SHORTEST_PART = 2
"""Characters that a beginning or an ending must have."""

Kind = Literal["word", "phrase", "prefix", "suffix"]

_TERM = re.compile(r'(-?)(?:"([^"]*)"|([^\s"]+))')
_WORDS = re.compile(r"\w+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_OR = ("OR", "ELLER")


class SearchError(ValueError):
    """The search cannot be run; the message is the key of the sentence that says why."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is looked for; ``words`` in lower case."""

    kind: Kind
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words as they are read."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Query:
    """Of each group at least one term must occur, of ``unwanted`` none."""

    groups: tuple[tuple[Term, ...], ...] = ()
    unwanted: tuple[Term, ...] = ()

    @property
    def wanted(self) -> tuple[Term, ...]:
        """All terms that are looked for."""
        return tuple(term for group in self.groups for term in group)

    def __bool__(self) -> bool:
        return bool(self.groups or self.unwanted)


def parse(typed: str) -> Query:
    """The query; an empty one when nothing is asked for. Nothing typed is an error but too much of it: `SearchError`.

    ``OR`` (or ``ELLER``) in capitals joins the terms beside it; a ``-`` before a term forbids it; a word that holds
    punctuation (``2024-05-31``) is a phrase.
    """
    if len(typed) > LONGEST:
        raise SearchError("too_long")
    groups: list[list[Term]] = []
    unwanted: list[Term] = []
    joined = False
    for minus, phrase, word in _TERM.findall(_CONTROL.sub(" ", typed)):
        if word in _OR and not minus:
            joined = bool(groups)
            continue
        term = _term(phrase, word)
        if term is None:
            continue
        if minus:
            unwanted.append(term)
        elif joined:
            groups[-1].append(term)
        else:
            groups.append([term])
        joined = False
    query = Query(tuple(map(tuple, groups)), tuple(unwanted))
    if len(query.wanted) + len(unwanted) > MOST_TERMS:
        raise SearchError("too_many")
    return query


def _term(phrase: str, word: str) -> Term | None:
    words = tuple(found.lower() for found in _WORDS.findall(phrase or word))
    if not words:
        return None
    if phrase or len(words) > 1:
        return Term("phrase", words)
    if word.endswith("*") or word.startswith("*"):
        if len(words[0]) < SHORTEST_PART:
            raise SearchError("too_short")
        return Term("prefix" if word.endswith("*") else "suffix", words)
    return Term("word", words)
