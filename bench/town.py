"""The made-up town grown, visited night by night, and what the archive then holds compared with what the town planted.

    python -m bench.town [--articles 500] [--nights 30] [--seed N] [--home DIR]

Runs the product's own nightly line at pretended times. Exit status 1 when an edit or a removal is missed, wrong or
invented, or an article is missing or there twice.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from archive.diff import as_text, diff_words
from scraper.catalogue import load
from scraper.crawl import Options, PretendedTime
from scraper.demo import Town, TownServer
from scraper.demo.expected import Wanted, at, removal, versions
from scraper.demo.town import EDITS, REMOVALS, Article, addresses, events, failure, publishers
from scraper.night import nightly
from scraper.revisit import seconds

WORD = re.compile(r"\w+")
REASONS = {"404": "status-404", "410": "status-410", "home": "redirect-home", "not-found-200": "not-found-page"}
HARMLESS = ("off-list", "moved", "slug", "404-once", "503", "login", "challenge")
GONE, HIDDEN = frozenset({"gone"}), frozenset({"denied", "error", "gone"})
ORIGINS: dict[str, str] = {f"demo_{publisher.key}": publisher.key for publisher in publishers()}


@dataclass
class Findings:
    """What is right and what is wrong, each wrong thing on a line of its own."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def lines(self) -> Iterator[str]:
        """The findings, for people."""
        count = self.counts
        yield (
            f"{count['articles']} articles, {count['checks']} visits; edits: {count['planted']} planted, "
            f"{count['found']} found, {len(self.wrong['missed'])} missed, {len(self.wrong['not looked at'])} not looked "
            f"at, {len(self.wrong['false'])} false; of {count['wanted']} versions {count['kind right']} of the right kind, "
            f"{count['words right']} with just the words of the edit; texts as published: {count['exact']} of {count['articles']}"
        )
        for kind in sorted({name.partition(" ")[2] for name in count if name.startswith("fate ")}):
            yield f"  {kind}: {count[f'right {kind}']} of {count[f'fate {kind}']} right"
        for name, listed in self.wrong.items():
            yield from (f"{name.upper()}: {line}" for line in listed)

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not any(self.wrong.values())


def run(town: Town, home: Path, tell: Callable[[str], None] = print) -> Findings:
    """Visit the town on each of its nights, and compare."""
    findings = Findings()
    with TownServer(town) as server, tempfile.TemporaryDirectory() as scratch:
        catalogue = Path(scratch) / "town.toml"
        catalogue.write_text(server.sources_toml(), encoding="utf-8")
        sources = [source for source in load(extra=[catalogue]).values() if source.id in ORIGINS]
        for number in range(1, town.nights + 1):
            server.night = number
            began, clock = time.monotonic(), PretendedTime(seconds(moment(town, number)))
            done = nightly(home, sources, Options(now=clock.now, sleep=clock.sleep))
            outcomes = sum((Counter(found) for found in done.outcomes.values()), Counter())
            tell(f"night {number:2}  {time.monotonic() - began:5.1f} s  {dict(outcomes)}")
            with closing(opened(home)) as db:
                compare_removals_of_the_night(server.town, db, findings)
        with closing(opened(home)) as db:
            compare(server.town, db, findings)
    return findings


def moment(town: Town, night: int) -> str:
    """When a night is pretended to be: after the town's day."""
    return f"{town.start + timedelta(days=night):%Y-%m-%d}T01:30:00Z"


def night_of(town: Town, moment_: str) -> int:
    """The counterpart of `moment`."""
    return (datetime.fromisoformat(moment_).date() - town.start).days


def opened(home: Path) -> sqlite3.Connection:
    """The published file, to be read."""
    return sqlite3.connect(f"{(home / 'press.db').resolve().as_uri()}?mode=ro", uri=True)


def path_of(url: str) -> str:
    """The path of a URL, as the town writes it."""
    return unquote(urlsplit(url).path)


# What the archive holds ------------------------------------------------------------------------------------------------


