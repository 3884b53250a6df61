"""Relative times, counters and stamps make no version; the same words in a sentence are text."""

from __future__ import annotations

from pathlib import Path

import pytest

from dedupe.stamps import _LONGEST, heads_addition, is_stamp
from tests.growth import TIMES, assert_linear
from tests.test_settle import Archive, seen, source

PROSE = (
    "Branden på Storgatan startade i en källare, säger räddningsledaren, som bedömer att ingen människa är skadad.",
    "Polisen söker nu vittnen som har sett något i området mellan klockan nio och elva på kvällen i onsdags.",
    "Kommunen öppnar en samlingspunkt i skolan, där de boende kan få hjälp och mat under hela helgen.",
)

STAMPS = {
    "sv": (
        "för {0} timmar sedan", "För {0} dagar sedan", "i går 21.1{0}", "Idag, 10:1{0}", "Visad 1 23{0} gånger",
        "Läst 34{0} gånger", "Lästid: {0} min", "{0} min läsning", "1{0} gillar", "1{0} delningar", "Delad {0} gånger",
        "Senast uppdaterad: 2024-03-0{0} 10:15", "Senast granskad {0} mars 2024", "Sidan senast ändrad den {0} mars 2024",
        "Senast uppdaterad {0} mars 2024 av Webbredaktionen", "{0} °C", "Just nu {0} grader", "Klockan är 21:1{0}",
        "Uppdaterad för {0} minuter sedan", "Publicerad 1 mars 2024 | Läst {0}4 gånger | Lästid {0} min",
        "Nyhet – 3 mars – {0} min lästid – 1{0} visningar", "Av Redaktionen · för {0} dagar sedan",
        "Publicerad 1 mars 2024 Läst {0}4 gånger", "Sidan har visats 1 23{0} gånger", "Artikeln har lästs {0}4 gånger.",
    ),
    "da": (
        "for {0} timer siden", "{0} min. siden", "i går kl. 21.1{0}", "Vist {0}34 gange", "Læst 1.23{0} gange",
        "Læsetid: {0} min.", "1{0} synes godt om", "Sidst opdateret {0}. marts 2024", "Opdateret for {0} timer siden",
        "Artiklen er læst {0}4 gange",
    ),
    "no": (
        "{0} min siden", "for {0} timer siden", "i går kl. 21:1{0}", "Lest {0}34 ganger", "Lesetid: {0} minutter",
        "1{0} liker dette", "Sist oppdatert 0{0}.03.2024", "Publisert 01.03.2024 | Oppdatert for {0} timer siden",
        "Denne siden er vist {0}4 ganger",
    ),
    "fi": (
        "{0} tuntia sitten", "noin {0} päivää sitten", "eilen klo 21.1{0}", "Luettu {0}34 kertaa", "1{0} katselukertaa",
        "Lukuaika: {0} min", "1{0} tykkäystä", "Päivitetty {0}.3.2024 klo 10.15", "Julkaistu 1.3.2024, päivitetty {0}.3.2024",
        "Sivua on katsottu {0}34 kertaa",
    ),
    "de": (
        "vor {0} Tagen", "vor etwa {0} Stunden", "gestern, 21:1{0} Uhr", "{0}34 mal gelesen", "1.23{0} Aufrufe",
        "Lesezeit: {0} Minuten", "Zuletzt aktualisiert am {0}. März 2024", "Stand: 0{0}.03.2024, 10:15 Uhr",
        "Letzte Änderung: {0}. März 2024", "Stadtnachrichten | vor {0} Stunden",
        "Diese Seite wurde bereits 1.23{0} mal aufgerufen",
    ),
    "en": (
        "{0} hours ago", "about {0} minutes ago", "Yesterday at 21:1{0}", "1.23{0} views", "Viewed 1,23{0} times",
        "{0} min read", "Reading time: {0} minutes", "1{0} likes", "1{0} shares", "Last updated {0} March 2024",
        "Last updated: March {0}, 2024 at 10:15 am by Web Team", "News · {0} days ago", "{0} comments",
        "This page has been viewed 1,23{0} times.",
    ),
}  # fmt: skip
ALL = [stamp for listed in STAMPS.values() for stamp in listed]

