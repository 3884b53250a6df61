"""What the tables hold as codes and notes is said in words, in the reader's language."""

import html
import re
from collections import Counter

import pytest

from archive.lifecycle import WITHDRAWN
from archive.outages import MANY_AT_ONCE, SITE_FAILS
from archive.publish import publish
from archive.serve import site
from archive.site import codes
from archive.site.languages import LANGUAGES, noted, texts
from scraper.judging import REASONS
from scraper.tally import Tally, Watch
from tests.archive_fixture import TIME, insert, small_work
from tests.site.browser import Browser

NOTES = [
    *(Tally(failures=Counter({reason: 1})).note() for reason in REASONS),
    Tally(failures=Counter({"status-404": 3, "dns": 2}), left=7).note(),
    Tally(left=1, skipped=Counter({"no URL": 2, "older than asked for": 1})).note(),
    Watch(iter([0.0, 50.0]).__next__, iter([0.0, 127.0]).__next__).remarks()[0],
    "cut off and never finished",
    "the crawl broke off: ValueError: no such file",
    "a fault in the program: KeyError: 'x'",
    "an earlier night bears the time 2024-05-02T01:30:00Z: was the clock set back?",
    "the listing https://staden.example/a?b=(c) failed: connection (ConnectError: [Errno 111])",
    "the listing https://staden.example/ failed: status-403",
    "the listing https://staden.example/ could not be read: expected a sitemap, found something else",
    "the listing https://staden.example/ is empty",
    "stopped walking after 40 listing pages",
    "stopped after 5 pages in a row: challenge",
    "the limit of 500 requests in 24 hours is reached",
    "12 missing pages are not taken for gone: the whole site failed",
    "1 missing pages are not taken for gone: many at once, which another night must bear out",
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("line", NOTES)
def test_sentence_that_a_night_leaves_is_said_in_the_reader_s_language(line, language):
    parts = codes.note(texts(language), line)
    assert parts and all(part.known for part in parts)
    assert not re.search(r"[{}]|\b(?:status-\d+|server-error|not-found-page)\b", " ".join(part.text for part in parts))


def test_every_sentence_that_is_known_is_noted_by_something():
    heard = {codes._said(texts("en"), part).text for line in NOTES for part in line.split("; ")}
    heard |= {texts("en")["note_ended"]}
    assert len(heard) >= len(noted())


def test_note_of_the_demo_is_known(demo):
    lines = [line for (line,) in demo.execute("SELECT DISTINCT note FROM runs WHERE note <> ''")]
    assert lines and all(part.known for line in lines for part in codes.note(texts("sv"), line))


def test_what_differs_is_said_in_its_place():
    line = "5 pages brought nothing to read (status-404 3, timeout 2); 1 page left for the next night; seen from afar"
    assert [(part.text, part.known) for part in codes.note(texts("sv"), line)] == [
        ("5 sidor gav inget att läsa: 3 × sidan finns inte (404), 2 × inget svar i tid", True),
        ("1 sida väntar till nästa natt", True),
        ("seen from afar", False),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", [*REASONS, WITHDRAWN, "variant"])
def test_every_reason_has_its_words(reason, language):
    assert f"reason_{reason}" in texts(language)


def test_reason_that_is_doubted_says_so():
    for doubt in (SITE_FAILS, MANY_AT_ONCE):
        said = codes.reason(texts("sv"), f"{doubt}: status-404")
        assert said.startswith("sidan finns inte (404), som ") and doubt not in said
    assert codes.reason(texts("sv"), "something new") == "something new"


def test_pages_say_notes_and_reasons_in_words_and_escape_what_is_quoted(tmp_path):
    with small_work(tmp_path) as work:
        note = "the listing https://staden.example/ could not be read: <script>alert(1)</script>"
        insert(work, "runs", {"id": "n2", "source": "se_staden", "started_at": TIME.format(21), "status": "failed",
                              "note": note})  # fmt: skip
        insert(
            work, "removals", {"article": "odaterad", "gone_at": TIME.format(6), "reason": WITHDRAWN, "confirmed": 1}
        )
        insert(work, "checks", {"source": "se_staden", "article": "skola", "url": "https://staden.example/nyheter/skola",
                                "at": TIME.format(9), "status": 503, "outcome": "error", "reason": "maintenance"})  # fmt: skip
        publish(work, tmp_path)
    browser = Browser(site(tmp_path))
    for path in ("/sources", "/sources/se_staden"):
        shown = browser.get(path, headers={"accept-language": "sv"}).text
        assert "listan https://staden.example/ gick inte att läsa: &lt;script&gt;" in shown and "<script>" not in shown
    removals = html.unescape(browser.get("/removals", headers={"accept-language": "sv"}).text)
    assert "märkt som borttagen av utgivaren" in removals and WITHDRAWN not in removals
    assert "fel: stängd för underhåll" in browser.get("/a/skola", headers={"accept-language": "sv"}).text