def owners(town: Town, db: sqlite3.Connection, findings: Findings) -> dict[str, str]:
    """By archive id the town's id of every article; articles that are there twice or not at all are noted."""
    paths = {source: addresses(town, key) for source, key in ORIGINS.items()}
    found: dict[str, str] = {}
    for id_, source, url in db.execute("SELECT id, source, url FROM articles ORDER BY id"):
        article = paths[source].get(path_of(url))
        if article is None:
            findings.wrong["invented"].append(f"{source} {url}: no article of the town")
        elif article.id in found.values():
            findings.wrong["doubled"].append(f"{article.id}: there twice, {url}")
        else:
            found[id_] = article.id
    missing = at(town, town.night).keys() - found.values()
    findings.wrong["missing"] += sorted(missing)
    return found


def visits(town: Town, db: sqlite3.Connection, findings: Findings) -> dict[str, dict[int, str]]:
    """By the town's id of an article the nights on which it was visited, and what the archive made of the answer.

    A check that took an article for gone, denied or broken while the town showed it, or the other way round, is noted.
    """
    seen: dict[str, dict[int, str]] = defaultdict(dict)
    for source, url, moment_, outcome, reason in db.execute("SELECT source, url, at, outcome, reason FROM checks"):
        night = night_of(town, moment_)
        article = addresses(_on(town, night), ORIGINS[source]).get(path_of(url))
        if article is None:
            continue
        findings.counts["checks"] += 1
        seen[article.id][night] = outcome
        if not failure(_on(town, night)) and (outcome in HIDDEN) != (article.answer != "200"):
            line = f"{article.id} night {night}: {outcome} ({reason}), the town answered {article.answer}"
            findings.wrong["misjudged"].append(line)
    return seen


def _on(town: Town, night: int) -> Town:
    return Town(**{**{name: getattr(town, name) for name in ("start", "articles", "seed", "nights")}, "night": night})


# Comparison ------------------------------------------------------------------------------------------------------------


def compare(town: Town, db: sqlite3.Connection, findings: Findings) -> None:
    """Compare the published file after the last night with what the town planted."""
    mine, seen = owners(town, db, findings), visits(town, db, findings)
    db.row_factory = sqlite3.Row
    findings.counts["articles"] = len(mine)
    findings.counts["planted"] = sum(event["kind"] in EDITS for event in events(town))
    working = [night for night in range(1, town.night + 1) if not failure(_on(town, night))]
    planted: list[dict[str, Any]] = []
    for id_, article in sorted(mine.items(), key=lambda item: item[1]):
        shown = [night for night in seen[article] if night in working and at(town, night)[article].answer == "200"]
        told = working if article.startswith("polis/") else []
        wanted = versions(town, article, shown, told)
        rows = db.execute("SELECT * FROM versions WHERE article = ? ORDER BY number", (id_,)).fetchall()
        compare_versions(town, article, wanted, rows, findings)
        _compare_text(at(town, max(shown, default=1)).get(article), rows[-1], findings)
        removed = db.execute("SELECT * FROM removals WHERE article = ?", (id_,)).fetchall()
        compare_removal(town, article, list(seen[article]), removed, findings)
        planted += [event for want in wanted for event in want.events]
    _not_looked_at(town, planted, findings)


def compare_versions(
    town: Town, article: str, wanted: list[Wanted], rows: list[sqlite3.Row], findings: Findings
) -> None:
    """Compare an article's versions after the first, night by night."""
    found: dict[int, list[tuple[sqlite3.Row, sqlite3.Row]]] = defaultdict(list)
    for old, new in pairwise(rows):
        found[night_of(town, new["seen_from"])].append((old, new))
    findings.counts["wanted"] += len(wanted)
    for want in wanted:
        kinds = "+".join(event["kind"] for event in want.events)
        name = f"{article} night {want.night} ({kinds})"
        if not found[want.night]:
            findings.wrong["missed"].append(f"{name}: {_diff(_text(want.before), _text(want.after))}")
            continue
        old, new = found[want.night].pop()
        findings.counts["found"] += len(want.events)
        findings.counts["kind right"] += new["change"] == want.change
        if new["change"] != want.change:
            findings.wrong["kind"].append(f"{name}: {new['change']}, planted {want.change}: {_row_diff(old, new)}")
        is_right = "attachment" in kinds or _moved(_row(old), _row(new)) == _moved(
            _text(want.before), _text(want.after)
        )
        findings.counts["words right"] += is_right
        if not is_right:
            findings.wrong["words"].append(f"{name}: {_row_diff(old, new)}")
    for night, pairs in sorted(found.items()):
        for old, new in pairs:
            findings.wrong["false"].append(f"{article} night {night} ({new['change']}): {_row_diff(old, new)}")


