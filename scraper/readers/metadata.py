"""What a page says about itself: title, author, dates, language, address, pictures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from archive.records import Source
from scraper.readers.authors import clean_name, clean_names, is_person, printed_author
from scraper.readers.clock import Clock
from scraper.readers.dates import Moment
from scraper.readers.html import base_of
from scraper.readers.json_ld import Statement, read_json_ld
from scraper.readers.lines import page_lines, strangeness
from scraper.readers.page_dates import declared_dates, found_dates, is_settled, url_date
from scraper.readers.titles import choose_title, same_words

AUTHOR_META = (
    "author", "article:author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator", "dc:creator",
    "dcterms.creator", "dc.creator.personalname", "byl", "byline", "citation_author", "cxenseparse:author",
)  # fmt: skip
AUTHOR_ELEMENTS = (
    '[itemprop~="author"], [rel~="author"], a[href*="/author/"], [class~="author"], [class~="author-name"], '
    '[class*="author-name" i], [class*="author_name" i], [class*="authorname" i], [class*="byline" i], [class~="fn"]'
)

LABELS = (
    "written by",
    "by",
    "author",
    "skriven av",
    "skrevet av",
    "skrevet af",
    "kirjoittanut",
    "verfasst von",
    "escrito por",
)
"""What the first label of a card for social media says when its value is the author."""

NEAR_AUTHOR = '[class*="author" i], [id*="author" i], [class*="writer" i], [class*="contributor" i]'
"""Elements whose name only speaks of an author: believed where nothing else is there and they hold a person's name."""

STATEMENTS = 'meta[content], title, h1, link[rel~="canonical"], base[href], script[type*="ld+json"]'
"""Elements that state something for the whole page, of which all are looked for at once."""

MOST = 100
"""Elements of a kind that are looked at: a page with more is a list or an attack."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Metadata:
    """A page's statements about itself; ``""`` or ``None`` where it makes none."""

    title: str = ""
    """As the headline prints it, without the site's name."""
    description: str = ""
    author: str = ""
    """Names, joined by ", "."""
    published: Moment | None = None
    modified: Moment | None = None
    language: str = ""
    """ISO 639-1."""
    canonical_url: str = ""
    """Absolute."""
    images: tuple[str, ...] = ()
    """Absolute URLs, the leading picture first."""
    site_name: str = ""
    base_url: str = ""
    """What the page's links are relative to."""


def read_metadata(tree: LexborHTMLParser, url: str, source: Source, fetched_at: str) -> Metadata:
    """The metadata of a parsed page; the tree stays as it is.

    `fetched_at` (ISO, UTC) is the time from which "yesterday" and dates without a year count; dates after it are not
    believed. Local times are in the source's time zone.
    """
    elements = _statements(tree)
    metas = _metas(elements["meta"])
    statement = read_json_ld(script.text() for script in elements["script"])
    site_name = metas.get("og:site_name") or metas.get("application-name") or statement.publisher
    site_names = [name for name in (site_name, statement.publisher, source.name, _host(url)) if name]
    title = _title(elements, metas, statement, site_names)
    tongue = _language(tree, metas, statement)
    clock = Clock(source.timezone, fetched_at, tongue or source.language)
    canonical_url = _canonical(elements["link"], metas, url)
    author = _author(tree, metas, statement, site_names)
    declared = declared_dates(metas, statement, clock)
    day = url_date(url, clock) or url_date(canonical_url, clock)
    lines = [] if author and is_settled(declared) else page_lines(tree, title)
    author = author or printed_author([line.text for line in lines]) or _person_by_class(tree, site_names)
    published, modified = found_dates(tree, lines, declared, day, clock)
    return Metadata(
        title=title,
        description=metas.get("og:description") or metas.get("description") or statement.description,
        author=author,
        published=published,
        modified=modified,
        language=tongue[:2] or source.language,
        canonical_url=canonical_url,
        images=_images(metas, statement, url),
        site_name=site_name,
        base_url=base_of(next(iter(elements["base"]), None), url),
    )


