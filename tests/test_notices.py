"""Notices by their words: the site speaking of itself, never an article about the subject."""

from __future__ import annotations

import pytest

from dedupe.notices import _LONGEST_LINK, _LONGEST_NOTICE, notice_kind
from tests.growth import TIMES, assert_linear


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


@pytest.mark.parametrize("piece", ["dela ", "facebook ", "dela på ", "$", "{{", "cookie", "a."])
@pytest.mark.parametrize("longest", [_LONGEST_LINK, _LONGEST_NOTICE])
def test_judging_takes_time_proportional_to_the_length_of_the_text(piece: str, longest: int) -> None:
    def judged(text: str) -> None:
        for end in ("", "x"):
            notice_kind.__wrapped__(text + end)

    assert_linear(judged, lambda size: (piece * size)[: size - 1], longest // TIMES)
