"""A search carried out: which articles match, how many there are of each sort, and those of one page."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal

import numpy as np

from archive.site.search import fts
from archive.site.search.facts import Facts, Integers, Labels
from archive.site.search.filters import FACETS, Filters, Mask, Sieve
from archive.site.search.query import Query

Order = Literal["relevance", "newest", "oldest"]

WEIGHTS = "bm25(8.0, 4.0, 1.0)"
"""A hit in the title counts eight times one in the body, one in the lead four times."""

MOST_RANKED = 200_000
"""Articles that are put into the order of relevance. That takes FTS5 up to ten times what finding them takes, and of so many the
first are hardly better than the rest: they are shown newest first."""

UNSEEN = -1

_TABLES = ("articles_fts", "older_wordings_fts")
"""The search indexes of today's wordings and of earlier ones."""

_RANK = f"CAST(rank * {1 << 50} AS INTEGER)"
"""SQL: a rank as a whole number. 2^50 leaves ranks of 8,000 room in 64 bits and tells two of 1 apart as well as floats do."""


@dataclass(frozen=True, slots=True)
class Search:
    """All that is asked for: the words with what else they stand for, the filters, the order, and whether earlier
    wordings are searched too and texts that say the same are shown once."""

    query: Query
    forms: fts.Forms
    filters: Filters
    order: Order = "relevance"
    older: bool = False
    folded: bool = True


@dataclass(frozen=True, slots=True)
class Matches:
    """Articles that match the words, before any filter: places in `Facts`, their rank (the less the better), and for
    those that match only in an earlier wording the rowid of that version, else `UNSEEN`. Not ``ranked``: all ranks are 0."""

    places: Integers
    ranks: Integers
    versions: Integers
    ranked: bool = False


@dataclass(frozen=True, slots=True)
class Folded:
    """The articles that are not shown because another that is says the same; sorted by that one, then the earliest first."""

    owners: Integers  # places of those that are shown
    places: Integers

    def under(self, place: int) -> list[int]:
        """The places of those folded under the one shown at ``place``, first publisher first."""
        first, end = np.searchsorted(self.owners, (place, place + 1))
        return self.places[first:end].tolist()


