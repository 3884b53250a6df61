"""RSS 0.9x, 1.0, 2.0 and Atom, well-formed or not."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from lxml import etree

from archive.records import Attachment, Page, Source
from scraper.identity import canonical, page_key
from scraper.readers.dates import Moment, clean_iso
from scraper.readers.encoding import decode
from scraper.readers.items import Items, absolute, blocks, fold, plain

XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
XML_ENTITIES = frozenset(["amp", "lt", "gt", "quot", "apos"])


def read_items(body: bytes, url: str, source: Source, fetched_at: str) -> Items:
    """The entries of a feed in its order.

    An entry without link and id is skipped. Raises `ValueError` when the body is no feed at all.
    """
    root = _parse(body)
    if root is None or _name(root) not in ("rss", "feed", "rdf", "channel"):
        raise ValueError(f"{url}: expected an RSS or Atom feed, found {_name(root) if root is not None else 'no XML'}")
    pages, skipped = [], []
    for number, entry in enumerate((node for node in root.iter() if _name(node) in ("item", "entry")), start=1):
        page = _page(entry, url, source, fetched_at)
        if page:
            pages.append(page)
        else:
            skipped.append(f"item {number}: neither link nor id")
    return Items(pages=tuple(pages), next_url=_next(root, url), skipped=tuple(skipped))


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


def _page(entry: etree._Element, url: str, source: Source, fetched_at: str) -> Page | None:
    base = _base(entry, url)
    ident = _text(entry, "guid", "id")
    link = _link(entry, base) or (absolute(ident, base) if ident.startswith(("http://", "https://")) else "")
    if not link and not ident:
        return None
    key = page_key(link, source.cms) if link else f"guid:{ident}"
    published = _moment(entry, ("pubdate", "published", "issued", "date", "created"), source, fetched_at)
    modified = _moment(entry, ("updated", "modified"), source, fetched_at)
    published = published or modified
    return Page(
        key=key,
        aliases=_aliases(key, link, ident),
        url=link,
        stream="item",
        title=_title(entry),
        lead=plain(_markup(entry, "description", "summary", "subtitle")),
        blocks=blocks(_markup(entry, "encoded", "content"), link or base),
        published_at=published.at if published else "",
        published_raw=published.raw if published else "",
        modified_at=modified.at if modified else "",
        modified_raw=modified.raw if modified else "",
        author=_author(entry),
        language=source.language,
        attachments=tuple(_attachments(entry, base)),
        images=tuple(file for file, kind in _enclosures(entry, base) if kind.startswith("image/")),
        tags=_tags(entry),
    )


def _aliases(key: str, link: str, ident: str) -> tuple[str, ...]:
    """Other keys of the same entry: its canonical URL, an id that is no URL."""
    keys = [canonical(link)] if link else []
    if ident and not ident.startswith(("http://", "https://")):
        keys.append(f"guid:{ident}")
    return tuple(alias for alias in dict.fromkeys(keys) if alias != key)


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


def _moment(entry: etree._Element, names: tuple[str, ...], source: Source, fetched_at: str) -> Moment | None:
    value = _text(entry, *names)
    return clean_iso(value, timezone=source.timezone, now=fetched_at) if value else None


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
