"""Where a block stands, in numbers: what the elements above it are, and what their names say they are for.

The words that are looked for in class names and ids are general ones, in the languages that templates are written in.
"""

from __future__ import annotations

import re
from functools import lru_cache

NAMED = {
    "article": "article articles story stories post posts entry news press blog release single artikel beitrag nyhet",
    "body": "body content contents text txt copy prose rich richtext wysiwyg editor editorial inhalt innehall brodtext"
    " paragraph paragraphs markdown html formatted",
    "main": "main primary page",
    "lead": "lead lede preamble ingress intro introduction summary excerpt standfirst dek deck subtitle subheading"
    " description abstract tagline",
    "title": "title headline heading hed header rubrik hero",
    "date": "meta metadata date dates datetime time timestamp published updated info details stats",
    "author": "byline author authors bio writer contributor contributors profile avatar person staff expert reviewer",
    "caption": "caption captions figcaption credit credits legend bildtext",
    "media": "figure photo photos image images img media gallery video player audio"
    " slideshow picture thumbnail thumb bild podcast embed",
    "share": "share shares sharing social facebook twitter follow tools toolbar print bookmark actions",
    "nav": "nav navigation navbar menu menus submenu breadcrumb breadcrumbs pagination pager topbar masthead skip tabs links prev"
    " previous next",
    "foot": "footer foot bottom copyright legal colophon disclaimer",
    "aside": "sidebar aside rail side secondary right widget widgets complementary",
    "related": "related relaterat recommended recommendation recommendations popular trending latest recent more most"
    " similar also see read recirc explore further",
    "teaser": "teaser teasers promo promos promotion highlight highlights featured spotlight",
    "list": "list lists card cards grid item items tile tiles feed carousel slider slide swiper listing archive results"
    " collection loop",
    "ad": "ad ads advert advertisement sponsor sponsored banner cta offer offers deal deals affiliate commercial product"
    " products price pricing buy",
    "form": "form forms newsletter subscribe subscription subscriptions signup login search email input register donate"
    " donation paywall membership",
    "comment": "comment comments commenting commentlist commenter commentary discussion reply replies respond responses disqus"
    " kommentar kommentarer kommentare",
    "review": "review reviews rating ratings feedback testimonial testimonials pros cons verdict score",
    "tags": "tag tags topic topics category categories keywords label labels taxonomy terms eyebrow kicker",
    "notice": "cookie cookies consent gdpr modal popup overlay dialog notice alert lightbox message",
    "hidden": "hidden visually sr invisible offscreen accessibility tooltip",
    "faq": "faq faqs accordion toggle collapse question answer expand",
    "toc": "toc index jump anchor outline",
    "box": "quote pullquote callout box note notes facts fakta infobox takeaways key aside panel sidenote",
    "button": "btn button buttons icon icons",
    "contact": "contact contacts kontakt address phone location hours",
}
"""What an element can be for, and the words in its class or id that say so."""

ELEMENTS = (
    "article", "main", "section", "aside", "header", "footer", "ul", "ol", "table", "figure", "blockquote", "dl", "form",
    "button", "details", "body",
)  # fmt: skip
"""Elements whose distance above a block is told."""

FAR = 30
"""The distance told where there is no such element."""

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_GROUPS_OF = {
    word: tuple(index for index, words in enumerate(NAMED.values()) if word in words.split())
    for words in NAMED.values()
    for word in words.split()
}
_ELEMENT_OF = {tag: len(NAMED) + index for index, tag in enumerate(ELEMENTS)}
_NOWHERE = (*[FAR] * (len(NAMED) + len(ELEMENTS)), 0)
_FARTHER = (*range(1, FAR + 1), FAR)
"""The distance of one element more."""


@lru_cache(maxsize=65536)
def place(path: str) -> tuple[int, ...]:
    """How many elements up is the nearest one of each purpose in `NAMED` and of each kind in `ELEMENTS`, 0 being the
    block's own, `FAR` where there is none; last the depth."""
    above, _, step = path.rpartition("/")
    *found, depth = place(above) if above else _NOWHERE
    found = [_FARTHER[distance] for distance in found]
    for group in _groups(step):
        found[group] = 0
    return (*found, depth + 1)


@lru_cache(maxsize=65536)
def _groups(step: str) -> tuple[int, ...]:
    """What one element is and is for."""
    tag, _, names = step.replace("#", ".").partition(".")
    groups = {group for word in _WORD.findall(names) for group in _GROUPS_OF.get(word.lower(), ())}
    if tag in ("body", "html"):
        groups = set()
    if tag in _ELEMENT_OF:
        groups.add(_ELEMENT_OF[tag])
    return tuple(sorted(groups))


@lru_cache(maxsize=65536)
def ancestors(path: str) -> tuple[str, ...]:
    """The paths of the elements around a block, from its own outwards."""
    above = path.rpartition("/")[0]
    return (path, *ancestors(above)) if above else (path,)
