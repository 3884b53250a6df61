"""What a server sends in place of a page it has sent before is a check with a reason, and never a version."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_settle import PARAGRAPH, ROOT, Archive, html, seen, source

SCRIPT = "<script>window.__STATE__={}</script>" * 100


@pytest.fixture
def archive(tmp_path: Path):
    made = Archive(tmp_path, source())
    made.add(seen(1, "/1", html("Bron öppnas", PARAGRAPH.format(1), PARAGRAPH.format(2))))
    yield made
    made.work.close()


def document(title: str, body: str) -> bytes:
    """A page without a site around it, as such pages are."""
    return f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>".encode()


def notice(heading: str, text: str) -> bytes:
    """A heading and a sentence."""
    return document("Provstad", f"<div><h1>{heading}</h1><p>{text}</p></div>")


INSTEAD = {
    "challenge": ("denied", "challenge", document("Just a moment...", "<noscript>Enable JavaScript and cookies</noscript>")),
    "login": ("denied", "login-page", document("Logga in", "<form>Lösenord <input type=password></form>")),
    "denied": ("denied", "denied-page", notice("Åtkomst nekad", "Ditt ärende har nummer 8.")),
    "not found": ("gone", "not-found-page", notice("Sidan finns inte", "Den kan ha flyttats.")),
    "server error": ("error", "error-page", notice("Ett fel har inträffat", "Försök igen.")),
    "cut off": ("error", "cut-off", html("Bron öppnas", PARAGRAPH.format(1))[:80]),
    "empty": ("error", "empty", b" \n "),
    "noise": ("error", "not-text", bytes(range(256)) * 40),
    "no words": ("error", "empty", document("", "<div id=app></div><script src=/a.js></script>")),
    "shell": ("error", "empty", document("Provstad", f"<div id=app></div>{SCRIPT}")),
    "shell in a frame": (
        "error",
        "empty",
        document("Provstad", f"<header><a href=/>Hem</a></header><div id=app></div><footer>Provstads kommun</footer>{SCRIPT}"),
    ),
    "shell that waits": ("error", "empty", document("Provstad", f"<div id=app>Laddar sidan …</div>{SCRIPT}")),
    "wants a script": ("error", "empty", document("Provstad", "<p>Please enable JavaScript to view this page.</p>")),
    "leads on": ("error", "redirect", document("", "<meta http-equiv=refresh content='0;url=/ny'>")),
}  # fmt: skip

CLOSED = {
    "sv": [
        ("Vi underhåller webbplatsen", "Välkommen tillbaka om en stund.", "Underhåll | Provstad"),
        ("Webbplatsen är tillfälligt stängd", "Vi arbetar med en uppgradering."),
        ("Driftstopp", "Webbplatsen ligger nere på grund av tekniska problem."),
        ("Just nu pågår underhållsarbete", "Försök igen om en stund."),
        ("Vi är snart tillbaka", "Sidan uppdateras just nu."),
    ],
    "de": [
        ("Wartungsarbeiten", "Bitte versuchen Sie es später noch einmal."),
        ("Diese Seite ist vorübergehend nicht erreichbar", "Wir arbeiten daran."),
        ("Wir sind bald wieder da", "Unsere Internetseite wird gewartet."),
        ("Wegen Wartungsarbeiten vorübergehend geschlossen", "Bis gleich."),
        ("Technische Störung", "Unsere Website ist nicht erreichbar."),
    ],
    "da": [
        ("Hjemmesiden er midlertidigt lukket", "Vi opdaterer den."),
        ("Siden er under vedligeholdelse", "Prøv igen senere."),
        ("Vi er snart tilbage", "Der er planlagt vedligeholdelse."),
        ("Driftsforstyrrelser", "Hjemmesiden er nede. Vi arbejder på sagen."),
    ],
    "no": [
        ("Nettsiden er midlertidig utilgjengelig", "Vi jobber med saken."),
        ("Nettsidene er nede for vedlikehold", "Prøv igjen om litt."),
        ("Vi er snart tilbake", "Det pågår planlagt vedlikehold."),
        ("Driftsstans", "Nettstedet er nede."),
    ],
    "fi": [
        ("Sivusto on huollossa", "Palaamme pian."),
        ("Huoltokatko", "Sivusto on pois käytöstä."),
        ("Verkkosivumme ovat huoltokatkon vuoksi poissa käytöstä", "Pahoittelemme."),
        ("Sivustoa päivitetään", "Yritä myöhemmin uudelleen."),
    ],
    "en": [
        ("We’ll be back soon!", "Sorry for the inconvenience."),
        ("Scheduled maintenance", "Please check back later."),
        ("We are currently undergoing maintenance", "Please try again later."),
        ("Our site is undergoing scheduled maintenance", "Back soon."),
        ("The website is temporarily unavailable", "Please try again later."),
    ],
}


def told(archive: Archive) -> tuple:
    """(versions, newest title, when it was last shown, outcome and reason of the last check)."""
    versions, title = archive.rows("SELECT versions, title FROM articles WHERE url LIKE '%/1'")[0]
    last = archive.rows("SELECT outcome, reason FROM checks WHERE url LIKE '%/1' ORDER BY at DESC LIMIT 1")[0]
    return (
        versions,
        title,
        archive.rows("SELECT MAX(seen_to) FROM versions WHERE title = 'Bron öppnas'")[0][0][:10],
        last,
    )


@pytest.mark.parametrize("name", INSTEAD)
def test_what_is_not_the_article_makes_no_version_and_says_why(archive: Archive, name: str) -> None:
    outcome, reason, body = INSTEAD[name]
    archive.add(seen(2, "/1", body))
    assert told(archive) == (1, "Bron öppnas", "2024-01-01", (outcome, reason))


@pytest.mark.parametrize("name", ["challenge", "not found", "shell"])
def test_a_304_after_it_shows_no_article_either(archive: Archive, name: str) -> None:
    archive.add(seen(2, "/1", INSTEAD[name][2])).add(seen(3, "/1", status=304))
    assert told(archive) == (1, "Bron öppnas", "2024-01-01", ("not-modified", "not-modified"))
    archive.add(
        seen(4, "/1", b"<h1>Borta</h1>", 404), seen(5, "/1", html("Bron öppnas", "Ny text.")), seen(6, "/1", status=304)
    )
    assert told(archive)[:3] == (2, "Bron öppnas", "2024-01-06")


def test_a_304_after_a_404_with_a_body_shows_the_page_again(archive: Archive) -> None:
    archive.add(seen(2, "/1", b"<h1>Borta</h1>", 404), seen(3, "/1", status=304), seen(5, "/1", b"<h1>Borta</h1>", 404))
    assert told(archive)[:3] == (1, "Bron öppnas", "2024-01-03")
    assert archive.rows("SELECT state FROM articles") == [("live",)]


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=f"{lang}-{case[0]}") for lang in CLOSED for case in CLOSED[lang]]
)
def test_a_site_that_is_closed_for_the_moment_makes_no_version(archive: Archive, case: tuple[str, ...]) -> None:
    heading, text, title = (*case, "Provstad")[:3]
    archive.add(seen(2, "/1", document(title, f"<div><h1>{heading}</h1><p>{text}</p></div>")))
    assert told(archive) == (1, "Bron öppnas", "2024-01-01", ("error", "maintenance"))


def test_news_of_a_thing_out_of_order_is_news(archive: Archive) -> None:
    archive.add(
        seen(2, "/2", html("Driftstopp", "Vattnet stängs av på Storgatan mellan klockan åtta och tolv på torsdag."))
    )
    archive.add(seen(2, "/3", html("Laddar", "Staden bygger laddstolpar.")))
    assert archive.rows("SELECT title FROM articles ORDER BY title") == [("Bron öppnas",), ("Driftstopp",), ("Laddar",)]


def test_a_not_found_page_without_the_words_is_known_when_it_comes_in_place_of_several_pages(archive: Archive) -> None:
    sorry = html("Hoppsan", "Det blev visst fel adress.")
    archive.add(
        *(seen(1, f"/{n}", html(f"Rubrik {n}", PARAGRAPH.format(n), PARAGRAPH.format(-n))) for n in range(2, 9))
    )
    archive.add(seen(2, "/1", sorry)).add(seen(3, "/2", sorry), seen(3, "/1", sorry)).add(seen(4, "/3", sorry))
    assert told(archive) == (1, "Bron öppnas", "2024-01-01", ("gone", "stand-in"))
    assert archive.rows("SELECT MAX(versions), SUM(state = 'gone') FROM articles") == [(1, 1)]
    archive.add(seen(5, "/nonsens", sorry))
    assert archive.rows("SELECT COUNT(*) FROM articles WHERE title = 'Hoppsan'") == [(0,)]


def test_copies_of_one_release_that_are_edited_alike_stay_articles(archive: Archive) -> None:
    for day, text in ((1, PARAGRAPH.format(7)), (2, PARAGRAPH.format(8))):
        archive.add(*(seen(day, f"/kopia/{n}", html("Samma rubrik", text, PARAGRAPH.format(9))) for n in range(5)))
    assert archive.rows("SELECT DISTINCT state, versions FROM articles WHERE title = 'Samma rubrik'") == [("live", 2)]


def test_a_redirect_to_another_article_is_a_move_and_no_version(archive: Archive) -> None:
    other = html("Skolan byggs", PARAGRAPH.format(5))
    archive.add(seen(2, "/1", other, final_url=f"{ROOT}/skolan"))
    assert told(archive) == (1, "Bron öppnas", "2024-01-01", ("moved", f"{ROOT}/skolan"))


def test_pages_that_are_led_to_one_sections_front_page_get_no_version_or_article_from_it(archive: Archive) -> None:
    front = html("Alla nyheter", PARAGRAPH.format(5))
    archive.add(*(seen(2, f"/{n}", front, final_url=f"{ROOT}/bygga/") for n in (2, 1, 3)))
    assert told(archive) == (1, "Bron öppnas", "2024-01-01", ("moved", f"{ROOT}/bygga/"))
    assert archive.rows("SELECT title FROM articles") == [("Bron öppnas",)]
    assert archive.rows("SELECT outcome, article FROM checks WHERE url LIKE '%/3'") == [("moved", None)]


def test_a_page_that_is_led_to_the_listing_is_gone(archive: Archive) -> None:
    archive.add(*(seen(day, "/1", html("Nyheter", "Text."), final_url=f"{ROOT}/nyheter") for day in (2, 3)))
    assert told(archive) == (1, "Bron öppnas", "2024-01-01", ("gone", "redirect-home"))
    assert archive.rows("SELECT state FROM articles") == [("gone",)]


def test_another_address_of_a_known_page_is_a_name_of_it_and_changes_no_permalink(archive: Archive) -> None:
    before = archive.rows("SELECT id FROM articles")
    text = html("Bron öppnas", PARAGRAPH.format(1), PARAGRAPH.format(2))
    archive.add(*(seen(day, f"/{day}", text, final_url=f"{ROOT}/1") for day in (2, 3)), seen(4, "/1", text))
    assert archive.rows("SELECT id, versions, state FROM articles") == [(*before[0], 1, "live")]
    assert archive.rows("SELECT COUNT(*), COUNT(DISTINCT article) FROM permalinks") == [(3, 1)]


def test_a_late_capture_that_shows_another_headline_parts_what_was_taken_for_one_page(archive: Archive) -> None:
    text = html("Skolan byggs", PARAGRAPH.format(5))
    archive.add(seen(3, "/kort", text, final_url=f"{ROOT}/skolan"), seen(4, "/skolan", text))
    assert archive.rows("SELECT COUNT(*) FROM articles") == [(2,)]
    archive.add(seen(2, "/kort", html("Badet stängs", PARAGRAPH.format(6))))
    assert archive.rows("SELECT title, state FROM articles ORDER BY title") == [
        ("Badet stängs", "moved"), ("Bron öppnas", "live"), ("Skolan byggs", "live"),
    ]  # fmt: skip
