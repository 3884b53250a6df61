"""What the public tables and their columns mean, in the reader's language."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from archive.dictionary import VIEWS
from archive.schema import TABLES
from archive.site.languages import Texts


@cache
def meanings(language: str) -> dict[str, dict[str, str]]:
    """By table what a row is (``row``) and what each column means."""
    if language == "en":
        return {
            table.name: {"row": table.row, **{column.name: column.meaning for column in table.columns}}
            for table in (*TABLES, *VIEWS)
        }
    return tomllib.loads((files("archive.site") / f"tables.{language}.toml").read_text(encoding="utf-8"))


def row_of(spoken: Texts, table: str) -> str:
    """What a row of a table is; ``""`` for a table that is not one of the public ones."""
    return _plain(meanings(spoken.language).get(table, {}).get("row", ""))


def columns_of(spoken: Texts, table: str) -> dict[str, str]:
    """By column what it means."""
    said = meanings(spoken.language).get(table, {})
    return {name: _plain(meaning) for name, meaning in said.items() if name != "row"}


def explained(spoken: Texts, table: str, columns: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The columns that Datasette shows of a table, each with its meaning."""
    meant = columns_of(spoken, table)
    return [{**column, "description": meant.get(column["name"], "")} for column in columns]


def _plain(said: str) -> str:
    return said.replace("`", "")
