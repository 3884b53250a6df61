"""What a page says about itself, from pages written for the purpose."""

from dataclasses import replace

import pytest

from archive.records import Source
from scraper.readers.dates import Moment
from scraper.readers.html import parse
from scraper.readers.metadata import Metadata, read_metadata

SOURCE = Source(
    id="se_stad", name="Exempelstad", kind="municipality", cms="listing", url="https://stad.example/", language="sv",
    timezone="Europe/Stockholm",
)  # fmt: skip
URL = "https://stad.example/nyheter/ny-park"


def read(head: str = "", body: str = "", *, url: str = URL, lang: str = "sv") -> Metadata:
    page = f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'
    return read_metadata(parse(page), url, SOURCE, "2024-11-08T22:30:00Z")


def ld(json: str) -> str:
    return f'<script type="application/ld+json">{json}</script>'


def test_json_ld_is_believed_first():
    found = read(
        ld(
            '{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"Exempelstad"},'
            '{"@type":["NewsArticle"],"headline":"Ny park",'
            '"author":[{"@type":"Person","name":"Alva Berg"},{"name":"Ola Dal"}],'
            '"datePublished":"2024-03-04T10:00:00+01:00","dateModified":"2024-03-05 9:07:52 +01:00",'
            '"image":{"url":"/park.jpg"}}]}'
        )
        + '<meta property="article:published_time" content="2020-01-01"><meta name="author" content="Någon Annan">',
        "<h1>Ny park</h1>",
    )
    assert (found.published.at, found.modified.at) == ("2024-03-04T09:00:00Z", "2024-03-05T08:07:52Z")
    assert found.author == "Alva Berg, Ola Dal"
    assert found.images == ("https://stad.example/park.jpg",)


@pytest.mark.parametrize(
    "broken", ['{"@type":"NewsArticle","headline":', "[]", "null", '"x"', "<!-- -->", '{"@graph":7}']
)
def test_broken_json_ld_is_left_out(broken):
    found = read(
        ld(broken) + '<meta property="article:published_time" content="2024-03-04T10:00:00">', "<h1>Ny park</h1>"
    )
    assert found.published.at == "2024-03-04T09:00:00Z"
    assert found.title == "Ny park"


