"""What a block of a page looks like, in numbers: its words, its place, its neighbours, its share of the page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from archive.records import Block
from dedupe.places import ELEMENTS, NAMED, ancestors, place

TAGS = ("p", "li", "div", "h1", "h2", "h3", "h4", "td", "tr", "figcaption", "blockquote", "dd", "dt", "pre", "section", "span",
        "button", "label", "a")  # fmt: skip
ZONES = ("", "main", "aside", "nav", "header", "footer", "form", "dialog", "hidden")
ROLES = ("", "lead", "caption")
_RUNNING = 10
"""Words from which a text that is no link counts as running text."""
_DIGIT = re.compile(r"\d")
_UPPER_WORD = re.compile(r"(?<!\w)[^\W\d_a-zß-öø-ÿ]")
_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*(?=\s|$)")
_ENDS = re.compile(r"[.!?…][\"'”’»)\]]*$")
_MARK = re.compile(r"[|•·»›→©@#]")


def features(blocks: Sequence[Block], open_: Sequence[bool]) -> np.ndarray:
    """One row for each open block; the columns are named in `NAMES`."""
    places = [index for index, free in enumerate(open_) if free]
    chosen = [blocks[index] for index in places]
    if not chosen:
        return np.zeros((0, len(NAMES)), dtype=np.float32)
    own = np.array([_own(block) for block in chosen], dtype=np.float32)
    where = np.array([place(block.path) for block in chosen], dtype=np.float32)
    running = own[:, 0] * (own[:, 1] < 0.5) * (own[:, 0] >= _RUNNING)
    return np.concatenate(
        [own, where, _shares(chosen, own, running), _around(chosen, own, running), _position(blocks, places, running)], axis=1
    ).astype(np.float32)


OWN = (
    "words", "link_density", "links", "letters_a_word", "sentences", "ends", "colon", "commas_a_word", "digits", "capitals",
    "marks", "question", "lines", "tag", "zone", "role",
)  # fmt: skip


def _own(block: Block) -> tuple[float, ...]:
    text = block.text
    count = len(text.split())
    head = text[:160]
    shown = min(count, 30) or 1
    return (
        count,
        block.link_density,
        len(block.links),
        len(text) / max(count, 1),
        len(_SENTENCE.findall(text)),
        1.0 if _ENDS.search(text[-6:]) else 0.0,
        1.0 if text.endswith(":") else 0.0,
        text.count(",") / max(count, 1),
        len(_DIGIT.findall(head)) / len(head),
        min(1.0, len(_UPPER_WORD.findall(head)) / shown),
        len(_MARK.findall(head)),
        "?" in text,
        text.count("\n"),
        _TAG.get(block.tag, -1),
        _ZONE.get(block.zone, -1),
        _ROLE.get(block.role, -1),
    )


_TAG = {tag: index for index, tag in enumerate(TAGS)}
_ZONE = {zone: index for index, zone in enumerate(ZONES)}
_ROLE = {role: index for index, role in enumerate(ROLES)}

SHARES = tuple(f"{name}_{level}" for level in range(5) for name in ("share", "linked", "blocks")) + (
    "page_words", "to_heart", "from_heart", "heart_share", "same_mean",
)  # fmt: skip


def _shares(blocks: Sequence[Block], own: np.ndarray, running: np.ndarray) -> np.ndarray:
    """What the elements around each block hold of the page's running text, and how much of them is links."""
    lists = [ancestors(block.path) for block in blocks]
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0])
    for around, words, linked, run in zip(lists, own[:, 0].tolist(), (own[:, 0] * own[:, 1]).tolist(), running.tolist(), strict=True):
        for each in around:
            entry = sums[each]
            entry[0] += run
            entry[1] += words
            entry[2] += linked
            entry[3] += 1
    total = max(float(running.sum()), 1.0)
    heart = max(lists, key=lambda around: (sums[around[0]][0], around[0]))[0]
    rows: dict[str, tuple[float, ...]] = {}
    for around in lists:
        if around[0] not in rows:
            rows[around[0]] = _share_row(around, sums, total, heart)
    return np.array([rows[around[0]] for around in lists], dtype=np.float32)


