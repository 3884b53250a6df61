"""The title of a page: what its headline prints, told from the site's name."""

from __future__ import annotations

import re
from collections.abc import Sequence

SEPARATOR = re.compile(r"\s+[|\-–—•·»:/~]+\s+|\s*[|»]\s*|\s+::\s+|:\s+(?=\S+$)")
"""What stands between a title and a site's name."""

_find_words = re.compile(r"\w+").findall

LONGEST = 500
"""Characters: a longer heading is no title, a longer declared title is cut."""


def same_words(first: str, second: str) -> bool:
    """Whether two titles differ in nothing but case, white space and punctuation."""
    own = words(first)
    return bool(own) and own == words(second)


def words(title: str) -> str:
    """The letters and digits of a title, in lower case."""
    return "".join(_find_words(title.casefold()))


def choose_title(headings: Sequence[str], declared: Sequence[str], site_names: Sequence[str]) -> str:
    """The title as the page prints it.

    `headings` are its ``h1`` in order, `declared` what it calls itself (OpenGraph, JSON-LD, ``title`` element last).
    The heading that a declared title agrees with wins: equal, or equal up to a site's name; then one that has a third
    of its words in common with one (titles are often shortened for search engines). Else the first declared title
    without the site's name, else the first heading. ``""`` where the page has none of them.
    """
    headings = [heading for heading in headings if len(heading) <= LONGEST]
    declared = [title[:LONGEST] for title in declared]
    own = [heading for heading in headings if not any(same_words(heading, name) for name in site_names)]
    for title in declared:
        agreeing = [heading for heading in own if _agrees(heading, title, site_names)]
        if agreeing:
            return max(agreeing, key=len)
    akin = [heading for heading in own if any(_is_akin(heading, title) for title in declared)]
    if akin:
        return akin[0]
    stripped = [strip_site(title, site_names) for title in declared]
    return next((title for title in stripped if title), headings[0] if headings else "")


def strip_site(title: str, site_names: Sequence[str]) -> str:
    """The title without " | Site name" at its end or "Site name: " at its start, where a name of the site stands there.

    Unknown site names go too where the bar is one that titles do not use themselves (``|``, ``»``).
    """
    parts = SEPARATOR.split(title)
    if len(parts) < 2:
        return title
    names = {words(name) for name in site_names if words(name)}
    cuts = [match.span() for match in SEPARATOR.finditer(title)]
    if words(title[cuts[-1][1] :]) in names:
        return strip_site(title[: cuts[-1][0]].strip(), site_names)
    if words(title[: cuts[0][0]]) in names:
        return title[cuts[0][1] :].strip()
    last = title[slice(*cuts[-1])].strip()
    tail = title[cuts[-1][1] :]
    if last in ("|", "»") and len(tail.split()) <= 5:
        return title[: cuts[-1][0]].strip()
    return title


def _agrees(heading: str, title: str, site_names: Sequence[str]) -> bool:
    """Whether the title is the heading, or the heading and a shorter part beside a separator: a site's name."""
    if same_words(heading, title):
        return True
    own = words(heading)
    for match in SEPARATOR.finditer(title):
        start, end = words(title[: match.start()]), words(title[match.end() :])
        other = end if start == own else start if end == own else ""
        if other and (len(other) <= len(own) or any(other == words(name) for name in site_names)):
            return True
    return False


def _is_akin(heading: str, title: str) -> bool:
    first, second = (set(_find_words(text.casefold())) for text in (heading, title))
    return len(first) >= 3 and len(first & second) >= 3 and len(first & second) * 3 >= len(first | second)
