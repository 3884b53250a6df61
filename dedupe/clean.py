"""Clean a page: say of every block whether it is kept, or by which rule it is taken out, and as what.

The rules are asked in the order of `RULES`; the first that answers decides. Nothing is deleted: a label is all that a
removed block gets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from archive.records import Block, Label, Page, Wording
from dedupe.boilerplate import EMPTY, Model
from dedupe.content import CUT, SCALE, UNKNOWN, content, scores
from dedupe.frames import FRAMES, MOSTLY, frames
from dedupe.marks import Marks, block_mark, marks, words
from dedupe.notices import STANDING, notice_kind
from dedupe.stamps import heads_addition, is_stamp

_FRAMES = {zone: Label(rule="zone", label=label) for zone, label in FRAMES.items()}
_ROLES = {role: Label(rule="role", label=role) for role in ("title", "date", "contact", "byline")}
_TITLE = _ROLES["title"]
_STAMP = Label(rule="notice", label="stamp")
_TWICE_FROM = 8
"""Words from which a text that stands twice on a page is a copy and not a turn of phrase."""
_AMONG = 3
"""Paragraphs of an article that must stand in a slot for a known notice in it to be part of the article."""
_BY_REPETITION = frozenset({"slot", "share", "span", "passage", "counter", "elsewhere", "rotating", "redesign"})
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_CODE = re.compile(r"[a-z]{2}")
_LABELS = {"skip": "navigation"}
_CELLS = frozenset({"td", "th", "tr"})


@dataclass(frozen=True, slots=True)
class _Around:
    """What a rule knows of the page around a block."""

    model: Model
    title: str
    """The page's, as `dedupe.marks.words` folds it."""
    language: str
    frames: frozenset[str]
    """The landmarks that frame it."""


def clean(page: Page, model: Model, known: Marks | None = None) -> tuple[Label | None, ...]:
    """For each block of the page its label, or None where the block is kept; ``known``: its `page_marks`, if at hand."""
    seen = known if known is not None else page_marks(page)
    labels = _by_rules(page, model, seen.blocks.tolist())
    if _has_surroundings(page):
        _label_surroundings(page.blocks, labels, model, seen)
        _restore_what_is_said_of_notices(page.blocks, labels)
        _restore_headings(page.blocks, labels)
        _restore_times_of_additions(page.blocks, labels)
        _restore_the_only_text(labels, seen)
    _label_copies(page.blocks, labels)
    _heed_editor(page.blocks, labels, model, seen)
    return tuple(labels)


def page_marks(page: Page) -> Marks:
    """The marks of a page's blocks, with how much the page alone speaks for each being part of its article."""
    return marks(page, own_scores(page))


def own_scores(page: Page) -> np.ndarray:
    """How much the page alone speaks for each block being part of its article: kept in `dedupe.marks.Marks`."""
    if not _has_surroundings(page):
        return np.full(len(page.blocks), UNKNOWN, dtype=np.int8)
    return scores(page.blocks, open_blocks(page, EMPTY))


def open_blocks(page: Page, model: Model) -> list[bool]:
    """For each block whether no rule takes it out, so that `dedupe.content` decides."""
    marked = [block_mark(block) for block in page.blocks] if model.repeats else [0] * len(page.blocks)
    return [label is None for label in _by_rules(page, model, marked)]


def _by_rules(page: Page, model: Model, marked: Sequence[int]) -> list[Label | None]:
    """What the first of `RULES` that answers says of each block."""
    around = _Around(model, words(page.title), page.language, frames(page.blocks))
    return [_first(block, mark, around) for block, mark in zip(page.blocks, marked, strict=True)]


def _has_surroundings(page: Page) -> bool:
    """Whether the page is a document of its own, and not the text of a feed's item or of a plain-text capture."""
    return page.stream == "page" and any(block.path for block in page.blocks)


