"""What a block of a page looks like, in numbers: its words, its place, its neighbours, its share of the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from archive.records import Block
from dedupe.places import ELEMENTS, NAMED, ancestors, place

Columns = np.ndarray
"""float64, one row a block."""

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

_RUNNING = 10
"""Words from which a text that is no link counts as running text."""
_HEAD = 160
"""Characters at the start of a text that are looked at letter by letter."""
_NEAR = 40
"""Distances in blocks are counted so far."""
_DIGIT = re.compile(r"\d")
_CAPITAL = re.compile(r"(?<!\w)[^\W\d_a-zß-öø-ÿ]")
_MARK = re.compile(r"[|•·»›→©@#]")
_CODE = re.compile(r"[{}<>=;_\[\]\\|#$]")
_CLOSING = "\"'”’»)]"
_TAG = {tag: index for index, tag in enumerate(TAGS)}
_ZONE = {zone: index for index, zone in enumerate(ZONES)}
_ROLE = {role: index for index, role in enumerate(ROLES)}


def features(blocks: Sequence[Block], open_: Sequence[bool]) -> Columns:
    """One row for each open block; the columns are named in `NAMES`."""
    places = [index for index, free in enumerate(open_) if free]
    chosen = [blocks[index] for index in places]
    if not chosen:
        return np.zeros((0, len(NAMES)))
    own = np.array([_own(block) for block in chosen], dtype=np.float64)
    running = own[:, 0] * (own[:, 1] < 0.5) * (own[:, 0] >= _RUNNING)
    paths: dict[str, int] = {}
    path = np.array([paths.setdefault(block.path, len(paths)) for block in chosen])
    where = np.array([place(each) for each in paths], dtype=np.float64)[path]
    shares = _shares(tuple(paths), path, own, running)
    return np.column_stack([own, where, shares, _around(path, own, running), _position(blocks, places, running)])


def _own(block: Block) -> tuple[float, ...]:
    text = block.text
    count = len(text.split()) or 1
    head = text[:_HEAD]
    return (
        count,
        block.link_density,
        text.rstrip(_CLOSING)[-1:] in (".", "!", "?", "…"),
        _TAG.get(block.tag, -1),
        len(block.links),
        len(text) / count,
        text.count(". ") + text.count("! ") + text.count("? "),
        text[-1] == ":",
        text.count(",") / count,
        len(_DIGIT.findall(head)) / len(head),
        min(1.0, len(_CAPITAL.findall(head)) / min(count, 25)),
        head.isupper(),
        len(_MARK.findall(head)),
        "?" in text,
        text.count("\n"),
        len(_CODE.findall(head)) / len(head),
        _ZONE.get(block.zone, -1),
        _ROLE.get(block.role, -1),
    )


def _shares(paths: Sequence[str], path: Columns, own: Columns, running: Columns) -> Columns:
    """What the elements around each block hold of the page's running text, and how much of them is links; ``path`` are
    indexes into ``paths``."""
    each = [np.bincount(path, weights=values).tolist() for values in (running, own[:, 0], own[:, 0] * own[:, 1])]
    counts = np.bincount(path).tolist()
    sums: dict[str, list[float]] = {}
    for one, run, words, linked, count in zip(paths, *each, counts, strict=True):
        for around in ancestors(one):
            entry = sums.setdefault(around, [0.0, 0.0, 0.0, 0.0])
            entry[0] += run
            entry[1] += words
            entry[2] += linked
            entry[3] += count
    heart = max(zip(each[0], paths, strict=True))[1]
    total = max(float(running.sum()), 1.0)
    rows = [_share_row(one, sums, total, heart) for one in paths]
    same = np.array(each[1]) / np.array(counts)
    return np.column_stack([np.array(rows), same])[path]


def _share_row(path: str, sums: dict[str, list[float]], total: float, heart: str) -> list[float]:
    around = ancestors(path)
    row: list[float] = []
    for level in range(5):
        run, words, linked, count = sums[around[min(level, len(around) - 1)]]
        row += (run / total, linked / max(words, 1.0), count)
    up = next((up for up, each in enumerate(around) if heart == each or heart.startswith(each + "/")), len(around))
    down = heart.count("/") + 1 - (len(around) - up)
    return [*row, total, up, down, sums[heart][0] / total]


def _around(path: Columns, own: Columns, running: Columns) -> Columns:
    count, reach = len(path), STEPS[-1]
    padded = np.full((count + 2 * reach, 5), -1.0)
    padded[reach:-reach, :4] = own[:, :4]
    padded[reach:-reach, 4] = path
    columns = []
    for step in STEPS:
        beside = padded[reach + step : reach + step + count]
        columns += [beside[:, :4], np.where(beside[:, 4] < 0, -1.0, beside[:, 4] == path)[:, None]]
    words, linked, is_running = own[:, 0], own[:, 0] * own[:, 1], running > 0
    heading = (own[:, 3] >= _TAG["h1"]) & (own[:, 3] <= _TAG["h4"])
    rest = [
        _window(running, 3),
        _window(running, 8),
        _window(linked, 3) / _window(words, 3),
        _window(linked, 8) / _window(words, 8),
        (np.cumsum(running) - running) / max(float(running.sum()), 1.0),
        _since(is_running),
        _since(is_running[::-1])[::-1],
        _section(heading, running),
        _since(heading[::-1])[::-1],
    ]
    return np.column_stack([*columns, *rest])


def _window(values: Columns, width: int) -> Columns:
    """The sum of the values at most `width` blocks away."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(len(values))
    return sums[np.minimum(at + width + 1, len(values))] - sums[np.maximum(at - width, 0)]


def _since(flags: Columns) -> Columns:
    """How many blocks ago the last flag was, the block itself left out."""
    at = np.arange(len(flags))
    last = np.concatenate([[-_NEAR], np.maximum.accumulate(np.where(flags, at, -_NEAR))[:-1]])
    return np.minimum(at - last, _NEAR)


def _section(heading: Columns, running: Columns) -> Columns:
    """The running words under the heading that a block stands under or is."""
    section = np.cumsum(heading)
    return np.bincount(section, weights=running)[section]


def _position(blocks: Sequence[Block], places: Sequence[int], running: Columns) -> Columns:
    """Where in the page a block stands: from its start, from its title, and next to what the rules took out."""
    at = np.array(places)
    titles = np.array([index for index, block in enumerate(blocks) if block.role == "title"], dtype=np.int64)
    passed = np.searchsorted(titles, at)
    after = np.where(passed > 0, at - np.concatenate([[0], titles])[passed], -1)
    gaps = np.diff(at, prepend=-1, append=len(blocks)) - 1
    before = np.cumsum(running) - running
    first = int(np.searchsorted(at, titles[0])) if len(titles) else 0
    since = before - (before[first] if first < len(before) else 0.0)
    texts = Counter(block.text for block in blocks)
    copies = [texts[blocks[index].text] for index in places]
    return np.column_stack([at / len(blocks), after, passed, gaps[:-1], gaps[1:], since, copies])
