"""Boilerplate: which blocks of a source repeat from page to page, learned from all of its pages.

Frequent is not the same as boilerplate. What decides is the slot a block stands in. Where a slot shows other words on
every page (an article's paragraphs), a sentence must stand on nearly every page to be taken for part of the template,
however often it occurs; where a slot shows the same few texts again and again (a notice's box, a row of share links),
every text that came back is. The pages counted are those that have the slot at all, within the time in which the block
was seen: a new template or a changed notice is judged by its own pages.

The model is a function of the set of pages alone: neither their order nor the batches they came in matter.

Related work: site-level template detection by repeated subtrees (Yi, Liu & Li, "Eliminating Noisy Information in Web
Pages", KDD 2003) and GoldMiner (Endrédy & Novák, "More Effective Boilerplate Removal", Polibits 48, 2013).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from dedupe.content import CUT, SCALE, UNKNOWN
from dedupe.counters import counters
from dedupe.marks import Marks
from dedupe.passages import FEWEST_PAGES, passages
from dedupe.redesigns import brought
from dedupe.rotation import rotating
from dedupe.slots import Seen, article_slots

CONSTANT = 0.8
"""Share of a slot's texts that must be repeats for the slot to be part of the template."""

MOSTLY_KNOWN = 0.5
"""Share of a slot's texts that must be repeats, there or in another slot, for those of the other slot to be template."""

SHARE = 0.4
"""In a slot of changing texts: least share of pages, as the lower bound of its 95 % interval (3 of 3, 6 of 8, 55 of 110)."""

SHARE_OF_A_SPAN = 0.6
"""The same where only the pages of a part of the time are counted (6 of 6, 9 of 10)."""


