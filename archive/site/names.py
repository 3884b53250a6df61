"""What a screen reader misses in Datasette's templates: the language of the page, and names of nameless controls."""

from __future__ import annotations

import re

from jinja2.ext import Extension

_NAMES = {"_filter_column": "Column", "_filter_op": "Condition", "_filter_value": "Value", "_sort": "Sort by"}

_CONTROL = re.compile(rf'(<(?:select|input)\b(?![^>]*aria-label))([^>]*\bname="({"|".join(_NAMES)})(?=_|"))')


def named(source: str) -> str:
    """A template's source with a language on ``html`` and an ``aria-label`` on every control of a table's filter."""
    spoken = re.sub(r"<html>", '<html lang="en">', source)
    return _CONTROL.sub(lambda found: f'{found[1]} aria-label="{_NAMES[found[3]]}"{found[2]}', spoken)


class Names(Extension):
    """Jinja extension: templates are read as `named` makes them."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The template's source with what was missing."""
        return named(source)
