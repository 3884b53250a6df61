"""Near-duplicates at speed: ours against datasketch's MinHashLSH in one run, and how time and memory grow.

``python -m bench.neardup [--documents 100000] [--against datasketch]`` compares; ``python -m bench.neardup --scale
10000,100000,1000000`` measures each size in a process of its own. One thread. The texts are made up from a seed.
"""

from __future__ import annotations

import argparse
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

from dedupe.alike import pairs

LENGTH = 300
VOCABULARY = 50_000
COPIES = 10
"""Every tenth text is a copy of an earlier one with some words changed."""

Pair = tuple[str, str]


class Planted(NamedTuple):
    """A copy that was planted."""

    pair: Pair
    similarity: float
    """Jaccard similarity of the sets of word 3-grams, computed without hashing."""


def vocabulary(random: np.random.Generator) -> list[str]:
    letters = np.array(list("etaonirsdlkgmvfhupåäböcyjxwzq"))
    return ["".join(random.choice(letters[:24], size=length)) for length in random.integers(2, 11, VOCABULARY)]


def texts(count: int, seed: int = 1) -> Iterator[tuple[str, int, float]]:
    """Text, position of the text it was copied from (its own for an original) and the share of words changed."""
    random = np.random.default_rng(seed)
    known = vocabulary(random)
    weights = np.cumsum(1 / (np.arange(VOCABULARY) + 10))
    originals = np.zeros((count // COPIES + 1, LENGTH), dtype=np.int32)
    for position in range(count):
        drawn = np.searchsorted(weights, random.random(LENGTH) * weights[-1])
        source, changed = position, 0.0
        if position % COPIES == COPIES - 1:
            source = int(random.integers(position // COPIES + 1)) * COPIES
            changed = float(random.uniform(0.005, 0.15))
            drawn = np.where(random.random(LENGTH) < changed, drawn, originals[source // COPIES])
        elif position % COPIES == 0:
            originals[position // COPIES] = drawn
        line = [known[word] for word in drawn.tolist()]
        yield ". ".join(" ".join(line[at : at + 12]).capitalize() for at in range(0, LENGTH, 12)), source, changed


def shingle_texts(text: str) -> set[str]:
    found = re.findall(r"\w+", text.casefold())
    return {" ".join(found[at : at + 3]) for at in range(len(found) - 2)}


def planted(made: list[tuple[str, int, float]]) -> list[Planted]:
    found = []
    for position, (text, source, _) in enumerate(made):
        if source != position:
            a, b = shingle_texts(made[source][0]), shingle_texts(text)
            found.append(Planted((str(source), str(position)), len(a & b) / len(a | b)))
    return found


def ours(documents: Mapping[str, str]) -> set[Pair]:
    return {(one.a, one.b) for one in pairs(documents, {each: each.zfill(9) for each in documents})}


def datasketch(documents: Mapping[str, str]) -> set[Pair]:
    """Candidates of the library as its documentation uses it; not compared exactly, as ours are."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.5, num_perm=128)
    sketched = {}
    for each, text in documents.items():
        sketched[each] = MinHash(num_perm=128)
        sketched[each].update_batch([shingle.encode() for shingle in shingle_texts(text)])
        index.insert(each, sketched[each])
    met = ((other, each) for each, sketch in sketched.items() for other in index.query(sketch))
    return {(a, b) for a, b in met if int(a) < int(b)}


def timed(find: Callable[[Mapping[str, str]], set[Pair]], documents: Mapping[str, str]) -> tuple[set[Pair], float]:
    started = time.perf_counter()
    found = find(documents)
    return found, time.perf_counter() - started


def recall(found: set[Pair], truth: list[Planted], least: float) -> float:
    wanted = [one.pair for one in truth if one.similarity >= least]
    return sum(pair in found for pair in wanted) / max(len(wanted), 1)


def compare(count: int) -> None:
    made = list(texts(count))
    documents = {str(position): text for position, (text, _, _) in enumerate(made)}
    truth = planted(made)
    print(f"{count} texts of {LENGTH} words, {len(truth)} planted copies, one thread")
    print(f"{'':12}{'seconds':>9}{'texts/s':>9}{'recall ≥ 0.5':>14}{'recall ≥ 0.8':>14}")
    speeds = []
    for find in (ours, datasketch):
        found, seconds = timed(find, documents)
        speeds.append(count / seconds)
        shares = f"{recall(found, truth, 0.5):14.4f}{recall(found, truth, 0.8):14.4f}"
        print(f"{find.__name__:12}{seconds:9.1f}{speeds[-1]:9.0f}{shares}", flush=True)
    print(f"ours / datasketch: {speeds[0] / speeds[1]:.1f} times the speed")


class Filed(Mapping[str, str]):
    """Texts that lie in a file and are read when asked for, as an archive's do."""

    def __init__(self, file: BinaryIO, ends: np.ndarray) -> None:
        self._file, self._ends = file, ends

    def __getitem__(self, key: str) -> str:
        position = int(key)
        start = int(self._ends[position - 1]) if position else 0
        self._file.seek(start)
        return self._file.read(int(self._ends[position]) - start).decode()

    def __iter__(self) -> Iterator[str]:
        return map(str, range(len(self._ends)))

    def __len__(self) -> int:
        return len(self._ends)


def measure(count: int) -> None:
    """One size: seconds, texts/s, peak memory of the whole process, pairs."""
    with tempfile.TemporaryFile() as file:
        ends = np.cumsum([file.write(text.encode()) for text, _, _ in texts(count)])
        found, seconds = timed(ours, Filed(file, ends))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count:>9}{seconds:>9.1f}{count / seconds:>9.0f}{peak:>9.0f}{peak * 1024 / count:>9.1f}{len(found):>9}")


def scale(sizes: list[int]) -> None:
    print(f"{'texts':>9}{'seconds':>9}{'texts/s':>9}{'peak MB':>9}{'KB/text':>9}{'pairs':>9}", flush=True)
    for size in sizes:
        command = [sys.executable, "-m", "bench.neardup", "--measure", str(size)]
        subprocess.run(command, check=True, cwd=Path(__file__).parents[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--against", choices=["datasketch"], default="datasketch")
    parser.add_argument("--scale", help="sizes, e.g. 10000,100000,1000000")
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure(options.measure)
    elif options.scale:
        scale([int(size) for size in options.scale.split(",")])
    else:
        compare(options.documents)


if __name__ == "__main__":
    main()
