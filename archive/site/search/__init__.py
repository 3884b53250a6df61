"""From what a reader types to a query that FTS5 understands."""

from __future__ import annotations

import re

MOST_TERMS = 32
"""Words and phrases that one search may hold."""

LONGEST = 500
"""Characters that one search may hold."""

SNIPPET = 260
"""Characters of a text that are shown around its first hit."""

_TERM = re.compile(r'"([^"]*)"|([^\s"]+)')
_WORDS = re.compile(r"\w+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class SearchError(ValueError):
    """The search cannot be run; the message says why."""


def fts_query(typed: str) -> str:
    """An FTS5 query for words (all must occur), ``"phrases"`` and ``prefix*``; ``""`` when nothing is asked for.

    Everything typed is quoted, so that no operator of FTS5 can be reached. `SearchError` when it is too long.
    """
    if len(typed) > LONGEST:
        raise SearchError("too_long")
    terms = _terms(typed)
    if len(terms) > MOST_TERMS:
        raise SearchError("too_many")
    return " ".join(_quoted(term) for term in terms)


def hit_pattern(typed: str) -> re.Pattern[str] | None:
    """What finds the words, phrases and beginnings of a search in a text; None when nothing is asked for.

    The same words as FTS5 finds, at a cost that grows with the text only: FTS5's own snippets cost 250 ms on a text of
    200 KB and up to a second on a short beginning.
    """
    alternatives = []
    for term in sorted(_terms(typed), key=len, reverse=True):
        words = r"\W+".join(re.escape(word) for word in _WORDS.findall(term))
        alternatives.append(words + (r"\w*" if term.endswith("*") else ""))
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE) if alternatives else None


def snippet(text: str, pattern: re.Pattern[str]) -> str:
    """The passage around the first hit, its start when there is none; cut between words."""
    found = pattern.search(text)
    start = max(found.start() - SNIPPET // 3, 0) if found else 0
    if start:
        start = text.rfind(" ", 0, start) + 1
    passage = text[start : start + SNIPPET]
    if start + SNIPPET < len(text):
        passage = passage.rsplit(" ", 1)[0] + " …"
    return " ".join([*(["…"] if start else []), *passage.split()])


def _terms(typed: str) -> list[str]:
    terms = [phrase or word for phrase, word in _TERM.findall(_CONTROL.sub(" ", typed))]
    return [term for term in terms if _WORDS.search(term)]


def _quoted(term: str) -> str:
    star = "*" if term.endswith("*") else ""
    return f'"{term.rstrip("*")}"{star}'
