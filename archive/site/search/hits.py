"""Where in a text the hits stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.site.search.fts import Forms
from archive.site.search.query import Query, Term

SNIPPET = 260
"""Characters of a text that are shown around its first hit."""

_SENTENCE_END = re.compile(r"[.!?…]\s+|\n+")


def hit_pattern(query: Query, forms: Forms) -> re.Pattern[str] | None:
    """What finds the terms of a query in a text; None when nothing is looked for.

    The same words as FTS5 finds, at a cost that grows with the text only: FTS5's own snippets cost 250 ms on a text of
    200 KB and up to a second on a short beginning.
    """
    found = {pattern for term in query.wanted for pattern in _patterns(term, forms)}
    longest_first = sorted(found, key=lambda pattern: (-len(pattern), pattern))
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", re.IGNORECASE) if found else None


def _patterns(term: Term, forms: Forms) -> list[str]:
    text = r"\W+".join(map(re.escape, term.words))
    if term.kind == "prefix":
        return [text + r"\w*"]
    if term.kind == "suffix":
        return [r"\w*" + text]
    return [text, *(re.escape(form) for form in forms.get(term, ()))]


def snippet(texts: Sequence[str], pattern: re.Pattern[str]) -> str:
    """The sentences around the first hit in the first of the texts that has one; where none has, the start of the last.
    Cut between words."""
    for text in texts:
        if found := pattern.search(text):
            return _passage(text, _sentence_start(text, found.start()))
    return _passage(texts[-1], 0)


def _passage(text: str, start: int) -> str:
    passage = text[start : start + SNIPPET]
    if start + SNIPPET < len(text):
        passage = passage.rsplit(" ", 1)[0] + " …"
    return " ".join([*(["…"] if start else []), *passage.split()])


def _sentence_start(text: str, hit: int) -> int:
    """Where the hit's sentence begins; when that is far before it, a word some way before it."""
    nearest = max(hit - SNIPPET // 2, 0)
    starts = [end.end() for end in _SENTENCE_END.finditer(text, nearest, hit)]
    if starts:
        return starts[-1]
    return text.rfind(" ", 0, nearest) + 1 if nearest else 0
