"""Is this capture any good?"""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import ERRORS, Capture
from scraper.judging import REASONS, Verdict, judge
from tests.growth import assert_linear

DATA = Path(__file__).parents[1].parent / "shared" / "data"
URL = "https://stad.example/nytt/ny-park"
SENTENCE = "Den nya parken vid hamnen öppnar på lördag med musik, kaffe och en visning för alla som bor i närheten. "
MENU = (
    "<nav>"
    + "".join(f'<a href="/{i}">Avdelning {i} med lång rubrik för den som letar efter något</a>' for i in range(30))
    + "</nav>"
)


def page(title, heading="", text="", menu=MENU):
    return (
        f"<!DOCTYPE html><html lang='sv'><head><title>{title}</title></head><body>{menu}"
        f"<main><h1>{heading or title}</h1><p>{text}</p></main></body></html>"
    )


def capture(body="", status=200, **fields):
    raw = body.encode() if isinstance(body, str) else body
    return Capture(source="x", fetched_at="2024-01-01T00:00:00Z", status=status, body=raw, **{"url": URL, **fields})


def reason(body="", **fields):
    home = fields.pop("home", "")
    return judge(capture(body, **fields), home).reason


ARTICLE = page("Ny park öppnar | Staden", "Ny park öppnar", SENTENCE * 20)


def test_ordinary_article_is_ok():
    assert judge(capture(ARTICLE)) == Verdict("ok", "readable")


def test_short_notice_is_ok():
    assert reason(page("Trafikolycka, Lund", text="En bil har kört av vägen.", menu="")) == "readable"


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (304, Verdict("not-modified", "not-modified")),
        (404, Verdict("gone", "status-404")),
        (410, Verdict("gone", "status-410")),
        (401, Verdict("denied", "status-401")),
        (403, Verdict("denied", "status-403")),
        (429, Verdict("denied", "status-429")),
        (451, Verdict("denied", "status-451")),
        (400, Verdict("error", "client-error")),
        (407, Verdict("error", "client-error")),
        (500, Verdict("error", "server-error")),
        (503, Verdict("error", "server-error")),
        (301, Verdict("error", "redirect")),
        (100, Verdict("error", "client-error")),
    ],
)
def test_status_decides_whatever_the_body_says(status, verdict):
    assert judge(capture(ARTICLE, status=status)) == verdict
    assert judge(Capture(source="x", url=URL, fetched_at="", status=status)) == verdict


@pytest.mark.parametrize("error", ERRORS)
def test_error_field_is_its_own_reason(error):
    assert judge(capture(ARTICLE, error=error)) == Verdict("denied" if error == "robots" else "error", error)


def test_every_reason_is_documented():
    assert set(ERRORS) < set(REASONS)
    assert all(REASONS.values())


@pytest.mark.parametrize("body", [None, b"", b" \n\t", b"\xef\xbb\xbf"])
def test_empty_body_is_an_error(body):
    assert judge(Capture(source="x", url=URL, fetched_at="", status=200, body=body)) == Verdict("error", "empty")


def test_import_without_a_status_is_judged_by_its_body():
    assert reason("Ny park öppnar\n\nText.", status=0) == "readable"
    assert reason("", status=0) == "empty"


def test_page_that_only_a_script_would_fill_is_empty():
    assert reason("<!doctype html><html><body><div id=root></div><script src=/a.js></script></body></html>") == "empty"


@pytest.mark.parametrize(
    ("asked", "final", "home", "expected"),
    [
        (URL, "https://stad.example/", "", "redirect-home"),
        (URL, "https://www.stad.example/index.html", "", "redirect-home"),
        (URL, "https://stad.example/sv/", "", "redirect-home"),
        (URL, "https://stad.example/start", "https://stad.example/start", "redirect-home"),
        (URL, "https://www.stad.example/nytt/ny-park/", "", "readable"),
        (URL, "https://stad.example/nytt/ny-park-2", "", "readable"),
        (URL, "https://stad.example/?p=12", "", "readable"),
        ("http://stad.example/", "https://stad.example/sv", "", "readable"),
        (URL, "https://stad.example/login?next=/nytt/ny-park", "", "login-redirect"),
        (URL, "https://login.stad.example/", "", "login-redirect"),
        (URL, "https://stad.example/nytt/login-fungerar-igen", "", "readable"),
        ("https://stad.example/login/ny-park", "https://stad.example/login/nya-parken", "", "readable"),
    ],
)
def test_end_of_the_redirects_is_judged(asked, final, home, expected):
    assert reason(ARTICLE, url=asked, final_url=final, home=home) == expected


