"""The made-up town: its sites say what `expected` says, on every night."""

import io
import json
import re
import socket
import tomllib
import urllib.error
import urllib.request
from collections import Counter
from datetime import date
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from archive.records import Source
from scraper.demo import DEMO_BASE_PORT, Town, TownServer, alike, expected, growth, serve
from scraper.demo import town as town_module
from scraper.demo.town import articles, listed, of, plain, publishers


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def get(url, **headers):
    """Status, headers, body; redirects are not followed."""
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    opener = urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def words(html):
    """The words of a page, white space folded."""
    text = re.sub(r"(?s)<(script|title)\b.*?</\1>", " ", html)
    return " ".join(unescape(re.sub(r"</?(?:a|b|strong|span|small)\b[^>]*>", "", text)).split())


def shown(html):
    return " ".join(re.sub(r"<[^>]+>", " ", words(html)).split())


def text_of(publisher, body):
    return body.decode("cp1252" if publisher == "by" else "utf-8")


@pytest.fixture
def town():
    with serve() as server:
        yield server


@pytest.mark.parametrize("night", [1, 2, 3])
def test_every_article_page_shows_its_words_or_the_answer_that_is_expected(town, night):
    town.night = night
    for article in articles(town.town):
        status, headers, body = get(town.root(article.publisher) + article.path)
        html = text_of(article.publisher, body)
        if article.answer == "200":
            assert status == 200, article.id
            page = shown(html)
            for text in (article.title, article.lead, *article.body.split("\n\n")):
                assert " ".join(text.split()) in page, (article.id, text)
        elif article.answer == "home":
            assert (status, headers["Location"]) == (302, "/")
        elif article.answer == "not-found-200":
            assert (status, "Sidan finns inte" in html) == (200, True)
        else:
            assert status == int(article.answer)


def test_the_second_night_brings_every_kind_of_event():
    after = expected(Town(night=2))
    kinds = {edit["kind"] for source in after.values() for edit in source["edited"]}
    assert kinds == {"number", "struck", "headline", "link", "name", "added", "typo", "summary"}
    assert {gone["how"] for source in after.values() for gone in source["removed"]} == {
        "404",
        "410",
        "not-found-200",
        "home",
    }
    assert after["demo_region"]["redesigned"] and len(after["demo_region"]["failing"]) == 1
    assert after["demo_kommun"]["left_listing"] == ["Nominera till årets kulturstipendium"]
    assert [len(after[f"demo_{key}"]["moved"]) for key in ("kommun", "newsroom")] == [1, 1]
    assert all(source["new"] for source in after.values())


def test_nothing_has_happened_on_the_first_night():
    for source in expected(Town()).values():
        assert source["articles"] >= 11
        assert source["new"] == source["titles"]
        assert not (source["edited"] or source["removed"] or source["moved"] or source["failing"] or source["versions"])


def test_an_edit_is_on_the_page_with_its_new_wording_only(town):
    town.night = 2
    for source, after in expected(town.town).items():
        key = source.removeprefix("demo_")
        for edit in after["edited"]:
            html = text_of(key, get(town.root(key) + edit["path"])[2])
            page = html if edit["kind"] == "link" else shown(html)
            assert " ".join(edit["new"].split()) in page
            assert edit["old"] not in page or edit["old"] in edit["new"] or edit["kind"] == "added"


def test_a_reverted_edit_reads_as_on_the_first_night():
    def ringvagen(night):
        return next(a.body for a in articles(Town(night=night)) if a.id == "kommun/ringvagen")

    assert ringvagen(1) == ringvagen(3) != ringvagen(2)
    path = next(iter(a.path for a in articles(Town(night=3)) if a.id == "kommun/ringvagen"))
    assert expected(Town(night=3))["demo_kommun"]["versions"][path] == 3


def test_a_failing_page_is_back_the_night_after():
    (path,) = expected(Town(night=2))["demo_region"]["failing"]
    assert expected(Town(night=3))["demo_region"]["failing"] == []
    assert path in [a.path for a in listed(Town(night=3), "region")]


def test_former_addresses_redirect_for_good_to_the_present_one(town):
    town.night = 2
    for key in ("kommun", "newsroom"):
        (moved,) = expected(town.town)[f"demo_{key}"]["moved"]
        status, headers, _ = get(town.root(key) + moved["former"][0])
        assert (status, headers["Location"]) == (301, moved["path"])


