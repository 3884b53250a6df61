"""SQL functions in place of SQLite's own whose time grows with the product of two lengths.

SQLite heeds its time limit between two steps of a query, not within a function: ``instr`` of two texts of some megabytes
lasts for hours.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import Any

LONGEST_VALUE = 16 * 1024 * 1024
"""Bytes that a value in a query may have."""

LONGEST_PATTERN = 200
"""Bytes of a LIKE or GLOB pattern, and of what `instr`, `replace` and `trim` look for."""

Value = str | bytes | int | float | None


class TooLong(ValueError):
    """What is looked for, or what came out, is longer than anybody needs."""


def instr(whole: Value, part: Value) -> int | None:
    """Where a part stands in the whole, from 1; 0 when it does not; NULL of NULL."""
    if whole is None or part is None:
        return None
    if isinstance(whole, bytes) and isinstance(part, bytes):
        return whole.find(_short(part)) + 1
    return _text(whole).find(_short(_text(part))) + 1


def replace(whole: Value, part: Value, other: Value) -> str | None:
    """The whole with another text wherever a part stands."""
    if whole is None or part is None or other is None:
        return None
    text, old, new = _text(whole), _short(_text(part)), _text(other)
    if not old:
        return text
    if len(text) + text.count(old) * (len(new) - len(old)) > LONGEST_VALUE:
        raise TooLong
    return text.replace(old, new)


def _stripped(name: str) -> Callable[[Value, Value], str | None]:
    def strip(whole: Value, signs: Value) -> str | None:
        if whole is None or signs is None:
            return None
        return getattr(_text(whole), name)(_short(_text(signs))) if _text(signs) else _text(whole)

    return strip


def _short(part: Any) -> Any:
    if len(part) > LONGEST_PATTERN:
        raise TooLong
    return part


def _text(value: Any) -> str:
    """A value as SQLite writes it."""
    if isinstance(value, bytes):
        return str(value, "utf-8", "replace")
    if not isinstance(value, float) or not isfinite(value):
        return str(value)
    digits, sign, power = f"{value:.15g}".partition("e")
    return (digits if "." in digits else f"{digits}.0") + sign + power


FUNCTIONS = (
    ("instr", 2, instr),
    ("replace", 3, replace),
    ("trim", 2, _stripped("strip")),
    ("ltrim", 2, _stripped("lstrip")),
    ("rtrim", 2, _stripped("rstrip")),
)
"""(name, number of parameters, function)."""
