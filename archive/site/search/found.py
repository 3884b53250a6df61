"""A search carried out: which articles match, how many there are of each sort, and those of one page."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from archive.site.search import fts
from archive.site.search.facts import Facts, Integers, Labels
from archive.site.search.filters import FACETS, Filters, Mask, mask
from archive.site.search.query import Query

Order = Literal["relevance", "newest", "oldest"]

WEIGHTS = "bm25(8.0, 4.0, 1.0)"
"""A hit in the title counts eight times one in the body, one in the lead four times."""

UNSEEN = -1


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
    those that match only in an earlier wording the rowid of that version, else `UNSEEN`."""

    places: Integers
    ranks: np.ndarray
    versions: Integers


@dataclass(frozen=True, slots=True)
class Result:
    """What was found: in order the places of all articles, of those that are shown and those folded under each; what
    there is to choose from."""

    unfolded: Integers
    shown: Integers
    folded: dict[int, list[int]]
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
    passing = mask(facts, search.filters)[matches.places]
    order = _ordered(matches, passing, search)
    places = matches.places[order]
    shown, folded = _fold(places, facts) if search.folded else (places, {})
    versions = matches.versions[order]
    return Result(
        unfolded=places,
        shown=shown,
        folded=folded,
        older={int(place): int(version) for place, version in zip(places, versions, strict=True) if version != UNSEEN},
        facets={name: _facet(facts, matches.places, search.filters, name) for name in FACETS},
        changed=_count(facts, matches.places, search.filters, "changed"),
        removed=_count(facts, matches.places, search.filters, "removed"),
        days=facts.day[places],
    )


def _matches(db: sqlite3.Connection, facts: Facts, search: Search) -> Matches:
    query = search.query
    if not query.groups:
        places = np.arange(len(facts))
        if query.unwanted:
            hits, _ = _hits(db, "articles_fts", fts.unwanted(query, search.forms), ranked=False)
            places = np.setdiff1d(places, facts.place_of[hits])
        return Matches(places, np.zeros(len(places)), np.full(len(places), UNSEEN))
    expression, ranked = fts.matching(query, search.forms), search.order == "relevance"
    rowids, ranks = _hits(db, "articles_fts", expression, ranked=ranked)
    now = Matches(facts.place_of[rowids], ranks, np.full(len(rowids), UNSEEN))
    return _with_older(db, facts, now, expression, ranked) if search.older else now


def _with_older(db: sqlite3.Connection, facts: Facts, now: Matches, expression: str, ranked: bool) -> Matches:
    """The matches, and after them the articles that match only in an earlier wording, by its best."""
    rowids, ranks = _hits(db, "older_wordings_fts", expression, ranked=ranked)
    best = np.lexsort((-rowids, ranks))
    rowids, ranks = rowids[best], ranks[best]
    places, first = np.unique(facts.older[rowids], return_index=True)
    new = ~np.isin(places, now.places)
    return Matches(
        np.concatenate([now.places, places[new]]),
        np.concatenate([now.ranks, ranks[first[new]]]),
        np.concatenate([now.versions, rowids[first[new]]]),
    )


def _hits(db: sqlite3.Connection, table: str, expression: str, *, ranked: bool) -> tuple[Integers, np.ndarray]:
    """Rowids of an FTS5 table that match, with their ranks; zeros where the ranks are not asked for."""
    if not ranked:
        rowids = [row[0] for row in db.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH ?", (expression,))]
        return np.array(rowids, dtype=np.int64), np.zeros(len(rowids))
    sql = f"SELECT rowid, rank FROM {table} WHERE {table} MATCH ? AND rank MATCH '{WEIGHTS}'"
    pairs = np.array([tuple(row) for row in db.execute(sql, (expression,))], dtype=np.float64).reshape(-1, 2)
    return pairs[:, 0].astype(np.int64), pairs[:, 1]


def _ordered(matches: Matches, passing: Mask, search: Search) -> Integers:
    """Where in the matches those stand that pass, in the order asked for. Places are newest first."""
    chosen = np.flatnonzero(passing)
    places = matches.places[chosen]
    if search.order == "oldest":
        return chosen[np.argsort(-places, kind="stable")]
    if search.order == "newest" or not search.query.groups:
        return chosen[np.argsort(places, kind="stable")]
    return chosen[np.lexsort((places, matches.ranks[chosen]))]


def _fold(places: Integers, facts: Facts) -> tuple[Integers, dict[int, list[int]]]:
    """(the places to show, by shown place the others of its cluster, first publisher first): of texts that say the same
    only the one that was published first, where the best of them stood."""
    clusters = facts.cluster.codes[places]
    none = facts.cluster.code("")
    groups: dict[int, list[int]] = {}
    for at in np.flatnonzero(clusters != none).tolist():
        groups.setdefault(int(clusters[at]), []).append(at)
    keep = np.ones(len(places), dtype=bool)
    shown, folded = places.copy(), {}
    for at in (group for group in groups.values() if len(group) > 1):
        earliest_first = sorted(places[at].tolist(), reverse=True)
        shown[at[0]] = earliest_first[0]
        keep[at[1:]] = False
        folded[earliest_first[0]] = earliest_first[1:]
    return shown[keep], folded


def _facet(facts: Facts, places: Integers, filters: Filters, name: str) -> list[tuple[str, int]]:
    """The values that could be chosen instead, each with how many articles it would leave; the most first."""
    labels: Labels = getattr(facts, name)
    passing = places[mask(facts, filters.without(name))[places]]
    counts = np.bincount(labels.codes[passing], minlength=len(labels.names)).tolist()
    found = [(value, count) for value, count in zip(labels.names, counts, strict=True) if count and value]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def _count(facts: Facts, places: Integers, filters: Filters, flag: str) -> int:
    """How many articles a flag would leave."""
    return int(mask(facts, replace(filters, **{flag: "1"}))[places].sum())
