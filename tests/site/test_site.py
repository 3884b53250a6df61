import re
import sqlite3

import pytest
from datasette.app import Datasette

from archive.publish import publish
from archive.serve import NothingPublished, site
from archive.site.engine import sql_path
from archive.site.languages import texts
from archive.site.queries import sources as publishers
from archive.site.queries.brief import PAGE
from archive.site.render import day, hits, web
from archive.site.search import hits as marking
from archive.site.search.hits import SNIPPET, snippet
from archive.site.search.query import parse
from archive.work import Work
from tests.archive_fixture import HOSTILE, LONG_TITLE, article, empty_work, insert, small_work
from tests.site.browser import Browser, links

SAID = texts("en")


def hit_pattern(typed):
    return marking.hit_pattern(parse(typed), {})


PAGES = [
    "/",
    "/search",
    "/search?q=%C3%A5by",
    "/search?q=vatten&order=newest&source=se_staden",
    "/a/skola",
    "/a/skola@2024-05-01",
    "/a/skola/diff/1..3",
    "/a/fientlig",
    "/a/odaterad",
    "/a/hebreisk",
    "/a/lang",
    "/a/borta",
    "/changes",
    "/removals",
    "/sources",
    "/about",
]


@pytest.mark.parametrize("path", PAGES)
def test_page_is_shown_and_every_link_on_it_leads_to_a_page(browser, path):
    response = browser.get(path)
    assert response.status_code == 200
    for link in links(response):
        if link.startswith("/") and not link.endswith(".db"):
            assert browser.get(link.replace("&amp;", "&")).status_code == 200, link


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scraped_becomes_markup_script_or_foreign_link(browser, path):
    response = browser.get(path)
    assert "<script" not in response.text and " style=" not in response.text and " onclick" not in response.text
    assert "{{" not in response.text.replace("{{ 7*7 }}", "") and "49 }}" not in response.text
    assert all(link.startswith(("/", "?", "#main", "#narrow", "https://staden.example/")) for link in links(response))


@pytest.mark.parametrize("path", ["/", "/a/skola", "/press", "/press/articles", "/nothing", "/-/pressarkiv/site.css"])
def test_every_answer_carries_the_security_headers(browser, path):
    headers = browser.get(path).headers
    assert headers["x-robots-tag"] == "noindex" and headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] in ("same-origin", "no-referrer")
    assert "unsafe-inline" not in re.sub(r"style-src [^;]*", "", headers["content-security-policy"])


@pytest.mark.parametrize("path", ["/press", "/press/articles?_ttl=99999", "/press.db", "/nothing", "/-/databases"])
def test_proxy_keeps_no_page_of_the_engine_and_no_failure(browser, path):
    assert browser.get(path).headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/", "/search", "/changes", "/removals", "/sources", "/about", "/press"])
def test_empty_archive_has_all_its_pages(empty, path):
    assert empty.get(path).status_code == 200


def test_empty_archive_says_so(empty):
    assert SAID["empty"] in empty.get("/").text


def test_front_lists_the_newest_article_first(browser):
    shown = re.findall(r'<h3 dir="auto"><a href="/a/(\w+)"', browser.get("/").text)
    assert shown[0] == "skola" and len(shown) == 6


def test_search_finds_all_words_and_marks_them(browser):
    response = browser.get("/search?q=f%C3%B6rskolan+platser")
    assert "1 found" in response.text
    assert "<mark>Förskolan</mark> får 120 <mark>platser</mark>" in response.text


def test_search_marks_hits_in_the_title(browser):
    assert "Ny förskola i <mark>Åby</mark> öppnar" in browser.get("/search?q=%C3%A5by").text


def test_search_knows_phrases_prefixes_and_sources(browser):
    def found(query):
        return re.findall(r'<h3 dir="auto"><a href="/a/(\w+)"', browser.get(f"/search?q={query}").text)

    assert found("%22b%C3%B6rjar+i+juni%22") == ["skola"] and found("%22juni+i%22") == []
    assert found("f%C3%B6rsk*") == ["skola"]
    assert found("script&source=se_staden") == [] and found("script&source=se_polis") == ["fientlig"]


@pytest.mark.parametrize(
    "typed", ['"', "*", "AND", "NOT NEAR(", "title:x", "-", "'; DROP TABLE articles", "\x00", "^a*b", "{"]
)
def test_no_query_can_break_the_search(browser, typed):
    assert browser.runner.run(browser.datasette.client.get("/search", params={"q": typed})).status_code == 200


def test_search_that_is_too_long_is_refused_in_a_sentence(browser):
    response = browser.get(f"/search?q={'x+' * 40}")
    assert response.status_code == 400 and SAID["too_many"] in response.text
    assert 'value="x x x' in response.text


