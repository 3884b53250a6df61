"""A night: crawl what is due, derive, publish, report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archive.digest import seal, set_back
from archive.lock import writing
from archive.publish import publish
from archive.published import Published
from archive.records import Source
from archive.work import Work
from scraper.crawl import Options, RunReport, crawl
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

    @property
    def ok(self) -> bool:
        """Whether no source failed."""
        return all(report.ok for report in self.reports)


def nightly(home: Path, sources: Sequence[Source], options: Options, *, progress: Progress = silent) -> Night:
    """Run a night of these sources from the listing to press.db.

    `archive.lock.Locked` when another process is writing, `scraper.crawl.NoContact` before anything is sent,
    `archive.publish.PublishError` when press.db could not be written: the captures are safe in either case, and the same
    command goes on where it stopped.
    """
    with writing(home, "nightly", stamp(options.now())):
        reports = crawl(home, sources, options)
        with Work(home) as work:
            derive(work, progress=progress)
            seal(work, stamp(options.now()))
            publish(work, home)
            outcomes = Published(work).outcomes([report.run for report in reports])
            notes = Published(work).notes([report.run for report in reports])
            warning = set_back(work)
    reports = [replace(report, note=notes.get(report.run, report.note)) for report in reports]
    return Night(reports=tuple(reports), outcomes=outcomes, warning=warning)


def report_lines(night: Night) -> list[str]:
    """The night in one line a source."""
    lines = [_line(report, night.outcomes.get(report.run, {})) for report in night.reports]
    return [*lines, night.warning] if night.warning else lines


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