NOTHING_FOLDED = Folded(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Result:
    """What was found: in which order; the places of all articles, of those that are shown and those folded under each; by
    place the rowid of the version that matches where today's wording does not; what there is to choose from."""

    order: Order
    unfolded: Integers
    shown: Integers
    folded: Folded
    older: dict[int, int]
    facets: dict[str, list[tuple[str, int]]]
    changed: int
    removed: int
    days: Integers

    @property
    def total(self) -> int:
        """How many articles match."""
        return len(self.unfolded)


def find(db: sqlite3.Connection, facts: Facts, search: Search) -> Result:
    """Carry out a search. The cost grows with the hits, not with the archive."""
    matches = _matches(db, facts, search)
    sieve = Sieve(facts, search.filters, matches.places)
    order = _ordered(matches, sieve.passing(), search)
    places, versions = matches.places[order], matches.versions[order]
    shown, folded = _fold(places, facts) if search.folded else (places, NOTHING_FOLDED)
    earlier = versions != UNSEEN
    return Result(
        order="newest" if search.order == "relevance" and not matches.ranked else search.order,
        unfolded=places,
        shown=shown,
        folded=folded,
        older=dict(zip(places[earlier].tolist(), versions[earlier].tolist(), strict=True)),
        facets={name: _facet(getattr(facts, name), sieve.without(name)) for name in FACETS},
        changed=sieve.count("changed"),
        removed=sieve.count("removed"),
        days=facts.day[places],
    )


def _matches(db: sqlite3.Connection, facts: Facts, search: Search) -> Matches:
    query = search.query
    if not query.groups:
        kept = np.ones(len(facts), dtype=bool)
        if query.unwanted:
            hits, _ = _hits(db, "articles_fts", fts.unwanted(query, search.forms))
            kept[facts.place_of[hits]] = False
        places = np.flatnonzero(kept)
        return Matches(places, np.zeros_like(places), np.full(len(places), UNSEEN))
    tables, expression = _TABLES[: 1 + search.older], fts.matching(query, search.forms)
    found = [_hits(db, table, expression) for table in tables]
    ranked = search.order == "relevance" and sum(len(rowids) for rowids, _ in found) <= MOST_RANKED
    if ranked:
        found = [_hits(db, table, expression, ranked=True) for table in tables]
    rowids, ranks = found[0]
    now = Matches(facts.place_of[rowids], ranks, np.full(len(rowids), UNSEEN), ranked)
    return _with_older(facts, now, *found[1]) if search.older else now


def _with_older(facts: Facts, now: Matches, rowids: Integers, ranks: Integers) -> Matches:
    """The matches, and after them the articles that match only in an earlier wording, by its best."""
    best = np.lexsort((-rowids, ranks))
    rowids, ranks = rowids[best], ranks[best]
    places, first = np.unique(facts.older[rowids], return_index=True)
    new = ~np.isin(places, now.places)
    return Matches(
        np.concatenate([now.places, places[new]]),
        np.concatenate([now.ranks, ranks[first[new]]]),
        np.concatenate([now.versions, rowids[first[new]]]),
        now.ranked,
    )


def _hits(db: sqlite3.Connection, table: str, expression: str, ranked: bool = False) -> tuple[Integers, Integers]:
    """Rowids of an FTS5 table that match, with their ranks; zeros where the ranks are not asked for.

    All of them come as one text: row by row takes longer, and every row is a moment at which the threads of other readers
    take the interpreter away.
    """
    row, weighed = (f"rowid || ' ' || {_RANK}", f" AND rank MATCH '{WEIGHTS}'") if ranked else ("rowid", "")
    sql = f"SELECT group_concat({row}, ' ') FROM {table} WHERE {table} MATCH ?{weighed}"
    [found] = db.execute(sql, (expression,)).fetchone()
    numbers = np.fromstring(found or "", dtype=np.int64, sep=" ")
    return (numbers[::2], numbers[1::2]) if ranked else (numbers, np.zeros_like(numbers))


def _ordered(matches: Matches, passing: Mask, search: Search) -> Integers:
    """Where in the matches those stand that pass, in the order asked for. Places are newest first."""
    chosen = np.flatnonzero(passing)
    places = matches.places[chosen]
    if search.order == "oldest":
        return chosen[np.argsort(-places, kind="stable")]
    if not matches.ranked:
        return chosen[np.argsort(places, kind="stable")]
    return chosen[np.lexsort((places, matches.ranks[chosen]))]


def _fold(places: Integers, facts: Facts) -> tuple[Integers, Folded]:
    """(the places to show, those folded under them): of texts that say the same only the one that was published first,
    where the best of them stood."""
    clusters = facts.cluster.codes[places]
    in_one = np.flatnonzero(clusters != facts.cluster.code(""))
    _, best, group, members = np.unique(
        clusters[in_one], return_index=True, return_inverse=True, return_counts=True
    )  # fmt: skip
    earliest = np.zeros(len(best), dtype=np.int64)
    np.maximum.at(earliest, group, places[in_one])
    several = members > 1
    shown, keep = places.copy(), np.ones(len(places), dtype=bool)
    keep[in_one[several[group]]] = False
    keep[in_one[best[several]]] = True
    shown[in_one[best[several]]] = earliest[several]
    return shown[keep], _folded(places[in_one], earliest[group])


def _folded(places: Integers, owners: Integers) -> Folded:
    """Those that are not their own owners."""
    under = places != owners
    places, owners = places[under], owners[under]
    order = np.lexsort((-places, owners))
    return Folded(owners[order], places[order])


def _facet(labels: Labels, places: Integers) -> list[tuple[str, int]]:
    """The values that could be chosen, each with how many articles it would leave; the most first."""
    counts = np.bincount(labels.codes[places], minlength=len(labels.names))
    found = [(labels.names[code], int(counts[code])) for code in np.flatnonzero(counts).tolist() if labels.names[code]]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))
