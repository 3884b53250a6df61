"""Finding article links on any listing page, without a selector: by the page's own repetition.

Links that stand in the same place of the markup form a group; a list of articles is a group of many different URLs with
long texts, dates beside them and URLs that end in a slug or a number, outside of navigation. Groups are scored by that;
the best one, and those that repeat its URLs or their shape, are the articles. The idea is that of record mining in web
pages (Liu, Grossman, Zhai: Mining data records in web pages, KDD 2003), reduced to links.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from archive.records import Page, Source
from scraper.identity import canonical, page_key, same_site
from scraper.paging import next_page
from scraper.readers import dates
from scraper.readers.encoding import decode
from scraper.readers.html import parse
from scraper.readers.items import Items

ASIDE_TAGS = frozenset(["nav", "header", "footer", "aside", "select", "button", "dialog"])
ASIDE_ROLES = frozenset(["navigation", "banner", "contentinfo", "search", "complementary"])
ASIDE_NAMES = re.compile(
    r"(?:^|[-_ ])(?:nav|navbar|navigation|menu|submenu|breadcrumbs?|footer|masthead|cookies?|consent|social|share|"
    r"sharing|lang|language|pager|pagination|paginator|sidebar|toolbar|skip|login|search)(?:$|[-_ ])",
    re.IGNORECASE,
)
"""Names that often, but not always, mean navigation."""

BY_TAG, BY_NAME = 0.1, 0.4
"""Weight of links inside navigation that is one by its element or role, or only by its names."""

HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
FILES = re.compile(
    r"\.(?:pdf|jpe?g|png|gif|svg|webp|ico|docx?|xlsx?|pptx?|odt|zip|mp[34]|mov|ics|css|js|xml|rss|atom)$", re.I
)
VARIABLE = re.compile(r"\d+")
SLUG = re.compile(r"(?:[a-z0-9%åäöæøéüß]+[-_+]){2,}|\d{3,}", re.IGNORECASE)
SAYS_NOTHING = re.compile(
    r"\W*(?:read|continue|show|view|see|learn|läs|visa|les|læs|lue|mehr|weiter|more|mer|mere|lisää|details?|link|here)\b"
    r".{0,25}",
    re.IGNORECASE,
)
DATE_HINT = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}\b|\b\d{1,2}[:.]\d\d\b")
DEEPEST = 60
LEAST = 0.8
"""Score below which a group is no list of articles."""
SHORT = 25
"""Characters below which a link is no headline with a date in it."""
ITEM_TEXT = 600
"""Characters of an item's own text in which its date is looked for."""


@dataclass(slots=True)
class _Link:
    url: str
    key: str
    place: str
    text: str
    heading: bool
    weight: float
    node: LexborNode


@dataclass(slots=True)
class _Group:
    links: list[_Link] = field(default_factory=list)
    score: float = 0.0

    @property
    def keys(self) -> set[str]:
        return {link.key for link in self.links}


def article_links(
    html: bytes | str,
    url: str,
    source: Source | None = None,
    fetched_at: str = "",
    wanted: Callable[[str], bool] | None = None,
) -> Items:
    """The articles that a listing page links to, in its order, and its next page.

    `wanted` tells them by their key where the kind of site is known; without it the page's own repetition does.
    Each is a `Page` of the stream ``item`` with key, URL, title and, where one is printed beside it, its date.
    Off-site links and files are no articles. A page without a list gives no pages.
    """
    tree = parse(html if isinstance(html, str) else decode(html))
    base = tree.css_first("base[href]")
    here = urljoin(url, base.attributes["href"] or "") if base is not None else url
    next_url = next_page(tree, here)
    links = _links(tree, here, {canonical(url), canonical(next_url)}, source.cms if source else "")
    chosen = [link for link in links if wanted(link.key)] if wanted else _choose(_groups(links))
    containers = _containers(chosen)
    pages = tuple(_page(links_of, containers, source, fetched_at) for links_of in _by_key(chosen))
    return Items(pages=pages, next_url=next_url)


