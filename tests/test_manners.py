"""How a crawl behaves towards a host: robots.txt, user agent, pauses, limits, retries, conditional requests."""

from __future__ import annotations

import time
from email.utils import formatdate
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.http import Response

from archive.work import Visit, Work
from scraper import crawl as crawling
from scraper.crawl import NoContact, Options, crawl, user_agent
from scraper.known import Known
from scraper.manners.redirects import Redirects
from scraper.manners.retries import retry_after
from tests.crawling import captures_of, listing_of, one_night, source_at
from tests.misbehaving import Misbehaving

PAGES = [f"/sida-nummer-{number}" for number in range(101, 107)]


@pytest.fixture
def server():
    with Misbehaving() as server:
        server.pages["/nyheter"] = listing_of(*PAGES)
        server.pages.update({path: listing_of().replace("Nyheter", path) + "ord" for path in PAGES})
        yield server


def test_forbidden_pages_are_not_asked_for_and_say_why(server, tmp_path):
    server.robots = "User-agent: pressarkiv\nDisallow: /sida-nummer-103\n"
    report = one_night(tmp_path, source_at(server.url("/nyheter")))
    assert {c.url.rpartition("/")[2]: c.error for c in captures_of(tmp_path) if c.error} == {
        "sida-nummer-103": "robots"
    }
    assert server.count("/sida-nummer-103") == 0 and server.count("/robots.txt") == 1 and report.ok


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_robots_txt_that_fails_forbids_everything_and_says_so(server, tmp_path, status):
    server.robots = status
    report = one_night(tmp_path, source_at(server.url("/nyheter")))
    assert not report.ok and f"robots.txt answered {status}" in report.note
    assert {request.path for request in server.requests} == {"/robots.txt"}


def test_a_missing_robots_txt_allows_everything(server, tmp_path):
    server.robots = 404
    assert one_night(tmp_path, source_at(server.url("/nyheter"))).asked == len(PAGES)


def test_a_crawl_delay_longer_than_the_sources_own_is_kept(server, tmp_path):
    server.robots = "User-agent: *\nCrawl-delay: 7\n"
    waits = []
    clock = crawling.PretendedTime(1_700_000_000)

    async def sleep(seconds):
        waits.append(seconds)
        await clock.sleep(seconds)

    one_night(tmp_path, source_at(server.url("/nyheter")), now=clock.now, sleep=sleep)
    assert len(waits) == len(PAGES) and all(6.5 < wait <= 7 for wait in waits)


def test_requests_name_the_program_and_its_keeper_and_carry_nothing_else(server, tmp_path):
    server.pages["/nyheter"] = listing_of("/set-cookie?nummer=101", "/sida-nummer-102")
    one_night(tmp_path, source_at(server.url("/nyheter")), contact="arkiv@example.org")
    for request in server.requests:
        assert request.headers["user-agent"].startswith("pressarkiv/")
        assert request.headers["user-agent"].endswith(" (+arkiv@example.org)")
        assert not {"cookie", "referer", "authorization"} & set(request.headers)


def test_a_host_out_there_is_not_asked_without_a_contact(tmp_path, monkeypatch):
    monkeypatch.delenv("PRESSARKIV_CONTACT", raising=False)
    with pytest.raises(NoContact, match="PRESSARKIV_CONTACT"):
        crawl(tmp_path, [source_at("https://stad.example/nyheter")], Options())
    assert not (tmp_path / "work.db").exists()
    monkeypatch.setenv("PRESSARKIV_CONTACT", "arkiv@example.org\r\nX: y")
    assert "\n" not in user_agent([source_at("https://stad.example/nyheter")])


def test_one_request_at_a_time_with_the_pause_between(server, tmp_path):
    source = source_at(server.url("/nyheter"), delay=0.15)
    one_night(tmp_path, source, now=time.time, sleep=Options().sleep)
    assert server.most_at_once == 1 and len(server.requests) == len(PAGES) + 2
    assert min(server.gaps()) >= 0.14


def test_two_sources_of_one_host_share_the_pause(server, tmp_path):
    sources = [source_at(server.url("/nyheter"), id=f"se_{name}", delay=0.1) for name in ("a", "b")]
    reports = crawl(tmp_path, sources, Options(progress=lambda line: None))
    assert [report.source for report in reports] == ["se_a", "se_b"] and all(report.ok for report in reports)
    assert server.most_at_once == 1 and min(server.gaps()) >= 0.09


def test_the_limit_per_hour_waits_and_says_so(server, tmp_path):
    lines, clock = [], crawling.PretendedTime(1_700_000_000)
    source = source_at(server.url("/nyheter"), per_hour=3)
    report = one_night(tmp_path, source, now=clock.now, sleep=clock.sleep, progress=lines.append)
    assert report.asked == len(PAGES) and clock.now() - 1_700_000_000 > 2 * 3600
    assert any("3 requests an hour reached" in line for line in lines)


def test_the_limit_per_day_ends_the_night_and_is_kept_across_runs(server, tmp_path):
    source = source_at(server.url("/nyheter"), per_day=5)
    first = one_night(tmp_path, source)
    assert first.ok and first.left == 3 and first.requests == 5 and "24 hours" in first.note
    again = one_night(tmp_path, source, 0.1)
    assert again.requests == 0 and len(server.requests) == 5
    later = one_night(tmp_path, source, 1.5)
    assert later.left == 3 and len({capture.url for capture in captures_of(tmp_path)}) == len(PAGES)
    with Work(tmp_path) as work:
        states = [row[0] for row in work.db.execute("SELECT status FROM nights ORDER BY started_at")]
    assert states == ["partial"] * 3


