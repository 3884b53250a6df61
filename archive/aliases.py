"""Other names of pages, as items and documents give them, and which page each of them means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_ADDRESS = ("http://", "https://")


def joined(rows: Iterable[tuple[str, str]]) -> dict[str, str]:
    """By other name the key that it stands for, from (name, key) in order.

    An id that stood with several addresses joins them: they are names of one page.
    """
    names: dict[str, str] = {}
    same = []
    for alias, key in rows:
        if names.setdefault(alias, key) != key and not alias.startswith(_ADDRESS):
            same.append((names[alias], key))
    for pair in same:
        first, other = sorted(_end(names, key) for key in pair)
        if first != other:
            names[other] = first
    return names


def _end(names: Mapping[str, str], key: str) -> str:
    """What a name stands for in the end."""
    seen = {key}
    while (following := names.get(key)) is not None and following not in seen:
        seen.add(following)
        key = following
    return key
