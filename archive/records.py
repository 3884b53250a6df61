"""The records that flow through the whole program, one way: find → fetch → capture → read → clean → compare → version.

All are frozen, keyword-only dataclasses. Times are ISO 8601 in UTC to the second, ending in ``Z``
(``2016-10-24T06:40:00Z``); a day that was printed without a time stays ``YYYY-MM-DD``; an unknown time is ``""``.
Text is Unicode NFC. An absent text is ``""``, never ``None``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A publisher's page or feed that is crawled every night: one entry of the catalogue."""

    id: str
    """Short stable name, ``^[a-z][a-z0-9_]*$``: ``se_malmo``."""
    name: str
    """The publisher's name in its own language."""
    kind: str
    """What the publisher is: ``municipality``, ``police``, ``newsroom``, ``media``, ``other``."""
    cms: str
    """The kind of site, the name of a module in ``scraper/spiders/``: ``sitevision``, ``feed``, ``listing`` …"""
    url: str
    """Where a crawl starts: a listing, a feed, an API or a sitemap."""
    country: str = ""
    """ISO 3166-1 alpha-2, lower case: ``se``."""
    language: str = ""
    """ISO 639-1 of its texts: ``sv``."""
    timezone: str = "UTC"
    """IANA name; printed local times are read in it: ``Europe/Stockholm``."""
    delay: float = 5.0
    """Seconds between the end of one request to the host and the start of the next."""
    per_hour: int = 0
    """At most so many requests in any 60 minutes, counted across runs; 0: no limit."""
    per_day: int = 0
    """At most so many requests in any 24 hours, counted across runs; 0: no limit."""
    active: bool = True
    """Whether ``nightly`` crawls it without being told its name."""
    verified: bool = False
    """Whether a person has run it against the live site and read the outcome."""
    final: bool = False
    """Whether this publisher's 404 is final: the page is gone at once and is not asked for again."""
    note: str = ""
    """What a person must know before switching it on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Capture:
    """What a server answered to one request, or why it could not be asked. Stored before it is read, never changed."""

    source: str
    """Id of the source it was fetched for."""
    url: str
    """The URL that was asked for (before redirects), as asked."""
    final_url: str = ""
    """The URL that answered, after redirects; ``""`` when it is ``url``."""
    fetched_at: str
    """When the answer arrived, UTC to the second."""
    status: int = 0
    """HTTP status of the last answer; 0 when there was none."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Answer headers that matter, names in lower case: content-type, etag, last-modified, location, retry-after …"""
    body: bytes | None = None
    """The body as sent (after transfer and content decoding); ``None``: no body (304, an error, a check only)."""
    error: str = ""
    """Why there is no usable answer, one of ``ERRORS``; ``""`` when the server answered."""
    role: str = ""
    """Why it was asked for: ``listing``, ``page``, ``attachment``; ``""``: unknown (an import)."""
    run: str = ""
    """Id of the run that made it; ``""``: imported."""
    id: int = 0
    """Row id in work.db; 0 before it is stored. Says nothing about time: imports may come late."""


ERRORS = {
    "dns": "the host name has no address",
    "timeout": "no answer in time",
    "connection": "the connection failed or broke",
    "tls": "no trustworthy encrypted connection",
    "robots": "robots.txt forbids the page",
    "too-large": "the body is over the limit of 20 MB",
    "media-type": "neither HTML, feed, JSON, text nor PDF",
    "off-site": "led to a host that is not the source's",
    "private-address": "led to an address that is not on the public internet",
    "redirect-loop": "redirects without end",
    "cut-off": "the body broke off before its announced end",
    "url": "not an http(s) URL that can be asked for",
}
"""Why a request brought no usable answer: the name that stands in ``Capture.error``, and what it means."""

