"""Which page each entry of a feed is: told by its link, by its id where the link does not tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from archive.records import Page


def told_apart(pages: Sequence[Page]) -> tuple[list[Page], int]:
    """The entries of one feed, each with a key of its own, and how many were left out for a newer one of their key.

    Their keys are their links, and what begins with ``guid:`` among their aliases is their id. An id that entries with
    other links have too is nobody's. A link that entries with other titles have too is no key: their ids are.
    """
    idents = Counter(ident for _, ident in {(page.key, _ident(page)) for page in pages})
    titles = Counter(key for key, _ in {(page.key, page.title.casefold()) for page in pages})
    keyed = [_keyed(page, _ident(page) if idents[_ident(page)] == 1 else "", titles[page.key] > 1) for page in pages]
    newest: dict[str, Page] = {}
    for page in keyed:
        other = newest.setdefault(page.key, page)
        if _age(page) > _age(other):
            newest[page.key] = page
    return list(newest.values()), len(keyed) - len(newest)


def _ident(page: Page) -> str:
    return next((alias for alias in page.aliases if alias.startswith("guid:")), "")


def _keyed(page: Page, ident: str, is_shared: bool) -> Page:
    """The entry with the names that are its own; ``ident``: its id, ``is_shared``: whether others have its link."""
    if ident and is_shared:
        return replace(page, key=ident, aliases=())
    return replace(page, aliases=tuple(a for a in page.aliases if a == ident or not a.startswith("guid:")))


def _age(page: Page) -> tuple[str, str]:
    """The newer, the greater."""
    return page.modified_at, page.published_at
