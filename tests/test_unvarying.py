"""What a server writes anew into every answer is blotted out, and nothing that is read."""

from __future__ import annotations

import pytest

from archive.records import Capture
from scraper.reading import essence
from scraper.unvarying import unvarying
from tests.growth import assert_linear

TOKEN = "a8f0e1c29b7d4f5566778899aabbccdd"


@pytest.mark.parametrize(
    "part",
    [
        '<meta name="csrf-token" content="{}">', "<META content='{}' name=csrf-token>", '<input type=hidden value="{}">',
        '<script nonce="{}">run()</script>', '<script>var id = "{}";</script>', "<!-- web07 {} 0.023 s -->",
        '<link rel="stylesheet" nonce="{}" href="/a.css">', '<script src="/a.js?v={}"></script>', '<style nonce="{}">p</style>',
    ],
)  # fmt: skip
def test_tokens_make_no_other_answer(part: str) -> None:
    one, other = (f"<html>{part.format(token)}<p>Bron öppnas.</p>".encode() for token in (TOKEN, TOKEN[::-1]))
    assert one != other and unvarying(one) == unvarying(other) and len(unvarying(one)) == len(one)


@pytest.mark.parametrize(
    "part",
    [
        "<p>Diarienummer {0}</p>", '<a href="/sok?id={0}">Sök</a>', '<meta property="og:title" content="{0}">',
        '<script type="application/ld+json">{{"headline": "{0}"}}</script>', '<div class="{0}">Text</div>', "<!-- <p>{0}</p> -->",
        '<meta name="date" content="2024-05-0{1}">', '<script>{{"datePublished":"2024-05-0{1}T12:00:00+02:00"}}</script>',
        '<script>{{"publishedAt":"20240{1}01T120000Z"}}</script>',
    ],
)  # fmt: skip
def test_what_may_be_read_stays(part: str) -> None:
    for number, token in enumerate((TOKEN, TOKEN[::-1]), start=1):
        body = part.format(token, number).encode()
        assert unvarying(body) == body


def test_blotting_out_again_changes_nothing() -> None:
    body = f'<script>let a="{TOKEN}", b=1714737600123</script><input value="x"><!--{TOKEN}-->'.encode()
    assert unvarying(unvarying(body)) == unvarying(body)


@pytest.mark.parametrize(
    "part", ["<script>", "<script ", "<!--", "<input ", "<input value='", "<meta name=", "a+1", "<meta name='"]
)
@pytest.mark.parametrize("before", ["", "<script>"])
def test_hostile_markup_is_gone_through_in_time_proportional_to_its_length(before: str, part: str) -> None:
    assert_linear(unvarying, lambda size: f"{before}{part * size}".encode(), 1_000)


@pytest.mark.parametrize(
    ("facts", "same"),
    [
        ({"fetched_at": "2030"}, True), ({"run": "x"}, True), ({"headers": {"etag": "1", "content-type": "text/html"}}, True),
        ({"status": 404}, False), ({"url": "https://a.se/2"}, False), ({"final_url": "https://a.se/2"}, False),
        ({"body": b"<p>y"}, False), ({"headers": {"content-type": "text/plain"}}, False), ({"role": "listing"}, False),
        ({"headers": {"content-type": "text/html", "content-length": "9000"}}, False),
    ],
)  # fmt: skip
def test_answers_are_the_same_when_nothing_differs_that_is_judged_or_read(facts: dict, same: bool) -> None:
    first = {
        "source": "s", "url": "https://a.se/1", "fetched_at": "2024", "status": 200, "body": b"<p>x",
        "headers": {"content-type": "text/html"},
    }  # fmt: skip
    assert (essence(Capture(**first)) == essence(Capture(**(first | facts)))) == same