def test_redirect_that_nobody_followed_is_judged_by_where_it_points():
    assert reason(status=302, headers={"location": "/"}) == "redirect-home"
    assert reason(status=302, headers={"location": "/wp-login.php?a=b"}) == "login-redirect"
    assert reason(status=301, headers={"location": "/nytt/annan"}) == "redirect"
    assert reason(status=301, headers={"location": "http://[::1"}) == "redirect"


NOT_FOUND = [
    "404", "Error 404", "404 Not Found", "404 - Page not found", "Oops! That page can’t be found.", "Page not found",
    "The page you are looking for does not exist", "Felsida 404", "Sidan kunde inte hittas", "Sidan hittades inte",
    "Åh nej, sidan kunde inte hittas", "Sidan du söker finns inte", "Tyvärr, sidan finns inte längre",
    "404: Sidan saknas", "Siden blev ikke fundet", "Siden findes ikke", "Vi kan desværre ikke finde siden",
    "Fant ikke siden", "Siden finnes ikke", "Sida finst ikkje", "Siden ble ikke funnet", "Sivua ei löydy",
    "Etsimääsi sivua ei löytynyt", "Sivua ei löytynyt (404)", "Seite nicht gefunden", "Die Seite wurde nicht gefunden",
    "Die angeforderte Seite existiert nicht", "Fehler 404 – Seite nicht gefunden",
    "Die Seite konnte leider nicht gefunden werden",
]  # fmt: skip


@pytest.mark.parametrize("heading", NOT_FOUND)
def test_not_found_page_sent_as_success_is_gone(heading):
    text = "Adressen kan ha ändrats eller så har innehållet tagits bort. Sök gärna efter det du letar efter här ovan."
    assert judge(capture(page(f"{heading} | Staden", "Staden", text))) == Verdict("gone", "not-found-page")
    assert reason(page("Staden", heading, text)) == "not-found-page"


def test_not_found_page_in_another_encoding_is_known():
    body = page("Staden", "Sivua ei löydy")
    assert reason(body.encode("latin-1")) == "not-found-page"
    assert reason(body.encode("utf-16")) == "not-found-page"
    assert reason(page("Staden", "Sivua ei l&ouml;ydy")) == "not-found-page"


@pytest.mark.parametrize(
    "heading",
    ["404: filmen som alla talar om", "Sidan hittades inte – så undviker du döda länkar", "Page not found", "Logga in",
     "Captcha", "Planerat underhåll", "Just a moment", "Access denied", "Internal Server Error",
     "Pardon our interruption"],
)  # fmt: skip
def test_article_about_errors_logins_and_captchas_is_ok(heading):
    form = '<form><input type="password" name="p"></form>'
    text = (
        SENTENCE * 12 + "Sidan kunde inte hittas. Verify you are human. 404 Not Found. _cf_chl_opt g-recaptcha robot."
    )
    assert reason(page(heading, text=text + form)) == "readable"
    assert reason(page(heading, text=text, menu="")) == "readable"


@pytest.mark.parametrize(
    "heading",
    [
        "Trafikolycka väg 404",
        "Försvunnen man hittades inte",
        "Sidan 1 av 3",
        "Underhåll av Storgatan",
        "Ny inloggning till e-tjänster",
    ],
)
def test_short_notice_with_an_error_like_heading_is_ok(heading):
    assert reason(page(heading, text="Polisen är på plats.")) == "readable"


def test_short_notice_of_maintenance_on_a_full_site_is_ok():
    assert reason(page("Planerat underhåll", text=SENTENCE)) == "readable"


