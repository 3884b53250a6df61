"""How far long work has come: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import click

Step = Callable[[int], None]
"""Called with how many more are done."""

Progress = Callable[..., AbstractContextManager[Step]]
"""``progress(doing, what, total=0)``: a context whose value is the `Step` to call; total 0: unknown."""

EVERY = 15.0
"""Seconds between two plain lines."""


@contextmanager
def silent(doing: str, what: str, total: int = 0) -> Iterator[Step]:
    """Shows nothing."""
    yield lambda count: None


@contextmanager
def shown(doing: str, what: str, total: int = 0) -> Iterator[Step]:
    """Shows a bar on a terminal (standard error), else a line at the end and every `EVERY` seconds."""
    if sys.stderr.isatty() and total:
        with click.progressbar(length=total, label=f"{doing} {what}", file=sys.stderr) as bar:
            yield bar.update
        return
    lines = _Lines(doing, what, total)
    yield lines.step
    lines.end()


class _Lines:
    def __init__(self, doing: str, what: str, total: int):
        self.text, self.total = f"{doing} {what}", total
        self.done, self.began = 0, time.monotonic()
        self.told = self.began

    def step(self, count: int) -> None:
        self.done += count
        if time.monotonic() - self.told >= EVERY:
            self.told = time.monotonic()
            click.echo(f"{self.text}: {self.done}{f' of {self.total}' if self.total else ''}", err=True)

    def end(self) -> None:
        if self.done:
            click.echo(f"{self.text}: {self.done} in {time.monotonic() - self.began:.1f} s", err=True)
