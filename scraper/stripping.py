"""Finding blocks by their words."""

from __future__ import annotations

from collections import Counter

from archive.readings import Readings
from archive.work import Work
from dedupe.marks import block_mark, words
from scraper.articles import block_id


def blocks_with(work: Work, source: str, wanted: str) -> list[tuple[str, str, int]]:
    """(id, text, number of readings) of a source's blocks whose text holds some words, the most frequent first."""
    folded = words(wanted)
    counts, texts = Counter[str](), dict[str, str]()
    for page in Readings(work).pages(source):
        for block in page.blocks:
            if folded in words(block.text):
                id_ = block_id(block_mark(block))
                counts[id_] += 1
                texts[id_] = min(texts.get(id_, block.text), block.text)
    return [
        (id_, " ".join(texts[id_].split()), count) for id_, count in sorted(counts.items(), key=lambda i: (-i[1], i[0]))
    ]