CHALLENGES = {
    "cloudflare": "<title>Just a moment...</title><p>Verifying you.</p><script>window._cf_chl_opt={}</script>",
    "cloudflare-block": "<title>Attention Required! | Cloudflare</title><h1>Sorry, you have been blocked</h1>",
    "akamai": "<title>Access Denied</title><h1>Access Denied</h1><p>Reference #18.2 https://errors.edgesuite.net/18.2</p>",
    "imperva": '<title></title><iframe id="main-iframe" src="/_Incapsula_Resource?x">Incapsula incident ID: 1',
    "datadome": '<title>stad.example</title><p id="cmsg">Please enable JS and disable any ad blocker</p>',
    "human": '<title>Access to this page has been denied.</title><div id="px-captcha"></div>',
    "aws": '<div id="challenge-container"></div><script src="https://1.token.awswaf.com/challenge.js"></script>',
    "recaptcha": '<title>stad.example</title><p>Bekräfta att du inte är en robot</p><div class="g-recaptcha"></div>',
    "swedish": "<title>Bekräfta att du inte är en robot</title><p>Vänta.</p>",
}


@pytest.mark.parametrize("name", CHALLENGES)
@pytest.mark.parametrize("status", [200, 403, 503])
def test_challenge_page_is_denied_whatever_its_status(name, status):
    body = f"<!doctype html><html><body>{CHALLENGES[name]}</body></html>"
    assert judge(capture(body, status=status)) == Verdict("denied", "challenge")


def test_challenge_named_in_a_header_is_denied():
    assert reason(ARTICLE, headers={"cf-mitigated": "challenge"}) == "challenge"
    assert reason("", status=202, headers={"x-amzn-waf-action": "challenge"}) == "challenge"


def test_site_that_merely_uses_a_protection_service_is_ok():
    script = (
        '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script><script>window._pxAppId="x"</script>'
    )
    assert reason(page("Ny park", text="Kort." + script, menu="")) == "readable"


def test_contact_form_with_a_captcha_is_ok():
    assert reason(page("Kontakt", text='Skriv till oss. <form><div class="g-recaptcha"></div></form>')) == "readable"


def test_login_page_is_denied():
    form = '<form><label>Lösenord</label><input type="password"></form>'
    assert judge(capture(page("Logga in | Staden", text=form))) == Verdict("denied", "login-page")
    assert reason(page("Intranät", text=form, menu="")) == "login-page"


def test_article_on_a_site_with_a_login_in_its_header_is_ok():
    form = '<form><input type="password"></form>'
    assert reason(page("Ny park", text="Parken öppnar på lördag.", menu=MENU + form)) == "readable"


def test_denied_page_sent_as_success_is_denied():
    assert judge(capture(page("Åtkomst nekad | Staden"))) == Verdict("denied", "denied-page")


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Webbplatsen är under underhåll", "maintenance"),
        ("Site under maintenance", "maintenance"),
        ("Wartungsarbeiten", "maintenance"),
        ("Huoltokatko", "maintenance"),
        ("Vi beklagar! Sidan är tillfälligt otillgänglig", "maintenance"),
        ("503 Service Unavailable", "error-page"),
        ("Error establishing a database connection", "error-page"),
        ("Ett fel har inträffat", "error-page"),
        ("Object moved", "redirect"),
    ],
)
def test_error_page_sent_as_success_is_an_error(heading, expected):
    assert judge(capture(page(heading, text="Försök igen senare.", menu=""))) == Verdict("error", expected)


@pytest.mark.parametrize(
    "tail",
    ['<p>Text</p><a href="/en-lank', "<p>Text <stro", "<script>var a = 1;", "<style>p { color: red",
     "<!-- en kommentar",
     "<p>Parken öppnar på lör"],
)  # fmt: skip
def test_page_that_breaks_off_is_an_error(tail):
    body = ARTICLE.partition("</main>")[0] + tail
    assert judge(capture(body)) == Verdict("error", "cut-off")