def test_list_that_is_too_deep_is_refused_and_a_page_that_is_no_number_is_the_first(browser):
    assert browser.get("/search?q=a&page=501").status_code == 400
    assert browser.get("/search?q=vatten&page=x").status_code == 200
    assert browser.get("/changes?page=-1").status_code == 200


def test_list_has_pages(tmp_path):
    with empty_work(tmp_path) as work:
        insert(work, "sources", {"id": "se_staden", "name": "Staden"})
        for number in range(PAGE + 1):
            article(work, f"n{number}", [(f"Nyhet {number}", "", "Åter samma ord.")])
        publish(work, tmp_path)
    browser = Browser(site(tmp_path))
    first, second = (browser.get(f"/search?q=samma&page={page}").text for page in (1, 2))
    assert 'href="?q=samma&amp;page=2"' in first and 'rel="prev"' not in first
    assert second.count("<h3") == 1 and 'rel="next"' not in second


def test_article_shows_what_is_known_of_it(browser):
    text = browser.get("/a/skola").text
    for expected in (
        '<h1 dir="auto">Ny förskola i Åby öppnar</h1>',
        "Bygget börjar i juni.",
        "1 maj 2024 08.00",
        'href="https://staden.example/nyheter/skola" rel="noopener nofollow noreferrer"',
        "Pressjouren, vakt, 040-00 00 00, press@staden.example",
        'href="https://staden.example/plan.pdf"',
        "Vi använder kakor &lt;b&gt;här&lt;/b&gt;.",
        "on 6 of 6 pages",
        "Changed 2 times",
        "same text, 93 % like words",
        "61 % like words",
    ):
        assert expected in text


def test_hostile_article_is_shown_as_text_and_its_address_is_no_link(browser):
    text = browser.get("/a/fientlig").text
    assert "&lt;script&gt;alert(&#39;å&#39;)&lt;/script&gt;" in text
    assert 'href="javascript' not in text and '<code dir="auto">javascript:alert(1)</code>' in text


def test_article_without_date_says_so_and_a_list_says_what_its_day_is(browser):
    assert SAID["no_day"] in browser.get("/a/odaterad").text
    assert "First captured <time" in browser.get("/search?q=ingen").text


def test_long_title_and_long_text_are_shown_whole(browser):
    text = browser.get("/a/lang").text
    assert LONG_TITLE in text and "Stycke 5999 om" in text
    assert len(browser.get("/").text) < 20_000


def test_article_that_is_gone_says_when_and_why(browser):
    text = browser.get("/a/borta").text
    assert SAID["article_gone"] in text and "4 May 2024, 08:00" in text and "08:00</time>: 410." in text


@pytest.mark.parametrize(
    ("time", "number"),
    [
        ("2024-05-01", 1),
        ("2024-05-02T05:59:59Z", 1),
        ("2024-05-02T06:00Z", 2),
        ("2024-05-03T06%3A00%3A00Z", 3),
        ("2030-01-01", 3),
    ],
)
def test_article_is_shown_as_it_read_then(browser, time, number):
    text = browser.get(f"/a/skola@{time}").text
    assert ("80 platser" in text, "börjar i juni" in text) == (number == 1, number == 3)
    assert SAID["as_of"] in text


def test_at_sign_may_be_encoded(browser):
    assert "80 platser" in browser.get("/a/skola%402024-05-01").text


def test_time_before_the_archive_and_a_time_that_is_none_are_told_apart(browser):
    assert browser.get("/a/skola@2001-01-01").status_code == 404
    assert browser.get("/a/skola@yesterday").status_code == 400


def test_front_page_counts_what_there_is(browser):
    sql = "select count(*) as n from articles"
    found = browser.get(sql_path(browser.datasette, "press", sql, "json", _shape="array")).json()
    assert f"{found[0]['n']} articles" in browser.get("/").text


def test_diff_shows_what_came_and_went(browser):
    text = browser.get("/a/skola/diff/1..2").text
    assert "<del>80</del> <ins>120</ins>" in text


def test_diff_of_equal_words_says_so(browser):
    assert SAID["no_words_changed"] in browser.get("/a/skola/diff/2..2").text


@pytest.mark.parametrize("rest", ["", "@2024-05-01", "/diff/1..2"])
def test_old_id_leads_to_the_article_for_good(browser, rest):
    response = browser.get(f"/a/gammal{rest}")
    assert (response.status_code, response.headers["location"]) == (301, f"/a/skola{rest}")


