"""Feeds, files and time travel as their specifications want them: RFC 4287, RFC 4180, Office Open XML, RFC 7089."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from archive.formats import CELL, write_csv, write_excel
from archive.publish import publish
from archive.serve import site
from archive.site.memento import wished_moment
from archive.table import columns
from tests.archive_fixture import TIME, article, empty_work, insert, small_work
from tests.site.browser import Browser, small_site

ATOM = "{http://www.w3.org/2005/Atom}"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FEEDS = (
    "/feed.atom",
    "/feed.atom?q=F%C3%B6rskolan",
    "/changes.atom",
    "/removals.atom",
    "/changes.atom?source=se_polis",
)
DATED = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
ADDRESSES = (
    "https://staden.example/nyheter?id=7&visa=allt", "https://staden.example/nyheter/f%C3%B6rskola",
    "https://staden.example/nyheter/förskola i Åby", "https://staden.example/sök?q=%C3%A5&p=%2F",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    return small_site(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def addressed(tmp_path_factory):
    """The site of an archive whose articles have addresses of all kinds; one went away twice."""
    home = tmp_path_factory.mktemp("addressed")
    with empty_work(home) as work:
        insert(work, "sources", {"id": "se_staden", "name": "Staden"})
        for n, url in enumerate(ADDRESSES):
            article(work, f"n{n}", [("Titel", "", "Text"), ("Titel", "", "Ny text")], url=url)
        for day in (4, 9):
            insert(work, "removals", {"article": "n0", "gone_at": TIME.format(day), "status": 404, "confirmed": 1})
        publish(work, home)
    return Browser(site(home))


# Atom ---------------------------------------------------------------------------------------------------------------


def only(element, name):
    [found] = element.findall(ATOM + name)
    return found


@pytest.mark.parametrize("path", FEEDS)
def test_feed_is_what_rfc_4287_wants(browser, path):
    root = ElementTree.fromstring(browser.get(path).content)
    assert root.tag == f"{ATOM}feed" and only(root, "title").text
    assert only(root, "id").text.startswith("http://localhost/")
    assert re.fullmatch(DATED, only(root, "updated").text)
    links = {link.get("rel"): link for link in root.findall(f"{ATOM}link")}
    own = links["self"]
    assert own.get("type") == "application/atom+xml"
    again = ElementTree.fromstring(browser.get(own.get("href").removeprefix("http://localhost")).content)
    assert [only(e, "id").text for e in again.findall(f"{ATOM}entry")] == [
        only(e, "id").text for e in root.findall(f"{ATOM}entry")
    ]
    assert browser.get(links["alternate"].get("href").removeprefix("http://localhost")).status_code == 200


@pytest.mark.parametrize("path", FEEDS)
def test_entries_have_all_that_they_need(browser, path):
    root = ElementTree.fromstring(browser.get(path).content)
    entries = root.findall(f"{ATOM}entry")
    ids = [only(entry, "id").text for entry in entries]
    assert len(ids) == len(set(ids))
    for entry in entries:
        assert only(entry, "title").text and only(only(entry, "author"), "name").text
        assert re.fullmatch(DATED, only(entry, "updated").text)
        assert len([link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "alternate"]) == 1
    assert only(root, "updated").text >= max((only(entry, "updated").text for entry in entries), default="")


def test_entry_that_was_edited_is_updated_and_keeps_its_id_and_its_day(browser):
    [entry] = ElementTree.fromstring(browser.get("/feed.atom?q=120+platser").content).findall(f"{ATOM}entry")
    assert only(entry, "id").text == "http://localhost/a/skola"
    assert (
        only(entry, "published").text == "2024-05-02T06:00:00Z"
        and only(entry, "updated").text == "2024-05-03T06:00:00Z"
    )


def test_page_that_went_away_twice_is_two_entries(addressed):
    entries = ElementTree.fromstring(addressed.get("/removals.atom").content).findall(f"{ATOM}entry")
    assert [only(entry, "id").text for entry in entries] == [
        f"http://localhost/a/n0#gone-{TIME.format(day)}" for day in (9, 4)
    ]


def test_feed_in_a_language_says_so_and_is_the_same_feed(browser):
    plain, swedish = (ElementTree.fromstring(browser.get(f"/changes.atom{rest}").content) for rest in ("", "?lang=sv"))
    assert only(plain, "id").text == only(swedish, "id").text
    assert "http://localhost/changes.atom?lang=sv" in [link.get("href") for link in swedish.findall(f"{ATOM}link")]
    assert swedish.get("{http://www.w3.org/XML/1998/namespace}lang") == "sv"


# Files --------------------------------------------------------------------------------------------------------------

FORMULAS = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "\u3000=1", "\ufeff=1", "\u200b=1", "\x00=1",
    "＝1+1",    "＋1", "－1", "＠SUM(A1)", "   ＝1", "\u202e=1",
)  # fmt: skip
TEXTS = (
    "åäö ÅÄÖ é",
    "חדשות",
    "🏳️‍🌈",
    'a "b", c; d',
    "rad\nrad",
    "a=b",
    "1-2",
    "_x0041_",
    "\x1b[0m",
    "",
    "– sade hon",
    "12345678901234567890",
)


def written(writer, values):
    file = io.BytesIO()
    writer(columns("a text x\nn integer y"), [[(value, 7) for value in values]], file)
    return file.getvalue()


@pytest.mark.parametrize("value", FORMULAS)
def test_no_cell_of_a_csv_is_a_formula(value):
    _, [cell, number] = csv.reader(io.StringIO(written(write_csv, [value]).decode("utf-8-sig"), newline=""))
    assert cell == f"'{value}" and number == "7"


def test_csv_is_read_as_it_was_written():
    rows = list(csv.reader(io.StringIO(written(write_csv, TEXTS).decode("utf-8-sig"), newline=""), strict=True))
    assert rows == [["a", "n"], *([text, "7"] for text in TEXTS)]


def cells(content):
    """The rows of a sheet: of each cell its text or its number, read by the rules of the format."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert book.testzip() is None
        shared = [_text(item) for item in _parts(book, "xl/sharedStrings.xml", "si")]
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not sheet.findall(f".//{SHEET}f") and not sheet.findall(f".//{SHEET}hyperlink")
    return [[_cell(cell, shared) for cell in row] for row in sheet.findall(f".//{SHEET}row")]


