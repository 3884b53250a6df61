"""What readers take along: feeds, files, and the JSON interface."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from xml.etree import ElementTree

import pytest
from pyarrow import parquet

from archive.formats import CELL
from archive.publish import publish
from archive.serve import site
from archive.site.pages import exports
from tests.archive_fixture import HOSTILE, article, empty_work, insert, small_work
from tests.site.browser import Browser, small_site

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(browser, path):
    response = browser.get(path)
    assert response.status_code == 200 and response.headers["content-type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content)


def texts(root, name):
    return [element.text for element in root.findall(f"{ATOM}entry/{ATOM}{name}")]


# Feeds --------------------------------------------------------------------------------------------------------------


def test_feed_of_a_search_holds_its_articles_newest_first(browser):
    root = feed(browser, "/feed.atom?q=f%C3%B6rskolan")
    assert texts(root, "title") == ["Ny förskola i Åby öppnar"] and texts(root, "updated") == ["2024-05-03T06:00:00Z"]
    assert texts(root, "published") == ["2024-05-02T06:00:00Z"] and texts(root, "id") == ["http://localhost/a/skola"]
    assert root.find(f"{ATOM}updated").text == "2024-05-03T06:00:00Z"
    assert root.find(f"{ATOM}id").text == "http://localhost/feed.atom?q=f%C3%B6rskolan&order=newest"
    assert len(texts(feed(browser, "/feed.atom"), "id")) == 6


def test_feeds_of_changes_and_removals_lead_to_them(browser):
    assert texts(feed(browser, "/changes.atom"), "id") == [
        "http://localhost/a/skola/diff/2..3", "http://localhost/a/skola/diff/1..2",
    ]  # fmt: skip
    assert texts(feed(browser, "/removals.atom"), "title") == ["Borttagen sida"]
    assert texts(feed(browser, "/changes.atom?source=se_polis"), "id") == []


def test_hostile_text_is_text_in_a_feed_and_an_unsafe_address_is_left_out(browser):
    root = feed(browser, "/feed.atom?source=se_polis")
    assert texts(root, "title") == [HOSTILE]
    assert [link.get("rel") for link in root.findall(f"{ATOM}entry/{ATOM}link")] == ["alternate"]


def test_control_characters_do_not_break_a_feed(tmp_path):
    with empty_work(tmp_path) as work:
        insert(work, "sources", {"id": "se_staden", "name": "Sta\x0cden"})
        article(work, "n", [("Rub\x00rik\x1b", "", "Text")])
        publish(work, tmp_path)
    assert texts(feed(Browser(site(tmp_path)), "/feed.atom"), "title") == ["Rub\ufffdrik\ufffd"]


@pytest.mark.parametrize("path", ["/feed.atom", "/changes.atom", "/removals.atom"])
def test_feed_of_an_empty_archive_is_a_feed(empty, path):
    assert texts(feed(empty, path), "id") == []


# Files --------------------------------------------------------------------------------------------------------------


def rows(response):
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_csv_holds_every_article_of_a_search_and_no_formula(browser):
    response = browser.get("/search.csv?q=fanns")
    assert (
        response.content.startswith(b"\xef\xbb\xbfid,source,")
        and "attachment" in response.headers["content-disposition"]
    )
    assert [row["title"] for row in rows(response)] == ["Borttagen sida"]
    assert browser.get("/search.csv").content.count(b"https://staden.example/nyheter/") == 5
    assert [row["publisher"] for row in rows(browser.get("/search.csv?q=f%C3%B6rskolan"))] == ["Stadens pressrum"]


def test_json_lines_and_parquet_hold_the_same(browser, tmp_path):
    listed = browser.get("/search.json").json()
    lines = [json.loads(line) for line in browser.get("/search.jsonl").text.splitlines()]
    (tmp_path / "x.parquet").write_bytes(browser.get("/search.parquet").content)
    assert lines == listed == parquet.read_table(tmp_path / "x.parquet").to_pylist() and len(lines) == 6


def test_excel_gets_texts_and_no_formulas_or_links(tmp_path):
    with empty_work(tmp_path) as work:
        insert(work, "sources", {"id": "se_staden", "name": "Staden"})
        article(work, "n", [("=cmd|'/c calc'!A1", "https://x.example/ åäö", "y" * (CELL + 5))])
        publish(work, tmp_path)
    content = Browser(site(tmp_path)).get("/search.xlsx").content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "xl/worksheets/_rels/sheet1.xml.rels" not in book.namelist()
    assert "<f>" not in sheet and "=cmd|" in sheet and "åäö" in sheet and "y" * CELL in sheet
    assert "y" * (CELL + 1) not in sheet


def test_changes_and_removals_can_be_taken_along(browser):
    assert [row["to_version"] for row in rows(browser.get("/changes.csv"))] == ["skola.3", "skola.2"]
    assert [row["words_added"] for row in browser.get("/changes.json").json()] == [1, 1]
    assert [row["status"] for row in browser.get("/removals.json?confirmed=1").json()] == [410]
    assert browser.get("/removals.json?from=2024-05-05").json() == []


def test_list_that_is_too_long_is_refused(browser, monkeypatch):
    monkeypatch.setattr(exports, "MOST", 1)
    for path in ("/search.csv", "/changes.csv"):
        assert browser.get(path).status_code == 400
    assert browser.get("/search.csv?q=fanns").status_code == 200


@pytest.mark.parametrize("ending", ["csv", "json", "jsonl", "xlsx", "parquet"])
def test_every_format_of_an_empty_archive_can_be_read(empty, ending):
    for name in ("search", "changes", "removals"):
        response = empty.get(f"/{name}.{ending}")
        assert response.status_code == 200, response.text
    assert empty.get("/search.exe").status_code == 404


# The JSON interface -------------------------------------------------------------------------------------------------


def test_articles_come_in_parts_with_the_address_of_the_next(browser):
    first = browser.get("/api/v1/articles?size=4").json()
    assert first["total"] == 6 and len(first["articles"]) == 4
    assert first["next"] == "http://localhost/api/v1/articles?order=newest&size=4&page=2"
    second = browser.get(first["next"].removeprefix("http://localhost")).json()
    assert second["next"] is None and len({a["id"] for a in first["articles"] + second["articles"]}) == 6
    assert first["articles"][0]["permalink"] == "http://localhost/a/skola"


def test_article_comes_with_all_its_wordings(browser):
    found = browser.get("/api/v1/articles/skola").json()
    assert [wording["number"] for wording in found["wordings"]] == [1, 2, 3]
    assert found["wordings"][2]["contacts"][0]["name"] == "Pressjouren"
    assert found["wordings"][2]["removed_blocks"][0]["rule"] == "repeated" and len(found["alike"]) == 1
    assert browser.get("/api/v1/articles/borta").json()["removals"][0]["status"] == 410


def test_changes_removals_and_sources_are_objects(browser):
    assert [row["number"] for row in browser.get("/api/v1/changes?size=1").json()["changes"]] == [3]
    assert browser.get("/api/v1/removals").json()["removals"][0]["article"] == "borta"
    assert {row["id"] for row in browser.get("/api/v1/sources").json()["sources"]} == {"se_staden", "se_polis"}


def test_errors_of_the_interface_are_objects(browser):
    for path, status in (("/api/v1/articles/nothing", 404), (f"/api/v1/articles?q={'x+' * 40}", 400)):
        response = browser.get(path)
        assert response.status_code == status and response.json()["error"]
    assert browser.request("POST", "/api/v1/articles").status_code == 405


def test_reader_of_an_export_is_not_disturbed_by_a_new_night(tmp_path):
    browser = small_site(tmp_path)
    before = browser.get("/search.jsonl").text
    with small_work(tmp_path / "again") as work:
        publish(work, tmp_path / "again")
    (tmp_path / "again" / "press.db").replace(tmp_path / "press.db")
    assert browser.get("/search.jsonl").text == before
