"""A page that runs whole articles together is taken apart; an article and a listing of teasers are not."""

from __future__ import annotations

from archive.records import Capture, Source
from scraper.readers import read

SOURCE = Source(id="s", name="Byn", kind="other", cms="listing", url="https://byn.example/", language="sv")
WORDS = (
    "Kommunen lagar bron över ån i sommar eftersom rosten har ätit sig in i balkarna och trafiken blir allt tyngre. "
)


def page(body: str, title: str = "Nyheter") -> list:
    html = f"<!doctype html><html lang=sv><title>{title}</title><body><main>{body}</main></body></html>"
    capture = Capture(
        source="s", url="https://byn.example/nyheter", fetched_at="2026-05-05T01:30:00Z", status=200, body=html.encode()
    )
    return read(capture, SOURCE)


def article(number: int, words: int = 4) -> str:
    return (
        f"<article><h2><a href=/nyheter/{number}>Rubrik nummer {number}</a></h2>"
        f"<p>{f'Del {number}. ' + WORDS * words}</p><p>{WORDS}</p></article>"
    )


def test_page_of_whole_articles_is_taken_apart() -> None:
    pages = page("<h1>Nyheter</h1>" + "".join(article(number) for number in range(5)))
    assert [each.title for each in pages] == [f"Rubrik nummer {number}" for number in range(5)]
    assert [each.key for each in pages] == [f"https://byn.example/nyheter/{number}" for number in range(5)]
    assert {each.stream for each in pages} == {"item"}
    assert all(f"Del {number}." in each.blocks[1].text for number, each in enumerate(pages))


def test_article_with_subheadings_stays_whole() -> None:
    parts = "".join(f"<h2>Mellanrubrik {number}</h2><p>{WORDS * 5}</p>" for number in range(5))
    assert [each.title for each in page(f"<h1>Bron lagas</h1>{parts}", "Bron lagas")] == ["Bron lagas"]


def test_teasers_under_an_article_do_not_take_it_apart() -> None:
    teasers = "".join(f"<article><h2><a href=/n/{n}>Annan nyhet {n}</a></h2><p>Kort.</p></article>" for n in range(5))
    pages = page(f"<h1>Bron lagas</h1><p>{WORDS * 20}</p>{teasers}", "Bron lagas")
    assert [(each.title, each.stream) for each in pages] == [("Bron lagas", "page")]


def test_two_articles_are_too_few_to_tell() -> None:
    assert len(page("<h1>Nyheter</h1>" + article(1) + article(2))) == 1
