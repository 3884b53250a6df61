"""Notices by their words: the site speaking of itself, never an article about the subject."""

from __future__ import annotations

import time

import pytest

from dedupe.notices import notice_kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("$left", "template"), ("${title}", "template"), ("{{ article.title }}", "template"), ("undefined", "template"),
        ("Skip to main content", "skip"), ("Gå direkt till innehåll", "skip"), ("Hoppa till huvudinnehåll", "skip"),
        ("Gå til hovedindhold", "skip"), ("Hopp til hovedinnhold", "skip"), ("Siirry suoraan sisältöön", "skip"),
        ("Zum Inhalt springen", "skip"), ("Direkt zum Inhalt", "skip"),
        ("Dela på Facebook", "share"), ("Facebook", "share"), ("Kopiera länk", "share"), ("Share this article", "share"),
        ("Skriv ut", "share"), ("Teilen", "share"),
        ("På prov.se använder vi webbkakor (cookies).", "cookie"), ("Webbkakor (cookies) på prov.se", "cookie"),
        ("Vi bruger cookies til statistik.", "cookie"), ("Wir verwenden Cookies auf dieser Seite.", "cookie"),
        ("Vi bruker informasjonskapsler.", "cookie"), ("Käytämme evästeitä tällä sivustolla.", "cookie"),
        ("We use cookies on this site.", "cookie"),
        ("Personuppgifter på prov.se", "personal-data"), ("Så behandlar vi dina personuppgifter", "personal-data"),
        ("Informationen rensas från våra systemloggar var sjätte månad.", "personal-data"),
    ],
)  # fmt: skip
def test_a_notice_is_known_by_its_words(text: str, kind: str) -> None:
    assert notice_kind(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "Bron över ån öppnas på fredag.", "Polisen har upprättat en anmälan.",
        "Barnen bakade kakor till festen.", "Hoppa", "Dela med dig av maten", "Dela ut priset gör kungen.",
        "Personuppgifter stals vid inbrottet.", "Boken heter Null och intet.", "Facebook stänger sitt kontor i staden.",
        "Priset är $100 per person.", "Twitter och Facebook utreds av myndigheten efter intrånget i går.",
    ],
)  # fmt: skip
def test_what_an_article_says_is_no_notice(text: str) -> None:
    assert notice_kind(text) == ""


def test_a_long_text_about_cookies_is_an_article() -> None:
    assert notice_kind("Vi använder cookies, säger företaget. " + "Utredningen visar mer än så. " * 60) == ""


@pytest.mark.parametrize("text", ["dela " * 12, "facebook " * 6 + "x", "$" * 60, "{{" * 30, "cookie" * 190, "a." * 590])
def test_no_text_takes_long(text: str) -> None:
    begun = time.process_time()
    notice_kind(text)
    assert time.process_time() - begun < 0.2