def _share_row(around: tuple[str, ...], sums: dict[str, list[float]], total: float, heart: str) -> tuple[float, ...]:
    row: list[float] = []
    for level in range(5):
        run, words, linked, count = sums[around[min(level, len(around) - 1)]]
        row += (run / total, linked / max(words, 1.0), count)
    up = next((up for up, path in enumerate(around) if heart == path or heart.startswith(path + "/")), len(around))
    down = heart.count("/") + 1 - (len(around) - up)
    own = sums[around[0]]
    return (*row, total, up, down, sums[heart][0] / total, own[1] / own[3])


AROUND = tuple(
    f"{name}_{step:+d}" for step in (-3, -2, -1, 1, 2, 3) for name in ("words", "link", "tag", "same", "ends")
) + ("run_3", "run_8", "links_3", "links_8", "before_share", "since_running", "until_running", "heading_words", "until_heading")  # fmt: skip


def _around(blocks: Sequence[Block], own: np.ndarray, running: np.ndarray) -> np.ndarray:
    count = len(blocks)
    codes: dict[str, int] = {}
    path = np.array([codes.setdefault(block.path, len(codes)) for block in blocks])
    columns = []
    for step in (-3, -2, -1, 1, 2, 3):
        at = np.arange(count) + step
        inside = (at >= 0) & (at < count)
        at = np.clip(at, 0, count - 1)
        columns += [np.where(inside, own[at, c], -1.0) for c in (0, 1, 13)]
        columns += [np.where(inside, path[at] == path, -1.0), np.where(inside, own[at, 5], -1.0)]
    words, linked = own[:, 0], own[:, 0] * own[:, 1]
    for width in (3, 8):
        columns.append(_window(running, width))
    for width in (3, 8):
        columns.append(_window(linked, width) / np.maximum(_window(words, width), 1.0))
    columns.append((np.cumsum(running) - running) / max(float(running.sum()), 1.0))
    is_running = running > 0
    columns += [_since(is_running), _since(is_running[::-1])[::-1]]
    heading = (own[:, 13] >= 3) & (own[:, 13] <= 6)
    columns += [_under(heading, running), _since(heading[::-1])[::-1]]
    return np.stack(columns, axis=1)


def _window(values: np.ndarray, width: int) -> np.ndarray:
    """The sum of the values at most `width` away."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    count = len(values)
    at = np.arange(count)
    return sums[np.minimum(at + width + 1, count)] - sums[np.maximum(at - width, 0)]


def _since(flags: np.ndarray) -> np.ndarray:
    """How many blocks ago the last flag was, the block itself left out; at most 40."""
    at = np.where(flags, np.arange(len(flags)), -40)
    last = np.concatenate([[-40], np.maximum.accumulate(at)[:-1]])
    return np.minimum(np.arange(len(flags)) - last, 40)


def _under(heading: np.ndarray, running: np.ndarray) -> np.ndarray:
    """The running words under the heading that a block stands under or is."""
    section = np.cumsum(heading)
    return np.bincount(section, weights=running)[section]


POSITION = ("place", "after_title", "titles_before", "gap_before", "gap_after", "run_after_title")


def _position(blocks: Sequence[Block], places: Sequence[int], running: np.ndarray) -> np.ndarray:
    """Where in the page a block stands: from its start, from its title, and next to what the rules took out."""
    at = np.array(places)
    titles = np.array([index for index, block in enumerate(blocks) if block.role == "title"] or [-1])
    last = np.searchsorted(titles, at)
    after = np.where(last > 0, at - titles[np.maximum(last - 1, 0)], -1)
    gaps = np.diff(at, prepend=-1, append=len(blocks)) - 1
    before = np.cumsum(running) - running
    first = np.searchsorted(at, titles[0]) if titles[0] >= 0 else 0
    since = before - (before[first] if first < len(before) else 0.0)
    return np.stack([at / max(len(blocks), 1), after, last, gaps[:-1], gaps[1:], since], axis=1)


NAMES = OWN + tuple(NAMED) + tuple(f"<{tag}>" for tag in ELEMENTS) + ("depth",) + SHARES + AROUND + POSITION