def _links(tree: LexborHTMLParser, base: str, listings: set[str], cms: str) -> list[_Link]:
    """Every link of the page that may lead to an article of the same site; `listings` do not."""
    found = []
    for node in tree.css("a[href]"):
        target = _target(node.attributes.get("href") or "", base)
        if not target or not same_site(base, target) or FILES.search(urlsplit(target).path):
            continue
        key = page_key(target, cms)
        if canonical(target) not in listings and urlsplit(key).path != "/" and not node.text().strip().isdigit():
            place, heading, weight = _place(node)
            text = _text(node) or (node.attributes.get("title") or node.attributes.get("aria-label") or "").strip()
            found.append(_Link(target, key, place, text, heading, weight, node))
    return found


def _target(href: str, base: str) -> str:
    """The absolute http(s) URL of a link without its fragment, ``""`` for any other."""
    href = href.strip()
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
        return ""
    try:
        target = urljoin(base, href).partition("#")[0]
    except ValueError:
        return ""
    return target if target.startswith(("http://", "https://")) else ""


def _place(node: LexborNode) -> tuple[str, bool, float]:
    """(path of tags and classes above a link, whether it is or holds a heading, its weight: less in navigation)."""
    steps, weight = [_step(node)], 1.0
    heading = node.css_first("h1, h2, h3, h4, h5, h6") is not None
    parent = node.parent
    while parent is not None and parent.tag not in ("body", "html", "-undef") and len(steps) < DEEPEST:
        weight = min(weight, _weight(parent))
        heading = heading or parent.tag in HEADINGS
        steps.append(_step(parent))
        parent = parent.parent
    return "/".join(reversed(steps)), heading, weight


def _step(node: LexborNode) -> str:
    names = [name for name in (node.attributes.get("class") or "").split() if not any(map(str.isdigit, name))]
    return ".".join([node.tag or "", *sorted(names)[:3]])


def _weight(node: LexborNode) -> float:
    """What a link inside an element weighs; the header of an article is no navigation."""
    attributes = node.attributes
    if node.tag in ASIDE_TAGS or attributes.get("role") in ASIDE_ROLES:
        is_of_item = (
            node.tag == "header" and node.parent is not None and node.parent.tag in ("article", "section", "li")
        )
        return 1.0 if is_of_item else BY_TAG
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    is_named = len(names) < 200 and node.tag not in ("main", "article") and ASIDE_NAMES.search(names) is not None
    return BY_NAME if is_named else 1.0


def _text(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())


def _groups(links: Iterable[_Link]) -> list[_Group]:
    by_place: defaultdict[tuple[str, float], _Group] = defaultdict(_Group)
    for link in links:
        by_place[link.place, link.weight].links.append(link)
    groups = list(by_place.values())
    for group in groups:
        group.score = _score(group)
    return groups


def _score(group: _Group) -> float:
    """How much a group looks like a list of articles; 1 is a poor list."""
    links, count = group.links, len(group.keys)
    containers = _containers(links)
    length = sum(len(_said(link, containers[link.key])) for link in links) / len(links)
    score = min(count, 40) ** 0.5 * min(length / 40, 1.5) ** 1.5
    score *= 0.4 + sum(_is_article_url(link.url) for link in links) / len(links)
    dated = sum(_has_date(containers[link.key], link.text) for link in links) / len(links)
    score *= 1.0 + 1.5 * dated + 0.3 * any(link.heading for link in links)
    return score * links[0].weight * (0.5 if count == 1 else 1.0)


def _said(link: _Link, item: LexborNode) -> str:
    """What a link says, or the heading of its item where it says nothing ("Read more", a picture)."""
    if link.text and not SAYS_NOTHING.fullmatch(link.text):
        return link.text
    heading = item.css_first("h1, h2, h3, h4, h5, h6")
    return _text(heading) if heading is not None else ""


def _is_article_url(url: str) -> bool:
    parts = urlsplit(url)
    return SLUG.search(parts.path.rstrip("/").rpartition("/")[2] + "?" + parts.query) is not None


def _has_date(item: LexborNode, said: str) -> bool:
    """Whether an item has a date, beside what a short link says itself ("March 2024" is an archive, not a date)."""
    if item.css_first("time") is not None:
        return True
    text = _text(item)[:ITEM_TEXT]
    return DATE_HINT.search(text.replace(said, "", 1) if len(said) < SHORT else text) is not None