@pytest.mark.parametrize("path", ["/a/nothing", "/a/nothing@2024-05-01", "/a/nothing/diff/1..2", "/a/skola/diff/1..9"])
def test_unknown_article_or_version_is_not_found(browser, path):
    response = browser.get(path)
    assert response.status_code == 404 and SAID["search"] in response.text


def test_newly_published_file_is_served_without_restart(tmp_path):
    with small_work(tmp_path) as work:
        publish(work, tmp_path)
        browser = Browser(site(tmp_path))
        assert not any("Alldeles ny" in response.text for response in browser.get_at_once("/", 12))
        assert browser.get("/press/articles.json?_shape=array&_size=max").json()[0]["id"]
        before = browser.get("/press.db").headers["etag"]
        article(work, "ny", [("Alldeles ny", "", "Text.")], published_at="2024-06-01")
        publish(work, tmp_path)
        assert all("Alldeles ny" in response.text for response in browser.get_at_once("/", 12))
        assert "Alldeles ny" in browser.get("/press/articles?id=ny").text
        assert browser.get("/press.db").headers["etag"] != before
        tables = browser.get("/press.json").json()["tables"]
        assert {table["name"]: table["count"] for table in tables}["articles"] == 7


def test_question_that_takes_too_long_is_answered_in_a_sentence(tmp_path, monkeypatch):
    with small_work(tmp_path) as work:
        publish(work, tmp_path)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) FROM n"
    monkeypatch.setattr(publishers, "sources", lambda db: db.execute(endless).fetchall())
    datasette = site(tmp_path)
    datasette._settings["sql_time_limit_ms"] = 50
    response = Browser(datasette).get("/sources")
    assert response.status_code == 503


def test_tables_of_datasette_explain_their_columns_and_order(browser):
    text = browser.get("/press/articles").text
    assert "when the publisher says it was published" in text and "A row is a page, as it reads now." in text


def test_public_file_can_be_downloaded_but_not_written(browser):
    assert browser.get("/press.db").content.startswith(b"SQLite format 3")
    refused = browser.get(sql_path(browser.datasette, "press", "delete from articles", "json"))
    assert refused.status_code in (400, 403)


def test_foreign_datasette_is_left_alone(tmp_path):
    site_needs = tmp_path / "press"
    with Work(site_needs) as work:
        publish(work, site_needs)
    site(site_needs)
    sqlite3.connect(tmp_path / "other.db").close()
    other = Browser(Datasette([str(tmp_path / "other.db")]))
    response = other.get("/")
    assert "Pressarkiv" not in response.text and "content-security-policy" not in response.headers
    assert other.get("/changes").status_code == 404 and "Pressarkiv" not in other.get("/other").text


def test_serving_without_a_published_file_says_what_to_do(tmp_path):
    with pytest.raises(NothingPublished, match="pressarkiv publish"):
        site(tmp_path)


def test_only_web_addresses_become_links():
    assert web("https://a.example/x") and web("http://a.example")
    for url in ("javascript:alert(1)", "data:text/html,x", "//a.example", "https://", "http://[", "", "/x"):
        assert web(url) == ""


def test_hits_are_marked_in_escaped_text_as_whole_words():
    assert hits("<b> Åby åbyn b", hit_pattern("åby b")) == "&lt;<mark>b</mark>&gt; <mark>Åby</mark> åbyn <mark>b</mark>"
    assert hits("ny, skola nyskola", hit_pattern('"ny skola"')) == "<mark>ny, skola</mark> nyskola"
    assert hits("skolan (skol*", hit_pattern("skol* (")) == "<mark>skolan</mark> (<mark>skol</mark>*"
    assert hits("<i>", hit_pattern("")) == "&lt;i&gt;"


def test_snippet_stands_around_the_first_hit():
    text = "före " * 100 + "träffen " + "efter " * 100
    passage = snippet([text], hit_pattern("träffen"))
    assert passage.startswith("… före") and " träffen " in passage and passage.endswith("efter …")
    assert len(passage) < SNIPPET + 10 and snippet(["kort text"], hit_pattern("x")) == "kort text"
    assert snippet(["brödtext", "ingressen"], hit_pattern("ingressen")) == "ingressen"
    assert snippet(["brödtext", "ingressen"], hit_pattern("x")) == "ingressen"


def test_time_as_scraped_is_escaped():
    assert HOSTILE[:8] == "<script>" and "<script" not in day({"t": SAID}, HOSTILE)


def test_every_kind_of_change_and_state_has_its_words():
    said = set(texts("sv"))
    assert said >= {f"change_{kind}" for kind in ("first", "edit", "minor", "revert")}
    assert said >= {f"article_{state}" for state in ("gone", "moved", "blocked")}
