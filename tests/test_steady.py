"""A text is part of the article on all captures of its page or on none."""

from __future__ import annotations

from dataclasses import replace

from archive.records import Block, Page
from dedupe.clean import page_marks
from dedupe.content import UNKNOWN
from dedupe.steady import steady


def capture(*texts: tuple[str, int]):
    page = Page(key="k", blocks=tuple(Block(text=text, tag="p", path="body/p") for text, _ in texts))
    marks = page_marks(page)
    scores = marks.scores.copy()
    scores[:] = [score for _, score in texts]
    return replace(marks, scores=scores)


def test_a_text_gets_the_mean_of_its_scores() -> None:
    first, second = steady([capture(("Bron öppnas.", 10)), capture(("Bron öppnas.", -4), ("Ny text.", 7))])
    assert (first.scores.tolist(), second.scores.tolist()) == ([3], [3, 7])


def test_the_order_of_the_captures_does_not_matter() -> None:
    captures = [capture(("A", 5), ("B", 1)), capture(("A", -3)), capture(("B", 9), ("A", 4))]
    forwards = [marks.scores.tolist() for marks in steady(captures)]
    backwards = [marks.scores.tolist() for marks in steady(captures[::-1])]
    assert forwards == backwards[::-1]


def test_the_same_text_twice_on_a_page_is_two_texts() -> None:
    first, second = steady([capture(("Bokslut", 8), ("Bokslut", -8)), capture(("Bokslut", 4), ("Bokslut", -4))])
    assert first.scores.tolist() == second.scores.tolist() == [6, -6]


def test_a_block_that_was_not_judged_stays_so_and_does_not_count() -> None:
    first, second = steady([capture(("Meny", UNKNOWN), ("Meny", 8)), capture(("Meny", 4))])
    assert (first.scores.tolist(), second.scores.tolist()) == ([UNKNOWN, 6], [6])
