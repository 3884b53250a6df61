"""HTML to blocks: every word in reading order with where it stood, whatever the markup, in time proportional to its length."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.records import Block
from scraper.readers.html import blocks_of
from scraper.readers.nesting import MANY, tamed
from tests.growth import assert_linear

BASE = "https://prov.se/nyheter/1"


def texts(html: str) -> list[str]:
    return [block.text for block in blocks_of(html, BASE)]


def block(html: str) -> Block:
    (found,) = blocks_of(html, BASE)
    return found


def test_paragraphs_headings_and_list_items_are_blocks_in_reading_order() -> None:
    html = "<main><h1>Bron</h1><p>Den <b>öppnas</b> nu.</p><ul><li>Ett</li><li>Två</li></ul>löst</main>"
    assert [(each.text, each.tag) for each in blocks_of(html, BASE)] == [
        ("Bron", "h1"), ("Den öppnas nu.", "p"), ("Ett", "li"), ("Två", "li"), ("löst", "main"),
    ]  # fmt: skip


def test_text_before_and_after_an_inner_block_stays_apart() -> None:
    assert texts("<div>före<p>inne</p>efter</div>") == ["före", "inne", "efter"]


def test_a_number_or_an_address_is_a_word_of_its_own() -> None:
    html = (
        '<p>Vakten<a href="tel:112">112</a><a href="mailto:a@b.example">a@b.example</a> (<a href="tel:113">113</a>)</p>'
    )
    assert [block.text for block in blocks_of(html, "https://staden.example/")] == ["Vakten 112 a@b.example (113)"]


def test_one_line_break_stays_and_two_make_a_new_paragraph() -> None:
    assert texts("<p>Ett<br>två<br><br>tre<br/> <br/>fyra</p>") == ["Ett\ntvå", "tre", "fyra"]


def test_a_row_of_plain_cells_reads_as_one_line() -> None:
    html = "<table><tr><th>Dag</th><th>Tid</th></tr><tr><td>Mån</td><td>8–16</td></tr><tr><td></td><td>sen</td></tr></table>"
    assert texts(html) == ["Dag | Tid", "Mån | 8–16", "sen"]


def test_a_table_that_lays_out_the_page_keeps_its_paragraphs_apart() -> None:
    assert texts("<table><tr><td><p>Ett</p><p>Två</p></td><td>Tre</td></tr></table>") == ["Ett", "Två", "Tre"]


@pytest.mark.parametrize("tag", ["script", "style", "noscript", "template", "svg", "textarea", "select", "iframe"])
def test_what_no_reader_sees_is_left_out(tag: str) -> None:
    assert texts(f"<p>före</p><{tag}>dolt</{tag}><p>efter</p>") == ["före", "efter"]


@pytest.mark.parametrize("how", ["hidden", 'style="display: none"', 'style="color:red;visibility:hidden"'])
def test_hidden_text_is_kept_and_named(how: str) -> None:
    assert [(each.text, each.zone) for each in blocks_of(f"<div {how}><p>dolt</p></div><p>synligt</p>", BASE)] == [
        ("dolt", "hidden"), ("synligt", ""),
    ]  # fmt: skip


def test_a_stray_end_of_the_document_ends_nothing() -> None:
    assert texts("<html><body><p>Ett</p></body></html><p>Två</p></html><div>Tre</div>") == ["Ett", "Två", "Tre"]


def test_landmarks_are_told_by_tag_and_by_role() -> None:
    html = (
        "<header>a</header><nav>b</nav><div role=navigation>c</div><main>d<header>e</header></main><aside>f</aside>"
        "<article>g<footer>h</footer></article><footer>i<nav>j</nav></footer>"
    )
    assert [(each.text, each.zone) for each in blocks_of(html, BASE)] == [
        ("a", "header"), ("b", "nav"), ("c", "nav"), ("d", "main"), ("e", "main"), ("f", "aside"), ("g", ""), ("h", ""),
        ("i", "footer"), ("j", "footer"),
    ]  # fmt: skip


def test_links_are_absolute_without_fragment_and_tracking() -> None:
    found = block(
        '<p>Läs <a href="/a.pdf?utm_source=x#s">planen</a> <a href="#upp">upp</a> <a href="javascript:x()">x</a></p>'
    )
    assert found.links == ("https://prov.se/a.pdf",)
    assert found.link_density == round(10 / 13, 3)


def test_the_page_may_say_what_its_links_are_relative_to() -> None:
    assert block('<head><base href="https://annan.se/x/"></head><p><a href="y">y</a></p>').links == (
        "https://annan.se/x/y",
    )


def test_a_path_has_the_names_that_stay_and_not_those_that_a_machine_gave() -> None:
    html = '<div class="text-body css-1x2y3z" id="svid12_4fa3b2"><p class="preamble">Bron</p></div>'
    assert block(html).path == "body/div.text-body/p.preamble"


def test_white_space_and_invisible_marks_fold_and_letters_are_composed() -> None:
    assert texts("<p>  A\u030a r\u00ada\u200bd\n\t med&nbsp;luft </p>") == ["Å rad med luft"]


@pytest.mark.parametrize("html", ["", " ", "<", "<!--", "<p", "</p></p>", "\0", "<html></html>", "<body><table>"])
def test_nothing_to_read_is_no_block_and_no_error(html: str) -> None:
    assert [text for text in texts(html) if text not in ("<", "\ufffd")] == []


def test_bytes_that_are_no_letters_do_not_stop_the_reading() -> None:
    assert texts("<p>Hej\0 du</p><p>\ud800 och \ufffd</p><p>slut</p>")[-1] == "slut"


HOSTILE: dict[str, Callable[[int], str]] = {
    "divs": lambda tags: "<div>" * (tags // 2) + "slut" + "</div>" * (tags // 2),
    "spans": lambda tags: "<span>" * tags + "slut",
    "tables": lambda tags: "<table><tr><td>" * (tags // 3) + "slut",
    "lists": lambda tags: "<ul><li>" * (tags // 2) + "slut",
    "unclosed bold": lambda tags: "".join(f"<div><b id={number}>x</div>" for number in range(tags // 3)) + "slut",
    "crossed": lambda tags: "<span><div></span>" * (tags // 3) + "slut",
    "links": lambda tags: "".join(f'<div><a href="/{number}">x</div>' for number in range(tags // 3)) + "slut",
    "paragraphs": lambda tags: "<p>En mening om bron över ån.</p>" * (tags // 2) + "<p>slut</p>",
    "one paragraph": lambda tags: "<p>" + "en mening utan ände " * tags + "slut",
    "white space": lambda tags: "<p>" + " \n" * 10 * tags + "slut",
    "breaks": lambda tags: "<p>" + "rad<br>" * tags + "slut",
    "unfinished tags": lambda tags: "<b " * tags + ">slut",
    "drawings": lambda tags: "<svg>" * tags + "</svg>" + "<p>slut</p>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markup_is_read_in_time_proportional_to_its_length(name: str) -> None:
    assert_linear(lambda html: blocks_of(html, BASE), HOSTILE[name], MANY + 1000)


@pytest.mark.parametrize("name", ["divs", "spans", "tables", "lists", "crossed", "breaks"])
def test_no_word_is_lost_in_deep_markup(name: str) -> None:
    assert blocks_of(HOSTILE[name](200_000), BASE)[-1].text.endswith("slut")


def test_paths_stay_short_however_deep_the_markup() -> None:
    found = blocks_of('<div class="en-ganska-lang-klass">x' * 3000, BASE)
    assert max(len(each.path) for each in found) < 4000


def test_an_ordinary_page_is_parsed_as_it_is() -> None:
    html = "<div><b>x</b></div>" * 400
    assert tamed(html) is html


def test_a_long_ordinary_page_reads_as_it_would_in_parts() -> None:
    part = '<section class="del"><h2>Rubrik</h2><p>Ett <b>fett</b> <i class=k>ord</i> och <a href="/x">länk</a>.</p></section>'
    many = blocks_of(f"<main>{part * 500}</main>", BASE)
    assert many == blocks_of(f"<main>{part}</main>", BASE) * 500


def test_drawings_in_a_long_page_take_no_text_with_them() -> None:
    html = "<p>Ett<svg><title>dolt</title><path/></svg> ord</p>" * 1000
    assert texts(html) == ["Ett ord"] * 1000
