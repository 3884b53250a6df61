"""Feeds, APIs, PDF files and the decoding of bytes."""

import gzip
import io
from pathlib import Path

import orjson
import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from archive.records import Source
from scraper.readers import feed, pdf, polisen_events, wordpress
from scraper.readers.encoding import decode
from scraper.readers.items import plain

SOURCE = Source(
    id="se_stad", name="Stad", kind="municipality", cms="feed", url="https://stad.example/", language="sv",
    timezone="Europe/Stockholm",
)  # fmt: skip
NOW = "2024-11-08T22:30:00Z"
URL = "https://stad.example/rss/nyheter"
LISTINGS = Path(__file__).parents[1].parent / "shared" / "data" / "polisen-nightly-dev" / "listing"

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Stad</title><link>https://stad.example/</link>
<item><title>Ny park &amp;amp; nytt bad</title><link>/nyheter/ny-park?utm_source=rss</link>
<guid isPermaLink="false">id-17</guid>
<description>&lt;p&gt;En &lt;b&gt;s&lt;/b&gt;tor park.&lt;/p&gt;&lt;p&gt;Gratis.&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>En stor park.</p><p>Den &ouml;ppnar i <b>maj</b>.</p>]]></content:encoded>
<pubDate>Fri, 04 Mar 2024 10:00:00 +0100</pubDate><category>Miljö</category><category>Park</category>
<dc:creator>Alva Berg</dc:creator>
<enclosure url="/filer/plan.pdf" length="1" type="application/pdf"/><enclosure url="/park.jpg" type="image/jpeg"/></item>
<item><title>Utan datum</title><link>https://stad.example/b</link></item>
<item><title>Utan allt</title></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://stad.example/aktuellt/">
<link rel="self" href="feed.atom"/><link rel="next" href="?sida=2"/>
<entry xml:base="2024/"><title type="html">Ny &lt;em&gt;park&lt;/em&gt;</title><id>urn:uuid:1</id>
<link rel="enclosure" type="application/pdf" href="plan.pdf"/><link href="ny-park"/>
<published>2024-03-04T10:00:00+01:00</published><updated>2024-03-05T10:00:00Z</updated>
<author><name>Alva Berg</name></author><summary>En park.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>En stor park.</p></div></content></entry>
<entry><title type="text">a &lt; b</title><id>https://stad.example/c</id><updated>2024-03-05T10:00:00Z</updated>
<content type="text">5 &lt; 6</content></entry>
</feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel/><item rdf:about="x"><title>Park</title>
<link>https://stad.example/park</link><dc:date>2024-03-04</dc:date></item></rdf:RDF>"""


def read(text: str | bytes, url: str = URL):
    body = text if isinstance(text, bytes) else text.encode()
    return feed.read_items(body, url, SOURCE, NOW)


def test_rss_item_is_read():
    page = read(RSS).pages[0]
    assert page.key == "https://stad.example/nyheter/ny-park"
    assert page.aliases == ("guid:id-17",)
    assert page.stream == "item"
    assert not page.authority
    assert page.title == "Ny park & nytt bad"
    assert page.lead == "En stor park."
    assert [block.text for block in page.blocks] == ["Gratis.", "En stor park.", "Den öppnar i maj."]
    assert page.published_at == "2024-03-04T09:00:00Z"
    assert page.published_raw == "Fri, 04 Mar 2024 10:00:00 +0100"
    assert page.author == "Alva Berg"
    assert page.tags == {"category": "Miljö, Park"}
    assert [(file.url, file.media_type) for file in page.attachments] == [
        ("https://stad.example/filer/plan.pdf", "application/pdf")
    ]
    assert page.images == ("https://stad.example/park.jpg",)


def test_items_keep_their_order_and_what_cannot_be_read_is_counted():
    items = read(RSS)
    assert [page.title for page in items.pages] == ["Ny park & nytt bad", "Utan datum"]
    assert items.pages[1].published_at == ""
    assert items.skipped == ("item 3: neither link nor id",)


def test_atom_entry_is_read():
    items = read(ATOM)
    page, text = items.pages
    assert items.next_url == "https://stad.example/aktuellt/?sida=2"
    assert page.url == "https://stad.example/aktuellt/2024/ny-park"
    assert page.aliases == ("guid:urn:uuid:1",)
    assert (page.title, page.lead, page.author) == ("Ny park", "En park.", "Alva Berg")
    assert [block.text for block in page.blocks] == ["En stor park."]
    assert (page.published_at, page.modified_at) == ("2024-03-04T09:00:00Z", "2024-03-05T10:00:00Z")
    assert page.attachments[0].url == "https://stad.example/aktuellt/2024/plan.pdf"
    assert (text.url, text.title, text.published_at) == ("https://stad.example/c", "a < b", "2024-03-05T10:00:00Z")
    assert [block.text for block in text.blocks] == ["5 < 6"]