TEXTS = (
    "För två timmar sedan larmades räddningstjänsten till platsen, och polisen spärrade av kvarteret.",
    "Uppdatering 14.30: Polisen har gripit två personer.", "Uppdaterad: tre personer är gripna", "Tid: 14 mars kl. 18.00",
    "14 mars 2024", "Kl. 18.00", "18.00–20.00", "tisdag 5 mars", "Bron öppnas för trafik i går 21.14.", "Läs mer",
    "Vor drei Tagen brannte ein Haus in der Altstadt.", "Two hours ago the fire brigade was called.",
    "Kaksi tuntia sitten palokunta hälytettiin paikalle.", "For to timer siden rykkede brandvæsenet ud.",
    "For to timer siden rykket brannvesenet ut.", "Ärendet har lästs 3 gånger i nämnden.", "40 platser", "3 dagar",
    "120 kronor", "Öppet i dag 10–16 i biblioteket", "I går – en utställning om stadens historia", "2024",
    "Antal besökare: 1 234", "Sidan 3", "Stand der Bauarbeiten", "Published in 1924 by the city",
    "Granskad av tre experter", "Visad konst från 3 museer", "i natt", "5 mars 2024 10:15",
    "Uppdaterad 13.45:", "Filmen har visats 942 gånger", "Artikeln har lästs av 942 personer", "The play was seen 12 times",
)  # fmt: skip


@pytest.mark.parametrize("stamp", ALL)
def test_stamp_is_known(stamp: str) -> None:
    assert is_stamp(stamp.format(2)) and is_stamp(stamp.format(3)) and is_stamp(stamp.format(5).upper())


@pytest.mark.parametrize("text", TEXTS)
def test_text_bare_date_and_time_are_no_stamps(text: str) -> None:
    assert not is_stamp(text)


def article(stamps: list[str], tag: str, place: int) -> bytes:
    """An article with stamps, each a block of its own, before one of its paragraphs or after them."""
    parts = [f"<p>{each}</p>" for each in PROSE]
    parts[place:place] = [f"<{tag}>{stamp}</{tag}>" for stamp in stamps]
    return f"<html><body><main><h1>Brand på Storgatan</h1><div class=text>{''.join(parts)}</div></main></body></html>".encode()


@pytest.mark.parametrize("language", STAMPS)
@pytest.mark.parametrize(("tag", "place"), [("p", 0), ("div", 1), ("span", 3)])
def test_stamps_in_blocks_of_their_own_make_no_version(tmp_path: Path, language: str, tag: str, place: int) -> None:
    archive = Archive(tmp_path, source())
    for night in (2, 3, 5):
        stamps = [f"<b>{stamp.format(night)}</b>" for stamp in STAMPS[language]]
        stamps = stamps if tag != "span" else [f"<div>{stamp}</div>" for stamp in stamps]
        archive.add(seen(night, "/1", article(stamps, "div" if tag == "span" else tag, place)))
    assert archive.rows("SELECT versions FROM articles") == [(1,)]
    assert archive.rows("SELECT body FROM articles") == [("\n\n".join(PROSE),)]
    archive.work.close()


@pytest.mark.parametrize("tag", ["p", "h3"])
@pytest.mark.parametrize(
    "time_of", ["Uppdaterad kl 21:28", "Uppdaterad 13.18", "Updated at 9:05 pm", "Aktualisiert um 21:28 Uhr"]
)
def test_time_of_updating_between_two_paragraphs_heads_what_was_added(tmp_path: Path, tag: str, time_of: str) -> None:
    archive = Archive(tmp_path, source())
    archive.add(seen(1, "/1", article([time_of], tag, 2)))
    assert archive.rows("SELECT body FROM articles") == [("\n\n".join([*PROSE[:2], time_of, *PROSE[2:]]),)]
    archive.work.close()


