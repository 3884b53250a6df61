"""Is this capture any good? Tells an answer worth reading from one that is not, with a named reason.

The words that give an error page away count only where they are its whole title or heading and hardly any other text
stands beside them: an article that writes about captchas, logins or a page that was not found is an article.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from itertools import islice
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from archive.records import ERRORS, Capture
from scraper import phrases
from scraper.identity import canonical, host_of, same_site
from scraper.readers.encoding import decode
from scraper.readers.html import parse
from scraper.truncation import FEED, is_cut_data, is_cut_html

_REASONS_BY_OUTCOME = {
    "ok": {"readable": "an answer worth reading"},
    "not-modified": {"not-modified": "304: nothing new since the last capture"},
    "gone": {
        "status-404": "404: not found",
        "status-410": "410: gone for good",
        "redirect-home": "the page leads to the home page of its site",
        "not-found-page": "a “not found” page sent as if it were the page",
        "stand-in": "the same page as in place of several others, without words of its own (found later, by `doubts`)",
    },
    "denied": {
        "robots": ERRORS["robots"],
        "redacted": "taken out of the archive",
        "status-401": "401: wants a login",
        "status-403": "403: forbidden",
        "status-429": "429: asked too often",
        "status-451": "451: withheld for legal reasons",
        "challenge": "a page that wants proof of a human reader",
        "denied-page": "an “access denied” page sent as if it were the page",
        "login-page": "a login form and hardly any text",
        "login-redirect": "the page leads to a login",
    },
    "error": {
        **{name: meaning for name, meaning in ERRORS.items() if name != "robots"},
        "server-error": "status 500 or above",
        "client-error": "a status from 400 on that says neither gone nor denied, or one below 200",
        "redirect": "a redirect that was not followed",
        "empty": "no body, or a page without a word",
        "not-text": "bytes that are no text in any encoding",
        "maintenance": "a page that says the site is closed for the moment",
        "error-page": "a server's error message sent as if it were the page",
    },
}

REASONS = {name: meaning for group in _REASONS_BY_OUTCOME.values() for name, meaning in group.items()}
"""Every reason of a verdict and what it means; the names of ``archive.records.ERRORS`` are among them."""

_OUTCOMES = {name: outcome for outcome, group in _REASONS_BY_OUTCOME.items() for name in group}
_DENIED_STATUS = (401, 403, 429, 451)
_CHALLENGE_HEADERS = {"cf-mitigated": ("challenge",), "x-amzn-waf-action": ("challenge", "captcha")}
HEADERS = ("content-type", "location", *_CHALLENGE_HEADERS)
"""The headers that a verdict or a reading may depend on, beside those that tell the size of the body."""
_SNIFF = re.compile(rb"\s*<(?:!doctype html|html|head|body|title|meta|!--|div|p|h1|main|article|script)[\s>!-]")
_HEADING_END = re.compile(rb"</(?:title|h1)")
_TAG = re.compile(r"<[^<>]*>")
_SEPARATOR = re.compile(r"\s+[|–—·•»«:-]+\s+|\s*[|»«]\s*|: ")
_ROOT = re.compile(r"/(?:(?:sv|en|da|no|nb|nn|fi|de|se|fr|es|pl|ar|uk)(?:[-_][a-z]{2})?)?", re.IGNORECASE)
_PASSWORD = re.compile(rb"type=[\"']?password")
_REFRESH = re.compile(rb"http-equiv=[\"']?refresh")
_SMALL = 20_000
_START = 4096
_CONTROL = bytes([*range(9), *range(14, 32), 127])
_BINARY_THAT_IS_READ = (b"%PDF-",)
_TINY = 2_000
_ASIDE = (
    "script,style,noscript,template,nav,header,footer,aside,dialog,[class*=cookie i],[id*=cookie i],[id*=consent i]"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a capture is worth."""

    outcome: str
    """``ok`` (read it), ``not-modified``, ``gone``, ``denied`` or ``error``."""
    reason: str
    """Why, a name in `REASONS`."""


@dataclass(frozen=True, slots=True)
class _Sign:
    """Headings that give a page away, if it has at most so many words of running text and so many links."""

    reason: str
    headings: re.Pattern[str]
    words: int
    links: int = 1_000_000
    holds: Callable[[bytes], bool] = lambda low: True


def _speaks_of_site(low: bytes) -> bool:
    return phrases.OF_THE_SITE.search(low.decode("utf-8", "replace")) is not None


