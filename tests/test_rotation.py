"""Promotions that differ from visit to visit are known on few pages; what a publisher edits is never taken for one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from archive.records import Block, Page
from dedupe.boilerplate import Sighted, learn
from dedupe.marks import block_mark, marks

BODY, BOX, OTHER = "body/main/div.text/p", "body/main/div.text/aside.promo/p", "body/main/div.text/div.campaign/p"
STOCK = [f"Kom till föreställning nummer {word} på torget i kväll." for word in ("ett", "två", "tre", "fyra", "fem")]


def page(number: int, night: int, *more: tuple[str, str], until: int = 0, template: str = "") -> Sighted:
    """A page as it was captured on a night, with more blocks under its own paragraphs."""
    own = [(BODY + template, f"Stycke {part} om ärende {number}, som ingen annan sida har.") for part in "abc"]
    blocks = tuple(Block(text=text, tag="p", path=path) for path, text in (*own, *more))
    made = marks(Page(key=f"p{number}", blocks=blocks), np.zeros(len(blocks), dtype=np.int8))
    first, last = (f"2024-03-{each:02}T22:{number:02}:00Z" for each in (night, until or night))
    return Sighted(page=f"p{number}", first_at=first, last_at=last, marks=made)


def nightly(box: Callable[[int, int], str], pages: int = 6, nights: int = 4) -> list[Sighted]:
    """Pages captured every night; ``box``: of page and night what stands in the box, ``""``: no box."""
    shown = ((number, night, box(number, night)) for number in range(pages) for night in range(1, nights + 1))
    return [page(number, night, *([(BOX, text)] if text else [])) for number, night, text in shown]


def rules(pages: Sequence[Sighted], path: str, texts: Sequence[str]) -> set[str]:
    """By which rules these texts are boilerplate there; "" for one that is not."""
    repeats = learn(pages).repeats
    found = (repeats.get(block_mark(Block(text=text, tag="p", path=path))) for text in texts)
    return {repeat.rule if repeat else "" for repeat in found}


def promotion(number: int, night: int) -> str:
    """Another one on every visit, or none."""
    return [*STOCK, ""][(number * 5 + night * night * 2 + number * night) % 6]


def test_another_promotion_or_none_on_every_visit_rotates() -> None:
    pages = nightly(lambda number, night: promotion(number, night) if number % 2 else "")
    shown = {promotion(number, night) for number in (1, 3, 5) for night in range(1, 5)} - {""}
    assert "" not in rules(pages, BOX, sorted(shown))
    once = [page(7, 4, (BOX, "En som bara visats en gång."))]
    assert rules([*pages, *once], BOX, ["En som bara visats en gång."]) == {"rotating"}


def test_paragraphs_that_are_replaced_once_do_not_rotate() -> None:
    pages = nightly(lambda number, night: f"Ärende {number} lyder så{' nu' if night > number % 4 else ''}.")
    assert rules(pages, BOX, [f"Ärende {number} lyder så nu." for number in range(6)]) == {""}


def test_texts_of_one_page_alone_do_not_rotate_however_often_they_are_replaced() -> None:
    pages = nightly(lambda number, night: f"Läget i ärende {number} är ett annat, säger {'abcd'[night - 1]}.")
    assert rules(pages, BOX, [f"Läget i ärende {number} är ett annat, säger a." for number in range(6)]) == {""}


def test_a_box_that_goes_from_all_pages_in_a_redesign_does_not_rotate() -> None:
    pages = nightly(lambda number, night: f"Kontakta handläggare {number // 2}." if night < 3 else "", pages=9)
    assert "rotating" not in rules(pages, BOX, [f"Kontakta handläggare {number}." for number in range(4)])


def test_promotions_that_are_handed_on_between_two_nights_rotate() -> None:
    shown = ("abcde ", "bfag h")
    pages = nightly(lambda number, night: f"Erbjudande {shown[night - 1][number]}".strip(), nights=2)
    assert rules(pages, BOX, [f"Erbjudande {letter}" for letter in "abcdefgh"]) == {"rotating"}


def test_a_text_that_replaces_another_everywhere_between_two_nights_does_not_rotate() -> None:
    pages = nightly(lambda number, night: STOCK[2 * (number % 2) + night - 1], nights=2)
    assert "rotating" not in rules(pages, BOX, STOCK[:4])


def redesigned(box: Callable[[int], str], path: str = OTHER, before: str = "", pages: int = 6) -> list[Sighted]:
    """Pages before and after a redesign: what stood in their box before it and, by page, what stands in another after it."""
    old = [page(number, 1, *([(BOX, before)] if before else [])) for number in range(pages)]
    return [*old, *(page(number, 2, (path, box(number)), template=".ny") for number in range(pages))]


def test_promotions_that_a_redesign_brought_are_known_on_the_night_of_it() -> None:
    pages = redesigned(lambda number: STOCK[number % 4])
    assert rules(pages, OTHER, STOCK[:4]) == {"redesign"}
    later = page(9, 3, (OTHER, STOCK[4]), template=".ny")
    assert rules([*pages, later], OTHER, STOCK[4:]) == {"redesign"}


def test_counters_that_a_redesign_brought_are_one_text_whatever_they_count() -> None:
    pages = redesigned(lambda number: f"Sidan lästes av {number + 3} personer.")
    assert rules(pages, OTHER, ["Sidan lästes av 3 personer."]) == {"redesign"}


def test_what_a_redesign_moves_is_no_promotion() -> None:
    pages = redesigned(lambda number: STOCK[number % 4])
    said = [page(number, 0, (BODY, STOCK[number % 4])) for number in range(6)]
    assert "redesign" not in rules([*said, *pages], OTHER, STOCK[:4])


def test_paragraphs_of_their_own_that_come_with_a_redesign_are_no_promotions() -> None:
    pages = redesigned(lambda number: f"Fakta om ärende {'abcdef'[number]}, som ingen annan sida har.")
    assert rules(pages, OTHER, ["Fakta om ärende a, som ingen annan sida har."]) == {""}


def test_a_box_that_editors_add_to_several_articles_is_no_promotion() -> None:
    pages = nightly(lambda number, night: f"Tillägg {'aabcde'[number]}" if night > 1 else "", nights=2)
    assert rules(pages, BOX, ["Tillägg a", "Tillägg b"]) == {""}
    assert rules(redesigned(lambda number: f"Tillägg {'aabcde'[number]}"), OTHER, ["Tillägg a", "Tillägg b"]) == {
        "redesign"
    }


def test_what_came_with_a_redesign_of_two_pages_is_not_known_yet() -> None:
    assert rules(redesigned(lambda number: STOCK[0], pages=2), OTHER, STOCK[:1]) == {""}


def test_another_article_at_the_same_address_is_no_redesign() -> None:
    pages = [
        *redesigned(lambda number: STOCK[number % 4])[:6],
        *(page(n + 20, 2, (OTHER, STOCK[n % 4]), template=".ny") for n in range(6)),
    ]
    pages = [replace(each, page=f"p{number % 6}") for number, each in enumerate(pages)]
    assert "redesign" not in rules(pages, OTHER, STOCK[:4])


def test_a_standing_text_is_known_on_its_first_page_in_a_new_template() -> None:
    old = [page(number, 1 + number % 3, (BOX, STOCK[number % 2])) for number in range(8)]
    new = page(3, 9, (OTHER, STOCK[0]), template=".ny")
    assert rules(old, BOX, STOCK[:2]) == {"slot"}
    assert rules([*old, new], OTHER, STOCK[:1]) == {"elsewhere"}


def test_a_standing_text_that_an_article_says_among_its_own_stays_there() -> None:
    old = [page(number, 1 + number % 3, (BOX, STOCK[number % 2])) for number in range(8)]
    assert rules([*old, page(9, 9, (BODY, STOCK[0]))], BODY, STOCK[:1]) == {""}