def test_rss_1_is_read():
    page = read(RDF).pages[0]
    assert (page.key, page.published_at) == ("https://stad.example/park", "2024-03-04")


def test_broken_feed_gives_what_can_be_saved():
    broken = RSS[: RSS.index("<item><title>Utan allt")].replace("Utan datum", "A & B &nbsp; C \x02")
    assert [page.title for page in read(broken).pages] == ["Ny park & nytt bad", "A & B C"]


def test_feed_in_another_charset():
    text = RSS.replace("utf-8", "iso-8859-1")
    assert read(text.encode("iso-8859-1")).pages[0].tags == {"category": "Miljö, Park"}


def test_entities_and_outside_files_are_not_followed(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("hemligt")
    bomb = f"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file://{secret}">]>
    <rss><channel><item><title>x &b; &f;</title><link>https://stad.example/x</link></item></channel></rss>"""
    title = read(bomb).pages[0].title
    assert "hemligt" not in title
    assert "hahaha" not in title


@pytest.mark.parametrize("body", ["", "no xml", "<html><body>Fel</body></html>", "{}"])
def test_what_is_no_feed_is_an_error(body):
    with pytest.raises(ValueError, match="expected an RSS or Atom feed"):
        read(body)


def event(**changes) -> dict:
    return {
        "id": 17, "datetime": "2024-10-21 9:07:52 +02:00", "name": "21 oktober 09.05, Brand, Staden",
        "summary": "En bil  brinner.", "url": "/handelser/2024/oktober/21/brand/", "type": "Brand",
        "location": {"name": "Staden", "gps": "55.6,13.0"},
    } | changes  # fmt: skip


def test_police_event_is_read():
    body = orjson.dumps([event()])
    (page,) = polisen_events.read_items(body, "https://polis.example/api/events", SOURCE, NOW).pages
    assert page.key == "polisen:17"
    assert page.aliases == ("https://polis.example/handelser/2024/oktober/21/brand",)
    assert page.url == "https://polis.example/handelser/2024/oktober/21/brand/"
    assert page.authority
    assert (page.title, page.lead) == ("21 oktober 09.05, Brand, Staden", "En bil brinner.")
    assert (page.published_at, page.published_raw) == ("2024-10-21T07:07:52Z", "2024-10-21 9:07:52 +02:00")
    assert page.tags == {"type": "Brand", "place": "Staden", "gps": "55.6,13.0"}


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (7, "expected an object, found int"), (event(id=None), "no id"), (event(id=True), "no id"),
        (event(url=""), "no url"), (event(url="javascript:x"), "no url"), (event(name=None), "no name"),
    ],
)  # fmt: skip
def test_one_broken_event_loses_no_other(broken, why):
    items = polisen_events.read_items(orjson.dumps([event(id=1), broken, event(id=2)]), URL, SOURCE, NOW)
    assert [page.key for page in items.pages] == ["polisen:1", "polisen:2"]
    assert items.skipped == (f"item 2: {why}",)


def test_event_without_place_and_time_is_read():
    (page,) = polisen_events.read_items(orjson.dumps([event(location=None, datetime="x")]), URL, SOURCE, NOW).pages
    assert (page.published_at, page.tags) == ("", {"type": "Brand"})


@pytest.mark.parametrize("body", [b"", b"[{", b'{"error": 1}', b"<html>"])
@pytest.mark.parametrize("reader", [polisen_events, wordpress])
def test_answer_that_is_no_list_is_an_error(reader, body):
    with pytest.raises(ValueError):
        reader.read_items(body, URL, SOURCE, NOW)


def test_wordpress_post_is_read():
    post = {
        "id": 5, "link": "https://stad.example/2024/03/ny-park/", "date": "2024-03-04T10:00:00",
        "date_gmt": "2024-03-04T09:00:00", "modified_gmt": "2024-03-05T09:00:00",
        "title": {"rendered": "Park &#8211; ny"}, "content": {"rendered": "<p>En park.</p>\n<p>Gratis.</p>"},
        "excerpt": {"rendered": "<p>En park.</p>\n"}, "_embedded": {"author": [{"name": "Alva Berg"}]},
    }  # fmt: skip
    items = wordpress.read_items(orjson.dumps([post, {"id": 6}, {}]), URL, SOURCE, NOW)
    (page,) = items.pages
    assert (page.key, page.aliases) == ("https://stad.example/2024/03/ny-park", ("wordpress:5",))
    assert (page.title, page.lead, page.author) == ("Park – ny", "En park.", "Alva Berg")
    assert [block.text for block in page.blocks] == ["En park.", "Gratis."]
    assert (page.published_at, page.modified_at) == ("2024-03-04T09:00:00Z", "2024-03-05T09:00:00Z")
    assert items.skipped == ("item 2: no link", "item 3: no id")


def test_markup_becomes_one_line():
    assert plain("<p>A<b>B</b></p><p>C&nbsp;&amp; D</p>") == "AB C & D"
    assert plain("utan  märken") == "utan märken"