_OF_TEMPLATE = frozenset({"slot", "share", "span", "redesign", "rotating"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Sighted:
    """A page as the model sees it: when it was seen, and its marks."""

    page: str
    """Key of the page; several wordings of one page count as one page."""
    first_at: str
    last_at: str
    marks: Marks


@dataclass(frozen=True, kw_only=True, slots=True)
class Repeat:
    """A block that is part of the template, and the evidence."""

    rule: str
    """``slot``: it came back in a slot of the template; ``share``: it stands on nearly every page; ``span``: it stood on
    nearly every page of a time; ``passage``: it belongs to a long passage that several pages print word for word;
    ``counter``: it is all of this but for its numbers, which tell the time and not the page; ``elsewhere``: its words
    are part of the template in another slot, and its own shows little else; ``rotating``: its slot shows
    another text on every visit; ``redesign``: its slot came with a new template, and shows on no page what that had said."""
    pages: int
    pages_total: int
    first_at: str
    last_at: str

    def evidence_first(self) -> tuple[int, int, str, str, str]:
        """How much it was seen, before how it was judged."""
        return self.pages, self.pages_total, self.first_at, self.last_at, self.rule

    def evidence(self) -> tuple[str, int, int, str, str]:
        """Its fields in their order."""
        return self.rule, self.pages, self.pages_total, self.first_at, self.last_at


@dataclass(frozen=True, slots=True)
class Model:
    """What a source's pages have in common."""

    repeats: Mapping[int, Repeat]
    """By block mark."""
    slots: Mapping[int, int] = field(default_factory=dict)
    """By slot mark +1 where the source's articles stand, -1 where they do not; the others are left out."""
    decided: Mapping[int, str] = field(default_factory=dict)
    """By block mark what an editor decided, which goes before everything else: ``keep`` or ``strip``."""

    def opinions(self) -> dict[int, str]:
        """By block mark or slot mark what the model thinks of it: a page is cleaned otherwise than by an earlier model
        only where it has a mark of which the two think otherwise."""
        articles = {slot: "article" if sign > 0 else "surroundings" for slot, sign in self.slots.items()}
        return articles | {mark: repeat.rule for mark, repeat in self.repeats.items()} | dict(self.decided)


EMPTY = Model({})


def learn(pages: Iterable[Sighted]) -> Model:
    """The repeated blocks of a source's pages, and where their articles stand."""
    listed = sorted(pages, key=lambda page: (page.page, page.first_at, page.last_at))
    counted = _each_text_once(listed)
    table = _Occurrences(counted)
    repeats = {}
    for index in np.flatnonzero(table.pages_of_block >= 2):
        repeat = table.judge(int(index))
        if repeat is not None:
            repeats[int(table.blocks[index])] = repeat
    for index in table.passages(repeats):
        repeats[int(table.blocks[index])] = table.evidence("passage", int(index))
    shown = [(page.page, page.first_at, page.last_at, page.marks) for page in listed]
    changing = table.standing_in(brought(shown), "redesign") | table.standing_in(rotating(shown), "rotating")
    repeats = _counters(listed, counted) | table.elsewhere(changing | repeats) | changing | repeats
    known = np.fromiter(repeats, np.uint64, len(repeats))
    return Model(repeats, article_slots(_judged(listed, known)))


def _counters(listed: list[Sighted], counted: list[Sighted]) -> dict[int, Repeat]:
    """The blocks that count something and would be part of the template if their numbers did not change."""
    patterns = counters((page.page, page.first_at, page.last_at, page.marks) for page in listed)
    if not len(patterns):
        return {}
    table = _Occurrences(_masked(counted, patterns))
    judged = {int(table.blocks[i]): table.judge(int(i)) for i in np.flatnonzero(np.isin(table.blocks, patterns))}
    every = [_joined(getattr(page.marks, name) for page in listed) for name in ("blocks", "patterns")]
    pairs = np.unique(np.stack(every, axis=1)[np.isin(every[1], patterns)], axis=0)
    found = [(int(block), judged.get(int(pattern))) for block, pattern in pairs]
    return {block: replace(repeat, rule="counter") for block, repeat in found if repeat is not None}


def _masked(pages: list[Sighted], patterns: np.ndarray) -> list[Sighted]:
    """The pages with the blocks of these patterns counted by their pattern."""
    blocks, numbered = (_joined(getattr(page.marks, name) for page in pages) for name in ("blocks", "patterns"))
    parts = np.split(np.where(np.isin(numbered, patterns), numbered, blocks), _ends(pages)[:-1])
    return [replace(page, marks=replace(page.marks, blocks=part)) for page, part in zip(pages, parts, strict=True)]


def _each_text_once(pages: list[Sighted]) -> list[Sighted]:
    """The pages with those that print the same article counted as one: a notice that is published ten times is ten times
    the same news, and none of its words are part of the template."""
    first: dict[bytes, str] = {}
    counted = []
    for page in pages:
        article = page.marks.blocks[page.marks.scores >= CUT * SCALE].tobytes()
        counted.append(replace(page, page=first.setdefault(article, page.page)) if article else page)
    return counted


def _judged(pages: list[Sighted], known: np.ndarray) -> Iterator[Seen]:
    """What the pages' blocks say of their slots; those that are ``known`` to be part of the template say nothing."""
    is_known = np.isin(_joined(page.marks.blocks for page in pages), known)
    for page, known in zip(pages, np.split(is_known, _ends(pages)[:-1]), strict=True) if pages else ():
        yield page.page, page.marks.slots, np.where(known, UNKNOWN, page.marks.scores), page.marks.words


def _ends(pages: list[Sighted]) -> np.ndarray:
    """Where the blocks of each page end among those of all."""
    return np.cumsum([len(page.marks.blocks) for page in pages])


class _Occurrences:
    """Which block stands on which page, as arrays."""

    def __init__(self, pages: list[Sighted]):
        names, page_of = np.unique([page.page for page in pages], return_inverse=True)
        lengths = [len(page.marks.blocks) for page in pages]
        pages_long = np.repeat(page_of.astype(np.int64), lengths)
        written = [at for page in pages for at in (page.first_at, page.last_at)]
        self._clock, ticks = np.unique(np.array(written, dtype="U20"), return_inverse=True)
        times = ticks.reshape(-1, 2)
        blocks, block_of = np.unique(_joined(page.marks.blocks for page in pages), return_inverse=True)
        slots, slot_of = np.unique(_joined(page.marks.slots for page in pages), return_inverse=True)
        self.blocks, self._slots = blocks, slots
        self.slot_of_block = np.zeros(len(blocks), dtype=np.int64)
        self.slot_of_block[block_of] = slot_of
        self.first, self.last = _spans(times, np.repeat(np.arange(len(pages)), lengths), block_of, len(blocks))
        pairs = _unique_pairs(block_of, pages_long, len(names))
        self.pages_of_block = np.bincount(pairs[:, 0], minlength=len(blocks))
        slot_pairs = _unique_pairs(slot_of, pages_long, len(names))
        self.pages_of_slot = np.bincount(slot_pairs[:, 0], minlength=len(slots))
        self._block_of_pair = pairs[:, 0]
        self._is_repeated = self.pages_of_block >= 2
        self.constancy = self._constancy(self._is_repeated)
        self._spans_of_slots = _SlotSpans(times, page_of, slot_of, lengths)
        self.words = np.zeros(len(blocks), dtype=np.int64)
        self.words[block_of] = _joined(page.marks.words for page in pages)
        self._texts = np.zeros(len(blocks), dtype=np.uint64)
        np.maximum.at(self._texts, block_of, _joined(page.marks.texts for page in pages))
        self.notices = np.zeros(len(blocks), dtype=bool)
        self.notices[block_of] = _joined(page.marks.notices for page in pages)
        ends = np.cumsum(lengths)
        self.sequences = [(page, block_of[e - n : e]) for page, e, n in zip(page_of, ends, lengths, strict=True)]

    def _constancy(self, is_repeat: np.ndarray) -> np.ndarray:
        """For each slot the share of its texts, counted once a page, whose block is a repeat."""
        slot_of_pair = self.slot_of_block[self._block_of_pair]
        texts = np.bincount(slot_of_pair, minlength=len(self.pages_of_slot))
        repeats = np.bincount(slot_of_pair, weights=is_repeat[self._block_of_pair], minlength=len(texts))
        return repeats / np.maximum(texts, 1)

    def elsewhere(self, repeats: Mapping[int, Repeat]) -> dict[int, Repeat]:
        """By mark the blocks whose words ``repeats`` have in another slot, where the slot shows little else: a text of the
        template after a redesign, or a promotion that has had its place on few pages."""
        standing: dict[int, Repeat] = {}
        template = {block: repeat for block, repeat in repeats.items() if repeat.rule in _OF_TEMPLATE}
        places = np.searchsorted(self.blocks, np.fromiter(template, np.uint64, len(template)))
        for text, repeat in zip(self._texts[places].tolist(), template.values(), strict=True):
            standing[text] = max(standing.get(text, repeat), repeat, key=Repeat.evidence_first)
        is_known = np.isin(self._texts, np.fromiter(standing, np.uint64, len(standing)))
        is_template = self._constancy(self._is_repeated | is_known)[self.slot_of_block] >= MOSTLY_KNOWN
        found = np.flatnonzero(is_known & is_template).tolist()
        return {int(self.blocks[i]): replace(standing[int(self._texts[i])], rule="elsewhere") for i in found}

    def standing_in(self, slots: np.ndarray, rule: str) -> dict[int, Repeat]:
        """By mark the blocks in some slots, which are part of the template by a rule."""
        found = np.flatnonzero(np.isin(self._slots, slots)[self.slot_of_block]).tolist()
        return {int(self.blocks[i]): self.evidence(rule, i) for i in found}

    def passages(self, repeats: Mapping[int, Repeat]) -> list[int]:
        """Indexes of the blocks that belong to standing passages; ``repeats`` are already known."""
        known = np.isin(self.blocks, np.fromiter(repeats, np.uint64, len(repeats)))
        return passages(
            self.sequences,
            words=self.words,
            notices=self.notices,
            counts=self.pages_of_block,
            totals=self.pages_of_slot[self.slot_of_block],
            known=known,
        )

    def judge(self, index: int) -> Repeat | None:
        """Why the block is part of the template; None when it is not."""
        slot = int(self.slot_of_block[index])
        pages, total = int(self.pages_of_block[index]), int(self.pages_of_slot[slot])
        if total < FEWEST_PAGES:
            return None
        if self.constancy[slot] >= CONSTANT:
            return self.evidence("slot", index)
        if pages < FEWEST_PAGES:
            return None
        if least_share(pages, total) >= SHARE:
            return self.evidence("share", index)
        in_span = self._spans_of_slots.pages_between(slot, self.first[index], self.last[index])
        if least_share(pages, in_span) >= SHARE_OF_A_SPAN:
            return self.evidence("span", index, in_span)
        return None

    def evidence(self, rule: str, index: int, total: int = 0) -> Repeat:
        """The record of a block that is part of the template."""
        return Repeat(
            rule=rule,
            pages=int(self.pages_of_block[index]),
            pages_total=total or int(self.pages_of_slot[self.slot_of_block[index]]),
            first_at=str(self._clock[self.first[index]]),
            last_at=str(self._clock[self.last[index]]),
        )


class _SlotSpans:
    """For each slot the times in which its pages were seen."""

    def __init__(self, times: np.ndarray, page_of: np.ndarray, slot_of: np.ndarray, lengths: list[int]):
        self._times = times
        self._sightings = np.repeat(np.arange(len(lengths)), lengths)
        self._page_of = page_of
        order = np.argsort(slot_of, kind="stable")
        self._order, self._starts = order, np.searchsorted(slot_of[order], np.arange(slot_of.max(initial=-1) + 2))
        self._kept: dict[int, tuple[np.ndarray, np.ndarray]] = {}

    def pages_between(self, slot: int, first_at: int, last_at: int) -> int:
        """Pages with the slot that were seen at some time between the two, both included."""
        firsts, lasts = self._of(slot)
        return int(np.searchsorted(firsts, last_at, side="right") - np.searchsorted(lasts, first_at, side="left"))

    def _of(self, slot: int) -> tuple[np.ndarray, np.ndarray]:
        if slot not in self._kept:
            places = self._order[self._starts[slot] : self._starts[slot + 1]]
            sightings = np.unique(self._sightings[places])
            pages, page_of = np.unique(self._page_of[sightings], return_inverse=True)
            firsts = np.full(len(pages), np.iinfo(np.int64).max)
            lasts = np.full(len(pages), -1)
            np.minimum.at(firsts, page_of, self._times[sightings, 0])
            np.maximum.at(lasts, page_of, self._times[sightings, 1])
            self._kept[slot] = (np.sort(firsts), np.sort(lasts))
        return self._kept[slot]


def least_share(pages: int, total: int) -> float:
    """Lower bound of the 95 % confidence interval of a share (E. B. Wilson, JASA 22, 1927)."""
    if total <= 0:
        return 0.0
    z, share = 1.96, min(1.0, pages / total)
    middle = share + z * z / (2 * total)
    spread = z * ((share * (1 - share) + z * z / (4 * total)) / total) ** 0.5
    return (middle - spread) / (1 + z * z / total)


def _joined(arrays: Iterable[np.ndarray]) -> np.ndarray:
    listed = list(arrays)
    return np.concatenate(listed) if listed else np.zeros(0, dtype=np.uint64)


def _unique_pairs(left: np.ndarray, right: np.ndarray, width: int) -> np.ndarray:
    """The distinct (left, right) pairs, as rows."""
    both = np.unique(left.astype(np.int64) * max(width, 1) + right)
    return np.stack([both // max(width, 1), both % max(width, 1)], axis=1)


def _spans(times: np.ndarray, sighting: np.ndarray, block_of: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """First and last time that each block was seen."""
    firsts, lasts = np.full(count, np.iinfo(np.int64).max), np.full(count, -1)
    np.minimum.at(firsts, block_of, times[sighting, 0])
    np.maximum.at(lasts, block_of, times[sighting, 1])
    return firsts, lasts
