"""From one page of a list to the next."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode


def around(given: Mapping[str, str], number: int, *, more: bool) -> dict[str, str]:
    """Query strings of the previous and the next page, ``""`` where there is none."""
    kept = [(key, value) for key, value in given.items() if value]
    previous = urlencode([*kept, ("page", str(number - 1))]) if number > 1 else ""
    following = urlencode([*kept, ("page", str(number + 1))]) if more else ""
    return {"previous": previous, "next": following}
