"""Proposing a catalogue entry for a page that someone points at."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping
from itertools import chain, count
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup

from archive.records import Source
from scraper.identity import canonical, host_of, same_site

TIMEZONES = {
    "at": "Europe/Vienna", "be": "Europe/Brussels", "ch": "Europe/Zurich", "cz": "Europe/Prague", "de": "Europe/Berlin",
    "dk": "Europe/Copenhagen", "ee": "Europe/Tallinn", "fi": "Europe/Helsinki", "fr": "Europe/Paris",
    "gb": "Europe/London", "ie": "Europe/Dublin", "is": "Atlantic/Reykjavik", "it": "Europe/Rome",
    "lt": "Europe/Vilnius", "lu": "Europe/Luxembourg", "lv": "Europe/Riga", "nl": "Europe/Amsterdam",
    "no": "Europe/Oslo", "pl": "Europe/Warsaw", "se": "Europe/Stockholm",
}  # fmt: skip
"""Time zone of countries whose press offices all keep the same time."""

_LONGEST_ID = 60

_NO_COUNTRY = frozenset({"eu", "io", "tv", "me", "ai", "co", "fm", "ly", "nu", "cc", "gg", "to", "ws"})
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ß": "ss", "đ": "d", "ł": "l", "þ": "th"})
_FEED_START = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF)[\s>]", re.DOTALL)
_SITEVISION = re.compile(r"\bsv-[a-z]+|\bsvid\d+_[0-9a-f]+|/4\.[0-9a-f]{10,}")
_POLICE = re.compile(r"polis|politi|poliisi|polizei|police")


def propose(url: str, html: str, headers: Mapping[str, str]) -> Source:
    """A catalogue entry for the page ``html`` that was fetched from ``url`` with the answer's ``headers``.

    The kind of site is told by its marks: Mynewsdesk's host, the police's events API, a feed, Sitevision's and
    WordPress's markup, a link to a feed on the same site; else ``listing``. Not verified, for a person to read.
    Raises ``ValueError`` when ``url`` is not http(s).
    """
    host = host_of(url)
    if not host:
        raise ValueError(f"{url!r:.200} cannot be a source, expected an http or https URL with a host")
    soup = BeautifulSoup(html, "xml" if _FEED_START.match(html) else "lxml")
    cms, start = _recognise(url, html, soup, headers)
    country = _country(host, canonical(url))
    return Source(
        id=_id(host, canonical(url)), name=_name(soup) or host, kind=_kind(host, cms), cms=cms, url=start,
        country=country, language=_language(soup), timezone=TIMEZONES.get(country, "UTC"),
        active=cms != "polisen_events",
    )  # fmt: skip


def _recognise(url: str, html: str, soup: BeautifulSoup, headers: Mapping[str, str]) -> tuple[str, str]:
    """Kind of site, and where a crawl of it starts."""
    host = host_of(url)
    if host == "mynewsdesk.com" or host.endswith(".mynewsdesk.com"):
        return "mynewsdesk", url
    if host == "polisen.se" and canonical(url).partition("?")[0].endswith("/api/events"):
        return "polisen_events", url
    if _FEED_START.match(html):
        return "feed", url
    generator = str(
        (soup.find("meta", attrs={"name": re.compile("^generator$", re.I)}) or {}).get("content", "")
    ).lower()
    if "sitevision" in generator or len(_SITEVISION.findall(html)) >= 3:
        return "sitevision", url
    link = next((value for name, value in headers.items() if name.lower() == "link"), "")
    if "wordpress" in generator or "https://api.w.org/" in link or soup.find("link", rel="https://api.w.org/"):
        return "wordpress", url
    feed = _feed(url, soup)
    return ("feed", feed) if feed else ("listing", url)


def _feed(url: str, soup: BeautifulSoup) -> str:
    """URL of the feed that a page names, of comments only if there is no other; ``""``: none on its own site."""
    found = []
    for link in soup.find_all("link", rel="alternate", href=True):
        if str(link.get("type", "")).lower() in ("application/rss+xml", "application/atom+xml"):
            target = _joined(url, str(link["href"]).strip())
            if same_site(target, url):
                found.append(target)
    return min(found, key=lambda target: re.search("comment|kommentar", target) is not None, default="")


def _joined(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:
        return ""


def _newsroom(host: str, key: str) -> list[str]:
    """Country and name in a Mynewsdesk newsroom's path, ``["se", "malmo"]``; empty elsewhere."""
    path = key.split("/", 3)[3] if host == "mynewsdesk.com" else ""
    match = re.match(r"([a-z]{2})/([^/?]+)", path)
    return list(match.groups()) if match else []


def _country(host: str, key: str) -> str:
    """ISO 3166 code from the top-level domain or a newsroom's path; ``""``: unknown."""
    code = (_newsroom(host, key) or [host.rpartition(".")[2]])[0]
    if not re.fullmatch("[a-z]{2}", code) or code in _NO_COUNTRY:
        return ""
    return "gb" if code == "uk" else code


def _id(host: str, key: str) -> str:
    """Id from the host, the most general part first: ``se_lomma_press`` for ``press.lomma.se``."""
    newsroom = _newsroom(host, key)
    labels = [*newsroom, "newsroom"] if newsroom else host.split(".")[::-1]
    name = "_".join(_plain(label) for label in labels)
    return name if name[:1].isalpha() else f"site_{name}".rstrip("_")


def unused_id(id_: str, url: str, taken: Container[str]) -> str:
    """The id, or for a host's second source one with words of the URL's path, or with a number, that is not taken."""
    words = [word for word in map(_plain, urlsplit(url).path.split("/")) if word]
    named = [id_, *(f"{id_}_{'_'.join(words[at:])}"[:_LONGEST_ID].rstrip("_") for at in range(len(words) - 1, -1, -1))]
    numbered = (f"{id_}_{number}" for number in count(2))
    return next(each for each in chain(named, numbered) if each not in taken)


def _plain(label: str) -> str:
    """A host label in ASCII letters, digits and ``_``: ``malmo`` for ``xn--malm-8qa``."""
    if label.startswith("xn--"):
        try:
            label = label.encode("ascii").decode("idna")
        except UnicodeError:
            label = label.removeprefix("xn--")
    folded = unicodedata.normalize("NFKD", label.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", folded).strip("_")


def _name(soup: BeautifulSoup) -> str:
    """The site's name as it gives it, or the page's title; at most 100 characters."""
    meta = soup.find("meta", property="og:site_name")
    title = soup.find("title")
    text = str(meta.get("content", "")) if meta else ""
    text = text if text.strip() else (title.get_text() if title else "")
    return " ".join(text.split())[:100].strip()


def _language(soup: BeautifulSoup) -> str:
    """ISO 639-1 from ``html lang`` or a feed's ``language``; Norway's two written forms are ``no``."""
    root, feed = soup.find("html"), soup.find("language")
    tag = str(root.get("lang", "")) if root else ""
    tag = (tag or (feed.get_text() if feed else "")).strip().lower()
    code = re.match(r"([a-z]{2})(?![a-z])", tag)
    return {"nb": "no", "nn": "no"}.get(code[1], code[1]) if code else ""


def _kind(host: str, cms: str) -> str:
    if cms == "mynewsdesk":
        return "newsroom"
    return "police" if _POLICE.search(host) else "other"