def test_a_busy_page_is_tried_again_twice_and_then_read(server, tmp_path):
    server.pages["/nyheter"] = listing_of("/flaky?fails=2&nummer=101", "/sida-nummer-102")
    report = one_night(tmp_path, source_at(server.url("/nyheter")))
    assert report.ok and server.count("/flaky") == 3 and report.requests == 6
    assert [c.status for c in captures_of(tmp_path) if "flaky" in c.url] == [200]


def test_a_page_that_keeps_failing_is_tried_three_times_and_recorded_once(server, tmp_path):
    server.pages["/nyheter"] = listing_of("/status/500?nummer=101", "/sida-nummer-102")
    report = one_night(tmp_path, source_at(server.url("/nyheter")))
    assert server.count("/status/500") == 3 and "server-error 1" in report.note and report.ok
    assert [c.status for c in captures_of(tmp_path) if "status" in c.url] == [500]


def test_nothing_is_tried_twice_while_the_whole_host_is_ill(server, tmp_path):
    server.pages["/nyheter"] = listing_of(*[f"/status/503?nummer={number}" for number in range(100, 120)])
    report = one_night(tmp_path, source_at(server.url("/nyheter")))
    assert report.failed == 20 and not report.ok
    assert server.count("/status/503") == 3 * 3 + 17


def test_retry_after_is_waited_for_up_to_a_cap(server, tmp_path):
    server.pages["/nyheter"] = listing_of("/status/503?retry-after=77&nummer=101", "/sida-nummer-102")
    waits, clock = [], crawling.PretendedTime(1_700_000_000)

    async def sleep(seconds):
        waits.append(round(seconds))
        await clock.sleep(seconds)

    one_night(tmp_path, source_at(server.url("/nyheter")), now=clock.now, sleep=sleep)
    assert 77 in waits and max(waits) <= 77
    server.pages["/nyheter"] = listing_of("/status/503?retry-after=999999&nummer=103", "/sida-nummer-104")
    waits.clear()
    before = server.count("/status/503")
    one_night(tmp_path, source_at(server.url("/nyheter")), now=clock.now, sleep=sleep)
    assert max(waits) <= 600 and server.count("/status/503") == before + 1


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (formatdate(1_700_000_060, usegmt=True), 60),
        (formatdate(5, usegmt=True), 0),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_in_both_spellings(value, seconds):
    assert retry_after(value, 1_700_000_000) == seconds


def test_sources_of_one_host_share_the_strictest_of_its_limits_across_runs(server, tmp_path):
    server.pages["/annat"] = listing_of(*[path.replace("sida", "notis") for path in PAGES])
    server.pages.update({path.replace("sida", "notis"): server.pages[path] for path in PAGES})
    api = source_at(server.url("/nyheter"), id="se_api", per_day=9, per_hour=0)
    feed = source_at(server.url("/annat"), id="se_feed", per_day=30)
    clock = crawling.PretendedTime(1_700_000_000)
    options = Options(now=clock.now, sleep=clock.sleep, progress=lambda line: None)
    first, second = crawl(tmp_path, [api, feed], options)
    assert (first.requests, second.requests) == (8, 1) and "9 requests in 24 hours" in second.note
    assert crawl(tmp_path, [feed], options)[0].requests == 0 and len(server.requests) == 9


def test_a_limit_of_the_catalogue_holds_for_a_host_whose_own_source_sleeps_tonight(server, tmp_path):
    api = source_at(server.url("/api"), id="se_api", per_day=4, active=False)
    elsewhere = source_at("http://localhost:9/", id="se_annan", per_day=1)
    report = one_night(tmp_path, source_at(server.url("/nyheter")), catalogue=(api, elsewhere))
    assert report.requests == 4 and "4 requests in 24 hours" in report.note


def test_requests_from_the_future_count_once_and_are_not_waited_for(server, tmp_path):
    source = source_at(server.url("/nyheter"), per_hour=3, per_day=8)
    assert one_night(tmp_path, source, 365).requests == 8
    waits = []
    clock = crawling.PretendedTime(1_700_000_000)

    async def sleep(seconds):
        waits.append(seconds)
        await clock.sleep(seconds)

    assert one_night(tmp_path, source, now=clock.now, sleep=sleep).requests == 0
    clock.offset += 25 * 3600
    report = one_night(tmp_path, source, now=clock.now, sleep=sleep)
    assert report.requests > 0 and max(waits) <= 3600


@pytest.mark.parametrize(
    ("led_to", "target", "conditions"),
    [
        ("", "http://127.0.0.1/ny", {}),
        ("http://127.0.0.1/ny", "http://127.0.0.1/annan", {}),
        ("http://127.0.0.1/ny", "http://127.0.0.1/ny", {b"If-None-Match": [b'"a"']}),
    ],
)
def test_a_redirect_is_followed_with_conditions_only_to_where_the_last_answer_came_from(led_to, target, conditions):
    source, asked, at = source_at("http://127.0.0.1/"), "http://127.0.0.1/gammal", "2024-03-01T22:00:00Z"
    visit = Visit(
        url=asked, role="page", first_at=at, last_at=at, status=200, error="", final_url=led_to, etag='"a"',
        last_modified="",
    )  # fmt: skip
    known = Known(source, {asked: visit}, "")
    redirects = Redirects(SimpleNamespace(spider=SimpleNamespace(source=source, known=known)))
    request = Request(asked, headers={"Accept": "text/html", **known.validators(asked)}, meta={"asked": asked})
    following = redirects.process_response(request, Response(asked, status=301, headers={"Location": target}))
    sent = dict(following.headers)
    assert (following.url, sent.pop(b"Accept")) == (target, [b"text/html"])
    assert sent == conditions