def compare_removal(town: Town, article: str, seen: list[int], rows: list[sqlite3.Row], findings: Findings) -> None:
    """Compare what is told of an article's removal."""
    how, confirmed = removal(town, article, seen)
    want = [(REASONS[how], int(confirmed))] if how else []
    found = [(row["reason"], row["confirmed"]) for row in rows]
    fates = [e["kind"] for e in events(town) if e["article"] == article and e["kind"] in (*REMOVALS, *HARMLESS)]
    for kind in fates:
        name = f"{kind}, final" if kind == "404" and article.startswith("polis/") else kind
        findings.counts[f"fate {name}"] += 1
        findings.counts[f"right {name}"] += found == want
    if found != want:
        findings.wrong["removal"].append(
            f"{article} ({', '.join(fates) or 'nothing planted'}): {found}, expected {want}"
        )


def compare_removals_of_the_night(town: Town, db: sqlite3.Connection, findings: Findings) -> None:
    """Note what the archive told as taken away after this night although the town shows it, or showed it before it failed."""
    told: Counter[str] = Counter()
    shown = replace(town, night=town.night - 1) if failure(town) else town
    query = "SELECT a.source, a.url, r.reason, r.confirmed FROM removals r JOIN articles a ON a.id = r.article"
    for source, url, reason, confirmed in db.execute(query):
        article = addresses(shown, ORIGINS[source]).get(path_of(url))
        if article is not None and article.answer not in (*REMOVALS, "404-once"):
            told[f"{source} {reason}{'' if confirmed else ', unconfirmed'}"] += 1
    for what, count in sorted(told.items()):
        state = f" (all sites answered {failure(town)})" if failure(town) else ""
        findings.wrong["told as gone"].append(f"night {town.night}{state}: {count} articles of {what}")


def _not_looked_at(town: Town, shown: list[dict[str, Any]], findings: Findings) -> None:
    """Note the planted edits that are in no version which an archive could see: nobody looked while they stood."""
    for event in events(town):
        if event["kind"] in EDITS and event not in shown:
            findings.wrong["not looked at"].append(f"{event['article']} night {event['night']} ({event['kind']})")


def _compare_text(article: Article | None, row: sqlite3.Row, findings: Findings) -> None:
    """Count the texts that are, word for word, what the publisher wrote."""
    is_exact = article is not None and WORD.findall(_text(article)) == WORD.findall(_row(row))
    findings.counts["exact"] += is_exact


def _text(article: Article) -> str:
    return f"{article.title}\n\n{article.lead}\n\n{article.body}"


def _row(row: Any) -> str:
    return f"{row['title']}\n\n{row['lead']}\n\n{row['body']}"


def _moved(old: str, new: str) -> tuple[Counter[str], Counter[str]]:
    before, after = Counter(WORD.findall(old)), Counter(WORD.findall(new))
    return after - before, before - after


def _row_diff(old: Any, new: Any) -> str:
    """What tells two versions apart: words, else signs and paragraphs, links, or nothing that is published."""
    words = _diff(_row(old), _row(new))
    parts = [name for name in ("title", "lead", "body", "links") if old[name] != new[name]]
    return words or f"no word, but {' and '.join(parts) or 'the attached files'}"


def _diff(old: str, new: str) -> str:
    """The changed words with a little around them."""
    parts = [change for change in diff_words(old, new) if change.op != "same"]
    return " ".join(as_text([part]) for part in parts).replace("\n", "¶")[:400]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--nights", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", type=Path, default=Path(tempfile.gettempdir()) / "pressarkiv-town")
    args = parser.parse_args()
    shutil.rmtree(args.home, ignore_errors=True)
    town = Town(articles=args.articles, nights=args.nights, seed=args.seed)
    began = time.monotonic()
    findings = run(town, args.home)
    print(f"seed {args.seed}, {args.nights} nights, {time.monotonic() - began:.0f} s")
    print("\n".join(findings.lines()))
    sys.exit(0 if findings.ok else 1)


if __name__ == "__main__":
    main()