@pytest.mark.parametrize(("tag", "place"), [("p", 0), ("p", 3), ("div", 2)])
def test_time_of_updating_before_after_or_beside_the_text_is_a_stamp(tmp_path: Path, tag: str, place: int) -> None:
    archive = Archive(tmp_path, source())
    for night, minute in ((1, 28), (2, 44)):
        archive.add(seen(night, "/1", article([f"Uppdaterad kl 21:{minute}"], tag, place)))
    assert archive.rows("SELECT versions, body FROM articles") == [(1, "\n\n".join(PROSE))]
    archive.work.close()


@pytest.mark.parametrize(
    "stamp", ["Senast uppdaterad {0} mars 2024", "Uppdaterad 2024-03-0{0} 21:28", "Läst {0}4 gånger"]
)
def test_stamps_of_the_page_make_no_version_between_two_paragraphs_either(tmp_path: Path, stamp: str) -> None:
    archive = Archive(tmp_path, source())
    for night in (2, 3):
        archive.add(seen(night, "/1", article([stamp.format(night)], "p", 2)))
    assert archive.rows("SELECT versions, body FROM articles") == [(1, "\n\n".join(PROSE))]
    archive.work.close()


@pytest.mark.parametrize(
    "text", ["Senast uppdaterad 21:28", "Uppdaterad i dag 21:28", "Uppdaterad för 2 minuter sedan", "21:28"]
)
def test_what_tells_the_page_and_no_time_of_its_day_heads_nothing(text: str) -> None:
    assert not heads_addition(text)


def test_how_long_ago_within_a_sentence_is_text_and_its_change_an_edit(tmp_path: Path) -> None:
    archive = Archive(tmp_path, source())
    for night, hours in ((1, "två"), (2, "tre")):
        sentence = f"För {hours} timmar sedan larmades räddningstjänsten till platsen, säger en talesperson."
        archive.add(seen(night, "/1", article([sentence], "p", 1)))
    assert archive.rows("SELECT change, words_added, words_removed FROM versions") == [("first", 0, 0), ("edit", 1, 1)]
    archive.work.close()


def test_times_in_a_table_are_facts(tmp_path: Path) -> None:
    archive = Archive(tmp_path, source())
    for night, degrees in ((1, "14 °C"), (2, "15 °C")):
        table = f"<table><tr><th>Badplats</th><th>Vatten</th></tr><tr><td>Sandudden vid sjön</td><td>{degrees}</td></tr></table>"
        archive.add(seen(night, "/1", article([table], "div", 1)))
    assert archive.rows("SELECT versions FROM articles") == [(2,)]
    archive.work.close()


@pytest.mark.parametrize(
    "piece", ["1 ", "för 2 ", "senast uppdaterad ", "3 mars ", "1.", "i går ", "| ", "vor ein ", "vor 1"]
)
def test_hostile_lines_are_judged_in_time_proportional_to_their_length(piece: str) -> None:
    def judged(line: str) -> None:
        for cut in range(len(piece)):
            is_stamp.__wrapped__(line[cut:])
            heads_addition("Uppdaterad".ljust(len(line) - cut - len(piece)) + piece)

    assert_linear(judged, lambda size: (piece * size)[:size], _LONGEST // TIMES)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("för 2 timmar sedan", True),
        ("Uppdaterad för en vecka sedan · Lästid 3 min", True),
        ("5 min read", True),
        ("Lästid: ca 2 minuter", True),
        ("Branden upptäcktes för 2 timmar sedan", False),
        ("Det är länge sedan", False),
        ("Det tar 5 min", False),
    ],
)
def test_a_line_that_tells_how_long_ago_or_how_long_to_read_is_a_stamp_and_a_sentence_is_none(line, told):
    assert is_stamp(line) is told
