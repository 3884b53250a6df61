"""A word diff side by side: what was on the left, what is on the right, in rows that belong together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from archive.diff import Change, as_html

_BREAK = "\n\n"
_LEFT = ("same", "removed", "moved")
_RIGHT = ("same", "added", "moved")


@dataclass(slots=True)
class _Row:
    left: list[Change] = field(default_factory=list)
    right: list[Change] = field(default_factory=list)

    @property
    def is_ended(self) -> bool:
        """Whether its paragraph ends here: words that came or went at its end have the blank line after it."""
        return any(side and side[-1].text.endswith(_BREAK) for side in (self.left, self.right))


def side_by_side(changes: Sequence[Change]) -> list[tuple[Markup, Markup, bool]]:
    """(before, after, whether they differ) as escaped HTML: a row for every paragraph that stands in both, and what
    stands between two such together. What moved is marked on both sides, in the row where it stands now."""
    rows = [_Row()]
    for change in changes:
        if change.op != "same":
            _add(rows[-1], change)
            continue
        if rows[-1].is_ended:
            rows.append(_Row())
        *whole, rest = change.text.split(_BREAK)
        for paragraph in whole:
            _add(rows[-1], Change("same", paragraph))
            rows.append(_Row())
        _add(rows[-1], Change("same", rest))
    return [_shown(row) for row in rows if row.left or row.right]


def _add(row: _Row, change: Change) -> None:
    if not change.text:
        return
    if change.op in _LEFT:
        row.left.append(change)
    if change.op in _RIGHT:
        row.right.append(change)


def _shown(row: _Row) -> tuple[Markup, Markup, bool]:
    differs = any(change.op != "same" for change in (*row.left, *row.right))
    return Markup(as_html(row.left).strip()), Markup(as_html(row.right).strip()), differs
