"""HTML to blocks: every run of text of a page, in reading order, with where it stood.

Parsed with Lexbor (selectolax), which reads on after a stray ``</html>`` where libxml2 stops, at a third of its cost.
Nothing is left out but what no reader ever sees (scripts, styles, templates): what is navigation is for cleaning to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from archive.records import Block
from scraper.identity import without_tracking
from scraper.readers.nesting import tamed

_UNSEEN = frozenset([
    "script", "style", "noscript", "template", "svg", "iframe", "object", "canvas", "audio", "video", "head",
    "select", "datalist", "textarea", "math", "map",
    None, "-comment", "-doctype", "-document",
])  # fmt: skip
"""Elements that nobody reads, and nodes that are neither elements nor text."""
_BLOCKS = frozenset([
    "address", "article", "aside", "blockquote", "body", "button", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hgroup", "hr", "html", "label", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre",
    "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "caption",
])  # fmt: skip
_ACTING = _BLOCKS | {"a", "br"}
"""Elements that mean something for the text around them; all others are read through."""
_LANDMARK_TAGS = {"nav": "nav", "main": "main", "aside": "aside", "footer": "footer", "header": "header"}
_LANDMARK_TAGS |= {"form": "form", "dialog": "dialog", "search": "form"}
_LANDMARK_ROLES = {"navigation": "nav", "main": "main", "complementary": "aside", "contentinfo": "footer"}
_LANDMARK_ROLES |= {"banner": "header", "search": "form", "dialog": "dialog", "alertdialog": "dialog", "menu": "nav"}
_DETAILS = ("tel:", "mailto:")
"""What a link to a number or an address begins with: it is no part of the word before it."""
_CELL_TAGS = frozenset(["td", "th"])
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_CELLS = re.compile(r"(?:\s*\|\s*)+$|^(?:\s*\|\s*)+")
_BREAKS = re.compile(r"\n{2,}")
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_NAME = re.compile(r"[^\W\d_](?:[\w-]*\w)?")
_PLAIN = re.compile(r"[A-Za-z](?:[A-Za-z_-]*[A-Za-z_])?")
"""What most names are: no digit, so no hash."""
_HASH = re.compile(r"(?=[a-z]*\d)(?=[\d-]*[a-z])[a-z\d]{5,}|\d{2,}")
_DEPTH = 100
"""Blocks nested deeper than this are read as if they stood here, so that a path stays short."""


def blocks_of(html: str, base_url: str) -> tuple[Block, ...]:
    """The blocks of an HTML document or fragment; links are made absolute with ``base_url``, or the base it names."""
    tree = parse(html)
    return read_blocks(tree, base_of(tree.css_first("base[href]"), base_url))


def parse(html: str) -> LexborHTMLParser:
    """The document's tree; never fails, whatever the text is."""
    return LexborHTMLParser(tamed(html))


def read_blocks(tree: LexborHTMLParser, base_url: str) -> tuple[Block, ...]:
    """The blocks of a parsed document, in reading order; ``base_url`` is what its links are relative to (`base_of`)."""
    reader = _Reader(base_url)
    if tree.root is not None:
        reader.read(tree.root.first_child, _Place())
    reader.end(_Place(), "div")
    return tuple(reader.blocks)


def base_of(element: LexborNode | None, url: str) -> str:
    """What the links of the document at ``url`` are relative to: the URL that its first ``base[href]`` names, else its own."""
    return _absolute((element.attributes.get("href") or "").strip(), url) or url if element is not None else url


class _Place:
    """Where the walk stands: the path, the landmark, the depth."""

    __slots__ = ("article", "depth", "inside", "path", "tag", "zone")

    def __init__(self, path: str = "", zone: str = "", depth: int = 0, tag: str = "div", article: bool = False):
        self.path, self.zone, self.depth, self.tag, self.article = path, zone, depth, tag, article
        self.inside: dict[_Look, _Place] = {}
        """Places of its elements that were read already: an element that looks like an earlier one opens the same."""


_Look = str | tuple[str, str | None, str | None, str | None, str | None, bool]
"""What an element's place is told by: tag, class, id, role, style, whether it has the attribute ``hidden``; of an element
without attributes the tag alone."""

_Open = tuple[LexborNode, str, _Place, _Place, bool]
"""An element whose children are being read: node, tag, the place around it, the place inside, whether a plain row."""


