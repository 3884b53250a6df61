"""A night: crawl what is due, derive, publish, report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archive.digest import forgotten, seal, set_back
from archive.failures import refuse_damaged
from archive.lock import writing
from archive.publish import NAME, publish
from archive.published import Published
from archive.records import Source
from archive.work import Work
from scraper.crawl import Options, RunReport, crawl, user_agent
from scraper.derive import derive
from scraper.progress import Progress, silent
from scraper.revisit import stamp


@dataclass(frozen=True, kw_only=True, slots=True)
class Night:
    """What came of a night."""

    reports: tuple[RunReport, ...]
    """One for each source, in their order."""
    outcomes: Mapping[str, Mapping[str, int]]
    """By run how often each outcome of a check came about."""
    warning: str = ""
    """What the operator must know about the machine's clock; ``""``: nothing."""
    loss: str = ""
    """What earlier nights had stored and is no longer there; ``""``: nothing."""

    @property
    def ok(self) -> bool:
        """Whether no source failed and nothing was lost."""
        return all(report.ok for report in self.reports) and not self.loss


def nightly(home: Path, sources: Sequence[Source], options: Options, *, progress: Progress = silent) -> Night:
    """Run a night of these sources from the listing to press.db.

    `scraper.crawl.NoContact`, `archive.lock.Locked` when another process is writing, and `archive.failures.StorageError`
    when work.db is damaged: before anything is sent. `archive.publish.PublishError` when press.db could not be written: the
    captures are safe, and the same command goes on where it stopped.
    """
    user_agent(sources, options.contact)
    with writing(home, "nightly", stamp(options.now())):
        with Work(home) as work:
            refuse_damaged(work.db.conn, work.path)
            loss = forgotten(work, home / NAME)
        reports = crawl(home, sources, options)
        with Work(home) as work:
            derive(work, progress=progress)
            seal(work, stamp(options.now()))
            publish(work, home)
            outcomes = Published(work).outcomes([report.run for report in reports])
            notes = Published(work).notes([report.run for report in reports])
            warning = set_back(work)
    reports = [replace(report, note=notes.get(report.run, report.note)) for report in reports]
    return Night(reports=tuple(reports), outcomes=outcomes, warning=warning, loss=loss)


def report_lines(night: Night) -> list[str]:
    """The night in one line a source."""
    lines = [_line(report, night.outcomes.get(report.run, {})) for report in night.reports]
    return [*lines, *filter(None, (night.warning, night.loss))]


def _line(report: RunReport, outcomes: Mapping[str, int]) -> str:
    unchanged = outcomes.get("same-text", 0) + outcomes.get("same-bytes", 0) + outcomes.get("not-modified", 0)
    counts = {
        "new": outcomes.get("new", 0),
        "changed": outcomes.get("changed", 0),
        "unchanged": unchanged,
        "gone": outcomes.get("gone", 0),
        "moved": outcomes.get("moved", 0),
        "failed": outcomes.get("error", 0) + outcomes.get("denied", 0),
    }
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing new"
    note = f" ({report.note})" if report.note else ""
    return f"{report.source}: {'ok' if report.ok else 'FAILED'}, {report.requests} requests: {told}{note}"
