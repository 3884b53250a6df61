"""What press.db holds of pages with gold text, imported as captures of their sources, beside trafilatura in the same run.

    python -m bench.sets [SET …]      police, nightly, fundus, cleanportal, wcxb; all of them by default

Reads the sets beside the project (docs/measuring.md). 4-gram precision, recall and F1 as ``eval_extract.py`` there defines
them, over lead and body; on the police's pages the title is left out on both sides.
"""

from __future__ import annotations

import gzip
import json
import re
import statistics
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import trafilatura

from archive.publish import publish
from archive.records import Capture, Source
from archive.work import Work
from scraper.derive import derive
from scraper.identity import canonical
from scraper.importing import utc
from scraper.readers.encoding import decode

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
AT = "2026-05-01T00:00:00Z"
WORD = re.compile(r"\w+")
Gold = Mapping[str, Mapping]


def load(name: str) -> tuple[Gold, dict[str, bytes]]:
    """A set's gold and bodies, by id."""
    gold = json.loads((SHARED / name / "gold.json").read_text(encoding="utf-8"))
    bodies = {id_: gzip.decompress((SHARED / name / "html" / f"{id_}.html.gz").read_bytes()) for id_ in gold}
    return gold, bodies


def url_of(id_: str, entry: Mapping) -> str:
    """The page's URL, made up where the gold has none."""
    url = entry.get("url") or f"https://unknown.example/{id_}"
    return url if url.startswith("http") else f"https://{url}"


def source(id_: str, **facts: str) -> Source:
    """A source of the generic kind."""
    return Source(id=id_, name=id_, kind="other", cms="listing", url="", **facts)


class Archive:
    """An archive in a temporary folder."""

    def __init__(self, folder: Path):
        self.folder, self.work = folder, Work(folder)

    def take(self, of: Source, id_: str, entry: Mapping, body: bytes) -> None:
        """Store a page as a capture."""
        self.work.remember_source(of)
        headers = {"content-type": "text/html; charset=utf-8"}
        at = utc(entry["first_seen"]) if "first_seen" in entry else AT
        url = url_of(id_, entry)
        self.work.add(Capture(source=of.id, url=url, fetched_at=at, status=200, headers=headers, body=body or None))

    def texts(self) -> dict[tuple[str, str], str]:
        """By source and canonical URL the text that was published: lead, then body."""
        self.work.commit()
        derive(self.work)
        publish(self.work, self.folder)
        rows = self.work.db.execute("SELECT source, url, lead, body FROM articles").fetchall()
        return {(row[0], canonical(row[1])): f"{row[2]}\n{row[3]}" for row in rows}


def grams(text: str) -> Counter:
    """Counted 4-grams of words."""
    found = WORD.findall(text)
    return Counter(tuple(found[at : at + 4]) for at in range(max(1, len(found) - 3))) if found else Counter()


def scores(
    found: Mapping[str, str], gold: Gold, ids: Iterable[str], without_title: bool = False
) -> tuple[float, float, float]:
    """Mean precision (of pages with output), mean recall, and their F1."""
    precisions, recalls = [], []
    for id_ in ids:
        if not gold[id_].get("text"):
            continue
        got, want = found.get(id_, ""), gold[id_]["text"]
        if without_title and gold[id_].get("title"):
            title = re.compile(r"\W+".join(map(re.escape, WORD.findall(gold[id_]["title"]))), re.I)
            got, want = title.sub(" ", got, count=1), title.sub(" ", want, count=1)
        ours, theirs = grams(got), grams(want)
        hit = sum((ours & theirs).values())
        recalls.append(hit / sum(theirs.values()))
        if ours:
            precisions.append(hit / sum(ours.values()))
    p, r = statistics.fmean(precisions or [0.0]), statistics.fmean(recalls)
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def told(name: str, found: tuple[float, float, float]) -> None:
    """Print a line."""
    print(f"{name:<44} P {found[0]:.4f}  R {found[1]:.4f}  F1 {found[2]:.4f}", flush=True)


def by_site(name: str, site_of: Callable[[str], str]) -> None:
    """Pages of many sites, each site a source; any site on which trafilatura is better by 0.01 is named."""
    gold, bodies = load(name)
    with tempfile.TemporaryDirectory() as scratch:
        archive = Archive(Path(scratch))
        for id_, entry in gold.items():
            archive.take(source(site_of(id_)), id_, entry, bodies[id_])
        texts = archive.texts()
    ours = {id_: texts.get((site_of(id_), canonical(url_of(id_, gold[id_]))), "") for id_ in gold}
    theirs = {id_: trafilatura.extract(decode(bodies[id_])) or "" for id_ in gold if gold[id_].get("text")}
    told(f"{name}, ours", scores(ours, gold, gold))
    told(f"{name}, trafilatura", scores(theirs, gold, gold))
    empty = [id_ for id_ in theirs if not ours[id_].strip()]
    print(f"  {len(empty)} empty")
    sites = defaultdict(list)
    for id_ in theirs:
        sites[site_of(id_)].append(id_)
    for site, ids in sites.items():
        mine, other = scores(ours, gold, ids)[2], scores(theirs, gold, ids)[2]
        if len(sites) < len(theirs) and mine < other - 0.01:
            print(f"  worse on {site}: {mine:.3f}, trafilatura {other:.3f}")


def police() -> None:
    """The police's pages as one source, all at once."""
    gold, bodies = load("polisen-pages-dev")
    with tempfile.TemporaryDirectory() as scratch:
        archive = Archive(Path(scratch))
        for id_, entry in gold.items():
            archive.take(source("police", language="sv", timezone="Europe/Stockholm"), id_, entry, bodies[id_])
        texts = archive.texts()
    ours = {id_: texts.get(("police", canonical(url_of(id_, entry))), "") for id_, entry in gold.items()}
    told("polisen-pages-dev, one source", scores(ours, gold, gold, without_title=True))


def nightly() -> None:
    """The police's recorded nights, imported night by night; after each, the articles known then."""
    gold, bodies = load("polisen-nightly-dev")
    nights = json.loads((SHARED / "polisen-nightly-dev" / "nights.json").read_text(encoding="utf-8"))
    known: list[str] = []
    least = 1.0
    with tempfile.TemporaryDirectory() as scratch:
        archive = Archive(Path(scratch))
        for number, night in enumerate(nights, start=1):
            new = [str(id_) for id_ in night["new"] if str(id_) in gold]
            for id_ in new:
                archive.take(source("police", language="sv", timezone="Europe/Stockholm"), id_, gold[id_], bodies[id_])
            known += [id_ for id_ in new if gold[id_].get("text")]
            texts = archive.texts()
            ours = {id_: texts.get(("police", canonical(url_of(id_, gold[id_]))), "") for id_ in known}
            found = scores(ours, gold, known, without_title=True)
            least = min(least, found[2]) if number > 1 else least
            told(f"night {number} ({len(known)} with gold)", found)
    print(f"least F1 from the second night on {least:.4f}")


def site_name(id_: str) -> str:
    """The site of a page of the sets whose ids end in a number."""
    return "s_" + re.sub(r"\W", "_", re.sub(r"_?\d+$", "", id_)).lower()


SETS: dict[str, Callable[[], None]] = {
    "police": police,
    "fundus": lambda: by_site("fundus-eval", site_name),
    "cleanportal": lambda: by_site("cleanportaleval", site_name),
    "wcxb": lambda: by_site("wcxb-articles-dev", lambda id_: f"p_{id_}"),
    "nightly": nightly,
}

if __name__ == "__main__":
    for each in sys.argv[1:] or SETS:
        SETS[each]()
