"""Finding the next page of a listing."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.identity import canonical, same_site

NEXT = re.compile(
    r"[\s>›»→]*(?:nästa(?: sida)?|next(?: page)?|weiter|nächste(?: seite)?|neste(?: side)?|næste(?: side)?|"
    r"seuraava(?: sivu)?|older(?: posts| entries| news)?|äldre(?: inlägg| nyheter)?|ältere(?: beiträge| meldungen)?|"
    r"eldre(?: innlegg)?|ældre(?: indlæg)?|vanhemmat|visa fler|visa flera|fler nyheter|ladda fler|show more|load more|"
    r"mehr anzeigen|vis flere|näytä lisää|›|»|→|>)[\s>›»→]*",
    re.IGNORECASE,
)
"""What the link to the next page says, as a whole, in the languages of the archive and English."""

PAGE_NUMBER = re.compile(
    r"(?P<before>.*?[?&/](?:page|sida|side|seite|sivu|paged|p|pg)[=/])(?P<number>\d{1,5})(?P<after>\D.*)?"
)


def next_page(tree: LexborHTMLParser, url: str) -> str:
    """The URL of the page that comes after the listing at `url`, on the same site; ``""`` when there is none."""
    for find in (_by_rel, _by_words, _by_number):
        target = find(tree, url)
        if target and target.startswith(("http://", "https://")) and same_site(url, target):
            return target if canonical(target) != canonical(url) else ""
    return ""


def _by_rel(tree: LexborHTMLParser, url: str) -> str:
    return next((_join(url, node) for node in tree.css("link[rel~=next][href], a[rel~=next][href]")), "")


def _by_words(tree: LexborHTMLParser, url: str) -> str:
    for node in tree.css("a[href]"):
        said = (node.text(), node.attributes.get("aria-label") or "", node.attributes.get("title") or "")
        if any(NEXT.fullmatch(" ".join(words.split())) for words in said if words):
            return _join(url, node)
    return ""


def _by_number(tree: LexborHTMLParser, url: str) -> str:
    """The link whose URL is this page's with a page number one higher; without a number this page is the first."""
    wanted = _number(url) + 1
    for node in tree.css("a[href]"):
        target = _join(url, node)
        if node.text().strip() == str(wanted) and _number(target) in (wanted, wanted - 1) and _differs(url, target):
            return target
    return ""


def _number(url: str) -> int:
    match = PAGE_NUMBER.fullmatch(url)
    return int(match["number"]) if match else 1


def _differs(url: str, target: str) -> bool:
    """Whether two URLs are the same listing, apart from the page: one path, or a path below the other."""
    here, there = urlsplit(url), urlsplit(target)
    return parse_qsl(here.query) != parse_qsl(there.query) or here.path != there.path


def _join(url: str, node: LexborNode) -> str:
    href = (node.attributes.get("href") or "").strip()
    if not href or href.startswith(("#", "javascript:")):
        return ""
    try:
        return urljoin(url, href).partition("#")[0]
    except ValueError:
        return ""
