"""RSS 0.9x, 1.0, 2.0 and Atom, well-formed or not."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from lxml import etree

from archive.records import Attachment, Block, Page, Source
from scraper.identity import canonical, page_key
from scraper.readers.dates import Moment, clean_iso, parse
from scraper.readers.encoding import decode
from scraper.readers.feed_keys import told_apart
from scraper.readers.items import Items, absolute, blocks, fold, plain
from scraper.readers.months import JUST_NOW
from scraper.readers.withdrawal import without_mark

XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
XML_ENTITIES = frozenset(["amp", "lt", "gt", "quot", "apos"])
DELETED = "deleted-entry"
"""What marks an entry as taken down that a feed lists as deleted (RFC 6721)."""

_STANDS_FROM = 3
"""Entries of a feed under which a paragraph must stand, and under most of them, to be no lead of theirs."""
_LONGEST_TIME = 60
_ENDS_CUT = re.compile(r"[\s.…\[\]()]+$")


@dataclass(frozen=True, slots=True)
class _Feed:
    """What it takes to read an entry, beside the entry itself."""

    url: str
    source: Source
    fetched_at: str
    standing: frozenset[str]
    """Paragraphs that stand in the descriptions of most entries."""


def read_items(body: bytes, url: str, source: Source, fetched_at: str) -> Items:
    """The entries of a feed in its order, then without words those that it lists as deleted (RFC 6721).

    An entry without link and id is skipped, and one that stands in the feed a second time. Raises `ValueError` when the
    body is no feed at all.
    """
    root = _parse(body)
    if root is None or _name(root) not in ("rss", "feed", "rdf", "channel"):
        raise ValueError(f"{url}: expected an RSS or Atom feed, found {_name(root) if root is not None else 'no XML'}")
    entries = [node for node in root.iter() if _name(node) in ("item", "entry")]
    feed = _Feed(url, source, fetched_at, _standing(entries, url))
    read = [_page(entry, feed) for entry in entries]
    skipped = [f"item {number}: neither link nor id" for number, page in enumerate(read, start=1) if page is None]
    pages, again = told_apart([page for page in read if page is not None])
    skipped += ["items: a newer one with the same link and title"] * again
    deleted = [page for node in root.iter() if _name(node) == DELETED for page in _deleted(node, source)]
    return Items(pages=(*pages, *deleted), next_url=_next(root, url), skipped=tuple(skipped))


def _parse(body: bytes) -> etree._Element | None:
    """The root element; broken XML is mended, entities are not expanded, nothing is fetched."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decode(body)).strip()
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)
    text = re.sub(r"&#(?:x[dD][89a-fA-F][0-9a-fA-F]{2}|5[5-7]\d{3});", "\ufffd", text)
    text = re.sub(r"&([A-Za-z]\w{1,30});", _resolve, text)
    text = re.sub(r"&(?!#?\w{1,30};)", "&amp;", text)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, encoding="utf-8"
    )
    return etree.fromstring(text.encode("utf-8", "replace"), parser) if text else None


def _resolve(match: re.Match[str]) -> str:
    """HTML's named characters, which XML does not know, as themselves."""
    if match[1] in XML_ENTITIES:
        return match[0]
    char = html.entities.html5.get(f"{match[1]};")
    return char or match[0]


def _name(node: etree._Element) -> str:
    """Local name in lower case, also where its namespace is not declared; ``""`` for comments and the like."""
    return re.split("[}:]", node.tag)[-1].lower() if isinstance(node.tag, str) else ""


