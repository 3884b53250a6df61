"""An HTML capture to a page: which block is which, files, keys."""

from __future__ import annotations

import pytest

from archive.records import Capture, Page, Source
from scraper.readers import media_kind, read
from scraper.readers.page import is_date_line, read_page

SOURCE = Source(
    id="se_prov", name="Provstad", kind="municipality", cms="listing", url="https://prov.se/", language="sv",
    timezone="Europe/Stockholm",
)  # fmt: skip
HTML = """<!doctype html><html lang="sv"><head><title>Bron öppnas | Provstad</title></head><body>
<header><a href="/">Provstad</a></header>
<main><h1>Bron öppnas</h1><p class="date">Publicerad 1 mars 2024 10.15</p>
<p class="ingress">Efter två års arbete går trafiken igen.</p>
<p>Arbetet tog längre tid än väntat, säger projektledaren.</p>
<p><a href="/filer/plan%20bron.pdf">Planen (pdf)</a></p>
<h2>Presskontakt</h2><p>Anna Ek, projektledare, 040-12 34 56, anna.ek@prov.se</p></main>
<footer><p>Publicerad 1 januari 2020</p><a href="/om.pdf">Om oss</a></footer></body></html>"""


def capture(body: str | bytes = HTML, url: str = "https://www.prov.se/nyheter/bron?utm_source=x", **more) -> Capture:
    return Capture(
        source="se_prov", url=url, fetched_at="2024-03-01T22:00:00Z", status=200,
        headers=more.pop("headers", {"content-type": "text/html"}), body=body if isinstance(body, bytes) else body.encode(),
        **more,
    )  # fmt: skip


def roles(page: Page) -> dict[str, str]:
    return {block.text: block.role for block in page.blocks if block.role}


def test_title_lead_date_and_contact_are_told_from_the_text() -> None:
    page = read_page(capture(), SOURCE)
    assert (page.title, page.lead) == ("Bron öppnas", "Efter två års arbete går trafiken igen.")
    assert page.published_at == "2024-03-01T09:15:00Z" and "1 mars 2024" in page.published_raw
    assert roles(page) == {
        "Bron öppnas": "title",
        "Publicerad 1 mars 2024 10.15": "date",
        "Efter två års arbete går trafiken igen.": "lead",
        "Presskontakt": "contact",
        "Anna Ek, projektledare, 040-12 34 56, anna.ek@prov.se": "contact",
    }
    assert [(contact.name, contact.phone, contact.email) for contact in page.contacts] == [
        ("Anna Ek", "040-12 34 56", "anna.ek@prov.se")
    ]


def test_files_are_those_of_the_article_and_not_of_the_frame() -> None:
    (file,) = read_page(capture(), SOURCE).attachments
    assert (file.url, file.title, file.media_type) == (
        "https://www.prov.se/filer/plan%20bron.pdf", "Planen (pdf)", "application/pdf",
    )  # fmt: skip


def test_a_form_around_the_whole_page_is_no_frame() -> None:
    wrapped = HTML.replace("<main>", '<form method="post" action="./">').replace("</main>", "</form>")
    page = read_page(capture(wrapped), SOURCE)
    assert (page.lead, len(page.attachments), len(page.contacts)) == ("Efter två års arbete går trafiken igen.", 1, 1)


def test_a_file_without_a_telling_link_is_named_after_itself() -> None:
    html = (
        '<main><p>Hela planen för bron finns att läsa i <a href="/plan%20bron.pdf">en fil</a> på vår plats.</p></main>'
    )
    assert read_page(capture(html), SOURCE).attachments[0].title == "plan bron.pdf"


def test_the_key_is_the_url_without_what_makes_no_other_page() -> None:
    page = read_page(capture(), SOURCE)
    assert (page.key, page.language) == ("https://prov.se/nyheter/bron", "sv")


def test_a_page_without_a_url_goes_by_the_one_that_it_declares() -> None:
    html = HTML.replace("</head>", '<link rel="canonical" href="https://www.prov.se/nyheter/bron"></head>')
    page = read_page(capture(html, url=""), SOURCE)
    assert (page.key, page.url) == ("https://prov.se/nyheter/bron", "https://www.prov.se/nyheter/bron")


def test_a_page_without_any_url_goes_by_its_title() -> None:
    assert read_page(capture(url=""), SOURCE).key == "title:bron öppnas"


def test_a_page_in_another_encoding_is_read() -> None:
    html = '<html><head><meta charset="iso-8859-1"></head><body><h1>Bron över ån</h1><p>Öppen åter.</p></body></html>'
    assert read_page(capture(html.encode("latin-1")), SOURCE).title == "Bron över ån"


def test_invalid_bytes_and_nulls_leave_the_rest_readable() -> None:
    page = read_page(capture(b"<h1>Bron</h1><p>\xff\xfe\x00 trasigt</p><p>Slutet syns.</p>"), SOURCE)
    assert page.title == "Bron" and page.blocks[-1].text == "Slutet syns."


def test_an_empty_page_is_a_page_without_words() -> None:
    page = read_page(capture(b""), SOURCE)
    assert (page.title, page.blocks, page.published_at) == ("", (), "")


def test_what_a_body_is_is_told_by_its_bytes_before_its_header() -> None:
    kinds = {
        b"%PDF-1.7": "pdf", b"\xef\xbb\xbf<!DOCTYPE html><p>": "html", b'<?xml version="1.0"?><rss>': "feed",
        b'<?xml version="1.0"?><urlset>': "xml", b'{"a":1}': "json", b"<p>x": "html",
    }  # fmt: skip
    wrong = {"content-type": "text/plain; charset=utf-8"}
    found = {body: media_kind(capture(body, headers={} if body[:1] == b"<" else wrong)) for body in kinds}
    assert found == {**kinds, b'{"a":1}': "json"}


def test_a_listing_in_html_speaks_of_no_page() -> None:
    assert read(capture(role="listing"), SOURCE) == []


def test_a_capture_without_a_body_speaks_of_no_page() -> None:
    assert read(capture(b""), SOURCE) == []


@pytest.mark.parametrize(
    ("line", "is_date"),
    [
        ("Pressmeddelande • Apr 19, 2026 09:30 CEST", True),
        ("Publicerad 18 april 2026", True),
        ("Uppdatering, kl 17:19", False),
        ("Tisdag den 25 oktober kl. 09.00–15.00 i Plattformens lokaler", False),
        ("25 oktober", False),
    ],
)
def test_a_line_is_a_date_line_when_it_says_so_or_names_the_day_of_publication(line: str, is_date: bool) -> None:
    source = Source(
        id="s",
        name="S",
        kind="other",
        cms="listing",
        url="https://s.example/",
        timezone="Europe/Stockholm",
        language="sv",
    )
    assert is_date_line(line, frozenset(["2026-04-19"]), source, "2026-05-05T01:30:00Z") is is_date
