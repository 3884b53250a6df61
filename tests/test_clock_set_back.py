"""A machine's clock that is set back, between nights or in the middle of one: nothing is lost, doubled or waited for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.digest import seal, set_back
from archive.publish import publish
from archive.records import Source
from archive.verify import verify
from archive.work import Work
from scraper.crawl import SteadyTime
from scraper.derive import derive
from scraper.tally import Watch
from tests.crawling import captures_of, listing_of, one_night, source_at
from tests.misbehaving import Misbehaving, page

PATHS = [f"/nyhet-nummer-{number}" for number in range(101, 106)]
HOUR, YEAR = 1 / 24, 365


@pytest.fixture
def server() -> Iterator[Misbehaving]:
    with Misbehaving() as running:
        _say(running, "Bron över ån öppnas på fredag.")
        yield running


def _say(server: Misbehaving, text: str) -> None:
    server.pages["/nyheter"] = listing_of(*PATHS)
    for path in PATHS:
        server.pages[path] = page(f"Nyhet {path}", f"<p>{text} Den har varit stängd sedan i våras, sida {path}.</p>")


def _night(home: Path, source: Source, nights_later: float) -> None:
    one_night(home, source, nights_later)
    with Work(home) as work:
        derive(work)
        seal(work, work.db.execute("SELECT MAX(started_at) FROM nights").fetchone()[0])
        publish(work, home)


def test_a_steady_clock_goes_on_where_the_machines_was_set_back() -> None:
    moments = iter([1000.0, 1010.0, 400.0, 405.0, 406.0, 2000.0])
    clock = SteadyTime(lambda: next(moments))
    assert [clock.now() for _ in range(5)] == [1010.0, 1010.0, 1015.0, 1016.0, 2610.0]


@pytest.mark.parametrize(("back", "told"), [(0, 0), (2, 0), (3600, 1), (31_536_000, 1)])
def test_a_clock_that_is_set_back_while_a_run_goes_on_is_remarked(back: float, told: int) -> None:
    wall, steady = iter([5000.0, 5060.0 - back]), iter([1.0, 61.0])
    remarks = Watch(lambda: next(wall), lambda: next(steady)).remarks()
    assert len(remarks) == told and all(f"set back by {back} s" in each for each in remarks)


@pytest.mark.parametrize("back", [3600.0, 31_536_000.0])
def test_a_night_in_which_the_clock_is_set_back_goes_on_in_order_and_says_so(
    server: Misbehaving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, back: float
) -> None:
    real, begun = time.time, time.time()
    monkeypatch.setattr(time, "time", lambda: real() - (back if len(server.requests) > 3 else 0.0))
    clock = SteadyTime(lambda: time.time())
    watch = Watch(lambda: time.time())
    monkeypatch.setattr("scraper.crawl.Watch", lambda: watch)

    async def sleep(seconds: float) -> None:
        assert seconds < 10, "waits for what the clock says is far away"

    report = one_night(tmp_path, source_at(server.url("/nyheter"), delay=0.5), now=clock.now, sleep=sleep)
    assert report.ok and f"set back by {back:.0f} s" in report.note
    with Work(tmp_path) as work:
        times = [row[0] for row in work.db.execute("SELECT fetched_at FROM captures ORDER BY id")]
    assert times == sorted(times) and len(captures_of(tmp_path)) == len(PATHS)
    assert times[0] >= time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(begun))


@pytest.mark.parametrize("back", [HOUR, YEAR])
def test_after_a_clock_that_went_ahead_pages_are_visited_as_ever(
    server: Misbehaving, tmp_path: Path, back: float
) -> None:
    source = source_at(server.url("/nyheter"))
    _night(tmp_path, source, 400 + back)
    asked = len(server.requests)
    for later in (0, 1, 2, 3):
        _night(tmp_path, source, 400 + later)
    assert [server.count(path) for path in PATHS] == [4 if back == HOUR else 5] * 5
    assert len(server.requests) > asked + 5


def test_versions_and_digests_are_sane_after_a_clock_that_went_ahead(server: Misbehaving, tmp_path: Path) -> None:
    source = source_at(server.url("/nyheter"))
    _night(tmp_path, source, YEAR)
    _say(server, "Bron över ån öppnas på lördag.")
    _night(tmp_path, source, 1)
    with Work(tmp_path) as work:
        (note,) = work.db.execute("SELECT note FROM runs ORDER BY started_at LIMIT 1").fetchone()
        assert note == "an earlier night bears the time 2025-03-01T22:00:00Z: was the clock set back?"
        assert verify(work, tmp_path).ok and set_back(work).startswith("6 captures carry times before")
        spans = work.db.execute("SELECT number, seen_from, seen_to, body FROM versions ORDER BY article, number")
        for number, seen_from, seen_to, body in spans.fetchall():
            assert seen_from <= seen_to and ("lördag" in body) == (number == 1)


def test_a_listing_is_not_walked_again_and_again_after_a_clock_that_went_ahead(tmp_path: Path) -> None:
    with Work(tmp_path) as work:
        ahead = work.begin_run("se_prov", "2025-03-01T22:00:00Z")
        work.finish_run(ahead, "2025-03-01T23:00:00Z", ok=True, requests=1, note="")
        work.begin_run("se_prov", "2024-03-02T22:00:00Z")
        assert work.walk_from("se_prov") == "2024-03-02T22:00:00Z"
