"""When a known page is asked for again."""

from __future__ import annotations

import pytest

from archive.visits import Visit
from scraper.revisit import due, is_final, seconds, stamp
from tests.crawling import source_at

DAY = 86400.0
START = seconds("2024-03-01T22:00:00Z")
SOURCE = source_at("http://127.0.0.1/")


def visit(age: float, **facts) -> Visit:
    """A visit whose first one lay `age` days before it."""
    known = {"url": "http://127.0.0.1/a", "role": "page", "status": 200, "error": "", "final_url": "", "etag": ""}
    return Visit(
        **{**known, "last_modified": "", "first_at": stamp(START - age * DAY), "last_at": stamp(START), **facts}
    )


def first_due(known: Visit, source=SOURCE) -> float | None:
    """After how many days, in steps of a quarter, a page is due."""
    steps = (number / 4 for number in range(1, 500))
    return next((days for days in steps if due(known, START + days * DAY, source)), None)


def test_a_new_page_is_due_at_once():
    assert due(None, START, SOURCE)


@pytest.mark.parametrize(
    ("age", "days"), [(0, 1), (1, 1), (2, 1), (3, 3), (9, 3), (13, 3), (14, 14), (60, 14), (90, 90), (2000, 90)]
)
def test_pages_are_visited_less_often_as_they_grow_old(age, days):
    assert first_due(visit(age)) == days


def test_a_page_is_not_visited_twice_in_one_night():
    assert not due(visit(0), START + 8 * 3600, SOURCE)
    assert due(visit(0), START + 20 * 3600, SOURCE)


@pytest.mark.parametrize(("failures", "days"), [(1, 1), (2, 1), (3, 1), (4, 2), (5, 4), (8, 32), (9, 90), (50, 90)])
def test_a_page_that_fails_is_tried_the_next_nights_and_then_less_and_less(failures, days):
    assert first_due(visit(40, status=503, failures=failures)) == days
    assert first_due(visit(40, status=0, error="timeout", failures=failures)) == days


def test_a_missing_page_is_confirmed_on_three_nights_and_then_looked_for_rarely():
    assert [first_due(visit(40, status=404, missing=number)) for number in (1, 2, 3)] == [1, 1, 90]


def test_a_page_that_failed_otherwise_before_it_was_missing_is_still_confirmed():
    assert first_due(visit(40, status=404, failures=5, missing=1)) == 1


def test_a_final_404_is_never_asked_for_again():
    final = source_at("http://127.0.0.1/", final=True)
    assert first_due(visit(1, status=404, failures=1), final) is None and is_final(visit(1, status=410), final)
    assert not is_final(visit(1, status=404), SOURCE)


def test_a_404_of_a_night_on_which_the_whole_site_failed_is_not_final():
    final = source_at("http://127.0.0.1/", final=True)
    lost = visit(1, status=404, failures=1, doubted=True)
    assert first_due(lost, final) == 1 and not is_final(lost, final)


def test_a_page_that_is_missing_with_its_site_is_looked_for_every_week_for_a_while():
    lost = [visit(40, status=404, failures=number, missing=number, doubted=True) for number in (1, 2, 3, 5, 6)]
    assert [first_due(each) for each in lost] == [1, 1, 7, 7, 90]


def test_a_standing_refusal_is_rarely_looked_at_again():
    assert first_due(visit(1, status=0, error="off-site", failures=1)) == 90
