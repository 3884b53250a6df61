"""Memory of this process, as Linux counts it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

_PROCESS = Path("/proc/self")


def peak(act: Callable[[], object]) -> tuple[float, float]:
    """(MB before, MB at the peak of ``act``)."""
    (_PROCESS / "clear_refs").write_text("5")
    before = _megabytes("VmRSS")
    act()
    return before, _megabytes("VmHWM")


def _megabytes(name: str) -> float:
    found = re.search(rf"{name}:\s+(\d+) kB", (_PROCESS / "status").read_text())
    assert found is not None
    return int(found[1]) / 1024
