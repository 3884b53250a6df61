"""Markup that would make any HTML parser run for minutes or out of memory, made harmless before it is parsed.

An HTML parser looks up through all open elements at every tag, and opens every unclosed ``<b>`` again in each new
block (HTML Standard, 13.2.4.3): 60 KB of hostile markup become a gigabyte of tree. Tags are renamed here, never cut, and
drawings left out, so that no word is lost.
"""

from __future__ import annotations

import re

FEW = 2_000
"""Tags up to which nothing can happen that matters; more than nine pages of ten have no more."""

MANY = 20_000
"""Tags up to which only markup that leaves many elements open can hurt."""

DEEPEST = 250
"""Elements that may be open at once; what nests deeper becomes a line break."""

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_FORMATTING = frozenset(["b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"])
_PILING = re.compile(rf"<(/?)(?:{'|'.join(sorted(_FORMATTING))}|div)[\s/>]")
_LOUD = re.compile("<(?:DIV|FONT|B>)")
"""Markup in capitals, which is looked at tag by tag: old pages have little of it."""
_INLINE = frozenset(["a", "abbr", "bdi", "bdo", "cite", "label", "q", "span", "sub", "sup", "time", "var"])
_LEAVES = frozenset([
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
])  # fmt: skip
_ENDED_BY_THE_NEXT = frozenset([
    "body", "caption", "colgroup", "dd", "dt", "head", "html", "li", "option", "p", "tbody", "td", "tfoot", "th", "thead", "tr",
])  # fmt: skip
_WALLS = frozenset(["button", "object", "table", "template"])
"""Elements out of which no other element's end tag reaches."""


def tamed(html: str) -> str:
    """The same words in markup that any parser reads in time and memory proportional to its length."""
    tags = html.count("<")
    if tags <= FEW or (tags <= MANY and not _piles_up(html)):
        return html
    return _TAG.sub(_Nesting().tag, _without_drawings(html))


def _piles_up(html: str) -> bool:
    """Whether the page leaves more elements open than a page can mean to."""
    if _LOUD.search(html):
        return True
    slashes = _PILING.findall(html)
    return len(slashes) - 2 * slashes.count("/") > DEEPEST


def _without_drawings(html: str) -> str:
    """Without inline SVG: its elements close themselves in a way of their own, and nobody reads it."""
    first, *others = html.split("<svg")
    for number, part in enumerate(others):
        inside, end, after = part.partition("</svg>")
        others[number] = after if end else f"<svg{inside}"
    return first + "".join(others)


class _Nesting:
    """The elements that a parser would have open, told from the tags alone."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.renamed: dict[str, int] = {}

    def tag(self, found: re.Match[str]) -> str:
        """What stands in a tag's place."""
        slash, name = found[1], found[2].lower()
        if name in _FORMATTING:
            name = "span"
        if name in _LEAVES or name in _ENDED_BY_THE_NEXT:
            return found[0]
        if self._may_stand(slash, name):
            return f"<{slash}{name}"
        return "<wbr" if name in _INLINE else "<br"

    def _may_stand(self, slash: str, name: str) -> bool:
        if slash:
            return self._end(name)
        if len(self.open) < DEEPEST:
            self.open.append(name)
            return True
        self.renamed[name] = self.renamed.get(name, 0) + 1
        return False

    def _end(self, name: str) -> bool:
        """Close the element; False where it was the end of one that was renamed."""
        if self.renamed.get(name):
            self.renamed[name] -= 1
            return False
        for place in range(len(self.open) - 1, -1, -1):
            other = self.open[place]
            if other == name:
                del self.open[place:]
                break
            if other in _WALLS or (name in _INLINE and other not in _INLINE):
                break
        return True
