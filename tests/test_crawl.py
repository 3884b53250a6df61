"""A night as a whole: runs, what is kept when it is killed, several sources at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from archive.work import Work
from scraper.crawl import Options, PretendedTime, crawl
from scraper.demo.server import TownServer
from scraper.spiders import KINDS
from tests.crawling import NIGHT, captures_of, listing_of, one_night, source_at
from tests.misbehaving import Misbehaving, page


@pytest.fixture
def server():
    with Misbehaving() as server:
        yield server


def fill(server: Misbehaving, count: int) -> list[str]:
    paths = [f"/nyhet-nummer-{number}" for number in range(100, 100 + count)]
    server.pages.update({path: page(path, f"<p>Texten på {path} handlar om bron över ån.</p>") for path in paths})
    server.pages["/nyheter"] = listing_of(*paths)
    return paths


def nights(home: Path) -> list[tuple]:
    with Work(home) as work:
        return work.db.execute("SELECT id, status, requests, note FROM nights ORDER BY started_at").fetchall()


def test_a_run_is_written_with_its_requests(server, tmp_path):
    fill(server, 3)
    report = one_night(tmp_path, source_at(server.url("/nyheter")))
    assert nights(tmp_path) == [(report.run, "ok", 5, "")]
    assert {capture.run for capture in captures_of(tmp_path)} == {report.run}


def test_a_night_that_is_killed_is_finished_by_the_same_command(server, tmp_path):
    paths = fill(server, 40)
    source = source_at(server.url("/nyheter"), delay=0.03)
    program = (
        "import sys; from pathlib import Path; from scraper.crawl import crawl, Options; from tests.crawling import source_at\n"
        f"crawl(Path({str(tmp_path)!r}), [source_at({source.url!r}, delay=0.03)], Options())"
    )
    process = subprocess.Popen([sys.executable, "-c", program], cwd=Path(__file__).parents[1], env={**os.environ})
    deadline = time.monotonic() + 20
    while server.count("/nyhet-nummer-125") == 0 and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert [row[1] for row in nights(tmp_path)] == ["running"]
    kept = len(captures_of(tmp_path))
    assert 0 < kept < len(paths)
    (report,) = crawl(tmp_path, [source], Options(progress=lambda line: None))
    asked = Counter(capture.url.removeprefix(server.url("")) for capture in captures_of(tmp_path))
    assert asked == Counter(dict.fromkeys(paths, 1))
    assert [row[:2] for row in nights(tmp_path)] == [(report.run, "ok")] and report.asked == len(paths) - kept


def test_an_unchanged_listing_still_leads_to_pages_that_were_never_fetched(tmp_path):
    with TownServer() as town:
        sources = _town_sources(town, tmp_path)
        _night(tmp_path, sources, 0)
        with Work(tmp_path) as work:
            lost = next(work.captures("role = 'page' AND status = 200 AND source = 'demo_region'"))
            work.db.execute("DELETE FROM captures WHERE url = ?", (lost.url,))
        reports = _night(tmp_path, sources, 0.1)
    assert {capture.status for capture in captures_of(tmp_path, "listing") if capture.source == "demo_region"} >= {304}
    assert {report.source: report.asked for report in reports if report.asked} == {"demo_region": 1}


def test_conditional_requests_are_sent_and_a_304_is_a_check(tmp_path):
    with TownServer() as town:
        sources = _town_sources(town, tmp_path)
        _night(tmp_path, sources, 0)
        town.night = 2
        reports = _night(tmp_path, sources, 1)
    assert sum(report.not_modified for report in reports) > 0
    assert all(capture.body is None for capture in captures_of(tmp_path) if capture.status == 304)


def test_the_demo_town_is_crawled_without_a_failure_and_twice_without_a_page(tmp_path):
    with TownServer() as town:
        sources = _town_sources(town, tmp_path)
        reports = _night(tmp_path, sources, 0)
        assert [(report.source, report.note) for report in reports if not report.ok] == []
        assert all(report.asked > 0 for report in reports)
        again = _night(tmp_path, sources, 0.1)
    assert sum(report.asked for report in again) == 0


def test_a_fault_in_one_source_is_its_own(server, tmp_path, monkeypatch):
    fill(server, 2)

    class Broken(KINDS["feed"]):
        def find(self, capture):
            raise ZeroDivisionError("an error in the program")

    monkeypatch.setitem(KINDS, "feed", Broken)
    sources = [source_at(server.url("/nyheter"), "feed", id="se_a"), source_at(server.url("/nyheter"), id="se_b")]
    broken, whole = crawl(tmp_path, sources, Options(progress=lambda line: None))
    assert not broken.ok and "ZeroDivisionError" in broken.note and whole.ok and whole.asked == 2
    assert [row[1] for row in nights(tmp_path)] == ["failed", "ok"]


def test_every_source_says_when_it_begins_and_ends(server, tmp_path):
    fill(server, 2)
    lines: list[str] = []
    one_night(tmp_path, source_at(server.url("/nyheter")), progress=lines.append)
    assert lines[0] == "se_prov: begins" and lines[-1].startswith("se_prov: done, 4 requests, 2 items listed")


def _town_sources(town: TownServer, home: Path) -> list:
    from scraper.catalogue import load

    (home / "sources").mkdir(parents=True, exist_ok=True)
    path = home / "sources" / "demo.toml"
    path.write_text(town.sources_toml(), encoding="utf-8")
    return [source for source in load(home).values() if source.id.startswith("demo_")]


def _night(home: Path, sources: list, nights_later: float) -> list:
    clock = PretendedTime(NIGHT + nights_later * 86400)
    return crawl(home, sources, Options(now=clock.now, sleep=clock.sleep, progress=lambda line: None))
