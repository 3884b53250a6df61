"""A plain-text capture, as a crawler saved it: one page, or a list page that runs whole articles together."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from archive.records import Block, Page, Source
from scraper.identity import canonical, page_key
from scraper.readers.contacts import find_contacts
from scraper.readers.dates import Moment, classify, find_all
from scraper.readers.encoding import decode

LONGEST_TITLE = 200
"""Characters of a line that can still be a title."""

LONGEST_DATE_LINE = 100
"""Characters of a line that can still be a date line."""

HEAD = 4
"""Lines after the title among which a date line needs no "Publicerad"."""

NO_TITLE = re.compile(
    r"^\$\w+$|^(?:skip to|gå (?:direkt )?till|hoppa (?:direkt )?till|til hovedindhold|hopp til|gå til|spring til|siirry"
    r"|zum inhalt|direkt zum)\b",
    re.IGNORECASE,
)
"""Template variables and skip links, which stand above a title."""

BULLET = re.compile(r"^[•‣◦▪●]\s*")


def read_text(body: bytes, url: str, source: Source, fetched_at: str) -> list[Page]:
    """The pages of a text capture, in order; none where it holds no text.

    Each non-empty line is a block (``li`` behind a bullet, else ``text``). A short line that is repeated directly
    after itself, at least twice in the capture, starts an article: list pages print each title as a link and again as
    a headline. The key of a single page is that of its URL, if given; articles of one capture, and captures without
    a URL, are told apart by their title: ``title:<title, case folded>``.
    """
    blocks = _blocks(decode(body))
    if not blocks:
        return []
    starts = _starts(blocks)
    parts = [blocks[start:end] for start, end in zip(starts, [*starts[1:], len(blocks)], strict=True)]
    pages = [_page(part, url, source, fetched_at) for part in parts]
    if url and len(pages) == 1:
        key, normal = page_key(url, source.cms), canonical(url)
        return [replace(pages[0], key=key, aliases=(normal,) if normal != key else ())]
    times: Counter[str] = Counter()
    return [replace(page, key=_title_key(page.title, times)) for page in pages]


def _blocks(text: str) -> list[Block]:
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).splitlines())
    blocks = []
    for line in lines:
        bare = BULLET.sub("", line)
        if bare:
            blocks.append(Block(text=bare, tag="li" if bare != line else "text"))
    return blocks


def _starts(blocks: Sequence[Block]) -> list[int]:
    """Indexes of the blocks that begin an article, the first block's always."""
    doubled = [
        number
        for number in range(len(blocks) - 1)
        if blocks[number].text == blocks[number + 1].text and _can_be_title(blocks[number])
    ]
    if len(doubled) < 2:
        return [0]
    before = any(_can_be_title(block) for block in blocks[: doubled[0]])
    return [0, *doubled] if before else [0, *doubled[1:]]


def _can_be_title(block: Block) -> bool:
    return (
        block.tag == "text"
        and len(block.text) <= LONGEST_TITLE
        and not NO_TITLE.match(block.text)
        and re.search(r"[^\W\d_]{2}", block.text) is not None
    )


def _page(blocks: Sequence[Block], url: str, source: Source, fetched_at: str) -> Page:
    """One article, still without key."""
    first = next((number for number, block in enumerate(blocks) if _can_be_title(block)), -1)
    title = blocks[first].text if first >= 0 else ""
    marked = [
        _as(block, "title") if block.text == title and 0 <= n - first <= 1 else block for n, block in enumerate(blocks)
    ]
    marked, published, modified = _with_dates(marked, first, source, fetched_at)
    contacts, of_contacts = find_contacts(marked)
    marked = [_as(block, "contact") if number in of_contacts else block for number, block in enumerate(marked)]
    return Page(
        key="",
        url=url,
        title=title,
        blocks=tuple(marked),
        published_at=published.at if published else "",
        published_raw=published.raw if published else "",
        modified_at=modified.at if modified else "",
        modified_raw=modified.raw if modified else "",
        contacts=tuple(contacts),
        language=source.language,
    )


def _with_dates(
    blocks: list[Block], title: int, source: Source, fetched_at: str
) -> tuple[list[Block], Moment | None, Moment | None]:
    """The blocks with date lines marked, and when they say that the page was published and changed."""
    moments: dict[str, Moment] = {}
    for number, block in enumerate(blocks):
        in_head = title <= number <= title + HEAD
        if block.role or len(block.text) > LONGEST_DATE_LINE or not (in_head or classify(block.text)):
            continue
        found = find_all(block.text, timezone=source.timezone, now=fetched_at, language=source.language)
        if found and _is_date_line(block.text, [dated.moment.raw for dated in found]):
            blocks[number] = _as(block, "date")
            for dated in found:
                moments.setdefault(dated.kind or "published", dated.moment)
    return blocks, moments.get("published"), moments.get("modified")


def _is_date_line(line: str, printed: Sequence[str]) -> bool:
    """Whether a line is its dates and at most four words beside them ("Pressmeddelande", "Senast uppdaterad den")."""
    for raw in printed:
        line = line.replace(raw, " ", 1)
    return len(re.findall(r"\w+", line)) <= 4


def _as(block: Block, role: str) -> Block:
    return replace(block, role=block.role or role)


def _title_key(title: str, times: Counter[str]) -> str:
    """``title:<title>``; a title that the capture has already had gets its number behind it."""
    key = f"title:{' '.join(title.casefold().split())}"
    times[key] += 1
    return key if times[key] == 1 else f"{key} #{times[key]}"