def wording(page: Page, labels: Sequence[Label | None]) -> Wording:
    """The publisher's words: title, lead and the kept blocks."""
    kept = [block for block, label in zip(page.blocks, labels, strict=True) if label is None]
    leads = [block for block in kept if block.role == "lead"]
    lead = page.lead or "\n".join(block.text for block in leads)
    folded = words(lead)
    body = [block for block in kept if block.role != "lead" and words(block.text) != folded]
    return Wording(
        title=page.title,
        lead=lead,
        body="\n\n".join(block.text for block in body),
        links=tuple(link for block in kept for link in block.links),
        attachments=tuple(attachment.url for attachment in page.attachments),
    )


def is_nothing_but_notice(labels: Iterable[Label | None]) -> bool:
    """Whether a page has no words of its own, only a standing notice where they should be."""
    listed = list(labels)
    return None not in listed and any(
        label is not None and label.label in ("cookie", "personal-data") for label in listed
    )


def _first(block: Block, mark: int, around: _Around) -> Label | None:
    for rule in RULES:
        label = rule(block, mark, around)
        if label is not None:
            return label
    return None


def _by_role(block: Block, mark: int, around: _Around) -> Label | None:
    """What the reader knows: the title is not repeated in the text, dates and contacts have their own columns."""
    label = _ROLES.get(block.role)
    return _TITLE if label is None and words(block.text) == around.title else label


def _by_repetition(block: Block, mark: int, around: _Around) -> Label | None:
    """What the source's other pages show."""
    repeat = around.model.repeats.get(mark)
    if repeat is None or block.role == "lead":
        return None
    return Label(rule=repeat.rule, label=_name(block), pages=repeat.pages, pages_total=repeat.pages_total)


def _by_notice(block: Block, mark: int, around: _Around) -> Label | None:
    """What the words themselves say they are."""
    kind = notice_kind(block.text)
    if not kind and block.text == around.language and _CODE.fullmatch(block.text):
        kind = "template"
    return Label(rule="notice", label=_LABELS.get(kind, kind)) if kind else None


def _by_stamp(block: Block, mark: int, around: _Around) -> Label | None:
    """What the page says of itself, differently every day; in a table such things are facts."""
    is_one = block.tag not in _CELLS and block.role != "lead" and is_stamp(block.text)
    return _STAMP if is_one else None


def _by_zone(block: Block, mark: int, around: _Around) -> Label | None:
    """What the page's landmarks say it is."""
    return _FRAMES[block.zone] if block.zone in around.frames else None


_Rule = Callable[[Block, int, _Around], Label | None]
RULES: tuple[_Rule, ...] = (_by_role, _by_repetition, _by_notice, _by_stamp, _by_zone)
"""Asked in this order; then comes what surrounds the article, and last copies on the same page."""


def _label_copies(blocks: Sequence[Block], labels: list[Label | None]) -> None:
    """A text printed twice on the page is kept once, where it stands first."""
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        if labels[index] is None and block.text.count(" ") >= _TWICE_FROM - 1:
            text = words(block.text)
            if text in seen:
                labels[index] = Label(rule="twice", label="copy")
            seen.add(text)


def _label_surroundings(blocks: Sequence[Block], labels: list[Label | None], model: Model, seen: Marks) -> None:
    """What is left around the article on a page of its own."""
    slots = [model.slots.get(slot, 0) for slot in seen.slots.tolist()] if model.slots else ()
    chosen = content(blocks, [label is None for label in labels], seen.scores, slots)
    for index, block in enumerate(blocks):
        if labels[index] is None and not chosen[index] and block.role != "lead":
            label = "related" if block.link_density >= MOSTLY else "surroundings"
            labels[index] = Label(rule="content", label=label)


