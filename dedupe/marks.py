"""Marks: what a block is counted by. A block repeats when the same words stand in the same slot of another page.

A slot is a block's path: the elements above it with their stable names. Two paragraphs of one article share a slot; the
notice under it, in a box of its own, has another.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from archive.records import Block, Page
from dedupe.content import UNKNOWN
from dedupe.notices import STANDING, notice_kind

_ROW = np.dtype(
    [
        ("block", "<u8"),
        ("slot", "<u8"),
        ("pattern", "<u8"),
        ("text", "<u8"),
        ("words", "<u2"),
        ("notice", "?"),
        ("score", "i1"),
    ]
)
_COLUMNS = {
    "blocks": "block", "slots": "slot", "patterns": "pattern", "texts": "text", "words": "words", "notices": "notice",
    "scores": "score",
}  # fmt: skip
_Row = tuple[int, int, int, int, int, bool, int]
_A_LINK = 0.5
_NUMBER = re.compile(r"\d(?:[\s.,:/-]?\d)*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Marks:
    """The marks of a page's blocks, in reading order."""

    blocks: np.ndarray
    """uint64: hash of words and slot."""
    slots: np.ndarray
    """uint64: hash of the slot alone."""
    patterns: np.ndarray
    """uint64: hash of words and slot with every number masked; 0 where the words have no number."""
    texts: np.ndarray
    """uint64: hash of the text as it stands, and of whether it is a link; wherever it stands."""
    words: np.ndarray
    """uint16: how many words."""
    notices: np.ndarray
    """bool: whether the words are those of a known kind of notice."""
    scores: np.ndarray
    """int8: how much the page alone speaks for the block being part of its article (`dedupe.content.scores`)."""

    def to_bytes(self) -> bytes:
        """The rows as packed little-endian records."""
        rows = np.zeros(len(self.blocks), dtype=_ROW)
        for column, name in _COLUMNS.items():
            rows[name] = getattr(self, column)
        return rows.tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> Marks:
        """What `to_bytes` wrote."""
        rows = np.frombuffer(data, dtype=_ROW)
        return cls(**{column: np.ascontiguousarray(rows[name]) for column, name in _COLUMNS.items()})

    @classmethod
    def each_from_bytes(cls, packed: Sequence[bytes]) -> list[Marks]:
        """What `to_bytes` wrote of many pages."""
        whole = cls.from_bytes(b"".join(packed))
        ends = np.cumsum([len(data) // _ROW.itemsize for data in packed]).tolist()
        return [
            cls(**{column: getattr(whole, column)[start:end] for column in _COLUMNS})
            for start, end in zip([0, *ends], ends, strict=False)
        ]


def marks(page: Page, scores: np.ndarray | None = None) -> Marks:
    """The marks of a page's blocks; ``scores`` are those of `dedupe.clean.own_scores`, None: not judged."""
    rows = np.fromiter(map(_row, page.blocks), _ROW, len(page.blocks))
    if scores is not None:
        rows["score"] = scores
    return Marks(**{column: np.ascontiguousarray(rows[name]) for column, name in _COLUMNS.items()})


def block_mark(block: Block) -> int:
    """The block's words and slot as one 64-bit number; case and white space do not count."""
    return _row(block)[0]


def slot_mark(block: Block) -> int:
    """The block's slot as a 64-bit number."""
    return _row(block)[1]


def pattern_mark(block: Block) -> int:
    """The block's words and slot as one number that any number in the words leaves the same; 0 where there is none."""
    return _row(block)[2]


def _row(block: Block) -> _Row:
    return _marked(block.text, block.path, block.link_density >= _A_LINK)


@lru_cache(maxsize=32768)
def _marked(text: str, path: str, is_link: bool) -> _Row:
    """A block's row of `_ROW` but for its score; most blocks of a page are those of its source's other pages."""
    folded = words(text)
    masked, numbers = _NUMBER.subn("#", folded)
    return (
        _hash(f"{folded}\0{path}"),
        _slot(path),
        _hash(f"{masked}\0{path}\0#") if numbers else 0,
        _hash(f"{text}\0{is_link}"),
        min(_count(text), 65535),
        notice_kind(text) in STANDING,
        UNKNOWN,
    )


def _count(text: str) -> int:
    """How many words a block's text has, whose white space is folded."""
    return text.count(" ") + text.count("\n") + 1


@lru_cache(maxsize=65536)
def _slot(path: str) -> int:
    return _hash(path)


@lru_cache(maxsize=16384)
def words(text: str) -> str:
    """The text as it is compared: case folded, white space as single spaces."""
    return " ".join(text.casefold().split())


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
