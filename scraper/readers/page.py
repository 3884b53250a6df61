"""An HTML capture to a `Page`: its blocks, its statements about itself, and which block is which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from urllib.parse import unquote

from archive.records import Attachment, Block, Capture, Contact, Page, Source
from dedupe.frames import frames
from scraper.identity import canonical, page_key
from scraper.readers.authors import printed_author
from scraper.readers.contacts import find_contacts
from scraper.readers.date_patterns import BESIDE, KINDS, KINDS_IN_LOWER_CASE
from scraper.readers.dates import classify, find_all
from scraper.readers.encoding import decode
from scraper.readers.html import parse, read_blocks
from scraper.readers.metadata import Metadata, read_metadata

_LEAD = re.compile(
    r"(?<![a-z])(?:preamble|ingress|lead|lede|standfirst|intro|introduction|introtext|manchet|underrubrik|vorspann|anlauf"
    r"|teasertext|dek|abstract)(?![a-z])",
    re.I,
)
_FILES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "rtf": "application/rtf",
    "zip": "application/zip",
}
_LONGEST_DATE_LINE = 90
_SHORTEST_LEAD = 3
_WORDS_BESIDE = 2
_LONGEST_TITLE = 400
_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"\W*(?:kl\w*\W*|at\s+|um\s+)?\d\d?[.:]\d\d(?:[.:]\d\d)?\s*(?:uhr)?\W*", re.I)


def read_page(capture: Capture, source: Source) -> Page:
    """What an HTML capture says about its own page."""
    url = capture.final_url or capture.url
    tree = parse(decode(capture.body or b"", capture.headers.get("content-type", "")))
    said = read_metadata(tree, url, source, capture.fetched_at)
    found = read_blocks(tree, said.base_url)
    framing = frames(found)
    blocks, contacts = _with_roles(found, framing, said, source, capture.fetched_at)
    key, aliases = _names(capture, said, source)
    return Page(
        key=key,
        aliases=aliases,
        url=url or said.canonical_url,
        title=said.title,
        lead="\n".join(block.text for block in blocks if block.role == "lead"),
        blocks=blocks,
        published_at=said.published.at if said.published else "",
        published_raw=said.published.raw if said.published else "",
        modified_at=said.modified.at if said.modified else "",
        modified_raw=said.modified.raw if said.modified else "",
        author=said.author,
        contacts=tuple(contacts),
        language=said.language or source.language,
        attachments=_attachments(blocks, framing),
        images=said.images,
        canonical_url=said.canonical_url,
    )


def _names(capture: Capture, said: Metadata, source: Source) -> tuple[str, tuple[str, ...]]:
    """Key and other keys of the page; one that came without a URL goes by the URL that it declares, else by its title."""
    url = capture.url or said.canonical_url
    return (page_key(url, source.cms), (canonical(url),)) if url else (f"title:{_folded(said.title)}", ())


def _attachments(blocks: Sequence[Block], framing: frozenset[str]) -> tuple[Attachment, ...]:
    """The files that the blocks outside of the page's frame link to, in order."""
    found: dict[str, Attachment] = {}
    for block in blocks:
        for link in block.links if block.zone not in framing else ():
            media_type = _FILES.get(link.partition("?")[0].rpartition(".")[2].lower())
            if media_type and not _is_bare_host(link):
                title = block.text if block.link_density > 0.8 else unquote(link.rpartition("/")[2])
                found.setdefault(link, Attachment(url=link, title=title, media_type=media_type))
    return tuple(found.values())


def _is_bare_host(url: str) -> bool:
    _, mark, place = url.partition("://")
    return bool(mark) and "/" not in place


def _with_roles(
    blocks: Sequence[Block], framing: frozenset[str], said: Metadata, source: Source, fetched_at: str
) -> tuple[tuple[Block, ...], list[Contact]]:
    """The blocks with what the reader knows them to be, and the contacts read from them."""
    inside = [index for index, block in enumerate(blocks) if block.zone not in framing]
    contacts, contact_blocks = find_contacts([blocks[index] for index in inside])
    roles = {inside[index]: "contact" for index in contact_blocks}
    days = frozenset(moment.at[:10] for moment in (said.published, said.modified) if moment)
    title, lead_path = _folded(said.title), ""
    for index in inside:
        block = blocks[index]
        if _says(block.text, title):
            roles[index] = "title"
        elif _is_lead(block) and lead_path in ("", block.path):
            lead_path = block.path
            roles.setdefault(index, "lead")
        elif is_date_line(block.text, days, source, fetched_at):
            roles[index] = "date"
        elif len(block.text) <= _LONGEST_DATE_LINE and printed_author(block.text.split("\n")):
            roles[index] = "byline"
        elif block.tag == "figcaption":
            roles.setdefault(index, "caption")
    return tuple(replace(block, role=roles[i]) if i in roles else block for i, block in enumerate(blocks)), contacts


def is_date_line(text: str, days: frozenset[str], source: Source, fetched_at: str) -> bool:
    """Whether a line tells when the page was published or changed and nothing else.

    It says so ("Publicerad 5 maj 2026"), or it names a day on which the page is known to have been (``days``) with at most
    two words beside it ("Pressmeddelande • Okt 24, 2016"). A time of day alone is none: "Uppdatering kl. 12.01" is text.
    """
    if len(text) > _LONGEST_DATE_LINE or not _DIGIT.search(text):
        return False
    if not KINDS_IN_LOWER_CASE.search(text.lower()) and not any(day[8:].lstrip("0") in text for day in days):
        return False
    found = find_all(text, timezone=source.timezone, now=fetched_at, language=source.language)
    if not found or all(_CLOCK.fullmatch(dated.moment.raw) for dated in found):
        return False
    rest = text
    for dated in found:
        rest = rest.replace(dated.moment.raw, " ", 1)
    beside = len(re.findall(r"\w+", BESIDE.sub(" ", KINDS.sub(" ", rest))))
    return (not beside and bool(classify(text))) or (
        beside <= _WORDS_BESIDE and all(dated.moment.at[:10] in days for dated in found)
    )


def _is_lead(block: Block) -> bool:
    return (
        block.tag in ("p", "div", "h2", "li")
        and block.link_density < 0.5
        and _names_a_lead(block.path.rpartition("/")[2] if block.tag != "p" else "/".join(block.path.split("/")[-2:]))
        and block.text.count(" ") >= _SHORTEST_LEAD - 1
    )


@lru_cache(maxsize=16384)
def _names_a_lead(steps: str) -> bool:
    return bool(_LEAD.search(steps))


def _says(text: str, title: str) -> bool:
    return title.startswith(text[:1].casefold()) and len(text) <= _LONGEST_TITLE and _folded(text) == title


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