def _parts(book, name, tag):
    return ElementTree.fromstring(book.read(name)).findall(SHEET + tag) if name in book.namelist() else []


def _cell(cell, shared):
    if cell.get("t") == "inlineStr":
        return _text(cell)
    value = cell.findtext(f"{SHEET}v")
    return shared[int(value)] if cell.get("t") == "s" else float(value)


def _text(element):
    text = "".join(part.text or "" for part in element.iter(f"{SHEET}t"))
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


def test_excel_reads_every_text_as_it_was_written():
    values = [*(text for text in TEXTS if text), *FORMULAS]
    rows = cells(written(write_excel, values))
    assert rows == [["a", "n"], *([value, 7.0] for value in values)]


@pytest.mark.parametrize("sign", ["y", "å", "🏳"])
def test_cell_that_is_too_long_for_excel_is_cut_between_two_signs(sign):
    [[cell, _]] = cells(written(write_excel, [sign * CELL]))[1:]
    units = len(cell.encode("utf-16-le")) // 2
    assert set(cell) == {sign} and CELL - 1 <= units <= CELL


def test_files_of_a_search_hold_the_same_texts(browser):
    rows = browser.get("/search.json?q=f%C3%B6rskolan").json()
    [heading, row] = cells(browser.get("/search.xlsx?q=f%C3%B6rskolan").content)
    shown = {name: value for name, value in zip(heading, row, strict=False) if value}
    assert shown["title"] == rows[0]["title"] == "Ny förskola i Åby öppnar" and shown["body"] == rows[0]["body"]


# Memento ------------------------------------------------------------------------------------------------------------


def linked(header):
    """By relation the address and the attributes of each link of a ``Link`` header or a time map."""
    found = {}
    for address, rest in re.findall(r'<([^>]*)>((?:; ?[a-z]+="[^"]*")+)', header):
        attributes = dict(re.findall(r'([a-z]+)="([^"]*)"', rest))
        for relation in attributes.pop("rel").split():
            found.setdefault(relation, []).append((address, attributes))
    return found


def gate(browser, url, when=None):
    return browser.get(f"/timegate/{url}", headers={"accept-datetime": when} if when else {}, follow_redirects=False)


@pytest.mark.parametrize(
    ("when", "day"),
    [
        (None, 3), ("Thu, 02 May 2024 12:00:00 GMT", 2), ("Thu, 02 May 2024 06:00:00 GMT", 2),
        ("Thu, 02 May 2024 05:59:59 GMT", 1),
        ("Mon, 01 Jan 1900 00:00:00 GMT", 1), ("Fri, 31 Dec 9999 23:59:59 GMT", 3), ("Thu, 02 May 2024 12:00:00 -0000", 2),
    ],
)  # fmt: skip
def test_time_gate_leads_to_the_wording_of_that_time(browser, when, day):
    response = gate(browser, "https://staden.example/nyheter/skola", when)
    assert response.status_code == 302
    assert response.headers["location"] == f"http://localhost/a/skola@{TIME.format(day)}"
    assert "accept-datetime" in response.headers["vary"].lower() and "memento-datetime" not in response.headers
    links = linked(response.headers["link"])
    assert links["original"][0][0] == "https://staden.example/nyheter/skola"
    assert links["timemap"][0] == (
        "http://localhost/timemap/link/https://staden.example/nyheter/skola", {"type": "application/link-format"},
    )  # fmt: skip


