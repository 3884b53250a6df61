"""The data dictionary, from the same source as the schema: for Datasette's pages and for docs/tables.md."""

from __future__ import annotations

from typing import Any

from archive.schema import CHANGES, OLDER_WORDINGS, REMOVED_BLOCKS, TABLES, Table
from archive.site.search.vocabulary import VOCABULARY, VOCABULARY_REVERSED

DATABASE = "press"
"""Name of the public database in Datasette: its file's name without the ending."""

VIEWS = (CHANGES, REMOVED_BLOCKS, OLDER_WORDINGS, VOCABULARY, VOCABULARY_REVERSED)
"""What the public database shows beside the tables of work.db: made when it is written."""

_SORT_DESC = {
    "articles": "published_at",
    "versions": "seen_from",
    "removals": "gone_at",
    "checks": "at",
    "boilerplate": "pages",
    "alike": "similarity",
    VOCABULARY.name: "documents",
    "runs": "started_at",
    "redactions": "at",
}

_FACETS = {
    "sources": ["kind", "country", "cms"],
    "articles": ["source", "kind", "state"],
    "versions": ["change"],
    "removals": ["status", "confirmed"],
    "checks": ["source", "outcome"],
    "stripped_blocks": ["source", "label", "rule"],
    REMOVED_BLOCKS.name: ["label", "rule"],
    "boilerplate": ["source", "label"],
    "alike": ["kind"],
    "duplicates": ["kind"],
    "attachments": ["media_type"],
    "runs": ["source", "status"],
    "redactions": ["what", "source"],
    CHANGES.name: ["change"],
}

_LABELS = {"sources": "name", "articles": "title"}

_INTRODUCTION = """\
# Tables of press.db

The public database holds these tables and, last, three views and the words of its search index. Columns may be added, never
renamed. Times are ISO 8601 in UTC ending in `Z`; a day that was printed without a time stays `YYYY-MM-DD`; an unknown text is
empty. Text is Unicode NFC. `articles_fts` is the FTS5 search index over title, lead and body of `articles`.

This page is printed from `archive/schema.py`: `python -m archive.dictionary > docs/tables.md`.
"""


def metadata() -> dict[str, Any]:
    """Metadata for Datasette: titles, what tables and columns mean, their order and facets."""
    return {
        "title": "Pressarkiv",
        "databases": {
            DATABASE: {
                "title": "Pressarkiv: the tables",
                "description": "Press releases of cities and police, with every wording that was seen.",
                "source": "the publishers named in the table of sources; each text belongs to its publisher",
                "tables": {table.name: _table(table) for table in (*TABLES, *VIEWS)},
            }
        },
    }


def _table(table: Table) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "description": f"A row is {table.row}.",
        "columns": {column.name: column.meaning for column in table.columns},
    }
    if table.name in _SORT_DESC:
        entry["sort_desc"] = _SORT_DESC[table.name]
    if table.name in _FACETS:
        entry["facets"] = _FACETS[table.name]
    if table.name in _LABELS:
        entry["label_column"] = _LABELS[table.name]
    return entry


def markdown() -> str:
    """The tables and columns as Markdown: the text of docs/tables.md."""
    return "\n".join([_INTRODUCTION, *(_section(table) for table in (*TABLES, *VIEWS))])


def _section(table: Table) -> str:
    foreign = dict(table.foreign)
    key = ", ".join(f"`{name}`" for name in table.key)
    lines = [
        f"## {table.name}",
        "",
        f"A row is {table.row}. Key: {key}.",
        "",
        "| column | type | meaning |",
        "| --- | --- | --- |",
    ]
    for column in table.columns:
        leads = f" (→ `{foreign[column.name]}`)" if column.name in foreign else ""
        lines.append(f"| {column.name} | {column.type} | {column.meaning}{leads} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    print(markdown(), end="")
