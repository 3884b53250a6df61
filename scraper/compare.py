"""Which articles say the same: the texts that a night brought are compared with their like among all others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from archive.likeness import Likeness, Neighbour, NewText, Wording
from archive.published import Published
from dedupe.alike import Alike, keys, ranked, verify
from dedupe.candidates import LEAST_AGREEMENT, samples_needed
from dedupe.clusters import clusters
from dedupe.signatures import DEFAULT, agreement


def compare(likeness: Likeness, published: Published) -> None:
    """Write which of the articles' newest wordings are alike, and gather those that are the same text."""
    likeness.forget_others(DEFAULT.name)
    for wording in likeness.wordings(DEFAULT.name):
        if wording.text is None:
            _take_in(likeness, wording)
    wordings = [wording for wording in likeness.wordings(DEFAULT.name) if wording.text is not None]
    alike = _alike(likeness, wordings)
    _write(published, wordings, alike)


def _take_in(likeness: Likeness, wording: Wording) -> None:
    """Keep the wording's text and link it with its like; a text without words is like nothing."""
    text = likeness.words(wording.version)
    found = keys(text)
    if not found.digest:
        return
    known = likeness.find(found.parameters, found.digest)
    if known is not None:
        likeness.name(wording.sha256, found.parameters, known)
        return
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
    inside, outside = (new, other) if len(text.split()) <= len(other_text.split()) else (other, new)
    likeness.link(inside, outside, kind, similarity)


def _alike(likeness: Likeness, wordings: Sequence[Wording]) -> list[Alike]:
    """The pairs of versions: of one text every later print to the first, of like texts the first prints."""
    times = {wording.version: wording.time for wording in wordings}
    prints: dict[int, list[str]] = {}
    text_of = {wording.version: wording.text for wording in wordings}
    for version in ranked(times, times):
        prints.setdefault(text_of[version], []).append(version)
    found = [Alike(first, later, "exact", 1.0) for first, *others in prints.values() for later in others]
    for a, b, kind, similarity in likeness.pairs(prints):
        first, second = prints[a][0], prints[b][0]
        if kind != "contained":
            first, second = ranked((first, second), times)
        found.append(Alike(first, second, kind, similarity))
    return sorted(found, key=lambda pair: (pair.a, pair.b))


def _write(published: Published, wordings: Sequence[Wording], alike: Sequence[Alike]) -> None:
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
            "kind": member.kind, "similarity": member.similarity,
        }
        for cluster in clusters(times, alike)
        for member in cluster.members
    ]  # fmt: skip
    published.replace_likeness(pairs, members)
