"""Words without dots, rings and accents: as they are typed on a keyboard that has none."""

from __future__ import annotations

import unicodedata

_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "ß": "ss", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "œ": "oe", "ı": "i"})


def fold(word: str) -> str:
    """A word in lower case without diacritics: ``å ä`` → ``a``, ``ö ø`` → ``o``, ``é`` → ``e``."""
    parts = unicodedata.normalize("NFD", word.lower().translate(_LETTERS))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
