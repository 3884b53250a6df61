"""An article's pages: time line, citation, diffs, mementos; the publishers and who printed the same."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from archive.diff import diff_words
from archive.publish import publish
from archive.serve import site
from archive.site.citation import Citation, as_bibtex, as_csl, as_sentence
from archive.site.languages import texts
from archive.site.memento import http_date, wished_moment
from archive.site.sides import side_by_side
from tests.archive_fixture import TIME, article, empty_work, insert, small_work
from tests.site.browser import Browser

CITED = Citation(
    id="abc", title="50 % {dyrare} & \\input{x}", publisher="Å_stad", author="", published="2024-05-01",
    captured="2024-05-02T06:00:00Z", url="https://a.example/x", permalink="https://p.example/a/abc@2024-05-02T06:00:00Z",
    text_sha256="1" * 64, body_sha256="2" * 64, language="sv",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with small_work(home) as work:
        for day, outcome, sha256 in ((1, "new", "a" * 64), (2, "changed", "b" * 64), (3, "error", "")):
            insert(work, "checks", {
                "source": "se_staden", "article": "skola", "url": "https://staden.example/nyheter/skola",
                "at": TIME.format(day), "status": 200, "outcome": outcome, "sha256": sha256,
            })  # fmt: skip
        insert(work, "checks", {
            "source": "se_staden", "article": "skola", "url": "https://www.staden.example/gammal?id=1&x=2",
            "at": TIME.format(1), "status": 200, "outcome": "new",
        })  # fmt: skip
        insert(work, "runs", {
            "id": "n9", "source": "se_staden", "started_at": TIME.format(3), "finished_at": TIME.format(3),
            "status": "failed", "new": 2, "errors": 1, "note": "<b>server-error 1</b>",
        })  # fmt: skip
        insert(work, "boilerplate", {
            "id": "x", "source": "se_staden", "text": "Vi använder kakor.", "rule": "slot", "label": "cookie",
            "pages": 6, "pages_total": 6,
        })  # fmt: skip
        publish(work, home)
    return Browser(site(home))


# Article ------------------------------------------------------------------------------------------------------------


def test_time_line_has_a_stretch_for_each_wording_and_a_point_for_each_visit(browser):
    text = browser.get("/a/skola").text
    line = re.search(r'<svg class="timeline".*?</svg>', text, re.S)[0]
    assert line.count('href="/a/skola@2024-05-0') == 3 and line.count('class="wording shown"') == 1
    assert line.count('class="visit"') == 4 and line.count('class="visit gone"') == 1
    assert "error" in text and f'<code title="{"b" * 64}">{"b" * 12}</code>' in text


def test_article_is_cited_with_capture_time_and_hashes(browser):
    text = browser.get("/a/skola@2024-05-02").text
    assert "Captured 2024-05-02T06:00:00Z by Pressarkiv: http://localhost/a/skola@2024-05-02T06:00:00Z" in text
    assert "SHA-256 (the text) " + "0" * 64 in text and "SHA-256 (the server&#39;s answer) " + "b" * 64 in text
    bibtex = browser.get("/a/skola/cite.bib?at=2024-05-01T06:00:00Z").text
    assert bibtex.startswith("@online{pressarkiv-skola,") and "urldate = {2024-05-01}" in bibtex
    csl = browser.get("/a/skola/cite.json").json()
    assert csl[0]["type"] == "webpage" and csl[0]["accessed"] == {"date-parts": [[2024, 5, 3]]}
    assert browser.get("/a/nothing/cite.json").status_code == 404


def test_bibtex_is_escaped_and_balanced():
    entry = as_bibtex(CITED)
    assert r"title = {{50 \% \{dyrare\} \& \textbackslash{}input\{x\}}}" in entry and r"\_stad" in entry
    without = re.sub(r"\\[{}]", "", entry)
    assert without.count("{") == without.count("}")
    assert "date = {2024-05-01}" in entry and "author = {{Å" in entry


def test_citation_without_a_date_or_an_answer_is_one():
    bare = replace(CITED, published="", body_sha256="")
    assert "utan datum" in as_sentence(bare, texts("sv")) and "date = {}" not in as_bibtex(bare)
    assert "issued" not in as_csl(bare)[0] and json.dumps(as_csl(bare))


# Diffs --------------------------------------------------------------------------------------------------------------


def test_sides_stand_beside_each_other_paragraph_by_paragraph():
    changes = diff_words(
        "Ett.\n\nTvå hus brann.\n\nTre.\n\nBorta.", "Ett.\n\nTvå <b>lador</b> brann.\n\nTre.\n\nNytt här."
    )
    rows = side_by_side(changes)
    assert [differs for *_, differs in rows] == [False, True, False, True]
    assert rows[1][0] == "Två <del>hus</del> brann." and "&lt;b&gt;lador" in rows[1][1] and "<del>" not in rows[1][1]
    assert rows[3][:2] == ("<del>Borta</del>.", "<ins>Nytt här</ins>.")
    assert side_by_side([]) == []


def test_paragraph_that_came_or_moved_has_a_row_of_its_own():
    long = "En ganska lång mening som flyttas i sin helhet till slutet av texten, ord för ord."
    rows = side_by_side(diff_words(f"{long}\n\nEtt.\n\nTvå.\n\nTre.", f"Ett.\n\nHelt nytt.\n\nTvå.\n\nTre.\n\n{long}"))
    assert [differs for *_, differs in rows] == [False, True, False, False, True]
    assert rows[1][:2] == ("", "<ins>Helt nytt.</ins>") and rows[2][:2] == ("Två.", "Två.")


def test_words_at_the_end_of_a_paragraph_leave_the_next_one_in_its_own_row():
    rows = side_by_side(diff_words("Brand i lada\n\nStor insats.", "Brand i lada släckt\n\nStor insats."))
    assert [row[:2] for row in rows] == [
        ("Brand i lada", "Brand i lada <ins>släckt</ins>"),
        ("Stor insats.", "Stor insats."),
    ]
    assert len(side_by_side(diff_words("Hon blir chef i Alvhamn\n\nMer.", "Hon blir chef\n\nMer."))) == 2


def test_diff_can_be_seen_side_by_side_and_of_any_two_versions(browser):
    text = browser.get("/a/skola/diff/1..2?view=sides").text
    assert "<del>80</del>" in text and "<ins>120</ins>" in text and text.count("<tr") == 5
    response = browser.get("/a/skola/diff?old=1&new=3")
    assert response.status_code == 302 and response.headers["location"] == "/a/skola/diff/1..3"
    assert browser.get("/a/skola/diff?old=1&new=x").status_code == 404


def test_diff_says_what_the_mark_of_moved_text_means_where_there_is_any(browser, tmp_path):
    paragraphs = ["Bron stängs på måndag för målning.", "Skolorna öppnar igen efter sommaren."]
    with empty_work(tmp_path) as work:
        insert(work, "sources", {"id": "se_staden", "name": "Staden"})
        article(work, "flyttad", [("Nytt", "", "\n\n".join(paragraphs)), ("Nytt", "", "\n\n".join(paragraphs[::-1]))])
        publish(work, tmp_path)
    text = Browser(site(tmp_path)).get("/a/flyttad/diff/1..2").text
    assert 'class="moved"' in text and "Text that moved is blue" in text
    assert "Text that moved" not in browser.get("/a/skola/diff/1..2").text
    sides = Browser(site(tmp_path)).get("/a/flyttad/diff/1..2?view=sides").text
    assert sides.count('class="moved"') == 2 and all(sides.count(paragraph) == 2 for paragraph in paragraphs)


def test_two_prints_of_a_text_are_compared(browser):
    text = browser.get("/a/skola/against/borta").text
    assert "Two texts compared" in text and "<ins>" in text
    assert browser.get("/a/skola/against/nothing").status_code == 404


# Mementos -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "moment"),
    [
        ("", "03"),
        ("Thu, 02 May 2024 12:00:00 GMT", "02"),
        ("Mon, 01 Jan 2001 00:00:00 GMT", "01"),
        ("Tue, 01 Jan 2030 00:00:00 GMT", "03"),
    ],
)
@pytest.mark.parametrize(
    "url", ["https://staden.example/nyheter/skola", "http:/www.staden.example/nyheter/skola/", "https://staden.example/gammal?id=1&x=2"]
)  # fmt: skip
def test_time_gate_leads_to_the_wording_of_the_time(browser, url, asked, moment):
    response = browser.get(f"/timegate/{url}", headers={"accept-datetime": asked})
    assert response.status_code == 302
    assert response.headers["location"] == f"http://localhost/a/skola@2024-05-{moment}T06:00:00Z"
    assert "accept-datetime" in response.headers["vary"].lower() and 'rel="original"' in response.headers["link"]


def test_dated_wording_is_a_memento_and_names_its_time_map(browser):
    response = browser.get("/a/skola@2024-05-02")
    assert response.headers["memento-datetime"] == "Thu, 02 May 2024 06:00:00 GMT"
    links = response.headers["link"]
    assert "/timemap/link/https://staden.example/nyheter/skola" in links and 'rel="last memento"' in links
    assert "memento-datetime" not in browser.get("/a/skola").headers


def test_time_map_lists_every_wording(browser):
    response = browser.get("/timemap/link/https://staden.example/nyheter/skola")
    assert response.headers["content-type"].startswith("application/link-format")
    mementos = re.findall(r'<http://localhost(/a/[^>]+)>; rel="([a-z ]*memento)"; datetime="([^"]+)"', response.text)
    assert [relation for _, relation, _ in mementos] == ["first memento", "memento", "last memento"]
    for path, _, when in mementos:
        assert browser.get(path).headers["memento-datetime"] == when


def test_unknown_address_and_a_time_that_is_none_are_told(browser):
    assert browser.get("/timegate/https://nowhere.example/").status_code == 404
    assert browser.get("/timemap/link/javascript:alert(1)").status_code == 404
    known = "/timegate/https://staden.example/nyheter/skola"
    assert browser.get(known, headers={"accept-datetime": "yesterday"}).status_code == 400
    assert http_date("2024-05-02T06:00:00Z") == "Thu, 02 May 2024 06:00:00 GMT"
    assert wished_moment("Thu, 02 May 2024 06:00:00 +0200") == "2024-05-02T04:00:00Z"


# Publishers and prints ----------------------------------------------------------------------------------------------


def test_page_of_a_publisher_shows_activity_health_and_what_is_stripped(browser):
    text = browser.get("/sources/se_staden").text
    assert "Vi använder kakor." in text and "on 6 of 6 pages" in text and ">failed</span>" in text
    assert "&lt;b&gt;server-error 1&lt;/b&gt;" in text and 'href="/changes?source=se_staden"' in text
    assert 'class="bar"' in text and "5 articles, 1 changed, 1 taken down" in text
    assert browser.get("/sources/nobody").status_code == 404
    assert browser.get("/sources").text.count('class="spark"') == 2


def test_front_says_what_happened_lately_and_that_a_night_failed(browser, tmp_path):
    text = browser.get("/").text
    assert "6 new, 0 changed, 0 gone, 0 errors" in text and "The night failed" not in text
    assert (
        text.count('class="spark"') == 2 and "Nothing was changed." in text
    )  # of 2 and 3 May, the night was on the 20th
    with small_work(tmp_path) as work:
        insert(work, "runs", {
            "id": "n9", "source": "se_staden", "started_at": TIME.format(21), "finished_at": TIME.format(21),
            "status": "failed", "errors": 1,
        })  # fmt: skip
        insert(
            work, "removals", {"article": "odaterad", "gone_at": TIME.format(20), "status": 404, "reason": "status-404"}
        )
        publish(work, tmp_path)
    text = Browser(site(tmp_path)).get("/").text
    assert "The night failed for Stadens pressrum." in text and "Utan datum" in text.split("Taken down")[1]


def test_prints_of_a_text_are_listed_the_first_publisher_first(tmp_path):
    with empty_work(tmp_path) as work:
        for id in ("se_a", "se_b"):
            insert(work, "sources", {"id": id, "name": id.upper()})
        for id, source, day in (
            ("x", "se_b", "2024-05-02T08:00:00Z"),
            ("y", "se_a", "2024-05-02T06:30:00Z"),
            ("z", "se_a", "2024-05-05"),
        ):
            article(work, id, [(f"Rubrik {id}", "", "Samma text.")], source=source, published_at=day, cluster="k")
            insert(
                work,
                "duplicates",
                {"cluster": "k", "article": id, "version": f"{id}.1", "kind": "exact", "similarity": 1},
            )
        publish(work, tmp_path)
    browser = Browser(site(tmp_path))
    text = browser.get("/duplicates").text
    assert re.findall(r"Rubrik \w", text) == ["Rubrik y", "Rubrik x", "Rubrik z"]
    assert "1 hour later" in text and "3 days later" in text and 'href="/a/y/against/x"' in text
    assert "Rubrik y" in browser.get("/duplicates?between=1").text
