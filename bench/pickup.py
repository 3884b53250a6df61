"""A new press.db under readers: after how long its pages are shown, and how long a reader waited meanwhile."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

from archive.publish import NAME
from bench import clients

BEFORE = 3.0
"""Seconds for which readers ask before the file is another."""

PATIENCE = 120.0
"""Seconds within which the new file must be shown."""


@dataclass(slots=True)
class Reader:
    """Asks for one page again and again: (when it asked, seconds waited, what the answer's tag was)."""

    path: str
    answers: list[tuple[float, float, str]] = field(default_factory=list)

    def ask(self, port: int, ended: threading.Event) -> None:
        """Until it is ended."""
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        while not ended.is_set():
            began = time.perf_counter()
            connection.request("GET", self.path)
            response = connection.getresponse()
            response.read()
            tag = response.headers["ETag"] or ""
            self.answers.append(
                (began, time.perf_counter() - began, tag if response.status == 200 else str(response.status))
            )
        connection.close()

    def shown(self, replaced: float) -> float | None:
        """Seconds from then until the first answer of the new file was asked for; None: none came."""
        known = {tag for began, wait, tag in self.answers if began + wait < replaced}
        return next((began - replaced for began, _, tag in self.answers if tag and tag not in known), None)

    def waited(self, replaced: float) -> tuple[float, float]:
        """The longest wait before, and from then on."""
        before = [wait for began, wait, _ in self.answers if began + wait < replaced]
        after = [wait for began, wait, _ in self.answers if began + wait >= replaced]
        return max(before, default=0.0), max(after, default=0.0)


def watch(home: Path, paths: Sequence[str]) -> tuple[float, list[Reader]]:
    """(when the file became another, by its time alone; the readers that asked before and until all have it)."""
    asking, ended = [Reader(path) for path in paths], threading.Event()
    with clients.served(home) as port:
        clients.rate(port, paths, 1, BEFORE)
        threads = [threading.Thread(target=each.ask, args=(port, ended)) for each in asking]
        for thread in threads:
            thread.start()
        time.sleep(BEFORE)
        replaced = time.perf_counter()
        os.utime(home / NAME)
        while time.perf_counter() < replaced + PATIENCE and None in [each.shown(replaced) for each in asking]:
            time.sleep(0.1)
        ended.set()
        for thread in threads:
            thread.join()
    return replaced, asking


def measure(home: Path, paths: Sequence[str]) -> None:
    """Print a line for each page."""
    replaced, asking = watch(home, paths)
    print("a new file: seconds until a page shows it; the longest wait of its reader before, and from then on")
    for each in asking:
        shown = each.shown(replaced)
        said = f"{shown:>8.2f}" if shown is not None else "   never"
        print(f"  {each.path.partition('?')[0]:<28}{said}" + "".join(f"{wait:>8.2f}" for wait in each.waited(replaced)))
