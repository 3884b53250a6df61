"""What became of a page: gone only when that is sure, and back again when it is back."""

from __future__ import annotations

import random

import pytest

from archive.lifecycle import Visited, live

URL = "https://prov.se/1"


def visit(day: int, verdict: str = "ok", status: int = 200, sha256: str = "a", **more) -> Visited:
    hour = more.pop("hour", 22)
    sha256 = sha256 if verdict == "ok" else ""
    return Visited(
        at=f"2024-03-{day:02}T{hour:02}:00:00Z", url=URL, status=status, verdict=verdict, sha256=sha256, **more
    )


def outcomes(*visits: Visited) -> list[str]:
    return [check.outcome for check in live(visits, final=False).checks]


def test_outcomes_tell_new_changed_same_text_and_same_bytes() -> None:
    visits = (
        visit(1),
        visit(2),
        visit(3, sha256="b"),
        visit(4, sha256="c", edited=True),
        visit(5, "not-modified", 304),
    )
    assert outcomes(*visits) == ["new", "same-bytes", "same-text", "changed", "not-modified"]


def test_a_410_is_a_removal_at_once() -> None:
    life = live([visit(1), visit(2, "gone", 410)], final=False)
    assert (life.state, life.removals[0].confirmed, life.removals[0].last_seen_at) == (
        "gone",
        True,
        "2024-03-01T22:00:00Z",
    )


def test_one_404_is_not_yet_a_removal() -> None:
    life = live([visit(1), visit(2, "gone", 404)], final=False)
    assert (life.state, [removal.confirmed for removal in life.removals]) == ("live", [False])


def test_two_404s_of_one_night_count_as_one() -> None:
    life = live([visit(1), visit(2, "gone", 404, hour=1), visit(2, "gone", 404, hour=3)], final=False)
    assert life.state == "live"


def test_404s_of_two_nights_are_a_removal_from_the_first() -> None:
    life = live([visit(1), visit(2, "gone", 404), visit(3, "gone", 404)], final=False)
    assert (life.state, life.removals[0].gone_at) == ("gone", "2024-03-02T22:00:00Z")


def test_a_404_is_final_where_the_publisher_says_so() -> None:
    assert live([visit(1), visit(2, "gone", 404)], final=True).state == "gone"


@pytest.mark.parametrize("between", ["ok", "not-modified"])
def test_a_page_that_was_seen_between_two_404s_is_not_gone(between: str) -> None:
    life = live([visit(1), visit(2, "gone", 404), visit(3, between), visit(4, "gone", 404)], final=False)
    assert (life.state, len(life.removals)) == ("live", 1)


def test_a_page_that_comes_back_is_live_and_its_removal_stays_told() -> None:
    life = live([visit(1), visit(2, "gone", 410), visit(5)], final=False)
    assert (life.state, len(life.removals), life.last_seen_at) == ("live", 1, "2024-03-05T22:00:00Z")


def test_an_unconfirmed_removal_is_forgotten_when_the_page_is_back() -> None:
    assert live([visit(1), visit(2, "gone", 404), visit(3)], final=False).removals == ()


@pytest.mark.parametrize("status", [500, 502, 503])
def test_server_errors_are_never_a_removal(status: int) -> None:
    life = live([visit(1), *(visit(day, "error", status) for day in range(2, 30))], final=True)
    assert (life.state, life.removals) == ("live", ())


def test_a_page_that_may_not_be_seen_is_blocked_until_it_is_seen() -> None:
    assert live([visit(1), visit(2, "denied", 403)], final=False).state == "blocked"
    assert live([visit(1), visit(2, "denied", 403), visit(3)], final=False).state == "live"


def test_a_page_that_leads_elsewhere_has_moved() -> None:
    assert live([visit(1), visit(2, "moved")], final=False).state == "moved"


def test_no_visit_is_no_news() -> None:
    life = live([], final=False)
    assert (life.checks, life.removals, life.state, life.last_seen_at) == ((), (), "live", "")


def test_the_order_in_which_visits_are_told_does_not_matter() -> None:
    visits = [
        visit(1),
        visit(2, "gone", 404),
        visit(3, "gone", 404),
        visit(6, sha256="b", edited=True),
        visit(7, "denied", 403),
    ]
    expected = live(visits, final=False)
    chance = random.Random(3)
    for _ in range(20):
        chance.shuffle(visits)
        assert live(visits, final=False) == expected


def test_a_304_after_a_page_that_says_it_is_not_found_says_so_again() -> None:
    lost = Visited(at="2024-03-02T22:00:00Z", url=URL, status=200, verdict="gone", reason="not-found-page", sha256="b")
    life = live([visit(1), lost, visit(3, "not-modified", 304)], final=False)
    assert (life.state, life.removals[0].confirmed, life.last_seen_at) == ("gone", True, "2024-03-01T22:00:00Z")


def test_a_page_that_was_never_seen_is_not_gone() -> None:
    assert live([visit(1, "gone", 404), visit(3, "gone", 404)], final=True).state == "live"


def test_a_removal_tells_the_first_miss_that_is_believed_however_long_ago_the_site_failed() -> None:
    failed = visit(2, "gone", 404, doubt="site-fails", reason="status-404")
    found = visit(9, "gone", 200, reason="not-found-page")
    (removal,) = live([visit(1), failed, found, visit(12, "gone", 200, reason="not-found-page")], final=False).removals
    assert (removal.gone_at, removal.reason, removal.confirmed) == ("2024-03-09T22:00:00Z", "not-found-page", True)
