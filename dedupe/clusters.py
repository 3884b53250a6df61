"""Clusters of the same text: who had it first, and who printed it after.

A cluster says that texts are the same, not that they tell of the same event: a notice in standing phrases can be the
same for two burglaries. Every member is like the cluster's first, so chains of small steps make no cluster.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dedupe.alike import Alike, ranked

SAME = 0.8
"""Least Jaccard similarity to the cluster's first."""


@dataclass(frozen=True, slots=True)
class Member:
    """A text of a cluster."""

    id: str
    kind: str
    """How it is like the first: ``first`` (it is the first itself), ``exact``, ``near``."""
    similarity: float
    """Jaccard similarity to the first, 0.8 to 1."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Two texts or more that are the same."""

    id: str
    """The id of its first member."""
    members: tuple[Member, ...]
    """By time of publication, the first first."""


def clusters(times: Mapping[str, str], alike: Iterable[Alike], threshold: float = SAME) -> list[Cluster]:
    """The clusters of the texts whose ids and times of publication are `times`, by id; no text is in two.

    `alike` is what `pairs` gives for the same times; its order does not matter. In order of publication each text
    joins the most similar of the firsts that are at least `threshold` like it (of equals the earliest), and is a first
    of its own where there is none. A copy goes where the text goes that it is exact to.

    Raises KeyError for a pair whose text is not in `times`.
    """
    order = ranked(times, times)
    ranks = {each: rank for rank, each in enumerate(order)}
    original, earlier = _relations(alike, ranks, threshold)
    members: dict[str, list[Member]] = {}
    placed: dict[str, tuple[str, Member]] = {}
    for each in order:
        home, member = _home(each, original.get(each), earlier.get(each, {}), placed, members)
        placed[each] = home, member
        members.setdefault(home, []).append(member)
    return sorted(
        (Cluster(home, tuple(found)) for home, found in members.items() if len(found) > 1), key=lambda c: c.id
    )


def _relations(
    alike: Iterable[Alike], ranks: Mapping[str, int], threshold: float
) -> tuple[dict[str, str], dict[str, dict[str, float]]]:
    """Of each text the earliest one it is a copy of, and the similarities to earlier near ones, earliest first."""
    original: dict[str, str] = {}
    near: dict[str, dict[str, float]] = defaultdict(dict)
    for pair in sorted(alike, key=lambda pair: tuple(sorted((ranks[pair.a], ranks[pair.b])))):
        first, later = sorted((pair.a, pair.b), key=ranks.__getitem__)
        if pair.kind == "exact":
            original.setdefault(later, first)
        elif pair.kind == "near" and pair.similarity >= threshold:
            near[later][first] = pair.similarity
    return original, near


def _home(
    each: str,
    original: str | None,
    earlier: Mapping[str, float],
    placed: Mapping[str, tuple[str, Member]],
    firsts: Mapping[str, object],
) -> tuple[str, Member]:
    """The first that a text belongs to, and what it is there."""
    if original is not None:
        home, as_original = placed[original]
        kind = "exact" if home == original else as_original.kind
        return home, Member(each, kind, as_original.similarity)
    eligible = {first: similarity for first, similarity in earlier.items() if first in firsts}
    if not eligible:
        return each, Member(each, "first", 1.0)
    home = max(eligible, key=eligible.__getitem__)
    return home, Member(each, "near", eligible[home])
