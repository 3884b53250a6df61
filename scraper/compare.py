"""Which articles say the same: the texts that a night brought are compared with their like among all others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from archive.diff import counts, diff_words
from archive.likeness import Likeness, Neighbour, NewText, Pair, Wording
from archive.published import Published
from dedupe.alike import Alike, keys, ranked, verify
from dedupe.candidates import LEAST_AGREEMENT, samples_needed
from dedupe.clusters import clusters
from dedupe.signatures import DEFAULT, agreement


def compare(likeness: Likeness, published: Published) -> None:
    """Write which of the articles' newest wordings are alike, and gather those that are the same text."""
    likeness.forget_others(DEFAULT.name)
    every = [
        replace(wording, text=_take_in(likeness, wording)) if wording.text is None else wording
        for wording in likeness.wordings(DEFAULT.name)
    ]
    wordings = [wording for wording in every if wording.text is not None]
    pairs = likeness.pairs(wording.text for wording in wordings if wording.text is not None)
    _write(published, wordings, _alike(pairs, wordings), _changes(pairs))


def _take_in(likeness: Likeness, wording: Wording) -> int | None:
    """Keep the wording's text and link it with its like; its id. None: a text without words is like nothing."""
    text = likeness.words(wording.version)
    found = keys(text)
    if not found.digest:
        return None
    known = likeness.find(found.parameters, found.digest)
    if known is not None:
        likeness.name(wording.sha256, found.parameters, known)
        return known
    new = likeness.add(
        NewText(
            parameters=found.parameters,
            digest=found.digest,
            bands=found.bands,
            samples=found.samples,
            signature=found.signature,
        )
    )
    likeness.name(wording.sha256, found.parameters, new)
    for other in likeness.neighbours(new):
        if _is_candidate(found.signature, len(found.samples), other):
            _link(likeness, new, text, other.text)
    return new


def _is_candidate(signature: bytes, samples: int, other: Neighbour) -> bool:
    """`dedupe.alike.is_candidate`, asked of what is kept."""
    fewer = min(samples, other.samples)
    if fewer and other.shared_samples >= samples_needed(fewer):
        return True
    rows = [np.frombuffer(each, dtype="<u4") for each in (signature, other.signature)]
    return other.meets and bool(agreement(*rows) >= LEAST_AGREEMENT)


def _link(likeness: Likeness, new: int, text: str, other: int) -> None:
    other_text = likeness.words_of_text(other)
    verdict = verify(text, other_text)
    if verdict is None:
        return
    kind, similarity = verdict
    shorter = len(text.split()) <= len(other_text.split())
    inside, outside = ((new, text), (other, other_text)) if shorter else ((other, other_text), (new, text))
    only_outside, only_inside = counts(diff_words(inside[1], outside[1]))
    likeness.link(
        Pair(a=inside[0], b=outside[0], kind=kind, similarity=similarity, only_a=only_inside, only_b=only_outside)
    )


def _changes(pairs: Sequence[Pair]) -> dict[tuple[int | None, int | None], tuple[int, int]]:
    """By (first, later) text the words that the later one added and removed."""
    forwards = {(pair.a, pair.b): (pair.only_b, pair.only_a) for pair in pairs}
    return forwards | {(pair.b, pair.a): (pair.only_a, pair.only_b) for pair in pairs}


def _alike(pairs: Sequence[Pair], wordings: Sequence[Wording]) -> list[Alike]:
    """The pairs of versions: of one text every later print to the first, of like texts the first prints."""
    times = {wording.version: wording.time for wording in wordings}
    prints: dict[int, list[str]] = {}
    text_of = {wording.version: wording.text for wording in wordings}
    for version in ranked(times, times):
        prints.setdefault(text_of[version], []).append(version)
    found = [Alike(first, later, "exact", 1.0) for first, *others in prints.values() for later in others]
    for pair in pairs:
        first, second = prints[pair.a][0], prints[pair.b][0]
        if pair.kind != "contained":
            first, second = ranked((first, second), times)
        found.append(Alike(first, second, pair.kind, pair.similarity))
    return sorted(found, key=lambda pair: (pair.a, pair.b))


def _write(
    published: Published,
    wordings: Sequence[Wording],
    alike: Sequence[Alike],
    changes: Mapping[tuple[int | None, int | None], tuple[int, int]],
) -> None:
    text_of = {wording.version: wording.text for wording in wordings}
    article_of = {wording.version: wording.article for wording in wordings}
    times = {wording.version: wording.time for wording in wordings}
    pairs = [
        {
            "version_a": pair.a, "version_b": pair.b, "kind": pair.kind, "similarity": pair.similarity,
            "article_a": article_of[pair.a], "article_b": article_of[pair.b],
        }
        for pair in alike
    ]  # fmt: skip
    members = [
        {
            "cluster": article_of[cluster.id], "article": article_of[member.id], "version": member.id,
            "kind": member.kind, "similarity": member.similarity, "words_added": added, "words_removed": removed,
        }
        for cluster in clusters(times, alike)
        for member in cluster.members
        for added, removed in [changes.get((text_of[cluster.id], text_of[member.id]), (0, 0))]
    ]  # fmt: skip
    published.replace_likeness(pairs, members)
