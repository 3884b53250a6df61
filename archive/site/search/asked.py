"""A search as its address says it: read for the page, its feed and its exports alike, and written into their links."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import get_args
from urllib.parse import urlencode

from archive.site.search.expansion import expand
from archive.site.search.facts import Facts
from archive.site.search.filters import Filters, read_filters
from archive.site.search.found import Order, Search
from archive.site.search.query import Query, Term, parse
from archive.site.search.vocabulary import ending_with

MOST_FORMS = 400
"""Words that all terms of a search may stand for together: ranking a hit takes time that grows with them."""


@dataclass(frozen=True)
class Asked:
    """What an address asks for: the words as typed and understood, the filters, the order, and three choices: only the
    exact words, earlier wordings too, every copy of a text."""

    typed: str
    query: Query
    filters: Filters
    order: Order
    exact: bool
    older: bool
    copies: bool

    def parameters(self) -> dict[str, str]:
        """The parameters of its address; those that ask for nothing are left out."""
        own = {
            "q": self.typed,
            **self.filters.parameters(),
            "order": "" if self.order == "relevance" else self.order,
            "exact": "1" if self.exact else "",
            "older": "1" if self.older else "",
            "copies": "1" if self.copies else "",
        }
        return {name: value for name, value in own.items() if value}

    @cached_property
    def _written(self) -> dict[str, str]:
        """By name each parameter as it stands in the address."""
        return {name: urlencode({name: value}) for name, value in self.parameters().items()}

    def address(self, **changed: str) -> str:
        """The same as a query string, some of the parameters changed."""
        parts = self._written | {name: value and urlencode({name: value}) for name, value in changed.items()}
        return "&".join(filter(None, parts.values()))


def read(args: Mapping[str, str]) -> Asked:
    """What the parameters of an address ask for; `SearchError` when it is too much."""
    typed = (args.get("q") or "").strip()
    query = parse(typed)
    wished = args.get("order") or ""
    return Asked(
        typed=typed,
        query=query,
        filters=read_filters(args),
        order=wished if wished in get_args(Order) else ("relevance" if query.groups else "newest"),
        exact=args.get("exact") == "1",
        older=args.get("older") == "1",
        copies=args.get("copies") == "1",
    )


def prepare(db: sqlite3.Connection, facts: Facts, asked: Asked) -> Search:
    """The search with what its words stand for in this archive."""
    languages = facts.language.most_frequent
    terms = [term for term in (*asked.query.wanted, *asked.query.unwanted) if term.kind in ("word", "suffix")]
    most = MOST_FORMS // max(len(terms), 1)
    forms = {term: _forms(db, term, languages, asked.exact)[:most] for term in terms}
    return Search(
        query=asked.query,
        forms={term: found for term, found in forms.items() if found},
        filters=asked.filters,
        order=asked.order,
        older=asked.older,
        folded=not asked.copies,
    )


def _forms(db: sqlite3.Connection, term: Term, languages: tuple[str, ...], exact: bool) -> tuple[str, ...]:
    if term.kind == "suffix":
        return tuple(ending_with(db, term.text))
    if exact:
        return ()
    return expand(db, term.text, languages).forms
