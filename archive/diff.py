"""Word diff: what came, what went and what moved between two texts, in whole words.

Paragraphs are aligned first, so that a moved one is shown as moved; words are aligned inside what is left.
`archive.align` is bounded, so that a text built to hurt costs no more than an honest one of its length.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from archive.align import Op, align
from archive.moves import Pairs, pairs

_TOKEN = re.compile(r"(?:\w+(?:[^\w\s]\w+)*|[^\w\s]+)\s*")
_WORD = re.compile(r"\w+(?:[^\w\s]\w+)*")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

_TOO_UNLIKE = 0.2
"""Share of common words under which two passages are shown as one that went and one that came."""


@dataclass(frozen=True, slots=True)
class Change:
    """A run of words and what became of it."""

    op: str
    """``same``, ``added``, ``removed``, or ``moved``: stands elsewhere than before, shown where it stands now."""
    text: str
    """The words with their punctuation and the white space after them."""


def diff_words(old: str, new: str) -> list[Change]:
    """What happened to the words, in reading order.

    The texts of ``same``, ``added`` and ``moved`` together are the new text, but for the white space between its
    paragraphs, which is one blank line.
    """
    before, after = _paragraphs(old), _paragraphs(new)
    ops = align(before, after)
    found = pairs(before, after, ops)
    changes: list[Change] = []
    for op in ops:
        if op.same:
            changes.append(Change("same", "".join(after[op.new_from : op.new_to])))
        else:
            changes += _passage(before, after, op, found)
    return _merged(_trimmed(changes))


def diff_links(old: str, new: str) -> tuple[list[str], list[str]]:
    """(links that went, links that came) between two lists of links, one a line."""
    before, after = old.split("\n") if old else [], new.split("\n") if new else []
    went, came = set(before).difference(after), set(after).difference(before)
    return [link for link in before if link in went], [link for link in after if link in came]


def counts(changes: Sequence[Change]) -> tuple[int, int]:
    """(words added, words removed); moved words are neither, nor is punctuation."""
    words = Counter[str]()
    for change in changes:
        words[change.op] += len(_WORD.findall(change.text))
    return words["added"], words["removed"]


def as_text(changes: Sequence[Change], colour: bool = False) -> str:
    """The diff for a terminal: ``[-removed-]{+added+}{>moved<}``, or in colours; control characters become visible."""
    marks = _COLOURS if colour else _MARKS
    return "".join(_marked(_CONTROL.sub("\ufffd", change.text), *marks[change.op]) for change in changes)


def as_html(changes: Sequence[Change]) -> str:
    """The diff as escaped HTML with ``<ins>``, ``<del>`` and ``<span class="moved">``, to be shown pre-wrapped."""
    return "".join(_marked(html.escape(change.text), *_TAGS[change.op]) for change in changes)


_MARKS = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}"), "moved": ("{>", "<}")}
_COLOURS = {
    "same": ("", ""),
    "removed": ("\x1b[31;9m", "\x1b[0m"),
    "added": ("\x1b[32;1m", "\x1b[0m"),
    "moved": ("\x1b[34m", "\x1b[0m"),
}
_TAGS = {
    "same": ("", ""),
    "removed": ("<del>", "</del>"),
    "added": ("<ins>", "</ins>"),
    "moved": ('<span class="moved">', "</span>"),
}


def _marked(text: str, before: str, after: str) -> str:
    """The text between its marks, which close before its trailing white space."""
    words = text.rstrip()
    return f"{before}{words}{after}{text[len(words) :]}" if words else text


def _paragraphs(text: str) -> list[str]:
    """Its paragraphs, each ending in a blank line."""
    return [f"{line.strip()}\n\n" for line in text.splitlines() if line.strip()]


def _passage(before: list[str], after: list[str], op: Op, found: Pairs) -> list[Change]:
    """A passage that changed: the paragraphs that went, and those that came or moved here."""
    left = [place for place in range(op.old_from, op.old_to) if place not in found.away]
    kept = [place for place in range(op.new_from, op.new_to) if place in found.kept]
    changes: list[Change] = []
    at = 0
    for is_moved, run in groupby(range(op.new_from, op.new_to), found.moved.__contains__):
        places = list(run)
        if is_moved:
            changes += [change for place in places for change in _moved(before[found.moved[place]], after[place])]
        else:
            later = bisect_right(kept, places[-1])
            until = bisect_left(left, found.kept[kept[later]]) if later < len(kept) else len(left)
            went, came = (before[place] for place in left[at:until]), (after[place] for place in places)
            changes += _words("".join(went), "".join(came))
            at = until
    return [Change("removed", "".join(before[place] for place in left[at:])), *changes] if at < len(left) else changes


def _moved(old: str, new: str) -> list[Change]:
    """A paragraph that stands elsewhere than before, with the words that were changed in it."""
    return [Change("moved" if change.op == "same" else change.op, change.text) for change in _words(old, new)]


def _words(old: str, new: str) -> list[Change]:
    old_tokens, new_tokens = _TOKEN.findall(old), _TOKEN.findall(new)
    ops = align([token.rstrip() for token in old_tokens], [token.rstrip() for token in new_tokens])
    if not _alike(ops, old_tokens, new_tokens):
        return [change for change in (Change("removed", old), Change("added", new)) if change.text]
    changes = []
    for op in _readable(ops):
        came = "".join(new_tokens[op.new_from : op.new_to])
        if op.same:
            changes.append(Change("same", came))
        else:
            changes.append(Change("removed", "".join(old_tokens[op.old_from : op.old_to])))
            changes.append(Change("added", came))
    return _within_paragraph([change for change in changes if change.text])


def _within_paragraph(changes: list[Change]) -> list[Change]:
    """Words struck from the end of a paragraph are shown in it, not as a paragraph of their own."""
    for index in range(len(changes) - 1):
        kept, gone = changes[index : index + 2]
        after = changes[index + 2].op if index + 2 < len(changes) else "same"
        ends = kept.text.endswith("\n\n") and gone.text.endswith("\n\n")
        if ends and (kept.op, gone.op, after) == ("same", "removed", "same"):
            changes[index : index + 2] = [Change("same", f"{kept.text.rstrip()} "), gone]
    return changes


def _alike(ops: list[Op], old: list[str], new: list[str]) -> bool:
    same = sum(op.new_to - op.new_from for op in ops if op.same)
    return same >= _TOO_UNLIKE * min(len(old), len(new)) and same > 0


def _readable(ops: list[Op]) -> list[Op]:
    """The alignment without islands: a single word that stands still between two longer changes joins them."""
    joined: list[Op] = []
    for index, op in enumerate(ops):
        island = op.same and 0 < index < len(ops) - 1 and op.size <= 1 < min(ops[index - 1].size, ops[index + 1].size)
        plain = Op(op.same and not island, op.old_from, op.old_to, op.new_from, op.new_to)
        if joined and not plain.same and not joined[-1].same:
            last = joined[-1]
            joined[-1] = Op(False, last.old_from, plain.old_to, last.new_from, plain.new_to)
        else:
            joined.append(plain)
    return joined


def _merged(changes: list[Change]) -> list[Change]:
    """Neighbours with the same fate in one."""
    groups = groupby(changes, key=lambda change: change.op)
    return [Change(op, "".join(change.text for change in group)) for op, group in groups]


def _trimmed(changes: list[Change]) -> list[Change]:
    """The changes without the blank line after the last paragraph of the text."""
    if not changes:
        return changes
    *before, last = changes
    if last.op == "added" and before and before[-1].op == "removed":
        before[-1] = Change("removed", before[-1].text.rstrip())
    return [*before, Change(last.op, last.text.rstrip())]
