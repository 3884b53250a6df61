"""Which articles a redaction reaches, for whoever has to agree to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from archive.known_pages import KnownPages
from archive.work import Work
from scraper.spellings import skeletons
from scraper.withheld import Withheld


@dataclass(frozen=True, kw_only=True, slots=True)
class Reached:
    """An article of whose versions something is taken out."""

    article: str
    title: str
    """Of the newest of these versions."""
    versions: tuple[int, ...]
    """Their numbers."""
    whole: bool
    """Whether the article goes as a whole."""


def reached(work: Work, withheld: Withheld, page: str = "") -> list[Reached]:
    """The articles in whose versions withheld words stand, and the one with the id ``page``; by id."""
    found: dict[str, tuple[str, list[int]]] = {}
    for article, source, number, title, text in KnownPages(work).wordings():
        if article == page or _holds(withheld, text, source):
            numbers = found.get(article, ("", []))[1]
            found[article] = (title, [*numbers, number])
    return [
        Reached(article=id_, title=title, versions=tuple(numbers), whole=id_ == page)
        for id_, (title, numbers) in found.items()
    ]


def _holds(withheld: Withheld, text: str, source: str) -> bool:
    if withheld.needle and not any(withheld.needle in each for each in skeletons(text)):
        return False
    return bool(withheld.find(text, source))


def lines(articles: Iterable[Reached], *, titled: bool, most: int = 50) -> list[str]:
    """One line an article, as printed; with its title only where whoever reads it may know."""
    told = [_line(each, titled) for each in articles]
    more = len(told) - most
    return [*told[:most], f"  and {more} more articles"] if more > 0 else told


def _line(each: Reached, titled: bool) -> str:
    numbers = ", ".join(map(str, each.versions))
    what = "taken out whole" if each.whole else f"version{'s' if len(each.versions) > 1 else ''} {numbers}"
    return f"  {each.article}  {what}" + (f"  {each.title}" if titled else "")
