"""A page that runs whole articles together, taken apart.

Its structure shows it: the same kind of heading comes again and again, each a link to another page of the site, each with
running text of its own under it. An article with subheadings links from none of them; a listing of teasers has no text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from archive.records import Block, Page, Source
from scraper.identity import canonical, page_key, same_site

FEWEST = 3
"""Articles on a page that is taken apart."""

FEWEST_WORDS = 60
"""Words of running text that half of the articles must have under their headings."""

MOST_OF_PAGE = 0.6
"""Share of the page's running text that must stand under such headings."""

_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_LINKED = 0.8


def take_apart(page: Page, source: Source) -> list[Page]:
    """The articles of a page that runs several together, as items; [] where the page is one article or none.

    A page that names its author is an article, however many it links to.
    """
    for path in () if page.author else _heading_paths(page.blocks):
        sections = _sections(page.blocks, path)
        if _are_articles(sections, page, source):
            return [_item(page, section, source) for section in sections]
    return []


def _heading_paths(blocks: Sequence[Block]) -> list[str]:
    """Places in which headings come back, the most frequent first."""
    counts = Counter(block.path for block in blocks if block.tag in _HEADINGS and block.link_density >= _LINKED)
    return [path for path, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if count >= FEWEST]


def _sections(blocks: Sequence[Block], path: str) -> list[Sequence[Block]]:
    """Each such heading with what follows it in the same container, up to the next heading."""
    container = path.rpartition("/")[0]
    starts = [index for index, block in enumerate(blocks) if block.path == path]
    sections = []
    for start, stop in zip(starts, [*starts[1:], len(blocks)], strict=True):
        end = start + 1
        while end < stop and blocks[end].path.startswith(f"{container}/"):
            end += 1
        sections.append(blocks[start:end])
    return sections


def _are_articles(sections: Sequence[Sequence[Block]], page: Page, source: Source) -> bool:
    links = [section[0].links[0] if section[0].links else "" for section in sections]
    own = canonical(page.url)
    distinct = {canonical(link) for link in links if link and same_site(link, source.url or page.url)} - {own}
    lengths = sorted(_running_words(section[1:]) for section in sections)
    enough = lengths[len(lengths) // 2] >= FEWEST_WORDS
    return len(distinct) == len(sections) and enough and sum(lengths) >= MOST_OF_PAGE * _running_words(page.blocks)


def _running_words(blocks: Sequence[Block]) -> int:
    return sum(len(block.text.split()) for block in blocks if block.link_density < 0.5 and block.tag not in _HEADINGS)


def _item(page: Page, section: Sequence[Block], source: Source) -> Page:
    link = section[0].links[0]
    return Page(
        key=page_key(link, source.cms),
        aliases=(canonical(link),),
        url=link,
        stream="item",
        title=" ".join(section[0].text.split()),
        blocks=(replace(section[0], role="title"), *section[1:]),
        language=page.language,
    )
