"""Many readers at once: the site in a process of its own on loopback, asked by threads that keep their connections."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path

AT_ONCE = (1, 8, 32)
"""Readers at once."""

_SERVE = """
import sys
from pathlib import Path
from archive.serve import listening, serve
taken = listening("127.0.0.1", 0)
print(taken.getsockname()[1], flush=True)
serve(Path(sys.argv[1]), taken)
"""


@contextmanager
def served(home: Path) -> Iterator[int]:
    """The port at which the archive in ``home`` is served."""
    server = subprocess.Popen([sys.executable, "-c", _SERVE, str(home)], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield int(server.stdout.readline())
    finally:
        server.terminate()
        server.wait(10)


def rate(port: int, paths: Sequence[str], many: int, lasting: float, known: bool = False) -> tuple[float, int]:
    """(requests answered in a second, requests refused as too many) by ``many`` readers, each with its own place in
    ``paths``; with ``known`` each says which answer it has. `RuntimeError` for any other answer."""
    ended = time.perf_counter() + lasting
    answered: list[int] = []
    refused: list[int] = []
    failed: list[BaseException] = []

    def reader(number: int) -> None:
        try:
            count, busy = _asking(port, islice(cycle(paths), number, None), ended, known)
            answered.append(count)
            refused.append(busy)
        except (RuntimeError, OSError) as error:
            failed.append(error)

    threads = [threading.Thread(target=reader, args=(number,)) for number in range(many)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise RuntimeError(f"no answer: {failed[0]}") from failed[0]
    return sum(answered) / (time.perf_counter() - began), sum(refused)


def _asking(port: int, paths: Iterator[str], ended: float, known: bool) -> tuple[int, int]:
    """(answers, refusals) of one reader until a time."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    tags: dict[str, str] = {}
    count, refused = 0, 0
    for path in paths:
        if time.perf_counter() >= ended:
            break
        connection.request("GET", path, headers={"If-None-Match": tags[path]} if path in tags else {})
        response = connection.getresponse()
        response.read()
        if response.status == 503:
            refused += 1
            continue
        if response.status != (304 if path in tags else 200):
            raise RuntimeError(f"{path}: {response.status}")
        count += 1
        if known:
            tags[path] = response.headers["ETag"]
    connection.close()
    return count, refused
