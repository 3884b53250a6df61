"""What each kind of site finds, and how far a night walks."""

from __future__ import annotations

import gzip
import json

import pytest

from archive.work import Work
from scraper.catalogue import CMS
from scraper.crawl import Options
from scraper.spiders import KINDS
from tests.crawling import captures_of, listing_of, one_night, source_at
from tests.misbehaving import Misbehaving, page


@pytest.fixture
def server():
    with Misbehaving() as server:
        yield server


def article(server: Misbehaving, path: str, body: str = "") -> str:
    server.pages[path] = page(f"Rubrik {path}", f"<p>Texten på {path} handlar om bron över ån.</p>{body}")
    return path


def asked(server: Misbehaving) -> list[str]:
    """Paths asked for since the last call, robots.txt left out."""
    paths = [request.path for request in server.requests if request.path != "/robots.txt"]
    server.requests.clear()
    return paths


def more(listing: str, target: str) -> str:
    return listing.replace("</main>", f'<a href="{target}">Nästa</a></main>')


def test_every_kind_of_the_catalogue_has_a_spider():
    assert set(KINDS) == set(CMS)


def test_a_night_walks_on_until_a_whole_listing_page_is_known(server, tmp_path):
    paths = [article(server, f"/nyhet-nummer-{number}") for number in range(100, 112)]
    for number in range(4):
        server.pages[f"/lista-{number}"] = more(listing_of(*paths[number * 3 : number * 3 + 3]), f"/lista-{number + 1}")
    server.pages["/lista-4"] = listing_of()
    source = source_at(server.url("/lista-0"))
    report = one_night(tmp_path, source)
    assert report.ok and report.listed == 12 and set(asked(server)) == {*paths, *(f"/lista-{n}" for n in range(5))}
    server.pages["/lista-0"] = more(listing_of(article(server, "/nyhet-nummer-200"), *paths[:2]), "/lista-1")
    one_night(tmp_path, source, 0.2)
    assert asked(server) == ["/lista-0", "/lista-1", "/nyhet-nummer-200"]


def test_a_night_run_twice_asks_for_no_page_twice(server, tmp_path):
    paths = [article(server, f"/nyhet-nummer-{number}") for number in range(100, 104)]
    server.pages["/nyheter"] = listing_of(*paths, "/status/404?nummer=9001")
    one_night(tmp_path, source_at(server.url("/nyheter")))
    asked(server)
    one_night(tmp_path, source_at(server.url("/nyheter")), 0.1)
    assert asked(server) == ["/nyheter"]


def test_another_spelling_of_a_known_url_is_not_asked_for(server, tmp_path):
    path = article(server, "/nyhet-nummer-100")
    server.pages["/nyheter"] = listing_of(path, article(server, "/nyhet-nummer-101"))
    one_night(tmp_path, source_at(server.url("/nyheter")))
    asked(server)
    server.pages["/nyheter"] = listing_of(f"{path}/?utm_source=rss", "/nyhet-nummer-101/")
    one_night(tmp_path, source_at(server.url("/nyheter")), 0.1)
    assert asked(server) == ["/nyheter"]


def test_known_pages_are_visited_by_age_when_they_have_left_the_listing(server, tmp_path):
    old = article(server, "/nyhet-nummer-100")
    server.pages["/nyheter"] = listing_of(old, article(server, "/nyhet-nummer-101"))
    one_night(tmp_path, source_at(server.url("/nyheter")))
    server.pages["/nyheter"] = listing_of("/nyhet-nummer-101", article(server, "/nyhet-nummer-102"))
    asked(server)
    one_night(tmp_path, source_at(server.url("/nyheter")), 1)
    assert sorted(asked(server)) == ["/nyhet-nummer-100", "/nyhet-nummer-101", "/nyhet-nummer-102", "/nyheter"]


def test_an_empty_listing_is_a_failure_and_known_pages_are_still_visited(server, tmp_path):
    server.pages["/nyheter"] = listing_of(article(server, "/nyhet-nummer-100"), article(server, "/nyhet-nummer-101"))
    one_night(tmp_path, source_at(server.url("/nyheter")))
    server.pages["/nyheter"] = page("Nyheter", "<p>Inga nyheter just nu, titta in igen.</p>")
    report = one_night(tmp_path, source_at(server.url("/nyheter")), 1)
    assert not report.ok and "is empty" in report.note and report.asked == 2


