"""What may not be kept: the words and pages that were taken out, known again in whatever comes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from archive.records import Capture, Page
from archive.redaction import ERROR, Hashed, Redactions, keyed
from archive.work import Work
from scraper.identity import page_key
from scraper.readers import media_kind
from scraper.readers.pdf import UnreadablePdf, pdf_text
from scraper.spellings import View, as_bytes, as_text, folded, skeletons, tags_in, views

MARKER = "redacted-{}"
"""What stands in the place of words: letters that mean the same in a text, an address, HTML, JSON and every encoding."""

_MARKED = re.compile(r"redacted-(\d+)")
_BETWEEN = "\x1f"
_SLUG_GAP = re.compile(r"[-_.+/~]{1,3}")
_SLUG_SIGNS = "-_/"
_KEPT_HEADERS = ("content-type", "date", "last-modified")

Hit = tuple[int, int, int]
"""From where to where in the text as written, and the redaction."""


class Withheld:
    """The redactions of an archive, or some of them, as crawl, import and derive heed them."""

    def __init__(self, secret: bytes, words: Iterable[Hashed], keys: Mapping[bytes, int], pages: Iterable[int]):
        self.secret = secret
        self.keys = keys
        self.pages = frozenset(pages)
        """The redactions that took out a page."""
        self.needle = ""
        """What stands in every text that holds the words, where they are known: spares a closer look."""
        self._lengths: defaultdict[int, set[int]] = defaultdict(set)
        self._digests: defaultdict[bytes, list[Hashed]] = defaultdict(list)
        self._starting: dict[str, tuple[int, ...]] = {}
        for hashed in words:
            self._lengths[hashed.start].add(hashed.length)
            self._digests[hashed.digest].append(hashed)

    @classmethod
    def of(cls, work: Work, only: int = 0) -> Withheld:
        """All redactions of an archive, or ``only`` one."""
        redactions = Redactions(work)
        orders = [each for each in redactions.orders() if only in (0, each.id)]
        if not orders:
            return cls(b"", (), {}, ())
        words = [each for each in redactions.words() if only in (0, each.redaction)]
        keys = {key: id_ for key, id_ in redactions.keys().items() if only in (0, id_)}
        return cls(redactions.secret(), words, keys, [each.id for each in orders if each.kind == "page"])

    def __bool__(self) -> bool:
        """Whether anything is withheld."""
        return bool(self._digests or self.keys)

    # Words ------------------------------------------------------------------------------------------------------

    def find(self, text: str, source: str) -> list[Hit]:
        """Where withheld words stand in a text of a source, however spelled; in order, none over another."""
        found = [hit for view in views(text) for hit in self._in_view(view, source)] if self._digests else []
        merged: list[Hit] = []
        for start, end, redaction in sorted(found):
            if merged and start < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]), merged[-1][2])
            else:
                merged.append((start, end, redaction))
        return merged

    def _in_view(self, view: View, source: str) -> list[Hit]:
        words, found = view.words(), []
        for place, word in enumerate(words):
            for length in self._lengths_from(word[0]):
                window = words[place : place + length]
                redaction = self._redaction(view, window, source) if len(window) == length else 0
                if redaction:
                    found.append((*view.written(window[0].start(), window[-1].end()), redaction))
        return found

    def _lengths_from(self, word: str) -> tuple[int, ...]:
        """How long the withheld sequences may be that begin with a word."""
        known = self._starting.get(word)
        if known is None:
            known = tuple(sorted(self._lengths.get(first(self.secret, folded(word)), ()), reverse=True))
            self._starting[word] = known
        return known

    def _redaction(self, view: View, window: Sequence[re.Match[str]], source: str) -> int:
        digest = keyed(self.secret, _BETWEEN.join(folded(word[0]) for word in window))
        for hashed in self._digests.get(digest, ()):
            if hashed.source in ("", source) and (not hashed.is_slug or _is_in_address(view.text, window)):
                return hashed.redaction
        return 0

    def text(self, text: str, source: str) -> str:
        """A text or address with markers for withheld words; tags between the words stay."""
        for start, end, redaction in reversed(self.find(text, source)):
            text = f"{text[:start]}{MARKER.format(redaction)}{tags_in(text[start:end])}{text[end:]}"
        return text

    def body(self, capture: Capture) -> bytes | None:
        """A capture's body with markers for withheld words; None where it has some that cannot be edited out."""
        body = capture.body
        if body is None or not self._digests:
            return body
        if media_kind(capture) == "pdf":
            return None if self._is_in_pdf(body, capture.source) else body
        text = as_text(body)
        if self.needle and not any(self.needle in each for each in skeletons(text)):
            return body
        edited = self.text(text, capture.source)
        if edited == text:
            return body
        return as_bytes(edited, body) if as_bytes(text, body) == body else None

    def _is_in_pdf(self, body: bytes, source: str) -> bool:
        if self.find(body.decode("latin-1"), source):
            return True
        try:
            return bool(self.find(pdf_text(body), source))
        except UnreadablePdf:
            return False

    # Pages ------------------------------------------------------------------------------------------------------

    def page(self, source: str, *names: str) -> int:
        """The redaction that took out the page with one of these URLs or keys; 0: none did."""
        if not self.keys:
            return 0
        for name in names:
            marked = _MARKED.search(name)
            if marked and int(marked[1]) in self.pages:
                return int(marked[1])
            for key in {name, page_key(name), page_key(name, "mynewsdesk")} if name else ():
                if (redaction := self.keys.get(keyed(self.secret, f"{source}\n{key}"), 0)) != 0:
                    return redaction
        return 0

    def is_unaskable(self, source: str, url: str) -> bool:
        """Whether a URL is not to be asked for: the page was taken out, or the URL is not what it was."""
        return bool(self) and (_MARKED.search(url) is not None or self.page(source, url) != 0)

    def as_kept(self, source: str, url: str) -> str:
        """A URL as the archive writes it."""
        return self.frame(Capture(source=source, url=url, fetched_at="")).url if self else url

    def kept(self, capture: Capture) -> Capture:
        """The capture as it may be kept; itself where nothing is withheld in it."""
        if not self:
            return capture
        taken = self.page(capture.source, capture.url, capture.final_url)
        if taken:
            return self._left(capture, taken)
        body = self.body(capture)
        if body is None and capture.body is not None:
            return replace(self.frame(capture), body=None, error=ERROR)
        framed = self.frame(capture)
        return framed if body == capture.body else replace(framed, body=body)

    def frame(self, capture: Capture) -> Capture:
        """The capture with its addresses and headers edited, its body left."""
        taken = self.page(capture.source, capture.url, capture.final_url)
        if taken:
            return self._left(capture, taken)
        edited = replace(
            capture,
            url=self.text(capture.url, capture.source),
            final_url=self.text(capture.final_url, capture.source),
            headers={name: self.text(value, capture.source) for name, value in capture.headers.items()},
        )
        return capture if edited == capture else edited

    def _left(self, capture: Capture, redaction: int) -> Capture:
        """What is left of a capture of a page that was taken out: that there was one."""
        parts = urlsplit(capture.url)
        place = f"{parts.scheme}://{parts.netloc}/" if parts.netloc else ""
        headers = {name: value for name, value in capture.headers.items() if name in _KEPT_HEADERS}
        error = ERROR if capture.body is not None or 200 <= capture.status < 300 else capture.error
        return replace(
            capture, url=place + MARKER.format(redaction), final_url="", headers=headers, body=None, error=error
        )

    def readable(self, page: Page, source: str) -> Page | None:
        """What was read of a page, without withheld words that only the reading joined; None: the page was taken out."""
        if not self:
            return page
        if self.page(source, page.key, page.url, page.canonical_url, *page.aliases):
            return None
        return _edited(page, lambda text: self.text(text, source))


