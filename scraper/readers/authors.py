"""Who wrote a page: names out of declared authors and printed bylines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from scraper.readers.titles import words

PREFIX = re.compile(
    r"^(?:(?:text|texten|skriven|skrivet|skrevet|written|posted|published|publicerad|publicerat|publisert|udgivet|geschrieben"
    r"|verfasst|article|story|words|reviewed|medically reviewed)\s+)?"
    r"(?:by|av|af|von|door|par|text|författare|forfatter|kirjoittaja|teksti|autor|autorin|author|redaktör|skribent)"
    r"(?:\s*:\s*|\s+|(?-i:(?<=by)(?=[A-Z])))",
    re.IGNORECASE,
)
"""Words before the name in a byline."""

PRINTED = re.compile(
    r"^(?:(?:text|skriven|skrivet|skrevet|written|article|posted|published|publicerad|publicerat|publisert|udgivet|geschrieben|verfasst)"
    r"\s+(?:av|af|by|von)|(?:text|författare|forfatter|kirjoittaja|teksti|autor|autorin|author|skribent)\s?:|by)"
    r"[:\s]*(?P<name>\S.{1,60})?$",
    re.IGNORECASE,
)
"""A line that is a byline and nothing else; without a name the next line holds it."""

PLACEHOLDERS = frozenset(
    "admin administrator creator author editor publisher webmaster user root unknown none null anonymous guest redaktion "  # noqa: SIM905
    "redaktionen webbredaktionen webbredaktör default type written content".split()
)
"""What a publishing system fills in when nobody has given a name."""

TAIL = re.compile(
    r"\s*(?:[|•·(/]|\s[-–—]\s|(?<=\w)\s+(?:on\s+)?(?:\d{1,2}[./\s]|(?:19|20)\d\d|updated|published|posted)).*$",
    re.IGNORECASE,
)
"""What follows the name: organisation, date."""

ROLE = re.compile(r",\s+[a-zåäöæøü].*$")
"""A role behind a comma: ", reporter"."""

PERSON = re.compile(
    r"[A-ZÀ-ÖØ-Þ][\w.'’-]*(?:\s+(?:d[aeiou]|del|della|van|von|der|den|la|le|bin|al|af|av))*(?:\s+[A-ZÀ-ÖØ-Þ][\w.'’-]*){1,3}"
)
"""Two to four words in the shape of a person's name."""

LONGEST = 80
LONGEST_LIST = 1000
"""Characters of a name, and of a list of names."""


def clean_names(candidates: Iterable[str], site_names: Sequence[str] = ()) -> str:
    """The names among `candidates`, joined by ", ", each once; ``""`` where none is a name.

    URLs, e-mail addresses, placeholders and, beside other names, the site's own name are left out.
    """
    names: dict[str, str] = {}
    for candidate in candidates:
        if len(candidate) > LONGEST_LIST:
            continue
        for part in re.split(r"\s*;\s*|\s+(?:and|och|og|und|ja|&)\s+(?=[A-ZÅÄÖØÆÜ])", candidate):
            name = ROLE.sub("", clean_name(part))
            if name:
                names.setdefault(words(name), name)
    sites = {words(name) for name in site_names}
    persons = [name for key, name in names.items() if key not in sites]
    return ", ".join(persons or names.values())


def clean_name(printed: str) -> str:
    """One name without "By" and date; ``""`` where it is none."""
    name = PREFIX.sub("", " ".join(printed.split()))
    if re.search(r"https?:|www\.|\S@\S|\w\.\w+\.\w|\w{2}\.\w{3}", name):
        return ""
    name = TAIL.sub("", name).strip(" ,.:;-–|@")
    if not name or len(name) > LONGEST or len(name.split()) > 7 or words(name) in PLACEHOLDERS:
        return ""
    return name if re.search(r"[^\W\d_]{2}", name) and not PRINTED.match(name) else ""


def is_person(name: str) -> bool:
    """Whether a text has the shape of a person's name: "Ann B. Example", "Vincent van Gogh"."""
    return bool(PERSON.fullmatch(name)) and not any(map(str.isdigit, name))


def printed_author(lines: Sequence[str]) -> str:
    """The name of the first byline among lines of text ("Text av", "By Ann Example"), the next line's where it is bare."""
    for number, line in enumerate(lines):
        if len(line) > 100 or not (match := PRINTED.match(line)):
            continue
        following = lines[number + 1] if number + 1 < len(lines) else ""
        name = clean_name(match["name"] or following)
        if name and name[0].isupper() and len(name.split()) <= 6:
            return name
    return ""
