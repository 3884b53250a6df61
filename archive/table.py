"""How a table of the public contract is described."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column: name, SQLite type and meaning."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """A published table: what a row is, its key (which also is the order of its rows) and its columns."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    foreign: tuple[tuple[str, str], ...] = ()
    """(column, table): the column holds the other table's ``id``."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)


def columns(text: str) -> tuple[Column, ...]:
    """Columns from lines ``name type meaning``."""
    return tuple(Column(*line.split(None, 2)) for line in text.strip().splitlines())