def _children(entry: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Children with one of the local names, in the order of `names`."""
    for name in names:
        for child in entry:
            if _name(child) == name:
                yield child


def _text(entry: etree._Element, *names: str) -> str:
    """Text of the first child that has some, as it stands."""
    return next((text for child in _children(entry, *names) if (text := "".join(child.itertext()).strip())), "")


def _page(entry: etree._Element, feed: _Feed) -> Page | None:
    source, base = feed.source, _base(entry, feed.url)
    ident = _text(entry, "guid", "id")
    link = _link(entry, base) or (absolute(ident, base) if ident.startswith(("http://", "https://")) else "")
    if not link and not ident:
        return None
    key = page_key(link, source.cms) if link else f"guid:{ident}"
    published = _moment(entry, ("pubdate", "published", "issued", "date", "created"), feed)
    modified = _moment(entry, ("updated", "modified"), feed)
    published = published or modified
    days = {day for moment in (published, modified) if moment for day in _days(moment.at, source.timezone)}
    title, mark = without_mark(_title(entry))
    lead, running = _words(entry, link or base, feed.standing)
    return Page(
        key=key,
        aliases=_aliases(key, link, ident),
        url=link,
        stream="item",
        title=title,
        lead=lead,
        blocks=tuple(replace(block, role="date") if _is_time(block.text, days, feed) else block for block in running),
        published_at=published.at if published else "",
        published_raw=published.raw if published else "",
        modified_at=modified.at if modified else "",
        modified_raw=modified.raw if modified else "",
        author=_author(entry),
        language=source.language,
        attachments=tuple(_attachments(entry, base)),
        images=tuple(file for file, kind in _enclosures(entry, base) if kind.startswith("image/")),
        withdrawn=mark,
        tags=_tags(entry),
    )


def _aliases(key: str, link: str, ident: str) -> tuple[str, ...]:
    """Other keys of the same entry: its canonical URL, its id where that is no other spelling of it."""
    keys = [canonical(link)] if link else []
    if ident and canonical(ident) not in (key, *keys):
        keys.append(f"guid:{ident}")
    return tuple(alias for alias in dict.fromkeys(keys) if alias != key)


def _deleted(node: etree._Element, source: Source) -> Iterator[Page]:
    """An entry that is listed as deleted, under each key that it may have had."""
    ident = (node.get("ref") or "").strip()
    if ident:
        yield Page(key=f"guid:{ident}", stream="item", withdrawn=DELETED)
    if ident.startswith(("http://", "https://")):
        yield Page(key=page_key(ident, source.cms), url=ident, stream="item", withdrawn=DELETED)


def _standing(entries: Sequence[etree._Element], url: str) -> frozenset[str]:
    """Paragraphs that stand in most of the descriptions of a feed: what its program adds to each."""
    described = [texts for entry in entries if (texts := {block.text for block in _told(entry, url)})]
    found = Counter(text for texts in described for text in texts)
    return frozenset(text for text, count in found.items() if count >= max(_STANDS_FROM, len(described) / 2))


def _told(entry: etree._Element, base: str) -> tuple[Block, ...]:
    return blocks(_markup(entry, "description", "summary", "subtitle"), base)


def _words(entry: etree._Element, base: str, standing: frozenset[str]) -> tuple[str, tuple[Block, ...]]:
    """The lead, the first paragraph of the description that is the entry's own, and the blocks of what follows it.

    Of the description's other paragraphs those that the content says again are left to it.
    """
    told, content = _told(entry, base), blocks(_markup(entry, "encoded", "content"), base)
    first = next((index for index, block in enumerate(told) if block.text not in standing), len(told))
    lead = fold(told[first].text) if first < len(told) else ""
    said = " ".join(fold(block.text) for block in content)
    others = [block for index, block in enumerate(told) if index != first and _ENDS_CUT.sub("", block.text) not in said]
    return lead, (*others, *content)


def _is_time(text: str, days: set[str], feed: _Feed) -> bool:
    """Whether a paragraph is nothing but a time: one that counts from now ("2 hours ago"), or the day of publication."""
    if len(text) > _LONGEST_TIME:
        return False
    if text.strip(" .").casefold() in JUST_NOW:
        return True
    found = parse(text, timezone=feed.source.timezone, now=feed.fetched_at, language=feed.source.language)
    if not found:
        return False
    return found.at[:10] in days or not parse(text, timezone=feed.source.timezone, language=feed.source.language)


def _base(node: etree._Element | None, url: str) -> str:
    """The base that links in an element are relative to: ``xml:base`` of it and what is above it, outermost first."""
    bases = []
    while node is not None:
        bases.append(node.get(XML_BASE))
        node = node.getparent()
    for base in reversed(bases):
        url = absolute(base, url) or url
    return url


def _link(entry: etree._Element, base: str) -> str:
    """The entry's page: an Atom ``alternate`` link (HTML first) or the text of an RSS ``link``."""
    links = list(_children(entry, "link"))
    alternates = [node for node in links if node.get("href") and node.get("rel", "alternate") == "alternate"]
    alternates.sort(key=lambda node: "html" not in node.get("type", "html"))
    candidates = [(node.get("href"), _base(node, base)) for node in alternates]
    candidates += [("".join(node.itertext()), base) for node in links if not node.get("href")]
    return next((found for href, at in candidates if (found := absolute(href, at))), "")


def _next(root: etree._Element, url: str) -> str:
    for node in root.iter():
        if _name(node) == "link" and node.get("rel") == "next":
            return absolute(node.get("href"), _base(node, url))
    return ""


def _title(entry: etree._Element) -> str:
    """The title; markup and doubly escaped characters in it are resolved."""
    title = _markup(entry, "title")
    return plain(title) if re.search(r"</?[A-Za-z][^>]*>|&#?\w+;", title) else fold(title)


def _markup(entry: etree._Element, *names: str) -> str:
    """HTML of the first child of one of the names that holds any."""
    for child in _children(entry, *names):
        kind = child.get("type", "")
        if kind == "xhtml" or (len(child) and kind != "text"):
            markup = (child.text or "") + "".join(etree.tostring(inner, encoding="unicode") for inner in child)
        else:
            markup = "".join(child.itertext())
            markup = html.escape(markup) if kind in ("text", "text/plain") else markup
        if markup.strip():
            return markup
    return ""


def _moment(entry: etree._Element, names: tuple[str, ...], feed: _Feed) -> Moment | None:
    value = _text(entry, *names)
    return clean_iso(value, timezone=feed.source.timezone, now=feed.fetched_at) if value else None


def _days(at: str, timezone: str) -> set[str]:
    """The days of a time, in UTC and where it was printed."""
    return {at[:10], datetime.fromisoformat(at).astimezone(ZoneInfo(timezone)).date().isoformat() if "T" in at else at}


def _author(entry: etree._Element) -> str:
    """Names of Atom authors, else RSS ``dc:creator`` or ``author`` (an address with the name in brackets)."""
    for node in _children(entry, "author", "creator"):
        name = _text(node, "name") if len(node) else "".join(node.itertext()).strip()
        in_brackets = re.search(r"\(([^()]+)\)\s*$", name)
        name = in_brackets[1] if in_brackets else name
        if name and "@" not in name:
            return fold(name)
    return ""


def _enclosures(entry: etree._Element, base: str) -> Iterator[tuple[str, str]]:
    """URL and media type of the files that come with an entry."""
    nodes = [
        *_children(entry, "enclosure"),
        *(node for node in _children(entry, "link") if node.get("rel") == "enclosure"),
    ]
    for node in nodes:
        file = absolute(node.get("url") or node.get("href"), base)
        if file:
            yield file, node.get("type", "").lower()


def _attachments(entry: etree._Element, base: str) -> Iterator[Attachment]:
    for file, kind in _enclosures(entry, base):
        if not kind.startswith(("image/", "audio/", "video/")):
            yield Attachment(url=file, media_type=kind)


def _tags(entry: etree._Element) -> dict[str, str]:
    """The entry's categories, joined by ", "."""
    names = [node.get("term") or "".join(node.itertext()) for node in _children(entry, "category", "subject")]
    joined = ", ".join(dict.fromkeys(filter(None, (fold(name) for name in names))))
    return {"category": joined} if joined else {}
