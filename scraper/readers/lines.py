"""A page's visible text, one line for each run of text, with the element that it stands in."""

from __future__ import annotations

import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

UNSEEN = frozenset(["script", "style", "noscript", "template", "textarea", "option", "title", "svg"])

OTHERS = re.compile(
    r"(?<![\w-])(?:comments?|kommentar(?:e|er)?(?![\w-])|respond|related|relater\w*|recent|similar|recommend\w*|popular|"
    r"trending|most-?read|newsletter|breadcrumbs?|pagination|upcoming|calendar|carousel|more-?news|widget_recent)",
    re.IGNORECASE,
)
"""Beginnings of classes and ids of the places where other pages' dates and authors stand."""

FOOTER = re.compile(r"(?<![\w-])footer", re.IGNORECASE)

SIDE = re.compile(r"(?<![\w-])(?:sidebar|aside)|teaser|(?<![a-z])cards?(?![a-z])", re.IGNORECASE)
"""Of those where other pages' stand more often than the page's own."""

HIGHEST = 8
"""Levels above an element that are asked what it belongs to."""


class Line(NamedTuple):
    """One run of visible text."""

    text: str
    """White space folded, never empty."""
    node: LexborNode
    """The element that holds it."""
    offset: int
    """Characters from the start of the page's headline, negative before it; from the page's start without one."""


def page_lines(tree: LexborHTMLParser, title: str) -> list[Line]:
    """All lines of the body in reading order; the headline is the ``h1`` that prints `title`, else the first ``h1``."""
    found: list[tuple[str, LexborNode, int]] = []
    headline, first_heading, offset = -1, -1, 0
    body = tree.body
    if body is None:
        return []
    for node in body.traverse(include_text=True, skip_empty=True):
        tag = node.tag
        if tag == "-text":
            text = " ".join((node.text_content or "").split())
            parent = node.parent
            if text and parent is not None and parent.tag not in UNSEEN:
                found.append((text, parent, offset))
                headline = offset if headline < 0 and text == title else headline
                offset += len(text)
        elif tag == "h1" and first_heading < 0:
            first_heading = offset
    start = next((place for place in (headline, first_heading) if place >= 0), 0)
    return [Line(text, node, place - start) for text, node, place in found]


def strangeness(node: LexborNode) -> int:
    """How surely what an element says is not about this page.

    2: it stands in navigation, a quotation, comments, a footer or a list of other pages; 1: in an aside; 0: in none of them.
    """
    found = 0
    current: LexborNode | None = node
    for _ in range(HIGHEST):
        if current is None or current.tag in ("body", "html", "main"):
            break
        attributes = current.attributes
        names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        if current.tag in ("nav", "blockquote") or OTHERS.search(names):
            return 2
        if current.tag == "article":
            break
        if (current.tag == "footer" or FOOTER.search(names)) and not _is_in_article(current):
            return 2
        if current.tag == "aside" or SIDE.search(names):
            found = 1
        current = current.parent
    return found


def _is_in_article(node: LexborNode) -> bool:
    """Whether an article has the element as its own, not the page."""
    parent = node.parent
    for _ in range(HIGHEST):
        if parent is None or parent.tag == "article":
            break
        parent = parent.parent
    return parent is not None and parent.tag == "article"
