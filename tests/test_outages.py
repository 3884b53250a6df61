"""A night on which a whole site fails removes nothing; a real removal of many pages is found all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.outages import MANY_AT_ONCE, SITE_FAILS, Answers, Look, doubted, night_of
from archive.records import Capture
from tests.test_settle import PARAGRAPH, ROOT, Archive, html, seen, source

PAGES = 12
SORRY = html("Hoppsan", "Det blev visst fel adress.")


def page(day: int, number: int, **more) -> Capture:
    """An ordinary answer of a page."""
    return seen(
        day, f"/{number}", html(f"Rubrik {number}", PARAGRAPH.format(number), PARAGRAPH.format(-number)), **more
    )


def site(day: int, numbers: range | None = None) -> list[Capture]:
    """A night on which pages answer."""
    return [page(day, number) for number in numbers or range(PAGES)]


FAILURES = {
    "404": lambda day, path: seen(day, path, b"<h1>Borta</h1>", 404),
    "410": lambda day, path: seen(day, path, status=410),
    "home": lambda day, path: seen(day, path, html("Provstad", "Staden hälsar."), final_url=f"{ROOT}/"),
    "words": lambda day, path: seen(day, path, html("Sidan hittades inte", "Sök gärna.")),
    "no words": lambda day, path: seen(day, path, SORRY),
    "403": lambda day, path: seen(day, path, html("Nej", "Nej."), 403),
    "503": lambda day, path: seen(day, path, html("Nere", "Nere."), 503),
    "timeout": lambda day, path: seen(day, path, status=0, error="timeout"),
}


def failing(how: str, day: int, numbers: range | None = None) -> list[Capture]:
    """A night on which they all fail in one way."""
    return [FAILURES[how](day, f"/{number}") for number in numbers or range(PAGES)]


def told(archive: Archive) -> tuple:
    """(articles by state, removals, versions beyond the first)."""
    return (
        dict(archive.rows("SELECT state, COUNT(*) FROM articles GROUP BY state")),
        archive.rows("SELECT confirmed, COUNT(*) FROM removals GROUP BY confirmed"),
        archive.rows("SELECT COUNT(*) FROM versions WHERE number > 1")[0][0],
    )


@pytest.fixture(params=[False, True], ids=["", "final"])
def archive(tmp_path: Path, request: pytest.FixtureRequest):
    made = Archive(tmp_path, source(final=request.param))
    yield made
    made.work.close()


@pytest.mark.parametrize("how", FAILURES)
def test_a_night_on_which_the_whole_site_fails_removes_nothing(archive: Archive, how: str) -> None:
    archive.add(*site(1)).add(*failing(how, 2))
    state = "blocked" if how == "403" else "live"
    assert told(archive) == ({state: PAGES}, [], 0)
    archive.add(*site(3))
    assert told(archive) == ({"live": PAGES}, [], 0)


@pytest.mark.parametrize("how", ["404", "410", "home", "words", "no words"])
def test_two_such_nights_on_end_remove_nothing_either_and_every_visit_is_told(archive: Archive, how: str) -> None:
    archive.add(*site(1)).add(*failing(how, 2)).add(*failing(how, 3)).add(*site(4))
    assert told(archive) == ({"live": PAGES}, [], 0)
    assert archive.rows(
        "SELECT outcome, COUNT(*) FROM checks WHERE reason LIKE 'site-fails: %' GROUP BY outcome"
    ) == [("error", 2 * PAGES)]  # fmt: skip


@pytest.mark.parametrize("how", ["410", "404", "no words"])
def test_many_pages_that_are_gone_for_good_are_found_by_repetition(archive: Archive, how: str) -> None:
    gone, left = range(PAGES // 2), range(PAGES // 2, PAGES)
    archive.add(*site(1)).add(*failing(how, 2, gone), *site(2, left))
    assert told(archive)[0] == {"live": PAGES}
    archive.add(*failing(how, 3, gone), page(3, PAGES + 1))
    assert told(archive)[:2] == ({"gone": len(gone), "live": len(left) + 1}, [(1, len(gone))])
    assert archive.rows("SELECT DISTINCT substr(gone_at, 1, 10) FROM removals") == [("2024-01-02",)]


def test_a_removal_after_a_night_of_failure_counts_from_its_own_night(archive: Archive) -> None:
    archive.add(*site(1)).add(*failing("404", 2)).add(*site(3, range(1, PAGES)), seen(3, "/0", status=404))
    archive.add(*site(4, range(1, PAGES)), seen(4, "/0", status=404))
    assert told(archive)[:2] == ({"gone": 1, "live": PAGES - 1}, [(1, 1)])
    assert archive.rows("SELECT substr(gone_at, 1, 10) FROM removals") == [("2024-01-03",)]


def test_a_single_page_that_is_gone_for_good_is_gone_at_once(archive: Archive) -> None:
    archive.add(*site(1)).add(seen(2, "/0", status=410), *site(2, range(1, PAGES)))
    assert told(archive)[:2] == ({"gone": 1, "live": PAGES - 1}, [(1, 1)])


def test_a_site_that_is_gone_for_a_week_is_gone(archive: Archive) -> None:
    archive.add(*site(1))
    for day in (2, 3, 4):
        archive.add(*failing("404", day))
    assert told(archive)[0] == {"live": PAGES}
    archive.add(*failing("404", 10))
    assert told(archive)[:2] == ({"gone": PAGES}, [(1, PAGES)])


def test_a_few_pages_are_not_gone_when_the_listing_fails_with_them(archive: Archive) -> None:
    archive.add(*site(1)).add(seen(2, "/1", status=410), seen(2, "/nyheter", status=404, role="listing"))
    assert told(archive) == ({"live": PAGES}, [], 0)
    archive.add(seen(3, "/1", status=410), seen(3, "/nyheter", html("Nyheter", "Text."), role="listing"))
    assert told(archive)[0] == {"gone": 1, "live": PAGES - 1}


def test_a_night_that_another_capture_shows_in_another_light_is_told_anew(archive: Archive) -> None:
    archive.add(*site(1)).add(*failing("410", 2, range(5)))
    assert told(archive)[:2] == ({"live": PAGES}, [])
    archive.add(*site(2, range(5, PAGES)))
    assert told(archive)[:2] == ({"gone": 5, "live": PAGES - 5}, [(1, 5)])


def test_the_night_says_what_it_does_not_believe(archive: Archive) -> None:
    archive.add(*site(1))
    run = archive.work.begin_run("se_prov", "2024-01-02T22:00:00Z")
    archive.add(*(seen(2, f"/{number}", status=404, run=run) for number in range(PAGES)))
    archive.work.finish_run(run, "2024-01-02T23:00:00Z", ok=False, requests=PAGES, note="no page answered")
    archive.add(*site(3))
    assert archive.rows("SELECT gone, errors, note FROM runs") == [
        (0, PAGES, f"no page answered; {PAGES} missing pages are not taken for gone: the whole site failed")
    ]
    assert {visit.doubted for visit in archive.work.visits("se_prov").values()} == {False}


def test_a_visit_that_is_not_believed_is_known_as_such_to_the_next_crawl(archive: Archive) -> None:
    archive.add(*site(1)).add(*failing("404", 2))
    assert {visit.doubted for visit in archive.work.visits("se_prov").values()} == {True}


def test_nights_go_from_noon_to_noon() -> None:
    assert [night_of(f"2024-05-02T{hour}:00:00Z") for hour in ("03", "11", "12", "23")] == [
        "2024-05-01", "2024-05-01", "2024-05-02", "2024-05-02",
    ]  # fmt: skip


def looks(day: int, missing: int, there: int = 0) -> list[Look]:
    """A night with so many pages missing and so many others there."""
    at = f"2024-05-{day:02}T22:00:00Z"
    return [Look(at, str(number), number < missing) for number in range(missing + there)]


@pytest.mark.parametrize(
    ("missing", "there", "listing", "doubt"),
    [(4, 0, True, None), (5, 0, True, SITE_FAILS), (50, 5, True, SITE_FAILS), (50, 6, True, MANY_AT_ONCE),
     (6, 6, True, MANY_AT_ONCE), (6, 7, True, None), (1, 0, False, SITE_FAILS), (1, 1, False, None)],
)  # fmt: skip
def test_a_night_is_judged_by_the_share_of_pages_that_went_missing_in_it(missing, there, listing, doubt) -> None:
    others = {"2024-05-02": Answers(pages=0, listing=listing)}
    found = doubted([*looks(1, 0, missing + there), *looks(2, missing, there)], others)
    assert found.get("2024-05-02") == doubt


def test_pages_that_never_were_there_or_were_missing_before_say_nothing_of_a_night() -> None:
    assert doubted(looks(1, 9), {}) == {}
    assert doubted([*looks(1, 0, 20), *looks(2, 8, 12), *looks(3, 8)], {}) == {}