OUTCOMES = (
    "new", "changed", "same-text", "same-bytes", "not-modified", "gone", "moved", "denied", "error",
)  # fmt: skip
"""What a check can end in; ``same-text``: the bytes differ, the words do not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A run of text that stands on its own in a page: a paragraph, a heading, a list item, a table row, a button."""

    text: str
    """Its words, white space folded to single spaces, a line break kept as ``\\n``, NFC, never empty."""
    tag: str
    """The element that makes it a block: ``p``, ``h2``, ``li``, ``td``, ``div`` …; ``text`` in plain-text captures."""
    path: str = ""
    """Where it stood: the elements above it from the outermost in, tag names with their stable classes or ids,
    without positions: ``body/main.content/div.text/p``."""
    zone: str = ""
    """The landmark it stood in: ``main``, ``nav``, ``header``, ``footer``, ``aside``, ``form``, ``dialog``, ``hidden``;
    ``""``: none."""
    link_density: float = 0.0
    """Share of its characters that are inside links, 0 to 1."""
    links: tuple[str, ...] = ()
    """Absolute URLs that it links to, in order, without tracking parameters."""
    role: str = ""
    """What the reader knows it to be: ``title``, ``lead``, ``date``, ``contact``, ``caption``; ``""``: any other."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """A person or desk named as contact on a page."""

    name: str = ""
    role: str = ""
    phone: str = ""
    """As printed: ``040-34 10 00``."""
    email: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A file that a page links to."""

    url: str
    title: str = ""
    media_type: str = ""
    """``application/pdf``; ``""``: unknown before it is fetched."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What one capture says about one page. A listing's capture says something about many, an article's about one."""

    key: str
    """Identity of the page within its source: the publisher's own id (``polisen:556753``) or the canonical URL."""
    aliases: tuple[str, ...] = ()
    """Other keys by which the same page is known, e.g. the canonical URL beside an API id."""
    url: str = ""
    """Where a reader can open it."""
    kind: str = "article"
    """``article``, ``listing`` or ``other``. Only articles are published."""
    stream: str = "page"
    """Which of a page's two voices speaks: ``page`` (its own document) or ``item`` (its entry in a listing or feed)."""
    authority: bool = False
    """Only for items: whether the listing, not the page, decides title, lead and publication time (an API)."""
    title: str = ""
    lead: str = ""
    """Preamble; ``""`` when the page marks none. Where the page prints it, its block has the role ``lead``."""
    blocks: tuple[Block, ...] = ()
    """All of the page's text in reading order, navigation and notices included: cleaning labels, it does not drop."""
    published_at: str = ""
    published_raw: str = ""
    """The publication time as printed."""
    modified_at: str = ""
    modified_raw: str = ""
    author: str = ""
    contacts: tuple[Contact, ...] = ()
    language: str = ""
    """ISO 639-1."""
    attachments: tuple[Attachment, ...] = ()
    images: tuple[str, ...] = ()
    canonical_url: str = ""
    """What the page itself declares as its URL (``link rel=canonical``, ``og:url``)."""
    withdrawn: str = ""
    """The publisher's own mark that the text was taken down, as printed: ``[GELÖSCHT]``; ``deleted-entry``: the feed's."""
    tags: Mapping[str, str] = field(default_factory=dict)
    """Structured facts of an item that are no running text: ``type``, ``place``, ``gps``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """Why a block was taken out of the text."""

    rule: str
    """Name of the rule that decided, e.g. ``repeated``, ``notice``, ``zone``, ``twice``, ``editor``."""
    label: str
    """What it is: ``cookie``, ``contact``, ``disclaimer``, ``navigation``, ``footer``, ``share``, ``related`` …"""
    pages: int = 0
    """On how many pages of the source the block stands in this place; 0 where the rule does not count."""
    pages_total: int = 0
    """Out of how many pages known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """The publisher's words on a page as one capture showed them, after cleaning: what versions are decided on."""

    title: str = ""
    lead: str = ""
    body: str = ""
    """Kept blocks after the lead, a blank line between them."""
    links: tuple[str, ...] = ()
    """Where the links of the kept blocks lead, in order."""
    attachments: tuple[str, ...] = ()
    """URLs of attached files, in order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Observation:
    """One capture's wording of an article, dated."""

    at: str
    """When it was fetched."""
    stream: str
    """``page`` or ``item``, as in `Page`."""
    wording: Wording
    authority: bool = False
    """As in `Page`."""
    reading: int = 0
    """Row id of the reading it came from."""
    capture: int = 0
    """Row id of the capture that showed it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """One wording of an article and how long it was seen."""

    number: int
    """1 for the first."""
    wording: Wording
    change: str
    """What made it: ``first``, ``edit``, ``minor``, ``revert``."""
    seen_from: str
    seen_to: str
    words_added: int = 0
    words_removed: int = 0
    follows: int = 0
    """Number of the wording that was shown until then; 0 for the first."""
    returns: tuple[int, ...] = ()
    """The captures with which it came back by turns with another wording, which makes no version (`archive.versions`)."""
    readings: tuple[int, ...] = ()
    """The readings that showed it, oldest first."""
    captures: tuple[int, ...] = ()
    """The captures that showed it, oldest first."""