def test_every_cut_inside_a_text_or_a_tag_is_seen():
    body = ARTICLE.encode()
    start = body.index(b"<main>") + 6
    missed = [end for end in range(start, body.index(b"</main>") + 6) if judge(capture(body[:end])).outcome == "ok"]
    assert [end for end in missed if body[end - 1 : end] != b">"] == []
    assert len(missed) < 10


def test_page_without_closing_body_is_not_cut_off():
    assert reason("<!doctype html><title>Ny park</title><h1>Ny park</h1><p>" + SENTENCE) == "readable"
    assert reason("<html><body><div><h1>Ny park</h1><p>Text</div>") == "readable"
    assert reason("<html><body><div><p>3 < 4 och 5 <6</div> slut") == "readable"


def test_announced_length_counts_only_for_an_unpacked_body():
    body = "<html><body><p>" + SENTENCE
    longer = str(len(body.encode()) + 500)
    assert reason(body, headers={"content-length": longer}) == "cut-off"
    assert reason(body, headers={"content-length": longer, "content-encoding": "gzip"}) == "readable"
    assert reason(body, headers={"content-length": "many"}) == "readable"
    assert reason(ARTICLE, headers={"content-length": "999999"}) == "readable"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('[{"id": 1}]', "readable"),
        ('[{"id": 1}, {"id"', "cut-off"),
        ('{"html": "<html><title>404</title>"}', "readable"),
        ('<?xml version="1.0"?><rss><channel><title>404</title></channel></rss>\n<!-- cached -->', "readable"),
        ('<?xml version="1.0"?><rss><channel><item>', "cut-off"),
        ("<feed><entry/></feed>", "readable"),
        ("%PDF-1.7 ...", "readable"),
        ("404 Not Found\n\nSidan hittades inte", "readable"),
    ],
)
def test_what_is_not_html_is_only_asked_for_its_end(body, expected):
    assert reason(body) == expected


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([0, 200, 302, 403, 503, 999]), st.text(max_size=30))
def test_any_bytes_and_addresses_are_judged_without_error(body, status, text):
    for prefix in (b"", b"<html><title>", b"<html><body><h1>404</h1><form><input type=password>", b"\xff\xfe"):
        answer = capture(
            prefix + body, status=status, final_url=text, headers={"location": text, "content-length": text}
        )
        assert judge(answer, text).reason in REASONS


@pytest.mark.parametrize(
    "word", ["oops ", "404 ", "error ", "the page ", "sidan du söker ", "- ", "( ", "site under ", "<", "vår "]
)
def test_hostile_headings_are_judged_in_time_proportional_to_their_length(word):
    assert_linear(judge, lambda size: capture(f"<html><title>{word * size}</title><h1>{word * size}x"), 2_500)


def stored(folder):
    """Each stored page of a folder with its gold."""
    if not (DATA / folder).exists():
        pytest.skip(f"{folder} is not on this machine")
    gold = json.loads((DATA / folder / "gold.json").read_text(encoding="utf-8"))
    for name, facts in gold.items():
        yield name, facts, gzip.decompress((DATA / folder / "html" / f"{name}.html.gz").read_bytes())


@pytest.mark.parametrize("folder", ["polisen-pages-dev", "fundus-eval", "cleanportaleval", "wcxb-articles-dev"])
def test_no_annotated_real_page_is_turned_away(folder):
    verdicts = {
        name: judge(capture(body, url=facts["url"])) for name, facts, body in stored(folder) if facts.get("text")
    }
    assert {name: verdict for name, verdict in verdicts.items() if verdict.outcome != "ok"} == {}


def test_captured_error_pages_of_a_real_site_are_known():
    verdicts = [judge(capture(body)).outcome for _, facts, body in stored("polisen-pages-dev") if not facts.get("text")]
    assert len(verdicts) == 13
    assert "ok" not in verdicts


def test_bytes_that_are_no_text_are_an_error_and_no_page() -> None:
    noise = bytes(range(256)) * 40
    capture = Capture(
        source="s", url="https://s.example/a.html", fetched_at="2026-05-05T01:30:00Z", status=200, body=noise
    )
    assert (judge(capture).outcome, judge(capture).reason) == ("error", "not-text")
