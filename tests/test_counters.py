"""A number in a standing text tells the time; a number in the news belongs to its page."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.records import Block, Page
from archive.work import Work
from dedupe.boilerplate import Sighted, learn
from dedupe.marks import block_mark, marks, pattern_mark
from scraper.derive import derive, rebuild
from tests.test_settle import PARAGRAPH, Archive, html, seen, source

BODY = "body/main/p"
BOX = "body/main/div.count/p"
NIGHTS = 8


def page(number: int, night: int, text: str, path: str = BOX) -> Sighted:
    """A page as it was captured on a night, with a text under its own paragraphs."""
    own = tuple(
        Block(text=f"Stycke {part} om ärende {number}, som ingen annan sida har.", tag="p", path=BODY) for part in "abc"
    )
    at = f"2024-03-{night:02}T22:{number:02}:00Z"
    made = Page(key=f"p{number}", blocks=(*own, Block(text=text, tag="p", path=path)))
    return Sighted(page=f"p{number}", first_at=at, last_at=at, marks=marks(made))


def nightly(text: Callable[[int, int], str], path: str = BOX, revisits: int = 3) -> list[Sighted]:
    """Two new pages a night, each captured again on the nights after; ``text`` of page and night."""
    return [
        page(number, night, text(number, night), path)
        for number in range(2 * NIGHTS)
        for night in range(1 + number // 2, 2 + number // 2 + revisits)
    ]


def rules(pages: list[Sighted], texts: set[str], path: str = BOX) -> set[str]:
    repeats = learn(pages).repeats
    found = (repeats.get(block_mark(Block(text=text, tag="p", path=path))) for text in texts)
    return {repeat.rule if repeat else "" for repeat in found}


def every(text: Callable[[int, int], str]) -> set[str]:
    return {text(number, night) for number in range(2 * NIGHTS) for night in range(1 + number // 2, 5 + number // 2)}


def followers(number: int, night: int) -> str:
    return f"{1_000 + 37 * night:,} personer följer oss på nätet.".replace(",", " ")


@pytest.mark.parametrize("path", [BOX, BODY])
def test_a_number_that_changes_from_night_to_night_on_all_pages_is_a_counter(path: str) -> None:
    assert "" not in rules(nightly(followers, path), every(followers), path)


def test_a_number_that_is_another_at_every_capture_is_a_counter() -> None:
    chance = random.Random(4)
    numbers = {(n, night): chance.randrange(10, 10_000) for n in range(40) for night in range(40)}
    assert rules(
        nightly(visitors := lambda n, night: f"Just nu läser {numbers[n, night]} personer."), every(visitors)
    ) == {"counter"}


def test_a_number_that_stays_with_its_page_is_news() -> None:
    def thefts(number: int, night: int) -> str:
        return f"Under vecka {10 + number} inträffade {90 + 7 * number} stölder i länet."

    assert rules(nightly(thefts, BODY), every(thefts), BODY) == {""}


def test_a_mended_number_is_news() -> None:
    def thefts(number: int, night: int) -> str:
        late = night > 2 + number // 2 and number % 4 == 0
        return f"Under vecka {10 + number} inträffade {90 + 7 * number + late} stölder i länet."

    assert rules(nightly(thefts, BODY), every(thefts), BODY) == {""}


def test_a_number_of_its_own_that_each_page_raises_now_and_then_is_news() -> None:
    def thefts(number: int, night: int) -> str:
        return f"I distrikt {number} har {90 + 7 * number + (night + number) // 2} stölder anmälts."

    pages = [
        Sighted(page=one.page, first_at=one.first_at, last_at=other.last_at, marks=one.marks)
        for one, other in zip(*(iter(nightly(thefts, BODY, 3)),) * 2, strict=True)
    ]
    assert rules(pages, every(thefts), BODY) == {""}


def test_numbers_on_pages_that_were_captured_once_are_kept() -> None:
    assert rules(nightly(followers, BODY, 0), every(followers), BODY) <= {"", "slot", "share", "span"}
    lonely = [page(number, number + 1, followers(number, number + 1), BODY) for number in range(9)]
    assert rules(lonely, {followers(0, night) for night in range(1, 10)}, BODY) == {""}


def test_a_number_in_news_of_some_pages_is_kept_though_it_changes() -> None:
    def arrested(number: int, night: int) -> str:
        return f"{night} personer är gripna." if number < 4 else f"Ingen är gripen i fall {'abcdefghijklmnop'[number]}."

    assert rules(nightly(arrested, BODY), {f"{night} personer är gripna." for night in range(1, 9)}, BODY) == {""}


def test_a_list_with_several_numbers_is_no_counter() -> None:
    pages = []
    for one in nightly(followers, BODY):
        night = int(one.first_at[8:10])
        rows = tuple(Block(text=f"Turer per dag: {night + row}", tag="li", path=BODY) for row in range(3))
        pages.append(
            Sighted(page=one.page, first_at=one.first_at, last_at=one.last_at, marks=marks(Page(key="", blocks=rows)))
        )
    assert "counter" not in rules(pages, {f"Turer per dag: {n}" for n in range(1, 12)}, BODY)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_pages_does_not_matter(seed: int) -> None:
    pages = nightly(followers)
    expected = learn(pages)
    random.Random(seed).shuffle(pages)
    assert learn(pages) == expected and list(learn(pages).repeats) == list(expected.repeats)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1 235 följer", "987 följer", True), ("kl. 12.30", "kl. 8:05", True), ("Den 2024-03-05", "Den 5", True),
        ("17 olyckor", "17 brott", False), ("Inga olyckor", "Inga brott", False),
    ],
)  # fmt: skip
def test_a_pattern_is_the_words_around_the_numbers(one: str, other: str, same: bool) -> None:
    found = [pattern_mark(Block(text=text, tag="p", path=BOX)) for text in (one, other)]
    assert (found[0] == found[1] != 0) == same


def test_a_counter_makes_no_version_and_night_by_night_is_all_at_once(tmp_path: Path) -> None:
    captures = [
        seen(night, f"/{number}", html(f"Rubrik {number}", PARAGRAPH.format(number), notice=followers(number, night)))
        for number in range(10) for night in range(1 + number // 2, 4 + number // 2)
    ]  # fmt: skip
    by_night = Archive(tmp_path / "natt", source())
    for night in range(1, 10):
        by_night.add(*(capture for capture in captures if capture.fetched_at[8:10] == f"{night:02}"))
    at_once = Archive(tmp_path / "genast", source()).add(*reversed(captures))
    told = [_told(archive.work) for archive in (by_night, at_once)]
    assert told[0] == told[1]
    assert by_night.rows("SELECT MAX(versions) FROM articles") == [(1,)]
    assert not by_night.rows("SELECT 1 FROM articles WHERE body LIKE '%följer oss%'")
    rebuild(by_night.work)
    assert _told(by_night.work) == told[0]
    derive(at_once.work)
    for archive in (by_night, at_once):
        archive.work.close()


def _told(work: Work) -> list[list[tuple]]:
    tables = ("articles", "versions", "checks", "stripped", "stripped_blocks", "boilerplate")
    return [work.db.execute(f"SELECT * FROM [{table}]").fetchall() for table in tables]