def test_time_gate_refuses_a_time_that_is_none_and_knows_no_other_page(browser):
    assert gate(browser, "https://staden.example/nyheter/skola", "yesterday").status_code == 400
    assert gate(browser, "https://staden.example/nothing").status_code == 404
    assert browser.get("/timemap/link/https://staden.example/nothing").status_code == 404


def test_wording_says_of_what_and_when_it_is(browser):
    then = browser.get(f"/a/skola@{TIME.format(2)}")
    assert parsedate_to_datetime(then.headers["memento-datetime"]) == datetime.fromisoformat(TIME.format(2))
    links = linked(then.headers["link"])
    assert links["original"][0][0] == "https://staden.example/nyheter/skola" and len(links["memento"]) == 2
    now = browser.get("/a/skola")
    assert "memento-datetime" not in now.headers and linked(now.headers["link"])["timegate"] == links["timegate"]


def test_only_wording_is_the_first_and_the_last(browser):
    links = linked(browser.get("/a/odaterad").headers["link"])
    assert links["first"] == links["last"] == links["memento"] and len(links["memento"]) == 1


def test_time_map_lists_every_wording_and_each_is_there(browser):
    response = browser.get("/timemap/link/https://staden.example/nyheter/skola")
    assert response.headers["content-type"].startswith("application/link-format")
    links = linked(response.text)
    assert [address for address, _ in links["memento"]] == [
        f"http://localhost/a/skola@{TIME.format(n)}" for n in (1, 2, 3)
    ]
    assert links["first"] == links["memento"][:1] and links["last"] == links["memento"][-1:]
    _, span = links["self"][0]
    assert (span["from"], span["until"]) == (links["first"][0][1]["datetime"], links["last"][0][1]["datetime"])
    for address, attributes in links["memento"]:
        there = browser.get(address.removeprefix("http://localhost"))
        assert there.headers["memento-datetime"] == attributes["datetime"]


@pytest.mark.parametrize("number", range(len(ADDRESSES)))
def test_address_is_found_in_every_spelling(addressed, number):
    url = ADDRESSES[number]
    for spelled in (
        quote(url, safe="/:?&=%"),
        quote(url, safe=""),
        quote(url, safe="/:"),
        quote(url, safe="/:?&=%").replace("//", "/"),
    ):
        response = gate(addressed, spelled)
        assert response.status_code == 302, spelled
        assert response.headers["location"] == f"http://localhost/a/n{number}@{TIME.format(2)}"


@pytest.mark.parametrize("number", range(len(ADDRESSES)))
def test_links_of_an_article_lead_back_to_it(addressed, number):
    links = linked(addressed.get(f"/a/n{number}").headers["link"])
    for relation in ("timegate", "timemap"):
        path = links[relation][0][0].removeprefix("http://localhost")
        assert addressed.get(path, follow_redirects=False).status_code in (200, 302), path


def test_page_that_was_taken_out_is_gone_for_travellers_too(tmp_path):
    with small_work(tmp_path) as work:
        with work.transaction():
            work.db.conn.execute("UPDATE articles SET state = 'redacted' WHERE id = 'skola'")
        publish(work, tmp_path)
    browser = Browser(site(tmp_path))
    for path in (
        "timegate/https://staden.example/nyheter/skola",
        "timemap/link/https://staden.example/nyheter/skola",
        "a/skola/cite.bib",
    ):
        assert browser.get(f"/{path}", follow_redirects=False).status_code == 410


@pytest.mark.parametrize(
    ("header", "moment"),
    [
        ("", ""), ("  ", ""), ("x", None), ("Thu, 31 May 2007 20:35:00 GMT", "2007-05-31T20:35:00Z"),
        ("Thu, 31 May 2007 20:35:00 -0000", "2007-05-31T20:35:00Z"), ("Thu, 31 May 2007 22:35:00 +0200", "2007-05-31T20:35:00Z"),
        ("Fri, 31 Dec 9999 23:59:59 -2359", None),
    ],
)  # fmt: skip
def test_time_that_is_wished_for_is_read_in_utc(header, moment):
    assert wished_moment(header) == moment


@pytest.mark.parametrize(
    "time", ["2024-13-01", "2024-02-30", "0000-00-00", "9999-99-99T99:99:99Z", "٢٠٢٤-٠٥-٠٢", "2024-05-02T25:00Z"]
)
def test_time_that_cannot_be_is_refused(browser, time):
    assert browser.get(f"/a/skola@{quote(time)}").status_code == 400
    assert browser.get(f"/a/skola/cite.json?at={quote(time)}").status_code == 400


def test_citation_of_a_day_is_that_of_the_page_of_the_day(browser):
    [item] = browser.get("/a/skola/cite.json?at=2024-05-02").json()
    assert item["URL"] == f"http://localhost/a/skola@{TIME.format(2)}"
