"""A little crawl for tests. Not a test module itself."""

from __future__ import annotations

import calendar
import time
from dataclasses import replace
from pathlib import Path

from archive.records import Capture, Source
from archive.work import Work
from scraper.crawl import Options, PretendedTime, RunReport, crawl

NIGHT = calendar.timegm((2024, 3, 1, 22, 0, 0))
DAY = 86400.0


def source_at(url: str, cms: str = "listing", **facts) -> Source:
    """A source without any pause."""
    return replace(
        Source(id="se_prov", name="Provstad", kind="municipality", cms=cms, url=url, delay=0.0, language="sv"), **facts
    )


def one_night(home: Path, source: Source, nights_later: float = 0, **options) -> RunReport:
    """Crawl a source as if it were so many nights after 2024-03-01, every wait jumped over."""
    clock = PretendedTime(NIGHT + nights_later * DAY)
    settings = {"now": clock.now, "sleep": clock.sleep, "progress": lambda line: None, **options}
    return crawl(home, [source], Options(**settings))[0]


def captures_of(home: Path, role: str = "page") -> list[Capture]:
    """What is stored, oldest first."""
    with Work(home) as work:
        return list(work.captures("role = ?", (role,)))


def listing_of(*paths: str) -> str:
    """A listing page that links to some paths, as a site would."""
    entries = "".join(
        f'<li class="item"><h2><a href="{path}">Nyhet nummer {number}: bron över ån stängs igen</a></h2>'
        f"<time datetime='2024-03-0{1 + number % 9}'>{1 + number % 9} mars</time></li>"
        for number, path in enumerate(paths)
    )
    return f"<!DOCTYPE html><html><body><main><h1>Nyheter</h1><ul>{entries}</ul></main></body></html>"


def wait_for(seconds: float) -> None:
    """Wait in real time."""
    time.sleep(seconds)
