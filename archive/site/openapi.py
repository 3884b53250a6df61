"""What the JSON interface promises, as OpenAPI 3.1: the fields are those of the schema, the parameters those of the search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, get_args

from archive.schema import BY_NAME, REMOVED_BLOCKS
from archive.site.languages import LANGUAGES
from archive.site.listed import ARTICLE, CHANGE, NIGHT, REMOVAL, SOURCE
from archive.site.queries.happened import KINDS
from archive.site.search.filters import FACETS
from archive.site.search.found import Order
from archive.site.visit import DEEPEST
from archive.table import Column

PATH = "/api/v1/"
"""Under which all of it stands."""

MOST = 100
"""Objects that one answer holds at most."""

USUAL = 20
"""Objects that an answer holds where no size is asked for."""

BELONGING = ("contacts", "attachments", "removed_blocks")
"""What comes with each wording."""

_TYPES = {"text": "string", "integer": "integer", "real": "number"}
_FLAG = {"type": "string", "enum": ["1"]}
_DAY = {"type": "string", "format": "date"}
_TEXT = {"type": "string"}
_FAILURES = {
    "400": "asked for too much",
    "404": "there is no such thing",
    "414": "the address is too long",
    "503": "it would take too long",
}
_SEARCHED = ("q", *FACETS, "from", "to", "changed", "removed", "order", "exact", "older", "copies")
_HAPPENED = (*FACETS, "from", "to", "change")
_PARTED = ("page", "size")

PARAMETERS: dict[str, tuple[str, dict[str, Any]]] = {
    "q": ('words, "phrases", beginn*, *ending, -not, OR', {"type": "string", "maxLength": 500}),
    "source": ("a publisher's id", _TEXT),
    "publisher": ("a kind of publisher: municipality, police, newsroom …", _TEXT),
    "place": ("a place as the publisher writes it", _TEXT),
    "kind": ("a type of article", _TEXT),
    "from": ("the first day, in the site's zone", _DAY),
    "to": ("the last day, in the site's zone", _DAY),
    "changed": ("1: only articles that were changed", _FLAG),
    "removed": ("1: only articles that are gone", _FLAG),
    "order": ("relevance where words are asked for, else newest", {"type": "string", "enum": list(get_args(Order))}),
    "exact": ("1: the words as typed and none of their forms", _FLAG),
    "older": ("1: earlier wordings too", _FLAG),
    "copies": ("taken for the search page's sake: every copy of a text is an article here", _FLAG),
    "change": ("a kind of change", {"type": "string", "enum": list(KINDS)}),
    "confirmed": ("1: only removals that are certain", _FLAG),
    "page": ("which part, from 1", {"type": "integer", "minimum": 1, "maximum": DEEPEST, "default": 1}),
    "size": ("objects in a part", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}),
    "lang": ("language of the sentence that says what is wrong", {"type": "string", "enum": list(LANGUAGES)}),
}
"""By name what a parameter means, and its schema. What is no such value is taken for not given."""

LISTS = {
    "articles": ("The articles of a search", "Article", (*_SEARCHED, *_PARTED)),
    "changes": ("What was changed, newest first", "Change", (*_HAPPENED, *_PARTED)),
    "removals": ("What went away, newest first", "Removal", (*_HAPPENED[:-1], "confirmed", *_PARTED)),
    "sources": ("The publishers, each with its last night", "Source", ()),
}
"""By name of a list what it holds, the schema of its objects and its parameters."""


def description(root: str) -> dict[str, Any]:
    """The description of the interface that is reached at ``root``, an address without a slash at its end."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Pressarkiv",
            "version": "1",
            "summary": "Press releases of cities and police, with every wording that was seen",
            "description": "Fields may be added, none is renamed or taken away. Times are ISO 8601 in UTC ending in Z; a day"
            " printed without a time stays YYYY-MM-DD; an unknown text is empty. A parameter with a value that cannot be is taken"
            " for not given. The texts belong to their publishers.",
        },
        "servers": [{"url": root + PATH.rstrip("/")}],
        "paths": {**{f"/{name}": _list(name) for name in LISTS}, "/articles/{id}": _whole()},
        "components": {"schemas": _schemas()},
    }


def _list(name: str) -> dict[str, Any]:
    summary, _, parameters = LISTS[name]
    return _get(name, summary, f"{name.capitalize()}List", [_parameter(each) for each in (*parameters, "lang")])


def _whole() -> dict[str, Any]:
    id = {"name": "id", "in": "path", "required": True, "description": "its id, or one it once had", "schema": _TEXT}
    return _get("article", "An article with all its wordings", "ArticleWhole", [id, _parameter("lang")])


def _get(name: str, summary: str, schema: str, parameters: list[dict]) -> dict[str, Any]:
    answers = {
        "200": _answer(summary, schema),
        "304": {"description": "nothing new since the answer whose ETag came as If-None-Match"},
        **{code: _answer(why, "Error") for code, why in _FAILURES.items()},
    }
    return {"get": {"operationId": name, "summary": summary, "parameters": parameters, "responses": answers}}


def _answer(description: str, schema: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": _ref(schema)}}}


def _parameter(name: str) -> dict[str, Any]:
    meaning, schema = PARAMETERS[name]
    return {"name": name, "in": "query", "description": meaning, "schema": schema}


def _schemas() -> dict[str, Any]:
    permalink = {"permalink": {"type": "string", "description": "its address in this archive, for good"}}
    article = _fields(ARTICLE) | permalink
    belonging = {name: _fields(_columns(name)) for name in (*BELONGING, "removals", "alike")}
    wording = _fields(BY_NAME["versions"].columns) | {name: _array(_object(belonging[name])) for name in BELONGING}
    whole = article | {
        "wordings": _array(_ref("Wording")),
        "removals": _array(_object(belonging["removals"])),
        "alike": _array(_object(belonging["alike"])),
    }
    return {
        "Article": _object(article),
        "Wording": _object(wording),
        "ArticleWhole": _object(whole),
        "Change": _object(_fields(CHANGE)),
        "Removal": _object(_fields(REMOVAL)),
        "Source": _object(_fields(SOURCE, nullable=NIGHT)),
        **{f"{name.capitalize()}List": _page(name) for name in LISTS},
        "Error": _object({"error": {"type": "string", "description": "what is wrong, in a sentence"}}),
    }


def _page(name: str) -> dict[str, Any]:
    _, schema, parameters = LISTS[name]
    total = {"total": {"type": "integer", "description": "how many match"}} if "q" in parameters else {}
    following = {"next": {"type": ["string", "null"], "description": "where the next part is; null after the last"}}
    return _object({**total, **(following if "page" in parameters else {}), name: _array(_ref(schema))})


def _columns(name: str) -> tuple[Column, ...]:
    return REMOVED_BLOCKS.columns if name == REMOVED_BLOCKS.name else BY_NAME[name].columns


def _fields(listed: Iterable[Column], nullable: Sequence[Column] = ()) -> dict[str, Any]:
    return {column.name: {"type": _type(column, nullable), "description": column.meaning} for column in listed}


def _type(column: Column, nullable: Sequence[Column]) -> str | list[str]:
    return [_TYPES[column.type], "null"] if column in nullable else _TYPES[column.type]


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _array(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _ref(schema: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{schema}"}
