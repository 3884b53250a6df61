"""The codes and notes of the tables in words; what is not known stands as it is.

A night's note is a line of English sentences; ``texts/codes.toml`` has each of them as it is ``noted``, with places for what
differs, beside what is said instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from archive.site.languages import Texts, noted

_PLACES = {
    "n": r"\d{1,9}",
    "reason": r"[\w-]+",
    "reasons": r".+",
    "url": r"\S+",
    "at": r"\S+?",
    "more": r".+",
}
"""What may stand in each place of a noted sentence."""

_PLACE = re.compile(r"\\\{(\w+)\\\}")
_COUNTED = re.compile(r"(.+) (\d+)")


@dataclass(frozen=True, slots=True)
class Said:
    """A part of a note: in the reader's language where it is known, else as it was noted, in English."""

    text: str
    known: bool


def reason(spoken: Texts, code: str) -> str:
    """Why something was as it was."""
    doubt, _, rest = code.partition(": ")
    if rest and f"doubt_{doubt}" in spoken:
        return f"{reason(spoken, rest)}, {spoken[f'doubt_{doubt}']}"
    return spoken.get(f"reason_{code}", code)


def note(spoken: Texts, line: str) -> list[Said]:
    """What is noted of a night, sentence by sentence."""
    return [_said(spoken, part) for part in line.split("; ") if part]


def _said(spoken: Texts, part: str) -> Said:
    for pattern, key in _patterns():
        if found := pattern.fullmatch(part):
            return Said(_filled(spoken, key, found.groupdict()), True)
    return Said(part, False)


def _filled(spoken: Texts, key: str, places: dict[str, str]) -> str:
    sentence = spoken.n(key, int(places.get("n", 0)))
    if "reason" in places:
        places["reason"] = reason(spoken, places["reason"])
    if "reasons" in places:
        places["reasons"] = ", ".join(_reasons(spoken, places["reasons"]))
    return sentence.format_map(places)


def _reasons(spoken: Texts, listed: str) -> Iterator[str]:
    """``status-404 3, timeout 1`` in words; one reason alone needs no number."""
    parts = listed.split(", ")
    for part in parts:
        counted = _COUNTED.fullmatch(part)
        if not counted:
            yield part
        elif len(parts) == 1:
            yield reason(spoken, counted[1])
        else:
            yield f"{counted[2]} × {reason(spoken, counted[1])}"


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """How a sentence is noted, and the key of what is said instead."""
    return tuple((_pattern(sentence), key) for key, sentence in noted().items())


def _pattern(sentence: str) -> re.Pattern[str]:
    escaped = re.escape(sentence).replace(r"\(s\)", "s?")
    return re.compile(_PLACE.sub(lambda place: f"(?P<{place[1]}>{_PLACES[place[1]]})", escaped))