def test_newsroom_finds_a_release_by_its_number_under_any_slug(town):
    release = of(town.town, "newsroom")[0]
    root = town.root("newsroom") + "/se/alvhamn/pressreleases/"
    status, headers, _ = get(f"{root}some-old-slug-{release.number}")
    assert (status, headers["Location"]) == (301, release.path)
    assert get(f"{root}some-old-slug-99")[0] == 404


@pytest.mark.parametrize("key", ["kommun", "newsroom", "tidning", "by"])
def test_paging_leads_to_every_listed_article_once(town, key):
    town.night = 2
    path, found = next(p.entry for p in publishers() if p.key == key), []
    known = {article.path for article in listed(town.town, key)}
    for _ in range(9):
        html = text_of(key, get(town.root(key) + path)[2]).split("<aside")[0]
        hrefs = [unescape(href).split("?utm")[0] for href in re.findall(r'href="([^"]+)"', html)]
        found += [href for href in hrefs if href in known]
        following = [href for href in hrefs if re.search(r"[?](page|paged|sida|after)=", href)]
        if not following:
            break
        (path,) = following
    assert Counter(found) == Counter(known)


def test_municipality_counts_its_news_as_the_vendor_does(town):
    total = len(listed(town.town, "kommun"))
    assert f"Visar 10 av {total} nyheter" in get(town.root("kommun") + "/Aktuellt.html")[2].decode()


def test_police_api_has_the_fields_of_the_open_data(town):
    events = json.loads(get(town.root("polis") + "/api/events")[2])
    assert len(events) == expected(town.town)["demo_polis"]["articles"]
    assert list(events[0]) == ["id", "datetime", "name", "summary", "url", "type", "location"]
    assert events[0]["name"] == "04 maj 07.42, Trafikolycka, Alvhamn"
    assert events[0]["datetime"] == "2026-05-04 8:07:00 +02:00"
    assert get(town.root("polis") + events[0]["url"])[0] == 200


def test_weblog_api_pages_and_counts(town):
    root = town.root("tidning") + "/wp-json/wp/v2/posts"
    seen = []
    for page in (1, 2, 3):
        status, headers, body = get(f"{root}?page={page}&per_page=4&orderby=date&order=asc")
        assert (status, headers["X-WP-Total"], headers["X-WP-TotalPages"]) == (200, "11", "3")
        seen += [post["date"] for post in json.loads(body)]
    assert seen == sorted(seen) and len(seen) == 11
    assert get(f"{root}?page=4&per_page=4")[0] == 400
    assert get(f"{root}?per_page=101")[0] == 400
    town.night = 2
    changed = json.loads(get(f"{root}?modified_after=2026-05-05T16:00:00")[2])
    assert [post["title"]["rendered"] for post in changed] == ["Föräldrar protesterar mot ny skolskjutsgräns"]


@pytest.mark.parametrize(
    ("key", "path"),
    [("region", "/aktuellt/rss"), ("region", "/aktuellt/atom"), ("tidning", "/feed/"), ("by", "/sitemap.xml"),
     ("newsroom", "/se/rss/current_news/88001")],
)  # fmt: skip
def test_feeds_and_sitemap_are_wellformed_and_link_to_every_article(town, key, path):
    status, _, body = get(town.root(key) + path)
    tree = ElementTree.fromstring(body)
    links = {e.get("href") or e.text for e in tree.iter() if e.tag.rpartition("}")[2] in ("link", "loc")}
    paths = {link.removeprefix(town.root(key)).split("?")[0] for link in links} - {"/"}
    assert status == 200
    assert paths == {article.path for article in listed(town.town, key)}


def test_attached_pdf_can_be_read(town):
    article = next(a for a in of(town.town, "region") if a.pdf)
    html = get(town.root("region") + article.path)[2].decode()
    (link,) = re.findall(r'href="(/dokument/[^"]+)"', html)
    _, headers, body = get(town.root("region") + link)
    text = PdfReader(io.BytesIO(body)).pages[0].extract_text()
    assert headers["Content-Type"] == "application/pdf"
    assert "Varje kommun öppnar minst fyra trygghetspunkter" in text
    assert "2026–2029" in text


