"""The page about the archive, and whom to write to."""

import pytest

from archive.site.languages import texts
from archive.site.pages.about import CONTACT, Contact, contact


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("arkivet@staden.example", "mailto:arkivet@staden.example"),
        (" https://staden.example/kontakt ", "https://staden.example/kontakt"),
        ("arkivet@staden.example?bcc=a@b.example", ""),
        ("javascript:alert(1)@a.example", ""),
        ("Stadsarkivet, telefon 040-00 00 00", ""),
        ("", ""),
    ],
)
def test_a_contact_leads_to_a_mailbox_a_page_or_nowhere(said, address):
    assert contact(said) == Contact(said.strip(), address)


def test_the_operator_of_an_archive_can_be_written_to(browser, monkeypatch):
    monkeypatch.delenv(CONTACT, raising=False)
    assert texts("en")["about_no_contact"] in browser.get("/about").text
    monkeypatch.setenv(CONTACT, "arkivet@staden.example")
    assert '<a href="mailto:arkivet@staden.example">arkivet@staden.example</a>' in browser.get("/about").text
    monkeypatch.setenv(CONTACT, "<b>Arkivet</b>")
    assert "Write to: &lt;b&gt;Arkivet&lt;/b&gt;" in browser.get("/about").text


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_way_to_query_is_told(browser, language):
    text = browser.get(f"/about?lang={language}").text
    for way in ("sql", "api", "feed", "changes", "removals", "files", "whole", "gate", "map"):
        assert texts(language)[f"way_{way}"][0] in text
    assert "http://localhost/timegate/" in text and "http://localhost/a/…@" in text


def test_both_languages_say_as_much():
    swedish, english = texts("sv"), texts("en")
    for key in swedish:
        assert type(swedish[key]) is type(english[key]) and (
            isinstance(swedish[key], str) or len(swedish[key]) == len(english[key])
        ), key


def test_the_site_has_an_icon(browser):
    icon = browser.get("/-/pressarkiv/icon.svg")
    assert icon.headers["content-type"] == "image/svg+xml" and icon.text.startswith("<svg")
    assert '<link rel="icon" type="image/svg+xml" href="/-/pressarkiv/icon.svg">' in browser.get("/").text
    assert browser.get("/-/pressarkiv/none.svg").status_code == 404
