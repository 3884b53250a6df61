"""Plain-text captures: one page, or articles run together."""

from pathlib import Path

import pytest

from archive.records import Source
from scraper.readers.text import read_text

SOURCE = Source(
    id="se_stad", name="Stad", kind="municipality", cms="listing", url="https://stad.example/", language="sv",
    timezone="Europe/Stockholm",
)  # fmt: skip
NOW = "2024-11-08T22:30:00Z"
SEEDS = Path(__file__).parents[1].parent / "shared" / "seeds"

RELEASE = """Skip to main content

Ny park öppnar

Pressmeddelande   •   Okt 24, 2016 08:40 CEST

Parken är stor.

  • Träd
  • Gräs

Tisdag den 25 oktober kl. 09.00-15.00

Kontakt
Alva Berg, chef, 0705-12 34 56
"""


def read(text: str, url: str = "") -> list:
    return read_text(text.encode(), url, SOURCE, NOW)


def test_release_has_title_date_and_contact():
    (page,) = read(RELEASE)
    assert page.title == "Ny park öppnar"
    assert page.published_at == "2016-10-24T06:40:00Z"
    assert page.published_raw == "Okt 24, 2016 08:40 CEST"
    assert [contact.name for contact in page.contacts] == ["Alva Berg"]
    assert page.key == "title:ny park öppnar"
    assert page.kind == "article"
    assert page.stream == "page"


def test_every_line_stays_a_block_with_its_role():
    (page,) = read(RELEASE)
    assert [(block.text, block.tag, block.role) for block in page.blocks] == [
        ("Skip to main content", "text", ""),
        ("Ny park öppnar", "text", "title"),
        ("Pressmeddelande • Okt 24, 2016 08:40 CEST", "text", "date"),
        ("Parken är stor.", "text", ""),
        ("Träd", "li", ""),
        ("Gräs", "li", ""),
        ("Tisdag den 25 oktober kl. 09.00-15.00", "text", ""),
        ("Kontakt", "text", "contact"),
        ("Alva Berg, chef, 0705-12 34 56", "text", "contact"),
    ]


def test_template_variables_are_no_title():
    (page,) = read("$left\n$middle\n\nGå direkt till innehåll\n\nBeredskap\n\nText.")
    assert page.title == "Beredskap"


def test_changed_and_published_are_told_apart():
    (page,) = read("Park\n\nText.\n\nPublicerad 2018-05-09 09:44\n\nSenast ändrad: 2018-06-08 11:04")
    assert (page.published_at, page.modified_at) == ("2018-05-09T07:44:00Z", "2018-06-08T09:04:00Z")


def test_articles_run_together_are_taken_apart_at_doubled_titles():
    pages = read(
        "Park\n\nEn park.\n\nSkola\n\nSkola\n\nEn skola.\n\nBad\n\nBad\n\nEtt bad.", "https://stad.example/lista"
    )
    assert [page.title for page in pages] == ["Park", "Skola", "Bad"]
    assert [page.key for page in pages] == ["title:park", "title:skola", "title:bad"]
    assert [block.role for block in pages[1].blocks] == ["title", "title", ""]


def test_first_title_may_be_doubled_too():
    assert [page.title for page in read("Park\nPark\nEn park.\nSkola\nSkola\nEn skola.")] == ["Park", "Skola"]


def test_one_doubled_line_takes_nothing_apart():
    assert len(read("Park\nEn park.\nSkola\nSkola\nEn skola.")) == 1


def test_long_paragraph_printed_twice_is_no_title():
    long = "Parken är stor och grön. " * 12
    assert len(read(f"Park\nSkola\nSkola\nx\n{long}\n{long}\ny")) == 1


def test_same_title_twice_makes_two_keys():
    pages = read("Bad\nEtt bad.\nPark\nPark\nen\nPark\nPark\ntvå")
    assert len({page.key for page in pages}) == len(pages) == 3


def test_single_page_with_url_is_known_by_it():
    (page,) = read("Park\nEn park.", "https://www.stad.example/park/")
    assert page.key == "https://stad.example/park"


@pytest.mark.parametrize("body", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_no_text_is_no_page(body):
    assert read_text(body, "", SOURCE, NOW) == []


def test_windows_text_is_decoded():
    (page,) = read_text("Malmö\nÄn är ån här.".encode("cp1252"), "", SOURCE, NOW)
    assert page.title == "Malmö"


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed texts are not here")
def test_seed_texts():
    pages = {path.name[:3]: read_text(path.read_bytes(), "", SOURCE, NOW) for path in SEEDS.glob("*.txt")}
    assert {name: len(found) for name, found in pages.items()} == {"000": 1, "001": 10, "002": 1, "003": 1, "004": 1}
    assert pages["003"][0].published_at == "2016-10-24T06:40:00Z"
    assert pages["004"][0].published_at == "2012-08-15T13:48:00Z"
    assert (len(pages["003"][0].contacts), len(pages["004"][0].contacts)) == (3, 4)
    assert pages["000"][0].contacts == pages["001"][-1].contacts == ()
    assert pages["000"][0].key == pages["001"][-1].key
