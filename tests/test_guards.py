"""Each thing that must not come in ends as a check with its name, and without a body."""

from __future__ import annotations

import gzip
import socket
from pathlib import Path

import pytest

from archive.records import ERRORS
from scraper.manners import refusals, wire
from scraper.manners.redirects import check_target
from scraper.manners.refusals import Refused
from tests.crawling import captures_of, listing_of, one_night, source_at
from tests.misbehaving import Misbehaving


@pytest.fixture
def server():
    with Misbehaving() as server:
        yield server


def crawl_pages(server: Misbehaving, home: Path, *paths: str) -> dict[str, object]:
    """One night over a listing of some paths; the last capture of each by path."""
    server.pages["/nyheter"] = listing_of(*paths, "/article", "/long-redirects?n=2")
    one_night(home, source_at(server.url("/nyheter")))
    return {capture.url.removeprefix(server.url("")): capture for capture in captures_of(home)}


BAD = {
    "/huge?mb=60&nummer=101": "too-large",
    "/huge?mb=60&announce=1&nummer=102": "too-large",
    "/huge-gzip?mb=60&nummer=103": "too-large",
    "/type?ct=image/png&nummer=104": "media-type",
    "/type?ct=application/zip&nummer=105": "media-type",
    "/type?ct=text/html&nummer=106": "media-type",
    "/cut-off?nummer=107": "cut-off",
    "/cut-off-chunked?nummer=108": "cut-off",
    "/loop1?nummer=109": "redirect-loop",
    "/long-redirects?n=50&nummer=110": "redirect-loop",
    "/redirect?to=http://sida.example.org/&nummer=111": "off-site",
    "/redirect?to=http://169.254.169.254/latest/&nummer=112": "private-address",
    "/redirect?to=http://10.1.2.3/&nummer=113": "private-address",
    "/redirect?to=ftp://127.0.0.1/fil&nummer=114": "url",
    "/redirect?to=file:///etc/passwd&nummer=115": "url",
    "/hang-up?nummer=116": "connection",
}


def test_every_guard_ends_in_a_named_error_and_the_good_pages_still_arrive(server, tmp_path):
    found = crawl_pages(server, tmp_path, *BAD)
    assert {path: found[path].error for path in BAD} == BAD
    assert [path for path in BAD if found[path].body is not None] == []
    assert found["/article"].body.startswith(b"<!DOCTYPE html>") and found["/article"].error == ""
    assert found["/long-redirects?n=2"].final_url == server.url("/article")


def test_an_endless_body_is_left_soon_after_the_limit(server, tmp_path):
    crawl_pages(server, tmp_path, "/huge?mb=4000&nummer=101")
    assert server.megabytes_sent < 40


def test_a_slow_page_is_a_timeout(server, tmp_path, monkeypatch):
    monkeypatch.setattr("scraper.settings.DOWNLOAD_TIMEOUT", 1)
    monkeypatch.setattr("scraper.settings.RETRY_TIMES", 0)
    found = crawl_pages(server, tmp_path, "/slow?seconds=30&drip=1&nummer=101")
    assert found["/slow?seconds=30&drip=1&nummer=101"].error == "timeout"


def test_a_page_without_a_type_is_judged_by_its_first_bytes():
    assert refusals.looks_readable(b"<html>", "") and refusals.looks_readable(b"%PDF-1.7\x00", "")
    assert not refusals.looks_readable(b"\x89PNG\r\n", "text/html")
    assert not refusals.looks_readable(gzip.compress(b"x"), "text/html")
    assert refusals.looks_readable(gzip.compress(b"<urlset/>"), "application/gzip")


@pytest.mark.parametrize(
    "kind", ["text/html; charset=utf-8", "application/rss+xml", "application/json", "text/plain", ""]
)
def test_readable_types_pass(kind):
    assert refusals.is_readable(kind)


@pytest.mark.parametrize("kind", ["image/svg+xml", "video/mp4", "text/css", "application/zip", "application/msword"])
def test_other_types_do_not_pass(kind):
    assert not refusals.is_readable(kind)


def test_a_name_that_resolves_to_a_private_address_is_never_connected_to(tmp_path, monkeypatch, server):
    """DNS rebinding: the name is public when it is looked at, and this machine when it is connected to."""
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *args, **kw: real("127.0.0.1" if "stad.example" in str(host) else host, *args, **kw),
    )
    source = source_at(f"http://stad.example:{server.port}/nyheter")
    report = one_night(tmp_path, source, contact="arkiv@example.org")
    (listing,) = captures_of(tmp_path, "listing")
    assert (listing.error, report.ok, server.requests) == ("private-address", False, [])


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "10.0.0.1", "2130706433", "[::ffff:127.0.0.1]", "localhost"])
def test_a_public_source_may_not_lead_to_a_private_host(host):
    with pytest.raises(Refused) as refusal:
        check_target(f"http://{host}/x", "https://malmo.se/")
    assert refusal.value.error == "private-address"


def test_a_host_without_an_address_is_named_dns(tmp_path, monkeypatch):
    def unknown(*args, **kw):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    report = one_night(tmp_path, source_at("https://stad.example/nyheter"), contact="arkiv@example.org")
    assert captures_of(tmp_path, "listing")[-1].error == "dns" and "dns" in report.note and not report.ok


def test_unencrypted_answers_on_https_are_a_tls_error(server, tmp_path):
    one_night(tmp_path, source_at(server.url("/nyheter").replace("http:", "https:")))
    assert captures_of(tmp_path, "listing")[-1].error == "tls"


def test_an_error_must_be_one_that_the_archive_knows():
    assert set(BAD.values()) <= set(ERRORS)
    with pytest.raises(ValueError, match="no name of an error"):
        Refused("odd")


def test_links_that_are_no_urls_are_recorded_and_not_asked(server, tmp_path):
    feed = "".join(
        f"<item><title>Nyhet {n}</title><link>{link}</link><guid>{n}</guid></item>"
        for n, link in enumerate(["http://annan.example.org/x", server.url("/article"), "http://192.168.0.9/y"])
    )
    server.pages["/feed"] = f"<rss version='2.0'><channel><title>x</title>{feed}</channel></rss>"
    one_night(tmp_path, source_at(server.url("/feed"), "feed"))
    assert {capture.error for capture in captures_of(tmp_path)} == {"off-site", "private-address", ""}


def test_a_challenge_instead_of_the_listing_ends_the_night_with_its_name(server, tmp_path):
    report = one_night(tmp_path, source_at(server.url("/challenge")))
    assert not report.ok and "challenge" in report.note and report.requests == 2


def test_three_refused_pages_in_a_row_end_the_night(server, tmp_path):
    server.pages["/nyheter"] = listing_of(*[f"/status/403?nummer={n}" for n in range(100, 110)])
    report = one_night(tmp_path, source_at(server.url("/nyheter")))
    assert not report.ok and "3 pages in a row" in report.note and report.left >= 6
    assert server.count("/status/403") <= 4  # the fourth was on its way when the third was read


def test_only_known_headers_are_kept(server, tmp_path):
    found = crawl_pages(server, tmp_path, "/set-cookie?nummer=101")
    assert set(found["/set-cookie?nummer=101"].headers) <= wire.KEPT_HEADERS
    assert found["/set-cookie?nummer=101"].headers["content-type"].startswith("text/html")
