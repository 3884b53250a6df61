"""Telling articles from navigation by a page's own repetition, and finding the next page."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper.attachments import attachment_urls
from scraper.links import article_links
from scraper.paging import next_page

HERE = "https://www.stad.example/nyheter"
SHARED = Path(__file__).parents[1].parent / "shared" / "data" / "ag-press-us" / "html"
MENU = "".join(
    f"<li><a href='/{name}'>{name.title()} och service</a></li>" for name in ["bygga", "skola", "vård", "trafik"]
)
TITLES = [
    "Bron över ån stängs i tre veckor",
    "Nytt bibliotek invigs på lördag",
    "Vattnet är åter drickbart",
    "Snö väntas i natt",
]


def site(items: str, after: str = "") -> str:
    return (
        f"<!DOCTYPE html><html><body><header><nav><ul>{MENU}</ul></nav></header><main>{items}{after}</main>"
        f"<footer><ul>{MENU}</ul><a href='/om-webbplatsen-2024-01'>Om webbplatsen och hur vi behandlar uppgifter</a></footer>"
        "</body></html>"
    )


def titles(html: str) -> list[str]:
    return [page.title for page in article_links(html, HERE, fetched_at="2024-03-01T22:00:00Z").pages]


def test_a_list_with_headings_and_dates_is_found():
    items = "".join(
        f"<li class='i{n}9'><h2><a href='/nyheter/2024-03-0{n + 1}-a-b'>{title}</a></h2><p>{n + 1} mars 2024</p></li>"
        for n, title in enumerate(TITLES)
    )
    pages = article_links(site(f"<ul>{items}</ul>"), HERE).pages
    assert [page.title for page in pages] == TITLES
    assert [page.published_at for page in pages] == ["2024-03-01", "2024-03-02", "2024-03-03", "2024-03-04"]
    assert {page.stream for page in pages} == {"item"} and pages[
        0
    ].url == "https://www.stad.example/nyheter/2024-03-01-a-b"


def test_cards_with_a_picture_a_heading_and_read_more_are_one_item_each():
    items = "".join(
        f"<div class='card'><a class='bild' href='/n/{n}234'><img src='x.jpg'></a><h3>{title}</h3>"
        f"<time datetime='2024-03-0{n + 1}'>x</time>"
        f"<a class='mer' href='/n/{n}234#top'>Läs mer</a></div>"
        for n, title in enumerate(TITLES)
    )
    assert titles(site(items)) == TITLES


def test_a_plain_list_without_dates_or_headings_is_found():
    items = "".join(f"<p><a href='/nyheter/{title.lower().replace(' ', '-')}.html'>{title}</a></p>" for title in TITLES)
    assert titles(site(items)) == TITLES


def test_a_lead_story_in_other_markup_belongs_to_the_list():
    lead = "<section class='topp'><h2><a href='/nyheter/2024/storsta-nyheten-nu'>Största nyheten i staden idag</a></h2></section>"
    items = "".join(
        f"<li><h3><a href='/nyheter/2024/nyhet-nummer-{n}00'>{t}</a></h3></li>" for n, t in enumerate(TITLES)
    )
    assert titles(site(lead + f"<ul>{items}</ul>")) == ["Största nyheten i staden idag", *TITLES]


def test_archive_by_month_is_no_list_of_articles():
    months = "".join(f"<li><a href='/nyheter/arkiv/2023{n:02}'>Månad {n} 2023</a></li>" for n in range(1, 13))
    items = "".join(f"<li><h3><a href='/nyheter/nyhet-nummer-{n}00'>{t}</a></h3></li>" for n, t in enumerate(TITLES))
    assert titles(site(f"<ul class='m'>{months}</ul><ul class='n'>{items}</ul>")) == TITLES


def test_a_page_with_nothing_but_navigation_has_no_articles():
    assert titles(site("<h1>Nyheter</h1><p>Inga nyheter.</p>")) == []


def test_off_site_links_and_files_are_no_articles():
    items = "".join(
        f"<li><h2><a href='{target}'>{title}</a></h2></li>"
        for target, title in zip(
            ["https://annan.example/lang-nyhet-har", "/n/beslut-om-bron.pdf", "/n/nyhet-nummer-1", "/n/nyhet-nummer-2"],
            TITLES,
            strict=True,
        )
    )
    assert titles(site(f"<ul>{items}</ul>")) == TITLES[2:]


@pytest.mark.parametrize(
    "body", ["", "<a href=", "<a href='http://[x'>x</a>", "\x00" * 50, "<div>" * 3000 + "<a href='/x-1-2'>y</a>"]
)
def test_broken_pages_give_no_error(body):
    assert article_links(body, HERE).next_url == ""


@pytest.mark.parametrize(
    "link",
    [
        "<link rel='next' href='/nyheter?page=2'>",
        "<a rel='next' href='?page=2'>vidare</a>",
        "<a href='/nyheter?page=2'>Nästa sida »</a>",
        "<a href='/nyheter?page=2' aria-label='Nästa'><svg></svg></a>",
        "<a href='/nyheter?page=1'>1</a><a href='/nyheter?page=2'>2</a><a href='/nyheter?page=3'>3</a>",
        "<a href='/nyheter?page=2'>Weiter</a>",
        "<a href='/nyheter?page=2'>Seuraava</a>",
    ],
)
def test_the_next_page_is_found(link):
    assert next_page(LexborHTMLParser(site("", link)), HERE) == "https://www.stad.example/nyheter?page=2"


@pytest.mark.parametrize(
    "link",
    ["<a href='https://annan.example/?page=2'>Nästa</a>", "<a href='#'>Nästa</a>", "<a href='/nyheter'>Nästa</a>"],
)
def test_a_next_link_that_leads_elsewhere_or_nowhere_is_none(link):
    assert next_page(LexborHTMLParser(site("", link)), HERE) == ""


def test_the_page_after_the_third_is_the_fourth():
    pager = "".join(f"<a href='/nyheter?page={n}'>{n}</a>" for n in range(1, 8))
    assert next_page(LexborHTMLParser(site("", pager)), HERE + "?page=3").endswith("?page=4")


def test_files_of_the_main_part_on_the_same_site_are_attachments():
    html = site(
        "<p><a href='/filer/beslut.PDF'>Beslut</a><a href='/hamta?id=7' type='application/pdf'>Karta</a>"
        "<a href='https://annan.example/x.pdf'>x</a><a href='/filer/beslut.PDF#s2'>sidan 2</a></p>",
    ).replace("</footer>", "<a href='/policy.pdf'>Policy</a></footer>")
    assert attachment_urls(html.encode(), HERE) == (
        "https://www.stad.example/filer/beslut.PDF",
        "https://www.stad.example/hamta?id=7",
    )


HOSTS = {
    "california": "https://oag.ca.gov/media/news",
    "connecticut": "https://portal.ct.gov/ag/press-releases",
    "new_york": "https://ag.ny.gov/press-releases",
    "ohio": "https://charitable.ohioago.gov/x",
    "texas": "https://www.texasattorneygeneral.gov/news",
    "virginia": "https://www.oag.state.va.us/x",
    "pennsylvania": "https://www.attorneygeneral.gov/taking-action/",
}
LISTINGS = {
    "california": 30,
    "connecticut": 15,
    "new_york": 25,
    "ohio": 10,
    "texas": 10,
    "virginia": 10,
    "pennsylvania": 25,
}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared listing pages are not here")
@pytest.mark.parametrize("name", LISTINGS)
def test_real_listings_give_their_releases(name):
    html = gzip.decompress((SHARED / f"{name}-listing_page_0.html.gz").read_bytes())
    pages = article_links(html, HOSTS[name]).pages
    assert LISTINGS[name] <= len(pages) <= LISTINGS[name] + 5
    assert sum(len(page.title) > 25 for page in pages) >= 0.9 * len(pages)


@pytest.mark.parametrize(
    "item",
    [
        '<p><a href="/nyheter/kvarnen-fyller-trehundra-ar.html">Kvarnen fyller trehundra år</a> 2026-03-25</p>',
        '<ul><li><h2><a href="/nyheter/kvarnen-fyller-trehundra-ar.html">Kvarnen fyller trehundra år</a></h2>25 mars'
        " 2026</li></ul>",
    ],
)
def test_the_only_item_on_the_last_page_of_a_list_is_found(item: str) -> None:
    menu = '<nav><a href="/">Hem</a><a href="/nyheter.html">Nyheter</a><a href="/om.html">Om byn</a></nav>'
    html = f"<html><body>{menu}<main><h1>Nyheter från byn</h1>{item}</main></body></html>"
    (page,) = article_links(html, "https://byn.example/nyheter.html?sida=3").pages
    assert (page.title, page.published_at) == ("Kvarnen fyller trehundra år", "2026-03-25")
