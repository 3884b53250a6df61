"""How fast pages are fetched and captured, against bare Scrapy with a no-op parser on the same loopback pages.

    python -m bench.fetch [--pages 2000] [--rounds 3] [--at-once 16]

Each measurement runs in a process of its own, the three kinds in turn, the median of the rounds counts. ``bare`` is
Scrapy as it comes; ``lean`` has the same settings as ours (no reactor, few middlewares) and parses and keeps nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

KINDS = ("bare", "lean", "ours")
WORDS = [
    "bron",
    "över",
    "ån",
    "stängs",
    "i",
    "tre",
    "veckor",
    "medan",
    "räckena",
    "målas",
    "och",
    "belysningen",
    "byts",
]


def body_of(number: int, size: int = 40_000) -> bytes:
    """A page of about 40 KB: a frame that all share and words of its own."""
    rng = random.Random(number)
    frame = "".join(f'<li class="meny"><a href="/service/{n}">Service nummer {n}</a></li>' for n in range(150))
    text = "".join(f"<p>{' '.join(rng.choices(WORDS, k=40))} {rng.random()}</p>" for _ in range(60))
    start = f"<!DOCTYPE html><html><head><title>Nyhet {number}</title></head><body><nav><ul>{frame}</ul></nav><main>"
    html = f"{start}<h1>Nyhet {number}</h1>{text}</main>"
    return (
        html + f"<footer>{'Kontakt och öppettider. ' * 2000}"[: size - len(html)] + "</footer></body></html>"
    ).encode()


def serve(pages: int, ready) -> None:
    """Answer on a free port until killed: ``/feed`` lists the pages, ``/nyhet-<n>`` is one."""
    bodies = [body_of(number) for number in range(200)]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            while (await reader.readline()).strip():
                continue
            kind, body = _answer(line.split()[1].decode(), bodies, pages, port)
            head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            await writer.drain()

    async def run() -> None:
        nonlocal port
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        ready.send(port)
        await server.serve_forever()

    port = 0
    asyncio.run(run())


def _answer(path: str, bodies: list[bytes], pages: int, port: int) -> tuple[str, bytes]:
    if path == "/robots.txt":
        return "text/plain", b"User-agent: *\nDisallow:\n"
    if path == "/feed":
        links = "".join(f"<item><link>http://127.0.0.1:{port}/nyhet-{n}</link></item>" for n in range(pages))
        return "application/rss+xml", f"<rss version='2.0'><channel>{links}</channel></rss>".encode()
    number = int(path.rpartition("-")[2])
    return "text/html; charset=utf-8", bodies[number % len(bodies)].replace(b"</h1>", b" %d</h1>" % number)


def fetch_ours(port: int, pages: int, at_once: int) -> None:
    """The crawl as it is, into a new archive."""
    from archive.records import Source
    from scraper.crawl import Options, crawl

    source = Source(id="bench", name="", kind="other", cms="feed", url=f"http://127.0.0.1:{port}/feed", delay=0.0)
    with tempfile.TemporaryDirectory() as home:
        (report,) = crawl(Path(home), [source], Options(concurrency=at_once, progress=lambda line: None))
    if report.asked != pages or report.failed:
        raise SystemExit(f"expected {pages} pages, got {report}")


def fetch_bare(port: int, pages: int, at_once: int, lean: bool) -> None:
    """Scrapy with a parser that does nothing."""
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    class Bare(scrapy.Spider):
        name = "bare"
        seen = 0

        async def start(self):
            for number in range(pages):
                yield scrapy.Request(f"http://127.0.0.1:{port}/nyhet-{number}", callback=self.parse, dont_filter=lean)

        def parse(self, response):
            Bare.seen += 1

    settings = {"CONCURRENT_REQUESTS": at_once, "CONCURRENT_REQUESTS_PER_DOMAIN": at_once, "LOG_LEVEL": "ERROR"}
    if lean:
        from scraper.settings import settings_with

        settings = {**settings_with("bench", at_once), "DOWNLOADER_MIDDLEWARES": LEAN, "DOWNLOAD_HANDLERS": {}}
    process = AsyncCrawlerProcess(settings)
    process.crawl(Bare)
    process.start()
    if Bare.seen != pages:
        raise SystemExit(f"expected {pages} pages, got {Bare.seen}")


def _lean() -> dict[str, None]:
    from scraper.settings import DOWNLOADER_MIDDLEWARES

    return {name: None for name in DOWNLOADER_MIDDLEWARES if name.startswith("scrapy.")}


LEAN = _lean()


def measure(kind: str, port: int, pages: int, at_once: int) -> float:
    """Pages per second of one process, its start left out."""
    command = [sys.executable, "-m", "bench.fetch", "--run", kind, str(port), str(pages), str(at_once)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
    return pages / float(done.stdout.strip().splitlines()[-1])


def run(kind: str, port: int, pages: int, at_once: int) -> None:
    """One measurement, in this process: prints the seconds it took."""
    import scraper.crawl  # noqa: F401  imports are not what is measured

    begun = time.perf_counter()
    if kind == "ours":
        fetch_ours(port, pages, at_once)
    else:
        fetch_bare(port, pages, at_once, lean=kind == "lean")
    print(time.perf_counter() - begun)


def bench(pages: int = 2000, rounds: int = 3, at_once: int = 16) -> dict[str, float]:
    """Median pages per second of each kind, and ours as a share of both others."""
    here, there = multiprocessing.Pipe(duplex=False)
    server = multiprocessing.Process(target=serve, args=(pages, there), daemon=True)
    server.start()
    try:
        port = here.recv()
        rates: dict[str, list[float]] = {kind: [] for kind in KINDS}
        for _ in range(rounds):
            for kind in KINDS:
                rates[kind].append(measure(kind, port, pages, at_once))
    finally:
        server.kill()
    result = {kind: round(statistics.median(found), 1) for kind, found in rates.items()}
    ours = result["ours"]
    return {**result, "of_bare": round(ours / result["bare"], 2), "of_lean": round(ours / result["lean"], 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--at-once", type=int, default=16)
    parser.add_argument("--run", nargs=4, metavar=("KIND", "PORT", "PAGES", "AT_ONCE"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.run:
        return run(args.run[0], *map(int, args.run[1:]))
    return print(json.dumps(bench(args.pages, args.rounds, args.at_once)))


if __name__ == "__main__":
    main()
