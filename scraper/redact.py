"""Taking a person's words or a whole page out of the archive: out of every capture, and so of everything that is derived."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from archive import journal
from archive.known_pages import KnownPages
from archive.publish import publish
from archive.published import Published
from archive.records import Capture
from archive.redaction import Order, Redactions
from archive.work import Work
from scraper.derive import derive
from scraper.identity import article_id, page_key
from scraper.progress import Progress, silent
from scraper.redact_reach import Reached, reached
from scraper.redaction_orders import Asked, CannotRedact, order
from scraper.spellings import needle, words_of
from scraper.withheld import Withheld


class Refused(Exception):
    """Whoever was asked said no, or only wanted to know."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Touched:
    """What a redaction changes."""

    rewritten: int
    """Bodies of captures in which words were replaced."""
    dropped: int
    """Bodies that were taken out whole."""
    captures: int
    """Captures that are no longer as they came."""
    articles: tuple[Reached, ...] = ()
    """Articles that read otherwise afterwards, or not at all."""


def redact(home: Path, asked: Asked, agrees: Callable[[Touched], bool], *, progress: Progress = silent) -> Touched:
    """Take out what is asked for, derive and publish again, and write the files anew; the caller holds the lock.

    ``agrees`` is asked before anything is changed for good; where it says no, nothing is: `Refused`. `CannotRedact` when
    there is nothing that could be taken out. Killed anywhere, the same redaction asked for again is carried out to its end.
    """
    with Work(home, must_exist=True) as work:
        if lost := journal.missing(work):
            raise CannotRedact(journal.lacking(lost))
        work.db.execute("PRAGMA secure_delete = ON")
        derive(work, progress=progress)
        with work.transaction():
            redaction = order(work, asked)
            touched = _take_out(work, redaction, asked, progress)
            if not agrees(touched):
                raise Refused
            Published(work).clear()
        finish(work, home, asked.at, progress=progress)
    return touched


def redact_again(home: Path, at: str, *, progress: Progress = silent) -> list[Order]:
    """Take out of a backup that was put back what was taken out since it was made; these redactions, [] when none.

    The caller holds the lock. Killed anywhere, it is carried out to its end by the same again, or by `finish`.
    """
    with Work(home, must_exist=True) as work:
        lost = journal.missing(work)
        if not lost:
            return []
        work.db.execute("PRAGMA secure_delete = ON")
        derive(work, progress=progress)
        with work.transaction():
            journal.take_over(work, lost)
            for each in lost:
                _take_out(work, each.id, Asked(ground=each.ground, at=at), progress)
            Published(work).clear()
        finish(work, home, at, progress=progress)
    return lost


def finish(work: Work, home: Path, at: str, *, progress: Progress = silent) -> None:
    """Derive and publish again, and have the old bytes leave the files; the caller holds the lock."""
    journal.keep(work)
    derive(work, progress=progress)
    publish(work, home)
    redactions = Redactions(work)
    redactions.erase()
    with work.transaction():
        redactions.finish(at)


def orders(home: Path) -> list[Order]:
    """All redactions, oldest first."""
    with Work(home, must_exist=True, read_only=True) as work:
        return Redactions(work).orders()


def copies(home: Path) -> list[Path]:
    """Files in the home that may hold older copies of the archive, which no redaction reaches."""
    mine = {"work.db", "work.db-wal", "work.db-shm", "work.lock", "press.db", journal.NAME}
    suspect = (path for path in sorted(home.rglob("*")) if path.is_file() and path.suffix != ".toml")
    return [path for path in suspect if path.parent != home or path.name not in mine]


def _take_out(work: Work, redaction: int, asked: Asked, progress: Progress) -> Touched:
    """Edit bodies and captures in the open transaction."""
    redactions, withheld = Redactions(work), Withheld.of(work, redaction)
    redactions.reopen(redaction)
    withheld.needle = needle(words_of(asked.text))
    page = next(each.article for each in redactions.orders() if each.id == redaction)
    articles = tuple(reached(work, withheld, page))
    _lead_on(work, redactions, withheld, redaction)
    changed = set()
    for capture in list(work.captures(with_body=False)):
        framed = withheld.frame(capture)
        if framed != capture:
            redactions.replace(framed)
            changed.add(capture.id)
    rewritten, showing, unfit = _rewrite(redactions, withheld, asked.at, progress)
    changed |= showing | unfit
    for id_ in sorted(unfit):
        redactions.withhold(id_)
    dropped = redactions.dropped()
    for digest in dropped:
        redactions.rewrite(digest, None, asked.at)
    redactions.edit_notes(lambda note: withheld.text(note, ""))
    redactions.count(redaction, len(changed))
    return Touched(rewritten=rewritten, dropped=len(dropped), captures=len(changed), articles=articles)


def _rewrite(redactions: Redactions, withheld: Withheld, at: str, progress: Progress) -> tuple[int, set[int], set[int]]:
    """Edit every body; how many, the captures that showed them, and those whose bodies cannot be edited."""
    rewritten, changed, unfit = 0, set(), set()
    with progress("searching", "bodies") as step:
        for digest, capture in redactions.bodies():
            step(1)
            body = withheld.body(capture)
            if body == capture.body:
                continue
            showing = redactions.showing(digest)
            if body is None:
                unfit.update(showing)
                continue
            redactions.rewrite(digest, body, at)
            redactions.mark(showing)
            changed.update(showing)
            rewritten += 1
    return rewritten, changed, unfit


def _lead_on(work: Work, redactions: Redactions, withheld: Withheld, redaction: int) -> None:
    """Have the ids of pages whose address holds the words lead to those that they get."""
    cms = {id_: source.cms for id_, source in work.sources().items()}
    moved = []
    for source, key in KnownPages(work).all_keys():
        edited = withheld.frame(Capture(source=source, url=key, fetched_at="")).url
        if edited != key and not withheld.page(source, key):
            new = page_key(edited, cms.get(source, ""))
            moved.append((article_id(source, key), article_id(source, new)))
    redactions.lead_on(moved, redaction)
