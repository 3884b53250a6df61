"""Which language a reader gets, and what a proxy may keep."""

from __future__ import annotations

import pytest

from archive.publish import NAME, publish
from archive.site.languages import LANGUAGES, _entries, choose, texts
from archive.site.render import said, said_day
from tests.archive_fixture import small_work
from tests.site.browser import small_site


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    return small_site(tmp_path_factory.mktemp("home"))


@pytest.mark.parametrize(
    ("wished", "remembered", "accepted", "language"),
    [
        ("", "", "", "sv"),
        ("", "", "en-GB,en;q=0.9,sv;q=0.8", "en"),
        ("", "", "de,fr;q=0.9,en;q=0.1,sv;q=0.4", "sv"),
        ("", "", "en;q=0, sv;q=0.1", "sv"),
        ("", "en", "sv", "en"),
        ("sv", "en", "en", "sv"),
        ("xx", "../..", ",;q=,;;en;q=x", "sv"),
    ],
)
def test_language_is_the_one_asked_for_else_chosen_else_preferred(wished, remembered, accepted, language):
    assert choose(wished, remembered, accepted) == language


def test_every_sentence_is_there_in_every_language():
    for key, entry in _entries().items():
        assert set(entry) >= set(LANGUAGES), key
        assert len({type(entry[language]) for language in LANGUAGES}) == 1, key
        for language in LANGUAGES:
            assert entry[language], key
        if isinstance(entry["sv"], str):
            assert entry["sv"].count("{") == entry["en"].count("{"), key


def test_number_is_said_in_the_singular_where_it_is_one():
    assert texts("sv").n("found", 1) == "1 träff" and texts("sv").n("found", 0) == "0 träffar"
    assert texts("en").n("found", 1200, "1 200") == "1 200 found"


def test_time_is_said_in_the_site_s_zone_and_language():
    assert said(texts("sv"), "2024-05-31T22:30:00Z") == "1 juni 2024 kl. 00.30"
    assert said(texts("en"), "2024-12-31T22:30:00Z") == "31 December 2024, 23:30"
    assert said_day(texts("sv"), "2024-05-31") == "31 maj 2024" and said_day(texts("sv"), "") == "utan datum"
    assert said_day(texts("en"), "2024-99-31") == "2024-99-31" and said(texts("en"), "9999-99-99T99:99:99Z")


def test_page_is_in_the_reader_s_language_and_offers_the_other(browser):
    swedish = browser.get("/changes?page=1", headers={"accept-language": "sv-SE"})
    assert '<html lang="sv">' in swedish.text and 'href="?page=1&amp;lang=en"' in swedish.text
    english = browser.get("/changes?page=1&lang=en", headers={"accept-language": "sv-SE"})
    assert '<html lang="en">' in english.text and 'href="?page=1&amp;lang=sv"' in english.text
    assert english.headers["set-cookie"].startswith("language=en;") and "set-cookie" not in swedish.headers
    assert '<html lang="en">' in browser.get("/", headers={"accept-language": "sv", "cookie": "language=en"}).text


def test_what_a_reader_already_has_is_not_sent_again(browser):
    first = browser.get("/changes")
    assert "max-age" in first.headers["cache-control"] and first.headers["vary"].startswith("Accept-Language, Cookie")
    again = browser.get("/changes", headers={"if-none-match": f'"other", {first.headers["etag"]}'})
    assert again.status_code == 304 and not again.content and again.headers["etag"] == first.headers["etag"]
    assert browser.get("/changes", headers={"if-modified-since": first.headers["last-modified"]}).status_code == 304
    assert browser.get("/changes", headers={"if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT"}).status_code == 200
    assert browser.get("/changes", headers={"if-modified-since": "rubbish"}).status_code == 200
    for other in (browser.get("/changes?page=2"), browser.get("/removals"), browser.get("/changes?lang=sv")):
        assert other.headers["etag"] != first.headers["etag"]


def test_newly_published_file_has_new_validators(tmp_path):
    browser = small_site(tmp_path)
    first = browser.get("/")
    with small_work(tmp_path / "again") as work:
        publish(work, tmp_path / "again")
    (tmp_path / "again" / NAME).replace(tmp_path / NAME)
    assert browser.get("/", headers={"if-none-match": first.headers["etag"]}).status_code == 200


def test_failure_is_kept_by_nobody(browser):
    response = browser.get("/a/nothing")
    assert response.status_code == 404 and response.headers["cache-control"] == "no-store"


def test_pages_can_only_be_read(browser):
    assert browser.request("POST", "/").status_code == 405


def test_address_that_is_too_long_is_refused(browser):
    response = browser.get("/search?q=" + "a" * 9000)
    assert response.status_code == 414 and "<h1>" in response.text
