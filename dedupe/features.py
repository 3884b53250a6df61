"""What a block of a page looks like, in numbers: its words, its place, its neighbours, its share of the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np

from archive.records import Block
from dedupe.places import ELEMENTS, NAMED, ancestors, place

Columns = np.ndarray
"""float64, one column a number; inside this module one row a number."""

TAGS = ("p", "li", "div", "h1", "h2", "h3", "h4", "td", "tr", "figcaption", "blockquote", "dd", "dt", "pre", "section",
        "button", "label")  # fmt: skip
ZONES = ("", "main", "aside", "nav", "header", "footer", "form", "dialog", "hidden")
ROLES = ("", "lead", "caption")
OWN = (
    "words", "link_density", "ends", "tag", "links", "letters_a_word", "sentences", "colon", "commas_a_word", "digits",
    "capitals", "shouted", "marks", "question", "lines", "code", "zone", "role",
)  # fmt: skip
"""Of the block alone; the first four are told of its neighbours too."""
SHARES = (
    *(f"{name}_{level}" for level in range(5) for name in ("share", "linked", "blocks")),
    "page_words", "to_heart", "from_heart", "heart_share", "same_mean",
)  # fmt: skip
"""Of the elements around it, from its own outwards; its way up and down to the heart of the page, the element with most
running text of its own."""
STEPS = (-3, -2, -1, 1, 2, 3)
AROUND = (
    *(f"{name}_{step:+d}" for step in STEPS for name in ("words", "link", "ends", "tag", "same")),
    "running_3", "running_8", "links_3", "links_8", "before_share", "since_running", "until_running", "section", "until_heading",
)  # fmt: skip
"""Of what stands before and after it."""
POSITION = ("position", "after_title", "titles_before", "gap_before", "gap_after", "running_after_title", "copies")
"""Of its position in the page."""
NAMES = (*OWN, *NAMED, *(f"<{tag}>" for tag in ELEMENTS), "depth", *SHARES, *AROUND, *POSITION)
"""The columns of `features`."""
_ENDS_OF_PARTS = tuple(accumulate(map(len, (OWN, (*NAMED, *ELEMENTS, "depth"), SHARES, AROUND, POSITION))))
_PARTS = tuple(slice(start, end) for start, end in pairwise((0, *_ENDS_OF_PARTS)))

_RUNNING = 10
"""Words from which a text that is no link counts as running text."""
_HEAD = 160
"""Characters at the start of a text that are looked at letter by letter."""
_NEAR = 40
"""Distances in blocks are counted so far."""
_ODD = re.compile(r"[\d|•·»›→©@#{}<>=;_\[\]\\$]")
"""Digits, marks and signs of code, which most texts have none of."""
_MARKS = frozenset("|•·»›→©@#")
_CODE = frozenset("{}<>=;_[]\\|#$")
_CAPITAL = re.compile(r"[^\W\d_a-zß-öø-ÿ](?<!\w.)")
_CLOSING = "\"'”’»)]"
_ENDS = frozenset(".!?…")
_OFFSETS = np.array([[STEPS[-1] + step] for step in STEPS])
_TAG = {tag: index for index, tag in enumerate(TAGS)}
_ZONE = {zone: index for index, zone in enumerate(ZONES)}
_ROLE = {role: index for index, role in enumerate(ROLES)}


def features(blocks: Sequence[Block], open_: Sequence[bool]) -> Columns:
    """One row for each open block; the columns are named in `NAMES`."""
    places = [index for index, free in enumerate(open_) if free]
    chosen = [blocks[index] for index in places]
    table = np.empty((len(NAMES), len(chosen)))
    if not chosen:
        return table.T
    own, where, shares, around, position = (table[part] for part in _PARTS)
    own[:] = np.array([_own(block) for block in chosen], dtype=np.float64).T
    running = own[0] * (own[1] < 0.5) * (own[0] >= _RUNNING)
    paths: dict[str, int] = {}
    path = np.array([paths.setdefault(block.path, len(paths)) for block in chosen])
    where[:] = np.array([place(each) for each in paths], dtype=np.float64).T.take(path, axis=1)
    shares[:] = _shares(tuple(paths), path, own, running)
    _around(around, path, own, running)
    _position(position, blocks, places, running)
    return table.T


def _own(block: Block) -> tuple[float, ...]:
    text = block.text
    lines = text.count("\n")
    count = text.count(" ") + lines + 1
    head = text[:_HEAD]
    digits, marks, signs = _counts(odd) if (odd := _ODD.findall(head)) else (0, 0, 0)
    return (
        count,
        block.link_density,
        text.rstrip(_CLOSING)[-1:] in _ENDS,
        _TAG.get(block.tag, -1),
        len(block.links),
        len(text) / count,
        text.count(". ") + text.count("! ") + text.count("? "),
        text[-1] == ":",
        text.count(",") / count,
        digits / len(head),
        min(1.0, len(_CAPITAL.findall(head)) / min(count, 25)),
        head.isupper(),
        marks,
        "?" in text,
        lines,
        signs / len(head),
        _ZONE.get(block.zone, -1),
        _ROLE.get(block.role, -1),
    )


def _counts(odd: Sequence[str]) -> tuple[int, int, int]:
    """How many of the characters are digits, marks, signs of code."""
    return (
        sum(map(str.isdecimal, odd)),
        len([each for each in odd if each in _MARKS]),
        len([each for each in odd if each in _CODE]),
    )


def _shares(paths: Sequence[str], path: Columns, own: Columns, running: Columns) -> Columns:
    """What the elements around each block hold of the page's running text, and how much of them is links; ``path`` are
    indexes into ``paths``."""
    each = [np.bincount(path, weights=values).tolist() for values in (running, own[0], own[0] * own[1])]
    counts = np.bincount(path).tolist()
    sums: dict[str, list[float]] = {}
    for one, run, words, linked, count in zip(paths, *each, counts, strict=True):
        for around in ancestors(one):
            entry = sums.get(around)
            if entry is None:
                sums[around] = [run, words, linked, count]
                continue
            entry[0] += run
            entry[1] += words
            entry[2] += linked
            entry[3] += count
    heart = max(zip(each[0], paths, strict=True))[1]
    total = max(float(running.sum()), 1.0)
    rows = [_share_row(one, sums, total, heart) for one in paths]
    for row, words, count in zip(rows, each[1], counts, strict=True):
        row.append(words / count)
    return np.array(rows).T.take(path, axis=1)


def _share_row(path: str, sums: dict[str, list[float]], total: float, heart: str) -> list[float]:
    around = ancestors(path)
    row: list[float] = []
    for level in range(5):
        run, words, linked, count = sums[around[min(level, len(around) - 1)]]
        row += (run / total, linked / max(words, 1.0), count)
    up = next((up for up, each in enumerate(around) if heart == each or heart.startswith(each + "/")), len(around))
    down = heart.count("/") + 1 - (len(around) - up)
    return [*row, total, up, down, sums[heart][0] / total]


def _around(table: Columns, path: Columns, own: Columns, running: Columns) -> None:
    count, reach = len(path), STEPS[-1]
    padded = np.full((5, count + 2 * reach), -1.0)
    padded[:4, reach:-reach] = own[:4]
    padded[4, reach:-reach] = path
    at = np.arange(count)
    beside = padded.take(_OFFSETS + at, axis=1)
    beside[4] = np.where(beside[4] < 0, -1.0, beside[4] == path)
    *rest, before, since, until, section, until_heading = table[5 * len(STEPS) :]
    table[: 5 * len(STEPS)] = beside.transpose(1, 0, 2).reshape(-1, count)
    sums = np.zeros((3, count + 1))
    np.cumsum((running, own[0], own[0] * own[1]), axis=1, out=sums[:, 1:])
    for number, width in enumerate((3, 8)):
        near, words, linked = sums[:, np.minimum(at + width + 1, count)] - sums[:, np.maximum(at - width, 0)]
        rest[number][:] = near
        rest[2 + number][:] = linked / words
    before[:] = (sums[0, 1:] - running) / max(float(running.sum()), 1.0)
    is_running, heading = running > 0, (own[3] >= _TAG["h1"]) & (own[3] <= _TAG["h4"])
    ago = _since(at, np.array((is_running, is_running[::-1], heading[::-1])))
    since[:], until[:], until_heading[:] = ago[0], ago[1, ::-1], ago[2, ::-1]
    section[:] = _section(heading, running)


def _since(at: Columns, flags: Columns) -> Columns:
    """Along each row how many blocks ago the last flag was, the block itself left out."""
    last = np.full((len(flags), len(at) + 1), -_NEAR)
    np.maximum.accumulate(np.where(flags, at, -_NEAR), axis=1, out=last[:, 1:])
    return np.minimum(at - last[:, :-1], _NEAR)


def _section(heading: Columns, running: Columns) -> Columns:
    """The running words under the heading that a block stands under or is."""
    section = heading.cumsum()
    return np.bincount(section, weights=running)[section]


def _position(table: Columns, blocks: Sequence[Block], places: Sequence[int], running: Columns) -> None:
    """Where in the page a block stands: from its start, from its title, and next to what the rules took out."""
    at = np.array(places)
    titles = [-1, *(index for index, block in enumerate(blocks) if block.role == "title")]
    passed = np.searchsorted(titles, at) - 1
    edges = np.array([-1, *places, len(blocks)])
    gaps = edges[1:] - edges[:-1] - 1
    before = running.cumsum() - running
    first = int(np.searchsorted(at, titles[1])) if len(titles) > 1 else 0
    texts = Counter([block.text for block in blocks])
    table[0] = at / len(blocks)
    table[1] = np.where(passed > 0, at - np.array(titles)[passed], -1)
    table[2], table[3], table[4] = passed, gaps[:-1], gaps[1:]
    table[5] = before - (before[first] if first < len(before) else 0.0)
    table[6] = [texts[blocks[index].text] for index in places]