class Intake:
    """The door through which captures come into an archive."""

    def __init__(self, work: Work):
        self.work = work
        self.withheld = Withheld.of(work)

    def add(self, capture: Capture) -> int:
        """Store of a capture what may be kept, in the open transaction; its id."""
        if not self.withheld:
            return self.work.add(capture)
        return Redactions(self.work).add(capture, self.withheld.kept(capture))


def hashed(secret: bytes, words: Sequence[str], redaction: int, source: str = "", *, is_slug: bool = False) -> Hashed:
    """A sequence of words as it is kept."""
    digest = keyed(secret, _BETWEEN.join(words))
    return Hashed(redaction, source, first(secret, words[0]), len(words), digest, is_slug)


def first(secret: bytes, word: str) -> int:
    """The short hash of a first word."""
    return int.from_bytes(keyed(secret, word, 2), "big")


def _is_in_address(text: str, window: Sequence[re.Match[str]]) -> bool:
    """Whether words stand as they do in addresses: joined by hyphens and the like, or between them."""
    start, end = window[0].start(), window[-1].end()
    gaps = [text[left.end() : right.start()] for left, right in pairwise(window)]
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    return all(_SLUG_GAP.fullmatch(gap) for gap in gaps) and (bool(gaps) or any(sign in _SLUG_SIGNS for sign in around))


def _edited(value: Any, edit: Callable[[str], str]) -> Any:
    """A record with all of its texts edited."""
    if isinstance(value, str):
        return edit(value)
    if isinstance(value, tuple):
        return tuple(_edited(each, edit) for each in value)
    if isinstance(value, Mapping):
        return {name: _edited(each, edit) for name, each in value.items()}
    if is_dataclass(value):
        return replace(value, **{each.name: _edited(getattr(value, each.name), edit) for each in fields(value)})
    return value