def _statements(tree: LexborHTMLParser) -> Mapping[str, list[LexborNode]]:
    """By tag the elements that state something for the whole page, in order."""
    found: dict[str, list[LexborNode]] = defaultdict(list)
    for node in tree.css(STATEMENTS):
        found[node.tag].append(node)
    return found


def _metas(elements: Iterable[LexborNode]) -> Mapping[str, str]:
    """Contents of the ``meta`` elements by name, property or itemprop in lower case; of several, the first."""
    found: dict[str, str] = {}
    for node in elements:
        attributes = node.attributes
        content = " ".join((attributes.get("content") or "").split())
        for key in ("property", "name", "itemprop"):
            if content and attributes.get(key):
                found.setdefault((attributes[key] or "").strip().lower(), content)
    return found


def _words(node: LexborNode) -> str:
    return " ".join(node.text().split())


def _title(
    elements: Mapping[str, list[LexborNode]], metas: Mapping[str, str], statement: Statement, site_names: list[str]
) -> str:
    declared = [
        metas.get("og:title"),
        statement.headline,
        metas.get("twitter:title"),
        metas.get("dc.title") or metas.get("dc:title"),
        _words(elements["title"][0]) if elements["title"] else "",
    ]
    headings = [_words(node) for node in elements["h1"][:MOST]]
    return choose_title([text for text in headings if text], [text for text in declared if text], site_names)


def _author(tree: LexborHTMLParser, metas: Mapping[str, str], statement: Statement, site_names: list[str]) -> str:
    """The first place that names somebody: JSON-LD, ``meta``, elements marked as author's."""
    declared = clean_names(statement.authors, site_names)
    if declared and not any(same_words(declared, name) for name in site_names):
        return declared
    named = clean_names((metas[name] for name in AUTHOR_META if name in metas), site_names)
    if not named and metas.get("twitter:label1", "").lower() in LABELS:
        named = clean_names([metas.get("twitter:data1", "")], site_names)
    return named or clean_names(_bylines(tree), site_names) or declared


def _bylines(tree: LexborHTMLParser) -> Iterable[str]:
    """Texts of the first element that is marked as the author's."""
    for node in tree.css(AUTHOR_ELEMENTS)[:MOST]:
        text = " ".join(node.text(separator=" ").split())
        if 2 < len(text) < 100 and not strangeness(node) and clean_names([text]):
            return [text]
    return []


def _person_by_class(tree: LexborHTMLParser, site_names: Sequence[str]) -> str:
    for node in tree.css(NEAR_AUTHOR)[:MOST]:
        name = clean_name(" ".join(node.text(separator=" ").split())[:MOST])
        if is_person(name) and not strangeness(node) and not any(same_words(name, site) for site in site_names):
            return name
    return ""


def _language(tree: LexborHTMLParser, metas: Mapping[str, str], statement: Statement) -> str:
    """Language tag in lower case, ``sv`` or ``en-us``; ``""`` where none is declared."""
    root = tree.root.attributes.get("lang") if tree.root is not None else ""
    declared = root or metas.get("og:locale") or metas.get("content-language") or statement.language
    match = re.match(r"[a-z]{2}(?:[-_][a-z]{2})?\b", declared.strip().lower())
    return match.group().replace("_", "-") if match else ""


def _canonical(links: Sequence[LexborNode], metas: Mapping[str, str], url: str) -> str:
    return _absolute((links[0].attributes.get("href") if links else "") or metas.get("og:url"), url)


def _images(metas: Mapping[str, str], statement: Statement, url: str) -> tuple[str, ...]:
    candidates = [metas.get("og:image"), *statement.images]
    return tuple(dict.fromkeys(filter(None, (_absolute(image, url) for image in candidates))))


def _absolute(link: str | None, url: str) -> str:
    """The link as http(s) URL, ``""`` where it is none."""
    try:
        joined = urljoin(url, (link or "").strip()) if link else ""
        return joined if urlsplit(joined).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _host(url: str) -> str:
    """The name of the host without ``www`` and top level domain: many sites sign their titles with it."""
    parts = (urlsplit(url).hostname or "").removeprefix("www.").split(".")
    return parts[-2] if len(parts) > 1 else ""
