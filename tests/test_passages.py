"""Long passages: what pages print in the same words and order is a standing text, wherever it stands."""

from __future__ import annotations

import numpy as np

from archive.records import Block, Page
from dedupe.boilerplate import Sighted, learn
from dedupe.marks import block_mark, marks
from dedupe.passages import passages

STANDING = [
    "Denna text om webbplatsen och dess ägare återkommer på flera sidor och handlar inte om nyheten som sidan visar.",
    "Den som vill veta mer om hur webbplatsen sköts kan läsa vidare på en egen sida med utförliga upplysningar om detta.",
    "Webbplatsen ses över en gång om året och texten om den ändras då efter vad som har hänt under det år som gått.",
    "Synpunkter tas emot av den som förvaltar webbplatsen och besvaras i den ordning som de kommer in under veckan.",
]


def page(number: int, *texts: str) -> Sighted:
    blocks = tuple(Block(text=text, tag="text") for text in texts)
    at = f"2024-03-{1 + number % 28:02}T22:00:00Z"
    return Sighted(page=f"p{number}", first_at=at, last_at=at, marks=marks(Page(key="", blocks=blocks)))


def own(number: int) -> list[str]:
    return [
        f"Nyhet {number} stycke {part} " + "med egna ord som ingen annan sida har i sin text " * 3 for part in range(4)
    ]


def found(pages: list[Sighted], text: str) -> str:
    repeat = learn(pages).repeats.get(block_mark(Block(text=text, tag="text")))
    return repeat.rule if repeat else ""


def plain(count: int) -> list[Sighted]:
    """Pages without a passage, so that no slot and no share can decide."""
    return [page(100 + number, *own(100 + number)) for number in range(count)]


def test_three_paragraphs_in_a_row_on_three_pages_are_a_passage() -> None:
    pages = [page(number, *own(number), *STANDING) for number in range(3)] + plain(20)
    assert [found(pages, text) for text in STANDING] == ["passage"] * 4


def test_on_two_pages_they_are_none() -> None:
    pages = [page(number, *own(number), *STANDING) for number in range(2)] + plain(20)
    assert found(pages, STANDING[0]) == ""


def test_the_same_paragraphs_in_another_order_each_time_are_none() -> None:
    orders = [(0, 1, 2), (1, 0, 3), (2, 0, 3), (3, 1, 0)]
    pages = [page(n, *own(n), *(STANDING[each] for each in order)) for n, order in enumerate(orders)] + plain(20)
    assert found(pages, STANDING[0]) == ""


def test_a_story_printed_again_whole_is_no_passage() -> None:
    pages = [page(number, *STANDING) for number in range(4)] + plain(20)
    assert found(pages, STANDING[0]) == ""


def test_short_lines_that_come_back_together_are_none() -> None:
    pages = [page(number, *own(number), "Fakta", "Bakgrund", "Läs mer") for number in range(4)] + plain(20)
    assert found(pages, "Bakgrund") == ""


def test_what_is_known_already_is_not_counted_again() -> None:
    sequences = [(number, np.array([0, 1, 2, 10 + number])) for number in range(4)]
    words, none = np.full(20, 50), np.zeros(20, dtype=bool)
    counts = np.bincount(np.concatenate([blocks for _, blocks in sequences]), minlength=20)
    assert passages(sequences, words=words, notices=none, counts=counts, totals=counts, known=none) == []
    words[10:] = 200
    assert passages(sequences, words=words, notices=none, counts=counts, totals=counts, known=none) == [0, 1, 2]
    assert passages(sequences, words=words, notices=none, counts=counts, totals=counts, known=counts > 3) == []


def test_no_page_has_no_passage() -> None:
    empty = np.zeros(0, dtype=np.int64)
    assert passages([], words=empty, notices=empty > 0, counts=empty, totals=empty, known=empty > 0) == []
