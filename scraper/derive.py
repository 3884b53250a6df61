"""From captures to the public tables: read what is new, settle the articles it speaks of, compare their words.

Every stage is a pure function of the captures; what is kept between runs only saves reading them again. Killed anywhere,
the next run goes on where this one stopped.
"""

from __future__ import annotations

from collections.abc import Collection

from archive.decisions import Decisions
from archive.events import Events
from archive.likeness import Likeness
from archive.published import Published
from archive.redaction import show
from archive.work import Work
from scraper.compare import compare
from scraper.progress import Progress, silent
from scraper.reading import read_new, unknown_source
from scraper.settle import settle


def derive(work: Work, *, reconsider: Collection[str] = (), progress: Progress = silent) -> None:
    """Bring the public tables of work.db up to its captures, and to what editors decided of the sources ``reconsider``."""
    published, decisions = Published(work), Decisions(work)
    read_new(work, progress)
    sources = work.sources()
    for id_ in sorted({*reconsider, *Events(work).unsettled()}):
        source = sources.get(id_) or unknown_source(id_)
        with work.transaction(), progress("settling", f"articles of {id_}") as step:
            published.begin()
            settle(work, source, decided=decisions.of(id_), progress=step)
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
