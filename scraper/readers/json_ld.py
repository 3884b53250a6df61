"""JSON-LD of a page: the facts that it states about itself for machines."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson

ARTICLE_TYPES = ("article", "posting", "pressrelease", "report", "story", "announcement", "review", "recipe", "guide")
"""Endings of the schema.org types that are a text with an author and a date, in lower case."""

DEEPEST = 6
"""Levels of nesting that are searched."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What JSON-LD says about the page's article; ``""`` where it says nothing. Dates are as written."""

    headline: str = ""
    description: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    modified: str = ""
    images: tuple[str, ...] = ()
    publisher: str = ""
    language: str = ""


def read_json_ld(scripts: Iterable[str]) -> Statement:
    """The statement of the first article among the page's scripts of JSON-LD, completed by its web page and site.

    A script that is no JSON is left out.
    """
    nodes = [node for script in scripts for node in _nodes(_load(script))]
    if not nodes:
        return Statement()
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    article = next((node for node in nodes if _is_article(node)), None)
    page = next((node for node in nodes if _has_type(node, "page")), {})
    site = next((node for node in nodes if _has_type(node, "website", "organization")), {})
    main = article or page
    return Statement(
        headline=_text(main.get("headline") or (article or {}).get("name")),
        description=_text(main.get("description")),
        authors=tuple(dict.fromkeys(_names(main.get("author") or main.get("creator"), by_id))),
        published=_text(main.get("datePublished") or page.get("datePublished") or main.get("dateCreated")),
        modified=_text(main.get("dateModified") or page.get("dateModified")),
        images=tuple(_urls(main.get("image"), by_id)),
        publisher=next(_names(main.get("publisher"), by_id), "") or _text(site.get("name")),
        language=_text(main.get("inLanguage")),
    )


def _load(text: str) -> Any:
    """The script's value; ``None`` where it is no JSON, even without the wrappers that templates put around it."""
    text = text.strip().removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[").removesuffix("//]]>")
    try:
        return orjson.loads(text.strip().rstrip(";"))
    except orjson.JSONDecodeError:
        return _load_mended(text)


def _load_mended(text: str) -> Any:
    """Raw line breaks inside strings are the commonest fault: once more without control characters."""
    try:
        return orjson.loads("".join(" " if char < " " else char for char in text))
    except orjson.JSONDecodeError:
        return None


def _nodes(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """All objects of a document, outer before inner, in order."""
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "author", "publisher", "hasPart"):
            if key in value and not (key == "itemListElement" and depth > 1):
                yield from _nodes(value[key], depth + 1)


def _types(node: dict[str, Any]) -> list[str]:
    types = node.get("@type")
    return [str(name).lower() for name in (types if isinstance(types, list) else [types]) if name]


def _has_type(node: dict[str, Any], *endings: str) -> bool:
    return any(name.endswith(endings) for name in _types(node))


def _is_article(node: dict[str, Any]) -> bool:
    return _has_type(node, *ARTICLE_TYPES) and any(
        key in node for key in ("headline", "datePublished", "author", "name")
    )


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or value.get("alternateName") or ""
    return " ".join(html.unescape(value).split()) if isinstance(value, str) else ""


def _names(value: Any, by_id: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Names of persons and organisations, references followed once."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            name = item.get("name") or by_id.get(str(item.get("@id")), {}).get("name")
            yield from _names(name, {}) if isinstance(name, list) else filter(None, [_text(name)])
        elif isinstance(item, str) and item.strip():
            yield _text(item)


def _urls(value: Any, by_id: dict[str, dict[str, Any]]) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            item = item.get("url") or item.get("contentUrl") or by_id.get(str(item.get("@id")), {}).get("url")
        if isinstance(item, str) and item.strip():
            yield item.strip()