@pytest.mark.parametrize("key", ["kommun", "newsroom", "tidning"])
def test_some_sites_change_their_bytes_with_every_request(town, key):
    url = town.root(key) + listed(town.town, key)[0].path
    first, second = get(url), get(url)
    assert first[2] != second[2]
    assert "ETag" not in first[1] and "Last-Modified" not in first[1]


@pytest.mark.parametrize(
    ("key", "validator", "condition"),
    [("polis", "ETag", "If_None_Match"), ("polis", "Last-Modified", "If_Modified_Since"),
     ("region", "ETag", "If_None_Match"), ("by", "Last-Modified", "If_Modified_Since")],
)  # fmt: skip
def test_other_sites_honour_conditional_requests(town, key, validator, condition):
    edited = {"polis": "polis/misshandel", "region": "region/raddning", "by": "by/arsmote"}[key]
    url = town.root(key) + next(a.path for a in of(town.town, key) if a.id == edited)
    _, headers, body = get(url)
    assert get(url)[2] == body
    status, again, nothing = get(url, **{condition: headers[validator]})
    assert (status, nothing, again[validator]) == (304, b"", headers[validator])
    town.night = 2
    assert get(url, **{condition: headers[validator]})[0] == 200


def test_a_redesign_changes_the_markup_but_no_word_of_the_articles(town):
    article = next(a for a in of(town.town, "region") if a.id == "region/turism")
    before = get(town.root("region") + article.path)[2].decode()
    town.night = 2
    after = get(town.root("region") + article.path)[2].decode()
    assert 'class="text"' in before and 'class="text"' not in after
    assert "Fyra kommuner, en kust." in before and "Fyra kommuner, en kust." not in after
    assert all(" ".join(text.split()) in shown(after) for text in article.body.split("\n\n"))


def test_tracking_parameters_lead_to_the_same_page(town):
    town.night = 2
    listing = get(town.root("by") + "/nyheter.html")[2].decode("cp1252")
    (link,) = re.findall(r'href="([^"]+utm_source[^"]+)"', listing)
    assert "<h1>Loppmarknad i bygdegården</h1>" in get(town.root("by") + unescape(link))[2].decode("cp1252")


def test_reprints_are_what_they_are_called():
    bodies = {article.id: article.body for article in articles(Town(night=2))}
    before = {article.id: article.body for article in articles(Town())}
    pairs = alike(Town(night=2))
    assert Counter(pair["kind"] for pair in pairs) == {"exact": 3, "near": 1, "contained": 1}
    for pair in pairs:
        original = before.get(pair["original"]) or bodies[pair["original"]]
        reprint = bodies[pair["reprint"]]
        assert (original == reprint) == (pair["kind"] == "exact")
        assert (original in reprint) == (pair["kind"] != "near")


def test_catalogue_has_a_valid_source_for_each_publisher(town):
    entries = tomllib.loads(town.sources_toml(delay=0.5))
    sources = [Source(id=id, **entry) for id, entry in entries.items()]
    assert [source.id for source in sources] == list(expected(town.town))
    assert {source.cms for source in sources} == {
        "sitevision", "mynewsdesk", "polisen_events", "wordpress", "feed", "listing",
    }  # fmt: skip
    assert all(get(source.url)[0] == 200 and source.delay == 0.5 for source in sources)
    assert [source.id for source in sources if source.final] == ["demo_polis"]


def test_each_publisher_has_a_host_and_a_robots_txt_of_its_own(town):
    roots = [town.root(publisher.key) for publisher in publishers()]
    assert len(set(roots)) == 6
    assert all(b"Disallow: /sok" in get(root + "/robots.txt")[2] for root in roots)
    assert get(roots[0] + "/finns-inte.html")[0] == 404


def test_taken_ports_are_no_obstacle():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with TownServer(base_port=other.getsockname()[1] - 1) as server:
            assert get(server.root("by") + "/")[0] == 200


def test_fixed_ports_are_used_where_they_are_free():
    with TownServer(base_port=DEMO_BASE_PORT) as first, TownServer(base_port=DEMO_BASE_PORT) as second:
        roots = {server.root("kommun") for server in (first, second)}
    assert len(roots) == 2