def test_line_breaks_inside_json_strings_are_mended():
    assert read(ld('{"@type":"Article","headline":"Ny","description":"En\npark"}')).description == "En park"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Ny park | Exempelstad</title>", "<h1>Ny park</h1>", "Ny park"),
        ("<title>Ny park - Exempelstad</title>", "<h1>Exempelstad</h1>", "Ny park"),
        ("<title>Ny park | Exempelstad</title>", "", "Ny park"),
        ("<title>Ny park i stan öppnar 2024</title>", "<h1>Ny park i stan öppnar snart</h1>", "Ny park i stan öppnar snart"),
        ('<meta property="og:title" content="Ny park i stan"><title>x</title>', "<h1>Meny</h1>", "Ny park i stan"),
        ("<title>Ny park | Stan</title>", "<h1>Stan</h1><h1>Ny  park</h1>", "Ny park"),
        ("<title>Brand i skola – ingen skadad</title>", "", "Brand i skola – ingen skadad"),
        ("<title>20 mars 18:36, Brand | Myndigheten</title>", "<h1>20 mars 18:36, Brand</h1>", "20 mars 18:36, Brand"),
        ("", "<h1>Ny park</h1>", "Ny park"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_title_is_what_the_headline_prints(head, body, title):
    assert read(head, body).title == title


@pytest.mark.parametrize(
    ("head", "body", "author"),
    [
        ('<meta name="author" content="Alva Berg">', "", "Alva Berg"),
        ('<meta name="author" content="https://stad.example/alva">', "<p>Text av</p><p>Alva Berg</p>", "Alva Berg"),
        ('<meta property="dc:Creator" content="Creator">', "<div>Text av<br><span>Alva Berg</span></div>", "Alva Berg"),
        ("", "<p>Text av</p><p>Alva Berg, kommunikatör</p>", "Alva Berg, kommunikatör"),
        ("", '<a rel="author" href="/alva">Alva Berg</a>', "Alva Berg"),
        ("", '<p class="byline">Av Alva Berg, reporter</p>', "Alva Berg"),
        ("", "<h2>Article by</h2><div>Alva Berg</div>", "Alva Berg"),
        ("", '<p class="Author_author__4ceOm">Alva van Berg</p>', "Alva van Berg"),
        ("", '<div class="authors-box">Läs mer om oss</div>', ""),
        (
            '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Alva Berg">',
            "",
            "Alva Berg",
        ),
        ('<meta name="twitter:label1" content="Price"><meta name="twitter:data1" content="Alva Berg">', "", ""),
        ('<meta name="author" content="alva@stad.example">', "", ""),
        ("", '<aside class="related"><a rel="author">Ola Dal</a></aside>', ""),
        (ld('{"@type":"Article","headline":"x","author":[{"name":"Alva Berg"},"Exempelstad"]}'), "", "Alva Berg"),
    ],
)
def test_author_is_a_name(head, body, author):
    assert read(head, body).author == author


@pytest.mark.parametrize(
    ("head", "body", "at"),
    [
        ('<meta property="dc:Date.Created" content="2023-03-20 19:10:56">', "", "2023-03-20T18:10:56Z"),
        ('<meta name="date" content="2024-03-04">', "", "2024-03-04"),
        ("", '<h1>Ny park</h1><time datetime="2024-03-04T10:00:00+01:00">4 mars</time>', "2024-03-04T09:00:00Z"),
        ("", "<h1>Ny park</h1><div>Publicerad<br><span>20 mars 19:10</span></div>", "2024-03-20T18:10:00Z"),
        ("", "<h1>Ny park</h1><p>2024-03-04</p><p>Text 2020-01-01 i text som är lång nog.</p>", "2024-03-04"),
        ("", '<h1>Ny park</h1><p>Text.</p><p class="date">Stad, 4 mars 2024 | nyhet</p>', "2024-03-04"),
        ("", '<h1>Ny park</h1><abbr class="published" title="2024-03-04T10:00:00Z">10</abbr>', "2024-03-04T10:00:00Z"),
    ],
)
def test_publication_time(head, body, at):
    assert read(head, body).published.at == at


def test_times_of_other_pages_are_not_the_pages_own():
    teasers = '<aside><time datetime="2024-10-01">1 okt</time></aside>'
    teasers += '<ul class="related"><li><time datetime="2024-10-02">x</time></ul>'
    comments = '<div class="comments"><time datetime="2024-10-03">x</time></div>'
    own = '<article><h1>Ny park</h1><p><time datetime="2024-03-04">4 mars</time></p><p>Text.</p></article>'
    assert read("", teasers + own + comments).published.at == "2024-03-04"
    assert read("", teasers + "<h1>Ny park</h1>" + comments).published is None


def test_change_is_not_taken_for_publication_where_the_page_shows_both():
    found = read("", "<h1>Ny park</h1><p>2018-05-09</p><p>Text.</p><p>Senast ändrad: 2018-06-08 11:04</p>")
    assert (found.published.at, found.modified.at) == ("2018-05-09", "2018-06-08T09:04:00Z")


def test_only_date_of_a_page_stands_for_its_publication_in_the_words_of_the_change():
    found = read("", "<h1>Ny park</h1><p>Text.</p><p>Senast ändrad: 2018-06-08 11:04</p>")
    assert found.published == found.modified == Moment("2018-06-08T09:04:00Z", "2018-06-08 11:04")


def test_unlabelled_date_before_the_change_is_the_publication():
    text = "<p>" + "Text om parken. " * 60 + "</p>"
    found = read("", f"<h1>Ny park</h1>{text}<p>Styrelsen den 30/4 2024</p><p>Ändrad 5/5 2024</p>")
    assert (found.published.at, found.modified.at) == ("2024-04-30", "2024-05-05")
    found = read("", f"<h1>Ny park</h1>{text}<p>Möte den 30/6 2024</p><p>Ändrad 5/5 2024</p>")
    assert (found.published.at, found.modified.at) == ("2024-05-05", "2024-05-05")


@pytest.mark.parametrize(
    ("script", "at"),
    [
        ('window.state = {"article":{"publishedAt":"2024-03-04T10:00:00+01:00"}}', "2024-03-04T09:00:00Z"),
        (r'push("{\"date_published\":\"2024-03-04\"}")', "2024-03-04"),
        ('layer.push({"cmsPublishingDate":"2024-03-04"})', "2024-03-04"),
        ("var pubDate = '2024-03-04';", "2024-03-04"),
    ],
)
def test_state_in_a_script_is_a_witness_of_the_day(script, at):
    assert read(f"<script>{script}</script>", "<h1>Ny park</h1><p>Text.</p>").published.at == at


@pytest.mark.parametrize(
    "script",
    ['{"unpublishedAt":"2024-03-04"}', '{"publishedAt":"2031-01-01"}', '{"expires":"2024-03-04"}', '{"publishedAt":'],
)
def test_other_days_in_scripts_are_not_believed(script):
    assert read(f"<script>{script}</script>", "<h1>Ny park</h1><p>Text.</p>").published is None


def test_script_does_not_outdo_what_the_page_shows():
    script = '<script>{"publishedAt":"2024-03-01"}</script>'
    assert read(script, "<h1>Ny park</h1><p>Publicerad 2024-03-04</p>").published.at == "2024-03-04"


def test_date_at_the_head_of_a_paragraph_is_taken_but_none_within_a_sentence():
    text = "Kommunen öppnar i dag en park för alla som bor i stadens östra delar och för dem som bara går förbi. " * 3
    assert read("", f"<h1>Ny park</h1><p>Exempelstad, (4.3.2024). {text}</p>").published.at == "2024-03-04"
    assert read("", f"<h1>Ny park</h1><p>{text} Beslutet togs 4 mars 2019.</p>").published is None


def test_declared_date_in_printed_form_yields_to_an_older_one_on_the_page():
    head = ld('{"@type":"Article","headline":"Ny park","datePublished":"Jun 24, 2024","dateModified":"Jun 24, 2024"}')
    assert read(head, "<h1>Ny park</h1><p>Publicerad 4 mars 2024</p>").published.at == "2024-03-04"
    assert read(head, "<h1>Ny park</h1><p>Möte 1 juli 2024</p>").published.at == "2024-06-24"


def test_day_that_a_time_element_prints_outdoes_its_attribute():
    element = '<time datetime="2024-07-03T10:18:46Z">Publicerad 29 juni 2024</time>'
    assert read("", f"<h1>Ny park</h1>{element}").published == Moment("2024-06-29", "29 juni 2024")
    same = '<time datetime="2024-03-04T10:00:00+01:00">4 mars 2024</time>'
    assert read("", f"<h1>Ny park</h1>{same}").published.at == "2024-03-04T09:00:00Z"


def test_dates_of_quoted_posts_are_not_the_pages_own():
    quoted = '<blockquote><p>Hej <time datetime="2018-03-12T19:30:12+00:00">12 mars</time></p></blockquote>'
    assert read("", f"<h1>Ny park</h1><p>2024-03-04</p>{quoted}").published.at == "2024-03-04"


def test_url_names_the_day_of_a_utc_time_where_no_zone_is_known():
    head = '<meta property="article:published_time" content="2024-03-05T03:10:00Z">'
    url = "https://stad.example/2024/03/04/ny-park"
    nowhere = replace(SOURCE, timezone="UTC")
    page = parse(head + "<h1>Ny park</h1>")
    assert read_metadata(page, url, nowhere, "2024-11-08T22:30:00Z").published == Moment("2024-03-04", "2024-03-04")
    assert read_metadata(page, url, SOURCE, "2024-11-08T22:30:00Z").published.at == "2024-03-05T03:10:00Z"


def test_time_shown_on_the_day_of_the_url_is_kept():
    url = "https://stad.example/2024-03-04-ny-park.html"
    shown = '<h1>Ny park</h1><time datetime="2024-03-04T10:50:00+01:00">4 mars</time>'
    assert read("", shown, url=url).published.at == "2024-03-04T09:50:00Z"
    assert read("", "<h1>Ny park</h1><p>3 december 2008</p>", url=url).published.at == "2024-03-04"


def test_url_keeps_the_day_of_a_page_that_was_moved():
    head = '<meta property="article:published_time" content="2024-03-05T03:10:00+01:00">'
    assert read(head, "<h1>x</h1>", url="https://stad.example/2017/7/12/x").published.at == "2017-07-12"
    assert read(head, "<h1>x</h1>", url="https://stad.example/2024/10/12/x").published.at == "2024-03-05T02:10:00Z"


def test_time_marked_as_changed_beside_the_published():
    found = read(
        "",
        '<h1>Ny park</h1><p>Uppdaterad <time datetime="2024-03-06">x</time></p>'
        '<p>Publicerad <time datetime="2024-03-04">x</time></p>',
    )
    assert (found.published.at, found.modified.at) == ("2024-03-04", "2024-03-06")


def test_dates_of_the_future_are_events():
    assert read("", "<h1>Ny park</h1><p>2025-05-01</p>").published is None
    assert read('<meta name="date" content="2030-01-01">').published is None


def test_url_is_the_last_witness():
    assert read("", "<h1>x</h1>", url="https://stad.example/2018-05-09-ny-park.html").published.at == "2018-05-09"
    assert (
        read('<meta name="date" content="2018-05-10">', url="https://stad.example/2018-05-09-x").published.at
        == "2018-05-10"
    )


def test_language_is_the_pages_else_the_sources():
    assert read(lang="en-US").language == "en"
    assert read(lang="").language == "sv"


def test_addresses_are_absolute_and_http():
    found = read(
        '<link rel="canonical" href="/nyheter/ny-park"><meta property="og:image" content="javascript:alert(1)">'
    )
    assert (found.canonical_url, found.images) == (URL, ())
    assert read('<link rel="canonical" href="http://[broken">').canonical_url == ""


@pytest.mark.parametrize(
    "page", ["", "<", "<html>", "<p>x", "\x00\x01", "<h1>" * 300 + "x", "<meta content=x><time datetime>"]
)
def test_no_page_breaks_the_reading(page):
    read_metadata(parse(page), URL, SOURCE, "2024-11-08T22:30:00Z")
