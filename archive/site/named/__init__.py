"""The named queries: questions that researchers ask, each a file of SQL that begins with what it is, in two languages.

A file's head holds for each language a line ``-- en: title`` and below it lines ``--     description``; the rest is the
SQL, one SELECT whose ``:parameters`` are texts, empty where the reader leaves them out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "sv")
"""In which every query is described."""

PARAMETERS = {
    "from": {
        "en": "first day or time, such as 2024-05-01 or 2024-05; empty: no limit",
        "sv": "första dag eller tid, till exempel 2024-05-01 eller 2024-05; tomt: ingen gräns",
    },
    "to": {
        "en": "last day, month or time; empty: no limit",
        "sv": "sista dag, månad eller tid; tomt: ingen gräns",
    },
    "source": {"en": "id of a publisher; empty: all", "sv": "en utgivares id; tomt: alla"},
    "days": {"en": "so many days at most; empty: 7", "sv": "högst så många dagar; tomt: 7"},
    "kind": {"en": "a kind of publisher; empty: municipality", "sv": "ett slags utgivare; tomt: municipality"},
    "other_kind": {"en": "another kind of publisher; empty: police", "sv": "ett annat slags utgivare; tomt: police"},
    "query": {"en": "a query in the syntax of FTS5", "sv": "en fråga i FTS5:s syntax"},
    "place": {
        "en": "a place as the publisher writes it; empty: all",
        "sv": "en plats som utgivaren skriver den; tomt: alla",
    },
    "article": {"en": "id of a text; empty: the one changed last", "sv": "en texts id; tomt: den senast ändrade"},
}
"""What each parameter is, by language."""

_HEAD = re.compile(r"-- (\w\w): (.+)")
_PARAMETER = re.compile(r":([a-z_]+)")


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question with a name."""

    name: str
    titles: dict[str, str]
    """By language."""
    descriptions: dict[str, str]
    """By language."""
    sql: str
    """One SELECT."""
    parameters: tuple[str, ...]
    """Names in the order in which a form asks for them: those of time last."""


@cache
def queries() -> tuple[NamedQuery, ...]:
    """All named queries, by name."""
    found = sorted(files(__name__).iterdir(), key=lambda path: path.name)
    return tuple(
        parse(path.name[:-4], path.read_text(encoding="utf-8")) for path in found if path.name.endswith(".sql")
    )


def parse(name: str, text: str) -> NamedQuery:
    """The query that a file holds; `ValueError` when its head lacks a language."""
    lines = text.splitlines()
    head = [line for line in lines if line.startswith("--")]
    titles: dict[str, str] = {}
    described: dict[str, list[str]] = {}
    language = ""
    for line in head:
        if begun := _HEAD.fullmatch(line):
            language, titles[begun[1]] = begun.groups()
            described[language] = []
        else:
            described[language].append(line.removeprefix("--").strip())
    if tuple(titles) != LANGUAGES or not all(described.values()):
        raise ValueError(f"{name}.sql: its head must have a title and a description in each of {', '.join(LANGUAGES)}")
    sql = "\n".join(lines[len(head) :]).strip()
    named = sorted(set(_PARAMETER.findall(sql)), key=list(PARAMETERS).index)
    order = sorted(named, key=lambda each: each in ("from", "to"))
    return NamedQuery(name, titles, {key: " ".join(text) for key, text in described.items()}, sql, tuple(order))


def canned() -> dict[str, dict[str, Any]]:
    """By name what Datasette takes: ``sql``, which is folded away, ``params``, ``title``, ``description``; its pages say the
    last two in the reader's language."""
    return {
        query.name: {
            "sql": query.sql,
            "params": list(query.parameters),
            "title": query.titles["en"],
            "description": query.descriptions["en"],
            "hide_sql": True,
        }
        for query in queries()
    }