def test_the_number_of_listing_pages_is_limited_and_the_limit_is_noted(server, tmp_path):
    for number in range(6):
        server.pages[f"/lista-{number}"] = more(
            listing_of(article(server, f"/nyhet-nummer-1{number}0"), article(server, f"/nyhet-nummer-1{number}1")),
            f"/lista-{number + 1}",
        )
    report = one_night(tmp_path, source_at(server.url("/lista-0")), listing_pages=3)
    assert report.ok and report.listed == 6 and "after 3 listing pages" in report.note


def feed_of(server: Misbehaving, *entries: tuple[str, str]) -> str:
    items = "".join(
        f"<item><title>{path}</title><link>{server.url(path)}</link><guid>{path}</guid><pubDate>{date}</pubDate></item>"
        for path, date in entries
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Flöde</title>{items}</channel></rss>'


def test_a_feed_leads_to_its_pages_and_their_files(server, tmp_path):
    article(server, "/a-100", '<p><a href="/bilaga.pdf">Beslutet</a> <a href="http://annan.example/x.pdf">x</a></p>')
    server.pages["/bilaga.pdf"] = b"%PDF-1.4\n%%EOF"
    server.pages["/feed"] = feed_of(server, ("/a-100", "Fri, 01 Mar 2024 09:00:00 GMT"))
    one_night(tmp_path, source_at(server.url("/feed"), "feed"))
    assert [capture.body[:8] for capture in captures_of(tmp_path, "attachment")] == [b"%PDF-1.4"]
    one_night(tmp_path, source_at(server.url("/feed"), "feed"), 0.1)
    assert server.count("/bilaga.pdf") == 1 and server.count("/a-100") == 1


def test_an_entry_that_says_it_was_changed_is_asked_for_before_its_time(server, tmp_path):
    article(server, "/a-100")
    entry = "<entry><id>1</id><title>x</title><link href='/a-100'/><updated>{}</updated></entry>"
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title>{entry}</feed>"
    server.pages["/feed"] = feed.format("2024-03-01T09:00:00Z")
    one_night(tmp_path, source_at(server.url("/feed"), "feed"))
    server.pages["/feed"] = feed.format("2024-03-01T23:30:00Z")
    one_night(tmp_path, source_at(server.url("/feed"), "feed"), 0.2)
    assert server.count("/a-100") == 2


def test_a_backfill_leaves_out_what_is_older_than_asked_for(server, tmp_path):
    entries = [(article(server, f"/a-{year}"), f"Wed, 01 Mar {year} 09:00:00 GMT") for year in (2023, 2021, 2019)]
    server.pages["/feed"] = feed_of(server, *entries)
    report = one_night(tmp_path, source_at(server.url("/feed"), "feed"), since="2020-01-01")
    assert report.asked == 2 and "older than asked for 1" in report.note


def test_a_newsroom_is_known_by_its_numbers_and_its_cursor(server, tmp_path):
    start, after = "/se/staden/pressreleases", "/se/staden/pressreleases?after=1700000000000_100--Pressrelease"
    for number in (101, 100, 99):
        article(server, f"{start}/bron-stangs-{number}")
    links = "<nav><a href='/se/staden/images/bild-9'>Bilder</a></nav>"
    links += f"<a href='{start}/bron-stangs-101'>Bron</a><a href='{start}/bron-stangs-100'>Å</a>"
    server.pages[start] = page("Nyhetsrum", links + f"<a href='{after}'>Äldre</a>")
    one_night(tmp_path, source_at(server.url(start), "mynewsdesk"))
    paths = asked(server)
    assert f"{start}/bron-stangs-101" in paths and f"{start}/bron-stangs-100" in paths and after in paths
    assert not any("images" in path for path in paths)
    server.pages[start] = page("Nyhetsrum", f"<a href='{start}/bron-stangs-anda-inte-101'>Bron</a>")
    one_night(tmp_path, source_at(server.url(start), "mynewsdesk"), 0.1)
    assert asked(server) == [start]


def test_dated_paths_make_a_sitevision_list(server, tmp_path):
    news = [article(server, f"/Aktuellt/2024-02-1{day}-Bron-stangs.html") for day in range(4)]
    other = "".join(
        f"<li><a href='/Service/Lang-rubrik-nummer-{n}'>En lång rubrik om service i staden {n}</a></li>"
        for n in range(9)
    )
    links = "".join(f"<p><a href='{path}'>Bron</a></p>" for path in news)
    server.pages["/Aktuellt.html"] = page("Aktuellt", f"<ul>{other}</ul>{links}")
    one_night(tmp_path, source_at(server.url("/Aktuellt.html"), "sitevision"))
    assert sorted(asked(server)) == sorted(["/Aktuellt.html", *news])


def post(server: Misbehaving, number: int) -> dict:
    link = server.url(article(server, f"/nyhet-{number}"))
    return {
        "id": number,
        "link": link,
        "date_gmt": "2024-02-01T10:00:00",
        "modified_gmt": "2024-02-01T10:00:00",
        "title": {"rendered": "Bron"},
        "content": {"rendered": "<p>Bron stängs.</p>"},
    }


def test_wordpress_is_read_from_its_api(server, tmp_path):
    server.pages["/wp-json/wp/v2/posts"] = json.dumps([post(server, 7), post(server, 8)])
    report = one_night(tmp_path, source_at(server.url("/"), "wordpress"))
    assert report.ok and asked(server) == ["/wp-json/wp/v2/posts?per_page=100", "/nyhet-7", "/nyhet-8"]


def test_wordpress_with_a_closed_api_is_read_from_its_feed(server, tmp_path):
    article(server, "/nyhet-7")
    server.pages["/feed/"] = feed_of(server, ("/nyhet-7", "Fri, 01 Mar 2024 09:00:00 GMT"))
    report = one_night(tmp_path, source_at(server.url("/"), "wordpress"))
    assert report.ok and asked(server) == ["/wp-json/wp/v2/posts?per_page=100", "/feed/", "/nyhet-7"]


def test_a_sitemap_index_leads_to_its_maps_and_their_pages(server, tmp_path):
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

    def urlset(*paths: str) -> str:
        entries = "".join(
            f"<url><loc>{server.url(article(server, path))}</loc><lastmod>2024-02-01</lastmod></url>" for path in paths
        )
        return f"<urlset {space}>{entries}</urlset>"

    server.pages["/karta-1.xml"] = urlset("/a-1", "/a-2")
    server.pages["/karta-2.xml"] = urlset("/a-3")
    maps = "".join(f"<sitemap><loc>{server.url(f'/karta-{n}.xml')}</loc></sitemap>" for n in (1, 2))
    server.pages["/sitemap.xml"] = f"<sitemapindex {space}>{maps}</sitemapindex>"
    report = one_night(tmp_path, source_at(server.url("/sitemap.xml"), "sitemap"))
    assert report.ok and set(asked(server)) >= {"/a-1", "/a-2", "/a-3"}


def test_a_gzipped_sitemap_is_unpacked():
    from scraper.spiders.sitemap import _unpacked

    assert _unpacked(gzip.compress(b"<urlset/>")) == b"<urlset/>"
    with pytest.raises(ValueError, match="cut off or too large"):
        _unpacked(gzip.compress(bytes(30_000_000)))
    with pytest.raises(ValueError, match="cut off or too large"):
        _unpacked(gzip.compress(b"<urlset/>")[:-9])


def test_the_polices_events_are_read_from_their_api(server, tmp_path):
    events = [
        {"id": n, "datetime": "2024-02-01 8:05:00 +01:00", "name": f"01 februari 08.0{n}, Brand, Malmö", "summary": "Rök.",
         "url": article(server, f"/handelser/{n}-brand/"), "type": "Brand", "location": {"name": "Malmö", "gps": "55,13"}}
        for n in (1, 2)
    ]  # fmt: skip
    server.pages["/api/events"] = json.dumps(events)
    report = one_night(tmp_path, source_at(server.url("/api/events"), "polisen_events"))
    assert report.ok and asked(server) == ["/api/events", "/handelser/1-brand/", "/handelser/2-brand/"]


@pytest.mark.parametrize("cms", ["feed", "sitemap", "polisen_events", "wordpress"])
def test_a_listing_that_is_something_else_is_a_failure(server, tmp_path, cms):
    server.pages["/x"] = page("Nyheter", "<p>Detta är varken flöde, karta eller data.</p>")
    report = one_night(tmp_path, source_at(server.url("/x"), cms))
    assert not report.ok and report.note
    with Work(tmp_path) as work:
        assert work.db.execute("SELECT status FROM nights").fetchall() == [("failed",)]


def test_the_defaults_are_those_of_a_real_night():
    assert Options().concurrency == 1 and Options().since == ""
