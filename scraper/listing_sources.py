"""The catalogue as the command line shows it, and new entries for it."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from archive.look import Look
from archive.records import Source
from archive.work import NAME, Work
from scraper.catalogue import entry, propose
from scraper.crawl import user_agent
from scraper.identity import canonical
from scraper.proposing import unused_id
from scraper.readers.encoding import decode

ADDED = "added.toml"
"""The file in ``HOME/sources`` to which `add` writes."""

_MOST_BYTES = 5_000_000
_SECONDS = 30


class CannotAdd(ValueError):
    """No entry was written; the message says why."""


def lines(home: Path, sources: Mapping[str, Source]) -> list[str]:
    """One line a source: id, kind of site, whether it is active and verified, how its last night went, URL."""
    nights: dict[str, tuple[str, str, str]] = {}
    known: dict[str, Source] = {}
    if (home / NAME).is_file():
        with Work(home, read_only=True) as work:
            nights, known = Look(work).last_runs(), work.sources()
    return [_line(source, nights.get(source.id)) for source in {**known, **sources}.values()]


def _line(source: Source, night: tuple[str, str, str] | None) -> str:
    health = f"{night[1]} {night[0][:10]}" if night else "never run"
    marks = ", ".join([*([] if source.active else ["off"]), *([] if source.verified else ["unverified"])])
    return f"{source.id:<24} {source.cms:<15} {health:<20} {marks:<16} {source.name}  {source.url}"


def add(home: Path, sources: Mapping[str, Source], url: str, contact: str) -> str:
    """Look at a page once and write an entry for it, inactive; what was written and where. `CannotAdd` says why not."""
    try:
        found, html, headers = _fetch(url, contact)
        source = replace(propose(found, html, headers), active=False)
    except (OSError, urllib.error.URLError, ValueError) as error:
        raise CannotAdd(f"{url} could not be looked at: {error}") from error
    known = {canonical(each.url): each.id for each in sources.values()}
    for same in (url, found, source.url):
        if canonical(same) in known:
            raise CannotAdd(f"{same} is in the catalogue already, as {known[canonical(same)]}")
    source = replace(source, id=unused_id(source.id, found, sources))
    file = home / "sources" / ADDED
    file.parent.mkdir(parents=True, exist_ok=True)
    text = entry(source)
    with file.open("a", encoding="utf-8") as out:
        out.write(f"\n{text}")
    return f"{text}\nwritten to {file}; read it, set active = true, then `pressarkiv nightly {source.id}`"


def _fetch(url: str, contact: str) -> tuple[str, str, dict[str, str]]:
    """(URL that answered, its HTML, headers)."""
    if not url.startswith(("http://", "https://")):
        raise ValueError("expected an http(s) URL")
    agent = user_agent([Source(id="new", name="", kind="other", cms="listing", url=url)], contact)
    request = urllib.request.Request(url, headers={"User-Agent": agent, "Accept": "text/html,*/*;q=0.5"})
    with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return answer.url, decode(answer.read(_MOST_BYTES), headers.get("content-type", "")), headers
