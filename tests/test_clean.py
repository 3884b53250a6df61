"""Cleaning: every block is kept or labelled, for a reason that can be told."""

from __future__ import annotations

from dataclasses import replace

from archive.records import Block, Page
from dedupe.boilerplate import EMPTY, Model, Repeat
from dedupe.clean import clean, is_nothing_but_notice, wording
from dedupe.marks import block_mark

LONG = "Bron över ån öppnas för trafik igen efter två års arbete, säger projektledaren Anna Ek till tidningen."
MORE = "Arbetet tog längre tid än väntat därför att fundamenten fick göras om från grunden under den andra vintern."


def text_page(*texts: str, title: str = "Bron öppnas", **more) -> Page:
    return Page(key="a", title=title, language="sv", blocks=tuple(Block(text=t, tag="text") for t in texts), **more)


def html(text: str, zone: str = "", path: str = "body/main/div/p", **more) -> Block:
    return Block(text=text, tag=path.rpartition("/")[2], path=path, zone=zone, **more)


def labels(page: Page, model: Model = EMPTY) -> list[str]:
    return ["" if label is None else f"{label.rule}:{label.label}" for label in clean(page, model)]


def test_the_title_is_not_repeated_in_the_text() -> None:
    page = text_page("Bron  ÖPPNAS", LONG)
    assert labels(page) == ["role:title", ""]
    assert wording(page, clean(page, EMPTY)).body == LONG


def test_dates_and_contacts_have_their_own_columns() -> None:
    blocks = (html(LONG), html("1 mars 2024", role="date"), html("Anna Ek, 040-12 34 56", role="contact"))
    assert labels(Page(key="a", blocks=blocks)) == ["", "role:date", "role:contact"]


def test_template_variables_skip_links_and_a_lone_language_code_go() -> None:
    page = text_page("$left", "$middle", "Skip to main content", LONG, "sv")
    assert labels(page) == ["notice:template", "notice:template", "notice:navigation", "", "notice:template"]


def test_a_code_that_is_not_the_pages_language_is_text() -> None:
    assert labels(text_page(LONG, "en")) == ["", ""]


def test_a_paragraph_printed_twice_is_kept_once_and_a_turn_of_phrase_twice() -> None:
    assert labels(text_page(LONG, "Läs mer.", LONG.upper(), "Läs mer.")) == ["", "", "twice:copy", ""]


def test_a_block_that_repeats_on_other_pages_goes_with_its_evidence() -> None:
    block = html("Sidan visar ett urval av allt som har hänt under dygnet i länet.")
    repeat = Repeat(rule="slot", pages=7, pages_total=9, first_at="", last_at="")
    page = Page(key="a", blocks=(html(LONG), block))
    label = clean(page, Model({block_mark(block): repeat}))[1]
    assert label is not None
    assert (label.rule, label.label, label.pages, label.pages_total) == ("slot", "disclaimer", 7, 9)


def test_a_lead_is_never_taken_for_a_repeat() -> None:
    lead = html(LONG, role="lead")
    model = Model({block_mark(lead): Repeat(rule="share", pages=9, pages_total=9, first_at="", last_at="")})
    assert labels(Page(key="a", lead=LONG, blocks=(lead, html(MORE))), model)[0] == ""


def test_frames_around_the_page_are_taken_at_their_word() -> None:
    blocks = (
        html("Start", "nav"), html(LONG, "main"), html(MORE, "main"), html("Provstad, Box 1", "footer"), html("dolt", "hidden"),
    )  # fmt: skip
    assert labels(Page(key="a", blocks=blocks)) == ["zone:navigation", "", "", "zone:footer", "zone:hidden"]


def test_a_form_that_holds_the_whole_page_is_no_frame() -> None:
    blocks = (html(LONG, "form"), html(MORE, "form"), html("Sök", "nav"))
    assert labels(Page(key="a", blocks=blocks))[:2] == ["", ""]


def test_links_to_other_pages_below_the_text_go() -> None:
    text = tuple(html(f"{each} Det sade hon på möte nummer {n}.") for n, each in enumerate((LONG, MORE) * 3))
    links = tuple(
        html(f"Nyhet {n} från staden", path="body/div.related/ul/li", link_density=1.0, links=(f"https://a.se/{n}",))
        for n in range(6)
    )
    found = labels(Page(key="a", blocks=(*text, *links)))
    assert found == [""] * 6 + ["content:related"] * 6


def test_lead_and_body_are_told_apart_and_joined_by_empty_lines() -> None:
    page = Page(key="a", title="T", lead=LONG, blocks=(html(LONG, role="lead"), html(MORE, links=("https://a.se/x",))))
    words = wording(page, clean(page, EMPTY))
    assert (words.title, words.lead, words.body, words.links) == ("T", LONG, MORE, ("https://a.se/x",))


def test_a_page_of_nothing_but_a_notice_is_known_as_one() -> None:
    cookie = "På prov.se använder vi webbkakor (cookies) för att webbplatsen ska fungera."
    assert is_nothing_but_notice(clean(text_page("Bron öppnas", cookie), EMPTY))
    assert not is_nothing_but_notice(clean(text_page("Bron öppnas", cookie, LONG), EMPTY))
    assert not is_nothing_but_notice(clean(text_page("Bron öppnas"), EMPTY))
    assert not is_nothing_but_notice([])


def test_a_page_without_blocks_has_no_label_and_no_words() -> None:
    page = Page(key="a")
    assert clean(page, EMPTY) == () and wording(page, ()).body == ""


def test_a_heading_that_many_articles_have_stays_between_their_paragraphs_and_goes_elsewhere() -> None:
    heading = html("Bakgrund", path="body/main/div.text/h2")
    texts = [html(text, path="body/main/div.text/p") for text in (LONG, MORE)]
    known = Model({block_mark(heading): Repeat(rule="slot", pages=5, pages_total=9, first_at="", last_at="")})
    assert labels(Page(key="a", blocks=(texts[0], heading, texts[1])), known) == ["", "", ""]
    rule = replace(heading, text="___")
    ruled = Model({block_mark(rule): next(iter(known.repeats.values()))})
    assert labels(Page(key="a", blocks=(texts[0], rule, texts[1])), ruled) == ["", "slot:template", ""]
    in_form = tuple(replace(each, zone="form") for each in (texts[0], heading, texts[1]))
    assert labels(Page(key="a", blocks=in_form), known) == ["", "", ""]
    assert labels(Page(key="a", blocks=(*texts, heading)), known) == ["", "", "slot:template"]
    box = (html("Bakgrund", path="body/main/aside/h2"), html("Om oss", path="body/main/aside/p"))
    apart = Model({block_mark(each): next(iter(known.repeats.values())) for each in box})
    assert labels(Page(key="a", blocks=(texts[0], *box, texts[1])), apart)[1:3] == ["slot:template"] * 2
