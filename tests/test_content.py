"""What is the article of a page, from the page alone and from the slots of its source."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from archive.records import Block, Page
from bench.content import f1, load, rates, read
from dedupe.boilerplate import EMPTY, Model, Sighted, learn
from dedupe.clean import clean, own_scores
from dedupe.content import SCALE, UNKNOWN, content, scores
from dedupe.features import NAMES, features
from dedupe.forest import Forest, grown
from dedupe.marks import Marks, marks, slot_mark
from dedupe.places import FAR, NAMED, place
from dedupe.slots import article_slots
from scraper.readers.html import blocks_of

SHARED = Path(__file__).parents[1].parent / "shared" / "data"
TEXT = (
    "Bron över ån öppnas för trafik igen på måndag efter två års arbete, säger projektledaren.",
    "Arbetet tog längre tid än väntat därför att fundamenten fick göras om från grunden under den andra vintern.",
    "Under helgen provas bommar och signaler, och därefter får de första bussarna köra över.",
    "Kostnaden blev 48 miljoner kronor, vilket är tre miljoner mer än vad fullmäktige hade räknat med.",
)
MENU = "".join(f'<li><a href="/{n}">Ämne {n}</a></li>' for n in range(8))
RELATED = "".join(f'<li><a href="/n{n}">Nyhet nummer {n}</a></li>' for n in range(6))
HTML = f"""<html><body><div class="menu"><ul>{MENU}</ul></div>
<main><article><h1>Bron öppnas</h1><div class="article-body"><p>{TEXT[0]}</p><p>{TEXT[1]}</p>
<h2>Så provas bron</h2><p>{TEXT[2]}</p>MIDDLE<p>{TEXT[3]}</p></div></article>
<div class="related"><h3>Läs också</h3><ul>{RELATED}</ul></div>
<div class="comments"><div class="comment">
<p>Äntligen! Jag har kört omvägen varje dag i två år och är trött på det nu.</p></div></div></main></body></html>"""


def kept(html: str, model: Model = EMPTY) -> list[str]:
    page = Page(key="a", title="Bron öppnas", blocks=blocks_of(html, "https://prov.se/"))
    return [block.text for block, label in zip(page.blocks, clean(page, model), strict=True) if label is None]


def para(text: str, path: str = "body/main/div/p", **more) -> Block:
    return Block(text=text, tag=path.rpartition("/")[2], path=path, **more)


def test_paragraphs_and_the_heading_between_them_are_the_article_and_nothing_around_them_is() -> None:
    assert kept(HTML.replace("MIDDLE", "")) == [TEXT[0], TEXT[1], "Så provas bron", TEXT[2], TEXT[3]]


def test_a_stray_end_of_the_document_in_the_middle_cuts_nothing_off() -> None:
    assert kept(HTML.replace("MIDDLE", "</div></body></html><div class='article-body'>"))[-1] == TEXT[3]


def test_a_page_with_one_short_sentence_is_not_left_empty() -> None:
    assert kept("<html><body><div class='footer-widget'><p>Den andra dagen.</p></div></body></html>") == [
        "Den andra dagen."
    ]


def test_a_page_of_nothing_but_links_has_no_article() -> None:
    rows = "".join(f'<li><a href="/{n}">Ämne nummer {n}</a></li>' for n in range(9))
    assert kept(f"<html><body><div class='menu'><ul>{rows}</ul></div></body></html>") == []


def test_a_paragraph_on_personal_data_between_others_is_part_of_the_article_and_one_below_them_is_not() -> None:
    notice = "Vi behandlar personuppgifter enligt dataskyddsförordningen när du besöker vår webbplats prov.se."
    assert notice in kept(HTML.replace("MIDDLE", f"<p>{notice}</p>"))
    assert notice not in kept(HTML.replace("MIDDLE", "").replace("</article>", f"</article><p>{notice}</p>"))


def test_a_heading_that_a_table_of_contents_prints_first_is_kept_where_the_article_has_it() -> None:
    heading = "Så provas alla bommar och signaler på den nya bron"
    listed = f'<div class="menu"><ul><li><a href="#1">{heading}</a></li></ul></div>'
    html = HTML.replace("MIDDLE", f"<h2>{heading}</h2>").replace("<main>", f"{listed}<main>")
    assert kept(html).count(heading) == 1 and kept(html)[-2] == heading


def test_a_closed_block_is_never_chosen() -> None:
    blocks = [para(text) for text in TEXT]
    assert content(blocks, [True, False, True, False])[1::2] == [False, False]
    assert scores(blocks, [True, False, True, False])[1::2].tolist() == [UNKNOWN, UNKNOWN]
    assert content([], []) == [] and content(blocks, [False] * 4) == [False] * 4


def test_the_forest_was_grown_on_the_columns_that_are_computed() -> None:
    assert grown().names == NAMES and features([para(TEXT[0])], [True]).shape == (1, len(NAMES))
    assert grown().columns.max() < len(NAMES)


def test_a_forest_survives_being_stored_and_answers_as_its_trees_say() -> None:
    forest = Forest(
        names=("a", "b"),
        columns=np.array([[0], [1]]),
        borders=np.array([[1.0], [5.0]], dtype=np.float32),
        leaves=np.array([[1, 20, 300, 4000]], dtype=np.int32),
        bias=7,
    )
    rows = np.array([[0, 0], [2, 0], [0, 6], [2, 6]])
    for each in (forest, Forest.from_bytes(forest.to_bytes())):
        assert each.log_odds(rows).tolist() == [8, 27, 307, 4007]


def test_the_nearest_element_of_each_purpose_counts() -> None:
    found = dict(zip(NAMED, place("html/body.menu/div.articleBody/div.share-tools/p"), strict=False))
    assert (found["share"], found["article"], found["body"], found["nav"]) == (1, 2, 2, FAR)


def seen(key: str, slot: int, *values: int) -> tuple:
    count = len(values)
    return key, np.full(count, slot, np.uint64), np.array(values, np.int8), np.full(count, 20, np.uint16)


def test_from_the_third_page_on_a_slot_is_known_to_hold_articles_or_not_to() -> None:
    yes, no = 3 * SCALE, -3 * SCALE
    two = [seen("a", 1, yes, no, yes, yes), seen("b", 1, yes), seen("a", 2, no), seen("b", 2, no)]
    assert article_slots(two) == {}
    assert article_slots([*two, seen("b", 1, yes), seen("b", 2, no)]) == {}, "a page seen twice is one page"
    assert article_slots([*two, seen("c", 1, yes), seen("c", 2, no)]) == {1: 1, 2: -1}
    assert article_slots([*two, seen("c", 1, UNKNOWN), seen("c", 2, UNKNOWN)]) == {}
    assert article_slots([]) == {}


def test_the_slots_of_a_source_do_not_depend_on_the_order_of_its_pages() -> None:
    dice = random.Random(7)
    pages = [seen(f"p{n % 9}", n % 4, *(dice.randrange(-90, 90) for _ in range(5))) for n in range(60)]
    first = article_slots(pages)
    for _ in range(5):
        dice.shuffle(pages)
        assert article_slots(pages) == first


def test_a_doubtful_block_goes_by_its_slot() -> None:
    blocks = [para(TEXT[0]), para(TEXT[1], "body/main/figure/p")]
    given = np.array([40, -10], dtype=np.int8)
    assert content(blocks, [True, True], given) == [True, False]
    assert content(blocks, [True, True], given, [0, 1]) == [True, True]
    assert content(blocks, [True, True], given, [0, -1]) == [True, False]


def test_a_model_knows_the_slots_of_its_articles_and_says_so_among_its_opinions() -> None:
    pages = [
        Page(
            key=f"p{n}", title="Bron", blocks=blocks_of(HTML.replace("MIDDLE", f"<p>Dag {n}.</p>"), "https://prov.se/")
        )
        for n in range(3)
    ]
    sighted = [
        Sighted(page=page.key, first_at="2024-01-01", last_at="2024-01-01", marks=marks(page, own_scores(page)))
        for page in pages
    ]
    slot = next(slot_mark(block) for block in pages[0].blocks if block.text == "Dag 0.")
    model = learn(sighted)
    assert model.slots[slot] == 1 and model.opinions()[slot] == "article"
    assert learn(reversed(sighted)) == model
    assert set(model.repeats) <= set(model.opinions())
    stored = Marks.from_bytes(sighted[0].marks.to_bytes())
    assert (stored.scores == sighted[0].marks.scores).all()


def test_articles_of_many_sites_are_read_as_they_were_marked_by_hand() -> None:
    if not (SHARED / "wcxb-articles-dev").is_dir():
        pytest.skip("the pages lie beside the project only where it is measured")
    pages = load(SHARED, ["wcxb-articles-dev"], every=6)
    assert len(pages) > 40 and f1([rates(read(page), page.text) for page in pages]) >= 0.96