_SIGNS = (
    _Sign("not-found-page", phrases.NOT_FOUND, words=150),
    _Sign("challenge", phrases.CHALLENGE, words=120, links=10),
    _Sign("denied-page", phrases.DENIED, words=60),
    _Sign("login-page", phrases.LOGIN, words=60, holds=lambda low: _PASSWORD.search(low) is not None),
    _Sign("maintenance", phrases.SITE_CLOSED, words=80, links=10),
    _Sign("maintenance", phrases.MAINTENANCE, words=30, links=10),
    _Sign("maintenance", phrases.OUT_OF_ORDER, words=60, links=10, holds=_speaks_of_site),
    _Sign("error-page", phrases.SERVER_ERROR, words=80, links=10),
    _Sign("redirect", phrases.REDIRECT, words=30, links=3),
)


def judge(capture: Capture, home_url: str = "") -> Verdict:
    """What a capture is worth, from nothing but itself and ``home_url``, the site's home page if it is not at ``/``.

    Never raises. Statuses come first, then where the redirects ended, then the body. A 404 is ``gone`` here; how many
    of them it takes to believe it, and whether a redirect means ``moved``, is decided elsewhere.
    """
    reason = _by_status(capture) or _by_redirect(capture, home_url) or _by_body(capture) or "readable"
    return Verdict(_OUTCOMES[reason], reason)


def _by_status(capture: Capture) -> str:
    """Reason that error field and status alone give, ``""`` for an answer whose body must be looked at."""
    status = capture.status
    if capture.error:
        return capture.error if capture.error in REASONS else "connection"
    if status == 304:
        return "not-modified"
    if status in (404, 410):
        return f"status-{status}"
    if status >= 400:
        return "challenge" if _by_body(capture) == "challenge" else _by_failure(status)
    if 300 <= status < 400:
        return "" if capture.headers.get("location") else "redirect"
    return "client-error" if 0 < status < 200 else ""


def _by_failure(status: int) -> str:
    """Reason that a status of 400 or more gives."""
    if status in _DENIED_STATUS:
        return f"status-{status}"
    return "server-error" if status >= 500 else "client-error"


def _by_redirect(capture: Capture, home_url: str) -> str:
    """Reason that the end of the redirects gives: the home page, a login, a redirect that nobody followed."""
    location = capture.headers.get("location", "") if 300 <= capture.status < 400 else ""
    final = _joined(capture.url, location) if location else capture.final_url
    unfollowed = "redirect" if location else ""
    if not final or canonical(final) == canonical(capture.url):
        return unfollowed
    if _is_login(final) and not _is_login(capture.url):
        return "login-redirect"
    if _is_home(final, capture.url, home_url):
        return "redirect-home"
    return unfollowed


