"""Reading and cleaning against trafilatura on the same pages in the same run, and where the time goes.

    python -m bench.stages [--pages N]

The pages are those of the made-up town, grown; with ``../shared`` beside the project also real ones.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import trafilatura
from trafilatura.meta import reset_caches

from archive.records import Capture, Page, Source
from dedupe.boilerplate import Model, Sighted, learn
from dedupe.clean import clean, page_marks, wording
from dedupe.marks import Marks
from scraper.demo.answers import answer
from scraper.demo.town import Town, of, publishers
from scraper.demo.visit import Visit
from scraper.judging import judge
from scraper.readers.encoding import decode
from scraper.readers.html import parse, read_blocks
from scraper.readers.page import read_page

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
SOURCE = Source(id="bench", name="Bench", kind="other", cms="listing", url="https://bench.example/", language="sv")
AT = "2026-05-05T01:30:00Z"
ROUNDS = 5
STAGES = ("read", "marks", "learn", "clean")
_Cached = type(lru_cache(lambda: None))


def captures(bodies: Sequence[bytes]) -> list[Capture]:
    """The bodies as captures of a source."""
    return [
        Capture(
            id=number,
            source=SOURCE.id,
            url=f"https://bench.example/{number}",
            fetched_at=AT,
            status=200,
            headers={"content-type": "text/html"},
            body=body,
        )
        for number, body in enumerate(bodies)
    ]


def town_pages(count: int) -> list[bytes]:
    """Pages of the made-up town's municipality."""
    town = Town(articles=count * len(publishers()), nights=1)
    site = next(publisher for publisher in publishers() if publisher.key == "kommun")
    visits = (
        Visit(town=town, publisher=site, path=article.path, query={}, root="http://127.0.0.1", count=number)
        for number, article in enumerate(of(town, site.key)[:count])
    )
    return [answer(visit, {}).body for visit in visits]


def real_pages(folder: str, count: int) -> list[bytes]:
    """Pages of one of the sets beside the project; [] where they are absent."""
    files = sorted((SHARED / folder / "html").glob("*.html.gz"))
    step = max(1, len(files) // count)
    return [gzip.decompress(file.read_bytes()) for file in files[::step][:count]]


def seconds(work: Callable[[], object]) -> float:
    """Seconds of processor time, the least of `ROUNDS` runs; what else runs on the machine does not count.

    Every run is that of a process which has not seen the pages yet: what either side remembers of texts is forgotten
    before it, so that a text is known only once a page of the same run has brought it.
    """
    times = []
    for _ in range(ROUNDS):
        _forget()
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def _forget() -> None:
    """Empty the bounded caches of both sides; the unbounded ones hold what the programs come with."""
    reset_caches()
    for name, module in list(sys.modules.items()):
        if name.startswith(("scraper.", "dedupe.")):
            for value in vars(module).values():
                if isinstance(value, _Cached) and value.cache_parameters()["maxsize"]:
                    value.cache_clear()


def measure(name: str, bodies: Sequence[bytes]) -> None:
    """Print pages/s of both, and the share of each stage."""
    listed = captures(bodies)
    html = [decode(body) for body in bodies]
    stages = min((_stages(listed) for _ in range(ROUNDS)), key=lambda found: sum(found.values()))
    parsing = seconds(lambda: [parse(text) for text in html])
    blocks = seconds(lambda: [read_blocks(parse(text), SOURCE.url) for text in html])
    judging = seconds(lambda: [judge(capture) for capture in listed])
    ours = sum(stages.values())
    text_only = seconds(lambda: [trafilatura.extract(text) for text in html])
    with_metadata = seconds(lambda: [trafilatura.extract(text, with_metadata=True) for text in html])
    size = statistics.median(len(body) for body in bodies) / 1000
    print(f"{name}: {len(bodies)} pages, median {size:.0f} KB")
    print(f"  reading + cleaning               {len(bodies) / ours:7.0f} pages/s")
    for label, spent in (("text alone", text_only), ("text and metadata", with_metadata)):
        print(f"  trafilatura, {label:<19} {len(bodies) / spent:7.0f} pages/s   ours to theirs {spent / ours:.2f}")
    cleaning = ours - stages["read"]
    print(
        f"  cleaning alone                   {len(bodies) / cleaning:7.0f} pages/s   {100 * cleaning / ours:.0f} % of the whole"
    )
    inside = {"parse": parsing, "blocks": blocks - parsing, "metadata, roles": stages["read"] - blocks} | stages
    del inside["read"]
    print("  " + ", ".join(f"{stage} {100 * spent / ours:.0f} %" for stage, spent in inside.items()))
    print(f"  judging whether an answer is worth reading, beside it: {100 * judging / ours:.0f} % of that")


def _stages(listed: Sequence[Capture]) -> dict[str, float]:
    """Seconds of processor time of each stage of one pass over pages that the process has not seen yet."""
    _forget()
    times = [time.process_time()]
    pages = [read_page(capture, SOURCE) for capture in listed]
    times.append(time.process_time())
    known = [page_marks(page) for page in pages]
    times.append(time.process_time())
    model = _model(pages, known)
    times.append(time.process_time())
    for page, marks in zip(pages, known, strict=True):
        wording(page, clean(page, model, marks))
    times.append(time.process_time())
    return {name: after - before for name, (before, after) in zip(STAGES, pairwise(times), strict=True)}


def _model(pages: Sequence[Page], known: Sequence[Marks]) -> Model:
    return learn(
        Sighted(page=page.key, first_at=AT, last_at=AT, marks=marks) for page, marks in zip(pages, known, strict=True)
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=200)
    count = parser.parse_args(arguments).pages
    measure("made-up town", town_pages(count))
    for folder in ("polisen-pages-dev", "wcxb-articles-dev"):
        bodies = real_pages(folder, count)
        if bodies:
            measure(folder, bodies)


if __name__ == "__main__":
    main()