@pytest.mark.parametrize("publisher", publishers(), ids=lambda publisher: publisher.key)
def test_no_link_of_a_menu_or_a_text_is_dead(town, publisher):
    root = town.root(publisher.key)
    pages = [root + article.path for article in listed(town.town, publisher.key)]
    found = {
        href for url in pages for href in re.findall(r'<a [^>]*href="(/[^"]*)"', text_of(publisher.key, get(url)[2]))
    }
    dead = [href for href in found if "?t=" not in href and get(root + href)[0] != 200]
    assert found and not dead


def test_stopping_twice_is_harmless_and_frees_the_port():
    server = serve()
    port = int(server.root("kommun").rsplit(":", 1)[1])
    server.stop()
    server.stop()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_requests_are_logged_with_their_status(town):
    get(town.root("polis") + "/api/events?type=Brand")
    assert town.requests == [("polis", "/api/events?type=Brand", 200)]


def test_days_follow_the_start():
    moved = articles(Town(start=date(2027, 1, 10)))
    assert moved[0].published.date() == date(2027, 1, 10)
    assert next(a.title for a in moved if a.id == "polis/trafikolycka") == "10 januari 07.42, Trafikolycka, Alvhamn"


def test_generated_articles_are_the_same_each_time_and_differ_from_each_other():
    grown = [a for a in articles(Town(night=30, articles=300)) if "/generated-" in a.id]
    assert len({(a.publisher, a.path) for a in grown}) == len({a.body for a in grown}) == 300
    assert growth.articles(400, 1, 30)[:300] == growth.articles(300, 1, 30)
    other = {a.id: a.body for a in articles(Town(night=30, articles=300, seed=2))}
    assert not any(other.get(a.id) == a.body for a in grown)


def test_generated_articles_are_not_near_duplicates():
    def shingles(text):
        tokens = text.lower().split()
        return {tuple(tokens[i : i + 3]) for i in range(len(tokens) - 2)}

    grown = [shingles(a.body) for a in articles(Town(night=30, articles=120)) if "/generated-" in a.id]
    most = max(len(a & b) / len(a | b) for i, a in enumerate(grown) for b in grown[:i])
    assert most < 0.5


def test_generated_articles_come_change_and_go_over_the_nights():
    first, last = expected(Town(articles=300)), expected(Town(night=30, articles=300))
    assert sum(s["articles"] for s in first.values()) < sum(s["articles"] for s in last.values())
    assert sum(s["articles"] for s in last.values()) == 300 + len(articles(Town(night=30)))
    assert sum(len(s["versions"]) for s in last.values()) > 20
    assert sum(len(s["removed"]) for s in last.values()) > 8
    assert sum(s["articles"] for s in expected(Town(articles=300, nights=1)).values()) == 300 + len(articles(Town()))


def test_generated_articles_are_served():
    with serve(night=4, articles=60) as server:
        grown = [a for a in articles(server.town) if "/generated-" in a.id and a.answer == "200"]
        for article in grown[::5]:
            status, _, body = get(server.root(article.publisher) + article.path)
            assert status == 200 and article.lead in shown(text_of(article.publisher, body))


def test_plain_text_has_no_marks():
    assert plain("## Rubrik\n\n* en\n* två\n\nLäs [mer här](/x.html).") == "Rubrik\n\nen\ntvå\n\nLäs mer här."


def test_telephone_numbers_and_addresses_are_fictional():
    folder = Path(town_module.__file__).parent
    names = ("town.toml", "pages.toml", "looks.toml", "noise.toml", "pages.py")
    text = "".join((folder / name).read_text("utf-8") for name in names)
    numbers = re.findall(r"(?<!\d)0\d{1,2}-[\d ]{5,12}\d", text)
    fictional = r"08-465 004 \d\d|031-390 06 \d\d|040-628 04 \d\d|070-174 06 \d\d"
    assert len(numbers) >= 20 and [number for number in numbers if not re.fullmatch(fictional, number)] == []
    assert all(host.endswith(".example") for host in re.findall(r"[\w.-]+@([\w.-]+\w)", text))


def test_every_hand_written_article_has_a_text_of_its_own():
    bodies = [a.body for a in articles(Town(night=3)) if a.id not in {pair["reprint"] for pair in alike(Town(night=3))}]
    assert len(bodies) == len(set(bodies)) >= 80
