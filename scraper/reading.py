"""Reading what is new: every capture is judged, and answers that say the same are judged and read once, from the oldest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b

import orjson

from archive.bodies import sha256
from archive.readings import Answer, Readings
from archive.records import Capture, Page, Source
from archive.work import Work
from dedupe.clean import page_marks
from scraper.identity import page_key
from scraper.judging import HEADERS, judge
from scraper.progress import Progress
from scraper.readers import media_kind, read
from scraper.readers.pdf import UnreadablePdf
from scraper.shell import is_shell
from scraper.truncation import is_shorter_than_announced
from scraper.unvarying import unvarying
from scraper.withheld import Withheld

_BATCH = 200
"""Captures that are read in one transaction."""
_SIZES = ("content-length", "content-encoding")


def read_new(work: Work, progress: Progress) -> None:
    """Judge and read every capture of work.db that has not been."""
    unread = Readings(work).unread()
    reader = _Reader(work)
    with progress("reading", "captures", len(unread)) as step:
        for start in range(0, len(unread), _BATCH):
            batch = unread[start : start + _BATCH]
            marks = ",".join("?" * len(batch))
            with work.transaction():
                for capture in list(work.captures(f"id IN ({marks})", tuple(batch), with_body=False)):
                    reader.read(capture)
            step(len(batch))


def unknown_source(id_: str) -> Source:
    """The facts of a source that only its captures name."""
    return Source(id=id_, name=id_, kind="other", cms="listing", url="")


def essence(capture: Capture) -> bytes:
    """Equal for captures of one URL that were answered the same: all that a verdict and a reading depend on but the time."""
    headers = [capture.headers.get(name, "") for name in HEADERS]
    told = (capture.source, capture.url, capture.final_url, capture.role, capture.status, capture.error, headers)
    short = is_shorter_than_announced(capture)
    return blake2b(orjson.dumps((told, short)) + b"\n" + (capture.body or b""), digest_size=16).digest()


class _Reader:
    def __init__(self, work: Work):
        self.work, self.readings = work, Readings(work)
        self.sources, self.withheld = work.sources(), Withheld.of(work)

    def read(self, capture: Capture) -> None:
        """Judge a capture, given without its body, and read it unless its like has been read."""
        known = self.readings.essence_of(capture, (*HEADERS, *_SIZES))
        if not known:
            capture = _settled_down(self.work.capture(capture.id))
            known = essence(capture) if capture.body else b""
        answer = self.readings.answer(known) if known else None
        if answer is None:
            answer, pages = self._judged(capture)
            self.readings.add(capture, pages, _marks)
        elif answer.outcome == "ok" and capture.fetched_at < answer.fetched_at:
            answer, pages = self._judged(_settled_down(self.work.capture(capture.id)))
            self.readings.replace(known, capture, pages, _marks)
        else:
            self.readings.add_sightings(capture, answer.capture)
        if known and answer.capture == capture.id:
            self.readings.add_answer(known, answer)
        self.readings.add_judged(capture, answer, known)

    def _judged(self, capture: Capture) -> tuple[Answer, Sequence[Page]]:
        source = self.sources.get(capture.source) or unknown_source(capture.source)
        verdict = judge(capture, source.url)
        outcome, reason, pages = verdict.outcome, verdict.reason, []
        if outcome == "ok":
            try:
                found = (self.withheld.readable(page, source.id) for page in read(capture, source))
                pages = [page for page in found if page is not None]
            except (UnreadablePdf, ValueError) as error:
                outcome, reason = "error", f"unreadable: {error}"
        if pages and all(is_shell(page) for page in pages):
            outcome, reason, pages = "error", "empty", []
        key = _key(capture, source, pages)
        if outcome == "error" and not capture.url:
            key = f"sha256:{sha256(capture.body or b'')}"  # nothing else tells which page it was
        at = capture.fetched_at
        return Answer(capture=capture.id, fetched_at=at, outcome=outcome, reason=reason, key=key), pages


def _settled_down(capture: Capture) -> Capture:
    """The capture without what its server writes anew into every answer."""
    is_page = capture.body and media_kind(capture) == "html"
    return replace(capture, body=unvarying(capture.body)) if is_page else capture


def _marks(page: Page) -> bytes:
    return page_marks(page).to_bytes()


def _key(capture: Capture, source: Source, pages: Sequence[Page]) -> str:
    """The page that a capture is a visit to; ``""`` for a listing, or a capture of many pages."""
    is_page = capture.role in ("", "page") and all(page.stream == "page" for page in pages) and len(pages) <= 1
    return page_key(capture.url, source.cms) if is_page else ""