def _choose(groups: Sequence[_Group]) -> list[_Link]:
    """The links of the best group and of those that belong to it, in the page's order; none when no group will do."""
    best = max(groups, key=lambda group: group.score, default=None)
    if best is None or best.score < LEAST:
        return []
    shapes = {_shape(link.url) for link in best.links}
    chosen = [link for group in groups if _belongs(group, best, shapes) for link in group.links]
    order = {id(link): number for number, link in enumerate(link for group in groups for link in group.links)}
    return sorted(chosen, key=lambda link: order[id(link)])


def _belongs(group: _Group, best: _Group, shapes: set[str]) -> bool:
    """Whether a group is the best one, leads to the same pages, or to pages of the same shape with texts as titles."""
    if group is best:
        return True
    if group.links[0].weight < min(best.links[0].weight, BY_NAME):
        return False
    shared = len(group.keys & best.keys)
    if shared >= 0.5 * len(group.keys):
        return True
    alike = sum(_shape(link.url) in shapes and _is_article_url(link.url) for link in group.links)
    return alike >= 0.8 * len(group.links) and group.score >= 0.25 * best.score


def _shape(url: str) -> str:
    """Where a URL lies: host and folder with every number as ``#``."""
    parts = urlsplit(canonical(url))
    return VARIABLE.sub("#", parts.netloc + parts.path.rpartition("/")[0])


def _containers(links: Sequence[_Link]) -> dict[str, LexborNode]:
    """For each page the widest element that holds links to it and to no other page of the list: its item."""
    held: defaultdict[int, set[str]] = defaultdict(set)
    for link in links:
        for node in _above(link.node):
            held[node.mem_id].add(link.key)
    found: dict[str, LexborNode] = {}
    for link in links:
        if link.key not in found:
            own = [node for node in _above(link.node) if len(held[node.mem_id]) == 1]
            found[link.key] = own[-1] if len(held) > len(own) else _around_the_only_one(link)
    return found


def _around_the_only_one(link: _Link) -> LexborNode:
    """The item of a list that has one: the widest element around its link with no other link and no heading of its own."""
    widest = link.node
    for node in _above(link.node)[1:]:
        headings = [_text(heading) for heading in node.css("h1, h2, h3, h4, h5, h6")]
        is_wider = any(text not in link.text and link.text not in text for text in headings)
        if is_wider or len({other.attributes.get("href") for other in node.css("a[href]")}) > 1:
            break
        widest = node
    return widest


def _above(node: LexborNode | None) -> list[LexborNode]:
    """A node and those above it, up to the body."""
    chain: list[LexborNode] = []
    while node is not None and node.tag not in ("body", "html", "-undef") and len(chain) < DEEPEST:
        chain.append(node)
        node = node.parent
    return chain


def _by_key(links: Sequence[_Link]) -> list[list[_Link]]:
    by_key: defaultdict[str, list[_Link]] = defaultdict(list)
    for link in links:
        by_key[link.key].append(link)
    return list(by_key.values())


def _page(links: Sequence[_Link], containers: dict[str, LexborNode], source: Source | None, fetched_at: str) -> Page:
    """What the listing says about one article."""
    item = containers[links[0].key]
    moment = _moment(item, source, fetched_at)
    return Page(
        key=links[0].key,
        url=links[0].url,
        stream="item",
        title=_title(links, item),
        published_at=moment.at if moment else "",
        published_raw=moment.raw if moment else "",
    )


def _title(links: Sequence[_Link], item: LexborNode) -> str:
    heading = item.css_first("h1, h2, h3, h4, h5, h6")
    if heading is not None and _text(heading):
        return _text(heading)
    texts = [link.text for link in links if not SAYS_NOTHING.fullmatch(link.text)]
    return max(texts, key=len, default="")


def _moment(item: LexborNode, source: Source | None, fetched_at: str) -> dates.Moment | None:
    """The date of an item: its ``time`` element, else the first one printed in it."""
    zone, language = (source.timezone, source.language) if source else ("UTC", "")
    time = item.css_first("time[datetime]")
    if time is not None:
        stated = dates.clean_iso(time.attributes.get("datetime") or "", timezone=zone, now=fetched_at)
        if stated:
            return stated
    return dates.find(_text(item)[:ITEM_TEXT], timezone=zone, now=fetched_at, language=language)