def _joined(base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError:
        return ""


def _is_login(url: str) -> bool:
    """Whether the host's first label or a segment of the path is a name for a login."""
    host, _, path = canonical(url).removeprefix("https://").partition("/")
    segments = path.partition("?")[0].lower().split("/")
    return host.partition(".")[0] in phrases.LOGIN_HOSTS or not phrases.LOGIN_PATHS.isdisjoint(segments)


def _is_home(final: str, asked: str, home_url: str) -> bool:
    """Whether a redirect to ``final`` ended at the site's home page, the asked page being another one."""
    if home_url and canonical(final) == canonical(home_url):
        return True
    if not host_of(final) or not same_site(final, asked):
        return False
    end, start = urlsplit(canonical(final)), urlsplit(canonical(asked))
    start_is_home = _ROOT.fullmatch(start.path) is not None and not start.query
    return _ROOT.fullmatch(end.path) is not None and not end.query and not start_is_home


def _by_body(capture: Capture) -> str:
    """Reason that the body gives, ``""`` when it is worth reading."""
    if any(capture.headers.get(name, "").lower() in values for name, values in _CHALLENGE_HEADERS.items()):
        return "challenge"
    body = _as_ascii_superset(capture.body or b"").removeprefix(b"\xef\xbb\xbf").strip()
    if not body:
        return "empty"
    if _is_noise(body):
        return "not-text"
    low = body.lower()
    if not _is_html(low[:2048]):
        return "cut-off" if is_cut_data(capture, low) else ""
    if is_cut_html(capture, low):
        return "cut-off"
    if _is_challenge(body, low):
        return "challenge"
    return _by_headings(body, low) or _by_marks(body, low)


def _is_html(start: bytes) -> bool:
    """Whether a document that starts so is HTML, whatever its media type says."""
    if _SNIFF.match(start):
        return True
    return start.startswith(b"<") and b"<html" in start and FEED.search(start) is None


def _is_noise(body: bytes) -> bool:
    """Whether a body is no text in any encoding: one byte in a hundred of its start is a control character."""
    start = body[:_START]
    return not start.startswith(_BINARY_THAT_IS_READ) and len(start.translate(None, _CONTROL)) < 0.99 * len(start)


def _as_ascii_superset(body: bytes) -> bytes:
    """The body in an encoding in which markup is ASCII: UTF-16 with a byte order mark becomes UTF-8."""
    return body.decode("utf-16", "replace").encode() if body[:2] in (b"\xff\xfe", b"\xfe\xff") else body


def _by_headings(body: bytes, low: bytes) -> str:
    """Reason that title and headings give, if the rest of the page bears it out."""
    parts = {part for heading in _headings(body, low) for part in _parts(heading)}
    signs = [sign for sign in _SIGNS if any(sign.headings.fullmatch(part) for part in parts)]
    if not signs:
        return ""
    words, links = _measure(body)
    fitting = (sign for sign in signs if words <= sign.words and links <= sign.links and sign.holds(low))
    return next((sign.reason for sign in fitting), "")


def _headings(body: bytes, low: bytes) -> list[str]:
    """The page's title and its first three ``h1``, case folded."""
    starts = [low.find(b"<title"), *islice(_positions(low, b"<h1"), 3)]
    return [_heading_at(body, low, start) for start in starts if start >= 0]


def _positions(low: bytes, needle: bytes) -> list[int]:
    found, start = [], low.find(needle)
    while start >= 0 and len(found) < 3:
        found.append(start)
        start = low.find(needle, start + 1)
    return found


def _heading_at(body: bytes, low: bytes, start: int) -> str:
    """Text of the title or heading whose tag begins at ``start``; a very long one is cut."""
    begin = low.find(b">", start) + 1
    end = _HEADING_END.search(low, begin, begin + 600)
    raw = body[begin : end.start() if end else begin + 600]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    return " ".join(unescape(_TAG.sub(" ", text)).split()).replace("’", "'").casefold()


def _parts(heading: str) -> list[str]:
    """A heading as a whole and split at its separators (``404 – Sidan hittades inte | Staden``), bare of end marks."""
    return [part.strip(" .!?…:;,()[]\"'”“") for part in (heading, *_SEPARATOR.split(heading))]


def _measure(body: bytes) -> tuple[int, int]:
    """Words of running text (runs of eight words or more, outside navigation and notices) and number of links."""
    tree = parse(decode(body))
    links = len(tree.css("a[href]"))
    for node in tree.css(_ASIDE):
        if node.tag not in ("html", "body") and node.css_first("h1, main, article") is None:
            node.decompose()
    text = tree.body.text(separator="\n") if tree.body else ""
    lengths = (len(line.split()) for line in text.splitlines())
    return sum(length for length in lengths if length >= 8), links


def _by_marks(body: bytes, low: bytes) -> str:
    """Reason that the markup of logins and redirects gives on a page that has hardly any text."""
    has_password = b"password" in low and _PASSWORD.search(low) is not None
    is_tiny = len(low) < _TINY
    if not (has_password or is_tiny):
        return ""
    words, links = _measure(body)
    if has_password and words <= 20 and links <= 10:
        return "login-page"
    if is_tiny and words == 0 and _REFRESH.search(low):
        return "redirect"
    return "empty" if is_tiny and not _has_words(body) else ""


def _is_challenge(body: bytes, low: bytes) -> bool:
    """Whether a small page has a challenge's markup and hardly any text."""
    if len(low) >= _SMALL or not _has_challenge_marks(low):
        return False
    words, links = _measure(body)
    return words <= 60 and links <= 10


def _has_challenge_marks(low: bytes) -> bool:
    if any(mark in low for mark in phrases.CHALLENGE_MARKS):
        return True
    return phrases.HUMAN.search(low) is not None and any(mark in low for mark in phrases.CAPTCHA_MARKS)


def _has_words(body: bytes) -> bool:
    """Whether anything is printed at all: a word, or a picture, a frame or a file that may stand for one."""
    tree = LexborHTMLParser(body)
    for node in tree.css("script,style,noscript,template"):
        node.decompose()
    root = tree.root
    return root is not None and (
        bool(root.text().strip()) or tree.css_first("img,iframe,embed,object,video") is not None
    )