def _restore_what_is_said_of_notices(blocks: Sequence[Block], labels: list[Label | None]) -> None:
    """Between paragraphs of an article, one on cookies or personal data is part of it and no notice."""
    plain: dict[str, list[int]] = {}
    for index, (block, label) in enumerate(zip(blocks, labels, strict=True)):
        if label is None and _is_running(block):
            plain.setdefault(block.path, []).append(index)
    for index, label in enumerate(labels):
        around = plain.get(blocks[index].path, ())
        if label and label.rule == "notice" and label.label in STANDING and len(around) >= _AMONG:
            labels[index] = None if around[0] < index < around[-1] else label


def _restore_headings(blocks: Sequence[Block], labels: list[Label | None]) -> None:
    """A heading between two paragraphs of an article is part of it, in however many articles it stands ("Background")."""
    places: set[str] = set()
    for index, (block, label) in enumerate(zip(blocks, labels, strict=True)):
        place = _place(block)
        if label is None and _is_running(block):
            places.add(place)
        elif _is_repeated_heading(block, label) and place in places and index + 1 < len(blocks):
            after = blocks[index + 1]
            is_kept = labels[index + 1] is None and _is_running(after) and _place(after) == place
            labels[index] = None if is_kept else label


def _restore_times_of_additions(blocks: Sequence[Block], labels: list[Label | None]) -> None:
    """A time of updating between two paragraphs of one account, set like them or as a heading, is part of it."""
    for index in range(1, len(blocks) - 1):
        before, block, after = blocks[index - 1 : index + 2]
        if labels[index] != _STAMP or not heads_addition(block.text):
            continue
        is_among = labels[index - 1] is None and labels[index + 1] is None and before.path == after.path
        is_set_so = block.path == after.path or (block.tag in _HEADINGS and _place(block) == _place(after))
        if is_among and is_set_so and _is_sentence(before) and _is_sentence(after):
            labels[index] = None


def _is_sentence(block: Block) -> bool:
    """Whether it is a paragraph of the text after the lead."""
    is_one = block.text.endswith((".", "!", "?", "…")) or _is_running(block)
    return is_one and block.role != "lead" and block.link_density < MOSTLY


def _is_repeated_heading(block: Block, label: Label | None) -> bool:
    is_heading = block.tag in _HEADINGS and block.link_density < MOSTLY and any(map(str.isalpha, block.text))
    return bool(is_heading and label and label.rule in _BY_REPETITION and not notice_kind(block.text))


def _place(block: Block) -> str:
    """The element that a block stands in."""
    return block.path.rpartition("/")[0]


def _heed_editor(blocks: Sequence[Block], labels: list[Label | None], model: Model, seen: Marks) -> None:
    """What an editor decided goes before all rules."""
    for index, mark in enumerate(seen.blocks.tolist() if model.decided else ()):
        verdict = model.decided.get(mark)
        if verdict == "keep":
            labels[index] = None
        elif verdict == "strip":
            repeat = model.repeats.get(mark)
            pages, total = (repeat.pages, repeat.pages_total) if repeat else (0, 0)
            labels[index] = Label(rule="editor", label=_name(blocks[index]), pages=pages, pages_total=total)


def _restore_the_only_text(labels: list[Label | None], seen: Marks) -> None:
    """A page that would be left with nothing keeps what it has of an article, however often that was printed."""
    if None in labels:
        return
    for index, (label, score) in enumerate(zip(labels, seen.scores.tolist(), strict=True)):
        if label and label.rule in _BY_REPETITION and label.label not in STANDING and score >= CUT * SCALE:
            labels[index] = None


def _is_running(block: Block) -> bool:
    return block.link_density < MOSTLY and len(block.text.split()) >= _TWICE_FROM


def _name(block: Block) -> str:
    """What a repeated block is: the kind of notice it is, the landmark it stands in, else part of the template."""
    kind = notice_kind(block.text)
    if kind:
        return _LABELS.get(kind, kind)
    if block.link_density >= MOSTLY:
        return FRAMES.get(block.zone, "navigation")
    return FRAMES.get(block.zone, "disclaimer" if len(block.text.split()) >= _TWICE_FROM else "template")
