"""A publisher's own word that a text was taken down, printed with the title: ``[GELÖSCHT] Vägarbete i centrum``."""

from __future__ import annotations

import re

from scraper.phrases import WITHDRAWN

_WORDS = "|".join(sorted({re.escape(word) for words in WITHDRAWN.values() for word in words.split(", ")}, reverse=True))
_OPEN, _CLOSE = r"[\[\uff3b\u3010{<*]+\s*", r"\s*[!.:]?\s*[\]\uff3d\u3011}>*]+"
_MARKED = re.compile(
    rf"\s*(?P<before>{_OPEN}(?:{_WORDS}){_CLOSE})\s*[:–—|-]*\s*(?P<title>.*)|"
    rf"(?P<first>.*?)\s*[:–—|-]*\s*(?P<behind>{_OPEN}(?:{_WORDS}){_CLOSE})\s*",
    re.IGNORECASE | re.DOTALL,
)
_LOUD = re.compile(rf"\s*(?P<mark>(?:{_WORDS.upper()})\s*(?::|\s[–—|-]\s))\s*(?P<title>.*\S)\s*", re.DOTALL)
_LONGEST = 1000


def without_mark(title: str) -> tuple[str, str]:
    """A title without the mark that its text was taken down, and the mark as printed: ``""`` where it has none.

    A mark is one of `scraper.phrases.WITHDRAWN` in square brackets or the like before or behind the title, or in capitals
    before a colon or dash: else it may be what the title is about ("Waldbrand (gelöscht)", "Deleted scenes").
    """
    if len(title) > _LONGEST:
        return title, ""
    found = _MARKED.fullmatch(title)
    if found and found["before"]:
        return found["title"].strip(), found["before"].strip()
    if found:
        return found["first"].strip(), found["behind"].strip()
    loud = _LOUD.fullmatch(title)
    return (loud["title"], loud["mark"].strip()) if loud else (title, "")