class _Reader:
    """One walk over a tree, gathering text until an element ends it."""

    def __init__(self, base_url: str):
        self.base_url = base_url
        self.origin = _origin(base_url)
        self.blocks: list[Block] = []
        self.text: list[str] = []
        self.links: list[str] = []
        self.linked = 0
        self.in_link = 0
        self.in_row = 0

    def read(self, node: LexborNode | None, place: _Place) -> None:
        """A node and its siblings after it with all below them; without recursion, since pages nest deeper than Python."""
        stack: list[_Open] = []
        gathered, links = self.text, self.links
        while node is not None or stack:
            if node is None:
                node, tag, place, inside, plain_row = stack.pop()
                if tag == "a":
                    self.in_link -= 1
                elif tag in _BLOCKS and (gathered or links or self.in_row):
                    self.leave(tag, inside, plain_row)
            elif (tag := node.tag) == "-text":
                text = node.text_content or ""
                if gathered or not text.isspace():
                    gathered.append(text.replace("\n", " "))
                    if self.in_link:
                        self.linked += len("".join(text.split()))
            elif tag not in _UNSEEN:
                inside, plain_row = self.enter(node, tag, place) if tag in _ACTING else (place, False)
                stack.append((node, tag, place, inside, plain_row))
                node, place = node.first_child, inside
                continue
            node = node.next

    def enter(self, node: LexborNode, tag: str, place: _Place) -> tuple[_Place, bool]:
        """What stands before an element's children; the place inside, and whether it is a row that reads as one line."""
        if tag == "br":
            self.text.append("\n")
        elif tag == "a":
            self.link(node)
        elif not (self.in_row and tag in _CELL_TAGS):
            if self.text or self.links:
                self.end(place, tag)
            plain_row = tag == "tr" and _is_plain_row(node)
            self.in_row += plain_row
            return _enter(node, tag, place), plain_row
        return place, False

    def leave(self, tag: str, inside: _Place, plain_row: bool) -> None:
        """What stands behind a block's children."""
        if self.in_row and tag in _CELL_TAGS:
            self.text.append(" | ")
            return
        self.in_row -= plain_row
        if self.text or self.links:
            self.end(inside, tag)

    def link(self, node: LexborNode) -> None:
        href = (node.attributes.get("href") or "").strip()
        if href[:1] == "/" and self.origin and href[1:2] not in ("/", "\\") and "/." not in href:
            url = without_tracking(self.origin + href)
        else:
            url = _absolute(href, self.base_url)
        if url:
            self.links.append(url)
        if self.text and self.text[-1][-1:].isalnum() and href[:7].lower().startswith(_DETAILS):
            self.text.append(" ")
        self.in_link += 1

    def end(self, place: _Place, tag: str) -> None:
        """Make what was gathered a block, or several where empty lines part it."""
        whole = _folded("".join(self.text))
        if self.in_row or tag == "tr":
            whole = _CELLS.sub("", whole)
        if whole:
            self.add(whole, place)
        self.text.clear()
        self.links.clear()
        self.linked = 0

    def add(self, whole: str, place: _Place) -> None:
        density = _share(self.linked, whole) if self.linked else 0.0
        links = tuple(dict.fromkeys(self.links)) if self.links else ()
        for part in _BREAKS.split(whole) if "\n\n" in whole else (whole,):
            block = Block(text=part, tag=place.tag, path=place.path, zone=place.zone, link_density=density, links=links)
            self.blocks.append(block)
            links = ()


def _share(linked: int, text: str) -> float:
    """The share of a text's letters that so many are."""
    letters = len(text) - text.count(" ") - text.count("\n")
    if linked >= letters:
        return 1.0 if letters else 0.0
    return round(linked / letters, 3)


def _folded(text: str) -> str:
    """White space folded to single spaces, line breaks kept, NFC, without characters that nobody sees."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    if "\n" not in text:
        return " ".join(text.split())
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip("\n")


def _enter(node: LexborNode, tag: str, place: _Place) -> _Place:
    """The place inside an element."""
    if place.depth >= _DEPTH:
        return place
    attributes = node.attributes
    get = attributes.get
    look: _Look = tag
    if attributes:
        look = (tag, get("class"), get("id"), get("role"), get("style"), "hidden" in attributes)
    inside = place.inside.get(look)
    if inside is None:
        inside = place.inside[look] = _inside(place, tag, attributes)
    return inside


def _inside(place: _Place, tag: str, attributes: Mapping[str, str | None]) -> _Place:
    names = _names(attributes.get("class") or "", attributes.get("id") or "") if attributes else ""
    step = f"{place.path}/{tag}{names}" if place.path else f"{tag}{names}"
    article = place.article or tag == "article"
    zone = _landmark(tag, attributes.get("role") or "", place) or place.zone
    style = attributes.get("style")
    if "hidden" in attributes or (style and _HIDDEN.search(style)):
        zone = "hidden"
    return _Place(step, zone, place.depth + 1, tag, article or zone == "main")


def _landmark(tag: str, role: str, place: _Place) -> str:
    """The landmark that an element opens; a header or footer inside an article or the main part is none of the page's."""
    if place.zone in ("nav", "footer", "hidden", "dialog"):
        return place.zone
    zone = _LANDMARK_ROLES.get(role) or _LANDMARK_TAGS.get(tag, "")
    if zone in ("header", "footer") and place.article:
        return ""
    return zone


def _is_plain_row(node: LexborNode) -> bool:
    """Whether a table row holds nothing but cells of plain text, so that it reads as one line."""
    return node.css_first("p, div, ul, ol, table, h1, h2, h3, h4, section, article, blockquote, button, form") is None


@lru_cache(maxsize=65536)
def _names(classes: str, id_: str) -> str:
    """The names of an element that do not change from page to page: ``.text-body#main``; at most three classes."""
    stable = islice(filter(_is_stable, classes.split()), 3)
    return "".join([f".{name}" for name in stable]) + (f"#{id_}" if id_ and _is_stable(id_) else "")


@lru_cache(maxsize=65536)
def _is_stable(name: str) -> bool:
    """Whether a class or id was given by a person: words, not a number, a hash or a build's own spelling."""
    if len(name) > 40:
        return False
    return bool(_PLAIN.fullmatch(name)) or (bool(_NAME.fullmatch(name)) and not _HASH.search(name.lower()))


def _origin(url: str) -> str:
    """Scheme and host of a URL, as links that begin with a slash are made absolute; ``""`` where it is no http(s) URL."""
    scheme, mark, rest = url.partition("://")
    host = rest.partition("/")[0].partition("?")[0].partition("#")[0]
    return f"{scheme}://{host}" if mark and scheme in ("http", "https") and host else ""


def _absolute(href: str, base_url: str) -> str:
    """Where a link leads, without fragment and tracking parameters; ``""`` for one that leads nowhere else."""
    if not href or href[0] == "#" or href[:11].lower() == "javascript:":
        return ""
    if href.startswith(("https://", "http://")):
        return without_tracking(href)
    try:
        url = urljoin(base_url, href)
    except ValueError:
        return ""
    return without_tracking(url)
