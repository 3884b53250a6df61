"""From captures to the public tables: read what is new, settle the articles it speaks of, compare their words.

Every stage is a pure function of the captures; what is kept between runs only saves reading them again. Killed anywhere,
the next run goes on where this one stopped.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from archive.bodies import sha256
from archive.decisions import Decisions
from archive.likeness import Likeness
from archive.published import Published
from archive.readings import Read, Readings
from archive.records import Capture, Page, Source
from archive.redaction import show
from archive.work import Work
from dedupe.clean import page_marks
from scraper.compare import compare
from scraper.identity import page_key
from scraper.judging import judge
from scraper.progress import Progress, silent
from scraper.readers import read
from scraper.readers.pdf import UnreadablePdf
from scraper.settle import settle
from scraper.shell import is_shell
from scraper.withheld import Withheld

_BATCH = 200
"""Captures that are read in one transaction."""


def derive(work: Work, *, reconsider: Collection[str] = (), progress: Progress = silent) -> None:
    """Bring the public tables of work.db up to its captures, and to what editors decided of the sources ``reconsider``."""
    readings, published = Readings(work), Published(work)
    _read_new(work, readings, progress)
    sources = work.sources()
    changed = {id_: set[str]() for id_ in reconsider} | readings.unsettled()
    decisions = Decisions(work)
    for id_ in sorted(changed):
        source = sources.get(id_) or unknown_source(id_)
        with work.transaction(), progress("settling", f"articles of {id_}") as step:
            published.begin()
            settle(readings, published, source, changed[id_], decided=decisions.of(id_), progress=step)
    with work.transaction():
        show(work)
        for source in sources.values():
            published.count_source(source)
        compare(Likeness(work), published)
        published.end()


def rebuild(work: Work, *, progress: Progress = silent) -> None:
    """Compute everything that is derived again, from the captures alone."""
    with work.transaction():
        Published(work).clear()
    derive(work, progress=progress)


def unknown_source(id_: str) -> Source:
    """The facts of a source that only its captures name."""
    return Source(id=id_, name=id_, kind="other", cms="listing", url="")


def _read_new(work: Work, readings: Readings, progress: Progress) -> None:
    """Judge and read every capture that has not been."""
    unread, withheld = readings.unread(), Withheld.of(work)
    sources = work.sources()
    with progress("reading", "captures", len(unread)) as step:
        for start in range(0, len(unread), _BATCH):
            batch = unread[start : start + _BATCH]
            with work.transaction():
                for id_ in batch:
                    capture = work.capture(id_)
                    source = sources.get(capture.source) or unknown_source(capture.source)
                    _read_one(readings, capture, source, withheld)
            step(len(batch))


def _read_one(readings: Readings, capture: Capture, source: Source, withheld: Withheld) -> None:
    verdict = judge(capture, source.url)
    outcome, reason, pages = verdict.outcome, verdict.reason, []
    earlier = readings.read_before(capture) if outcome == "ok" else None
    if outcome == "ok" and (earlier is None or capture.fetched_at < earlier.fetched_at):
        try:
            pages = _marked(capture, source, withheld)
        except (UnreadablePdf, ValueError) as error:
            outcome, reason = "error", f"unreadable: {error}"
        if pages and all(is_shell(page) for page, _ in pages):
            outcome, reason, pages = "error", "empty", []
    is_read_again = earlier is not None and not pages and outcome == "ok"
    key = readings.key_of(earlier) if is_read_again else _key(capture, source, [page for page, _ in pages])
    if outcome == "error" and not capture.url:
        key = f"sha256:{sha256(capture.body or b'')}"  # nothing else tells which page it was
    readings.add_judged(capture, key, outcome, reason)
    if earlier is None:
        readings.add(capture, pages)
    elif pages:
        readings.replace(earlier, capture, pages)
    elif outcome == "ok":
        readings.add_sightings(capture, earlier)


def _key(capture: Capture, source: Source, pages: Sequence[Page]) -> str:
    """The page that a capture is a visit to; ``""`` for a listing, or a capture of many pages."""
    is_page = capture.role in ("", "page") and all(page.stream == "page" for page in pages) and len(pages) <= 1
    return page_key(capture.url, source.cms) if is_page else ""


def _marked(capture: Capture, source: Source, withheld: Withheld) -> Sequence[Read]:
    pages = [withheld.readable(page, source.id) for page in read(capture, source)]
    return [(page, page_marks(page).to_bytes()) for page in pages if page is not None]
