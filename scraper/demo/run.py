"""The demo: a made-up town, two nights."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from scraper.catalogue import load
from scraper.crawl import Options, PretendedTime
from scraper.demo.server import DEMO_BASE_PORT, TownServer
from scraper.night import nightly, report_lines
from scraper.revisit import seconds

FOLDER = "demo"
"""Where in the home the demo lives; every run begins it anew."""

NIGHTS = ("2026-05-05T01:30:00Z", "2026-05-06T01:30:00Z")
"""When the nights are pretended to be: after the town's first and second day."""


def run_demo(home: Path, tell: Callable[[str], None]) -> Path:
    """Crawl the town on its first and second night and publish; the folder of the demo's archive."""
    folder = home / FOLDER
    if folder.exists():
        shutil.rmtree(folder)
    with TownServer(base_port=DEMO_BASE_PORT) as town, tempfile.TemporaryDirectory() as scratch:
        catalogue = Path(scratch) / "town.toml"
        catalogue.write_text(town.sources_toml(), encoding="utf-8")
        sources = [source for source in load(extra=[catalogue]).values() if source.id.startswith("demo_")]
        for number, at in enumerate(NIGHTS, start=1):
            town.night = number
            clock = PretendedTime(seconds(at))
            tell(f"night {number} ({at}): {len(sources)} publishers of a made-up town")
            night = nightly(folder, sources, Options(now=clock.now, sleep=clock.sleep))
            for line in report_lines(night):
                tell(f"  {line}")
    return folder