def a_pdf(*texts: str, password: str = "") -> bytes:
    writer = PdfWriter()
    font = DictionaryObject(
        {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
         NameObject("/BaseFont"): NameObject("/Helvetica"), NameObject("/Encoding"): NameObject("/WinAnsiEncoding")}
    )  # fmt: skip
    for text in texts:
        page = writer.add_blank_page(200, 200)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F"): font})}
        )
        lines = "".join(f"({line}) Tj 0 -14 Td " for line in text.split("\n"))
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F 12 Tf 10 180 Td {lines} ET".encode("cp1252"))
        page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_pdf_text_of_all_pages():
    assert pdf.pdf_text(a_pdf("Ny park öppnar", "Sida två")) == "Ny park öppnar\n\nSida två"


def test_hyphens_at_line_ends_are_mended_only_when_safe():
    assert pdf.mend_hyphens("trygg-\nhet") == "trygghet"
    assert pdf.mend_hyphens("barn-\noch ungdom") == "barn-\noch ungdom"
    assert pdf.mend_hyphens("IT-\nsystem 2017-\n2022 Malmö-\nLund") == "IT-\nsystem 2017-\n2022 Malmö-\nLund"
    assert pdf.mend_hyphens("trygg\u00ad\nhet") == "trygghet"


def test_pdf_limits(monkeypatch):
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    assert pdf.pdf_text(a_pdf("ett", "två", "tre")) == "ett\n\ntvå"
    monkeypatch.setattr(pdf, "MAX_CHARACTERS", 4)
    assert pdf.pdf_text(a_pdf("ett", "två", "tre")) == "ett"
    monkeypatch.setattr(pdf, "MAX_CONTENT", 60)
    assert pdf.pdf_text(a_pdf("ett" * 40, "två")) == "två"


def test_unreadable_pdf_is_one_clear_error():
    whole = a_pdf("ett")
    for body in (
        b"",
        b"hello",
        b"%PDF-1.7",
        b"%PDF-1.7\n" + b"\x00\xff" * 400,
        whole[:200],
        a_pdf("x", password="hemligt"),
    ):
        with pytest.raises(pdf.UnreadablePdf):
            pdf.pdf_text(body)


@pytest.mark.parametrize(
    ("body", "header", "text"),
    [
        ("Malmö".encode(), "", "Malmö"),
        ("Malmö".encode("cp1252"), "", "Malmö"),
        (b"\xef\xbb\xbfMalm\xc3\xb6", "text/html; charset=iso-8859-1", "Malmö"),
        ("Malmö".encode("utf-16"), "", "Malmö"),
        ("Malmö".encode(), "text/html; charset=iso-8859-1", "Malmö"),
        ("Malmö – €".encode("cp1252"), "text/html; charset=iso-8859-1", "Malmö – €"),
        ('<meta charset="koi8-r">Привет'.encode("koi8-r"), "", '<meta charset="koi8-r">Привет'),
        ("Привет".encode("koi8-r"), "text/plain; charset=KOI8-R", "Привет"),
        ('<?xml encoding="iso-8859-15"?>5 €'.encode("iso-8859-15"), "", '<?xml encoding="iso-8859-15"?>5 €'),
        ("Malmö".encode("cp1252"), "text/html; charset=nonsense", "Malmö"),
        ("Malmö".encode("cp1252"), "text/html; charset=base64", "Malmö"),
        (("Malmö åäö " * 9).encode()[:-1] + b"\xc3", "", "Malmö åäö " * 9),
        (b"", "", ""),
    ],
)  # fmt: skip
def test_bytes_become_text(body, header, text):
    assert decode(body, header).rstrip("\ufffd").strip() == text.strip()


@pytest.mark.skipif(
    not (Path(__file__).parents[1].parent / "shared" / "data").is_dir(), reason="the recorded nights are not here"
)
def test_recorded_listings_are_read_whole():
    listings = sorted(
        (Path(__file__).parents[1].parent / "shared" / "data" / "polisen-nightly-dev" / "listing").glob("*.gz")
    )
    for listing in (listings[0], listings[-1]):
        body = gzip.decompress(listing.read_bytes())
        items = polisen_events.read_items(body, "https://polisen.se/api/events", SOURCE, NOW)
        assert len(items.pages) == len(orjson.loads(body))
        assert items.skipped == ()
        assert all(page.published_at.endswith("Z") for page in items.pages)


@pytest.mark.parametrize("odd", ["<x:y>1</x:y>", "<a:b:c/>", "&#55296;", "&#xD800;"])
def test_an_odd_element_or_character_does_not_cost_the_feed(odd: str) -> None:
    body = f"<rss><channel><item><title>Bron {odd}</title><link>https://a.example/1</link>{odd}</item></channel></rss>"
    assert len(feed.read_items(body.encode(), "https://a.example/rss", SOURCE, "2026-05-05T01:30:00Z").pages) == 1
