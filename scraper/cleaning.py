"""What the readings of a page say when they are cleaned, remembered so that a night cleans only what it sees otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from hashlib import blake2b
from importlib import resources

from archive.readings import Cleaned, Readings
from archive.records import Block, Label, Page, Wording
from dedupe.boilerplate import Model
from dedupe.clean import clean, is_nothing_but_notice, wording
from dedupe.glance import Glance
from dedupe.marks import Marks
from dedupe.steady import steady

Labelled = Sequence[tuple[Block, int, Label | None]]
"""The blocks of a page with their marks, and why each was taken out of it."""


@dataclass(frozen=True, slots=True)
class Told:
    """A reading, cleaned."""

    page: Page
    """What it says, without the blocks."""
    wording: Wording
    is_notice: bool
    """Whether it has no words of its own."""
    labelled: Callable[[], Labelled]


class Cleaning:
    """Cleans readings of one source by its model."""

    def __init__(self, readings: Readings, model: Model):
        self._readings, self._model, self._glance = readings, model, Glance(model)

    def told(self, numbers: Sequence[int]) -> dict[int, Told]:
        """All readings of one page, by number."""
        kept = [self._readings.kept(number) for number in numbers]
        marks = steady(Marks.each_from_bytes([each.marks for each in kept])) if kept else []
        found = {}
        for number, each, mine in zip(numbers, kept, marks, strict=True):
            labelled = cache(partial(self._labelled, number, mine))
            glance = blake2b(_generation() + self._glance.of(mine), digest_size=16).digest()
            cleaned = each.cleaned
            if cleaned is None or cleaned.glance != glance:
                cleaned = _cleaned(glance, each.page, labelled())
                if len(numbers) > 1:
                    self._readings.keep_cleaned(number, cleaned)
            found[number] = Told(each.page, cleaned.wording, cleaned.is_notice, labelled)
        return found

    def _labelled(self, number: int, marks: Marks) -> Labelled:
        page = self._readings.page(number)
        return list(zip(page.blocks, marks.blocks.tolist(), clean(page, self._model, marks), strict=True))


def _cleaned(glance: bytes, page: Page, labelled: Labelled) -> Cleaned:
    labels = [label for *_, label in labelled]
    words = wording(replace(page, blocks=tuple(block for block, *_ in labelled)), labels)
    return Cleaned(glance=glance, wording=words, is_notice=is_nothing_but_notice(labels))


@cache
def _generation() -> bytes:
    """Changes with the code and the data that clean: what an earlier generation has cleaned is cleaned again."""
    files = sorted((each for each in resources.files("dedupe").iterdir() if each.is_file()), key=lambda each: each.name)
    return blake2b(b"".join(each.read_bytes() for each in files), digest_size=16).digest()
