"""An archive of any size from a seed: work.db with the public tables filled, and the press.db published from it.

``python -m bench.generated --articles 100000 --home DIR [--seed 1]``. Sources of five kinds over ten years; one text in ten
with further versions, one in twenty copied from another source, one in fifty removed; visits, nights, contacts,
attachments, stripped blocks. Nothing in it is real. There are no captures: it is for measuring what reads press.db.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from archive.publish import publish
from archive.published import Published
from archive.records import Source
from archive.schema import BY_NAME
from archive.work import Work
from bench.swedish import Language, joined

START, END = datetime(2016, 1, 4, 6, tzinfo=UTC), datetime(2026, 3, 31, 18, tzinfo=UTC)
KINDS = ("municipality",) * 12 + ("police",) * 4 + ("newsroom",) * 2 + ("media", "other")
EVENTS = ("Trafikolycka", "Inbrott", "Brand", "Misshandel", "Stöld", "Sammanfattning natt")
BATCH = 2000
"""Articles that are written at once."""
NIGHTS = 400
"""The last nights of each source that have a row in `runs`."""
MEDIA = (("application/pdf", "pdf"), ("image/jpeg", "jpg"), ("application/vnd.ms-excel", "xls"))

Row = dict[str, Any]
_EMPTY = {
    name: {column.name: "" if column.type == "text" else 0 for column in table.columns}
    for name, table in BY_NAME.items()
}


def stamp(moment: datetime) -> str:
    """A time as the archive writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def trigrams(text: str) -> set[tuple[str, ...]]:
    words = text.lower().split()
    return set(zip(words, words[1:], words[2:], strict=False))


class Town:
    """What is made, article by article; rows gather in ``rows`` by table until somebody takes them."""

    def __init__(self, articles: int, seed: int):
        self.articles = articles
        self.language = Language(seed)
        self.random = self.language.random
        self.rows: dict[str, list[Row]] = defaultdict(list)
        names = [self.language.draw(400)[-1].capitalize() for _ in KINDS]
        self.sources = [
            Source(
                id=f"se_{kind}_{number}", name=f"{name} {kind} {number}", kind=kind, cms="listing",
                url=f"https://{kind}{number}.example/", language="sv", country="se",
            )
            for number, (kind, name) in enumerate(zip(KINDS, names, strict=True))
        ]  # fmt: skip
        self.places = [self.language.draw(300)[-1].capitalize() for _ in range(60)]
        self.recent: list[tuple[str, str, list[list[str]], datetime]] = []
        """Texts that may be copied: (article, source, body, time)."""

    def add(self, table: str, **row: Any) -> None:
        self.rows[table].append(_EMPTY[table] | row)

    def take(self) -> Mapping[str, list[Row]]:
        """The rows since the last time."""
        taken, self.rows = self.rows, defaultdict(list)
        return taken

    def standing_texts(self) -> None:
        """Thirty repeated blocks of each source."""
        for source in self.sources:
            for number in range(30):
                facts = {
                    "source": source.id, "text": " ".join(self.language.sentences(12)), "place": "main/footer",
                    "rule": "repeated", "label": ("cookie", "footer", "contact", "share")[number % 4],
                    "pages": 40 + number, "pages_total": 90,
                }  # fmt: skip
                seen = {"first_seen_at": stamp(START), "last_seen_at": stamp(END)}
                self.add("boilerplate", id=f"b{number}", **facts, **seen)
                self.add("stripped_blocks", id=f"{source.id}-b{number}-repeated", **facts)

    def nights(self) -> None:
        """The last nights of each source; a few failed."""
        for source in self.sources:
            for back in range(NIGHTS):
                at = END - timedelta(days=back)
                status = "failed" if self.random.random() < 0.01 else "ok"
                counts = self.random.poisson([3, 1, 20, 40, 0.2, 0.5]).tolist()
                facts = dict(
                    zip(("new", "changed", "unchanged", "not_modified", "gone", "errors"), counts, strict=True)
                )
                self.add(
                    "runs", id=f"{stamp(at)}-{source.id}", source=source.id, started_at=stamp(at),
                    finished_at=stamp(at + timedelta(minutes=4)), status=status, requests=sum(counts), **facts,
                )  # fmt: skip

    def article(self, number: int) -> None:
        """One article with all that belongs to it."""
        at = START + (END - START) * (number / self.articles) + timedelta(minutes=int(self.random.integers(0, 600)))
        source = self.sources[int(self.random.integers(len(self.sources)))]
        id = hashlib.sha256(f"{source.id} {number}".encode()).hexdigest()[:12]
        copied = bool(self.recent) and self.random.random() < 0.05
        body = self._copy(id, source.id) if copied else self.language.body()
        title, lead = self.language.headline(), " ".join(self.language.sentences(18))
        wordings = self._wordings(title, lead, body)
        times = self._versions(id, at, wordings)
        gone, back = (self.random.random(2) < (0.02, 0.002)).tolist()
        last = min(
            times[-1] + timedelta(days=float(self.random.exponential(20 if gone else 200))), END + timedelta(days=1)
        )
        title, lead, text = wordings[-1]
        is_event = source.kind == "police" and number % 2 == 0
        dated = self.random.random() > 0.02
        self.add(
            "articles", id=id, source=source.id, url=f"{source.url}nyheter/{number}", title=title, lead=lead, body=text,
            published_at=stamp(at) if dated else "", published_raw=at.strftime("%d/%m %Y kl. %H.%M") if dated else "",
            modified_at=stamp(times[len(times) // 2]) if number % 3 == 0 else "", language="sv",
            kind=EVENTS[number // 2 % len(EVENTS)] if is_event else "article",
            place=self.places[number * 7 % len(self.places)] if is_event else "", state="gone" if gone and not back else "live",
            first_seen_at=stamp(times[0]), last_seen_at=stamp(last), last_changed_at=stamp(times[-1]),
            versions=len(wordings), version=len(wordings), words=sum(len(part.split()) for part in (title, lead, text)),
        )  # fmt: skip
        self.add("permalinks", id=id, article=id)
        self._belongings(id, source, number, len(wordings))
        self._visits(id, source, f"{source.url}nyheter/{number}", [*times, last])
        if gone or back:
            self._removal(id, last if not back else times[-1])
        if number % 10 == 0:
            self.recent = [*self.recent[-200:], (id, source.id, body, at)]

    def _wordings(self, title: str, lead: str, body: list[list[str]]) -> list[tuple[str, str, str]]:
        """One wording, for one article in ten up to five."""
        made = [(title, lead, joined(body))]
        if self.random.random() < 0.1:
            for _ in range(int(self.random.geometric(0.6))):
                body = deepcopy(body)
                paragraph = body[int(self.random.integers(len(body)))]
                at = int(self.random.integers(len(paragraph)))
                paragraph[at : at + 1] = self.language.sentences(int(self.random.integers(6, 30)))
                title = self.language.headline() if self.random.random() < 0.2 else title
                earlier = self.random.random() < 0.1
                made.append(
                    made[-2] if earlier and len(made) > 1 else made[-1] if earlier else (title, lead, joined(body))
                )
        return made[:5]

    def _versions(self, id: str, at: datetime, wordings: list[tuple[str, str, str]]) -> list[datetime]:
        """Rows of the wordings; when each was first seen."""
        times = [at + timedelta(hours=float(self.random.uniform(1, 24)))]
        times += [
            times[0] + timedelta(days=float(days))
            for days in sorted(self.random.exponential(6, len(wordings) - 1) + 0.5)
        ]
        for number, (title, lead, body) in enumerate(wordings, start=1):
            before = wordings[number - 2] if number > 1 else ("", "", "")
            old, new = ({*" ".join(parts).split()} for parts in (before, wordings[number - 1]))
            is_revert = wordings[number - 1] in wordings[: number - 2] and before != wordings[number - 1]
            until = times[number] - timedelta(hours=12) if number < len(times) else times[-1]
            self.add(
                "versions", id=f"{id}.{number}", article=id, number=number, seen_from=stamp(times[number - 1]),
                seen_to=stamp(max(until, times[number - 1])), title=title, lead=lead, body=body,
                change="first" if number == 1 else "revert" if is_revert else "edit",
                words_added=len(new - old) if number > 1 else 0, words_removed=len(old - new),
                sha256=hashlib.sha256(f"{title}\n{lead}\n{body}\n".encode()).hexdigest(),
                links=f"https://www.example.org/{id}/{number}", follows=number - 1, captures=1,
            )  # fmt: skip
        return times

    def _copy(self, id: str, source: str) -> list[list[str]]:
        """The body of an earlier text with none, one or two sentences changed, and the rows that say so."""
        first, first_source, body, _ = self.recent[int(self.random.integers(len(self.recent)))]
        original, body = joined(body), deepcopy(body)
        for _ in range(int(self.random.integers(0, 3))):
            paragraph = body[int(self.random.integers(len(body)))]
            paragraph[int(self.random.integers(len(paragraph)))] = self.language.sentences(8)[0]
        ours, theirs = trigrams(joined(body)), trigrams(original)
        similarity = round(len(ours & theirs) / max(len(ours | theirs), 1), 4)
        kind = "exact" if similarity == 1 else "near"
        a, b = sorted((first, id))
        if similarity >= 0.5 and first_source != source:
            self.add(
                "alike",
                version_a=f"{a}.1",
                version_b=f"{b}.1",
                article_a=a,
                article_b=b,
                kind=kind,
                similarity=similarity,
            )
        if similarity >= 0.8 and first_source != source:
            self.add("duplicates", cluster=first, article=first, version=f"{first}.1", kind="first", similarity=1.0)
            old, new = (set(text.split()) for text in (original, joined(body)))
            self.add(
                "duplicates", cluster=first, article=id, version=f"{id}.1", kind=kind, similarity=similarity,
                words_added=len(new - old), words_removed=len(old - new),
            )  # fmt: skip
        return body

    def _belongings(self, id: str, source: Source, number: int, versions: int) -> None:
        for version in range(1, versions + 1):
            its = {"version": f"{id}.{version}", "article": id}
            for position in range(2):
                self.add(
                    "stripped", **its, position=90 + position, block=f"{source.id}-b{(number + position) % 30}-repeated"
                )
            if number % 3:
                desk = number % 17
                name, phone = f"Kontakt {source.id[-2:]}{desk}", f"000-00 00 {desk:02}"
                self.add("contacts", **its, name=name, role="pressjour", phone=phone, email=f"press{desk}@example.org")
            if number % 9 == 0:
                media, ending = MEDIA[number % len(MEDIA)]
                shown = version if number % 27 == 0 else 1
                url = f"{source.url}filer/{number}-{shown}.{ending}"
                self.add("attachments", **its, url=url, title="Bilaga", media_type=media)

    def _visits(self, id: str, source: Source, url: str, times: list[datetime]) -> None:
        outcomes = ["new", *["changed"] * (len(times) - 2), "not-modified"]
        for at, outcome in dict(zip(times, outcomes, strict=True)).items():
            run = f"{at.date()}-{source.id}"
            status = 304 if outcome == "not-modified" else 200
            self.add(
                "checks", source=source.id, article=id, url=url, at=stamp(at), status=status, outcome=outcome,
                run=run, version=f"{id}.{times.index(at) + 1 if outcome != 'not-modified' else len(times) - 1}",
            )  # fmt: skip

    def _removal(self, id: str, last: datetime) -> None:
        status = 410 if self.random.random() < 0.4 else 404
        gone_at = stamp(last + timedelta(days=1))
        self.add(
            "removals", article=id, last_seen_at=stamp(last), gone_at=gone_at, status=status, reason=str(status),
            confirmed=int(self.random.random() < 0.9),
        )  # fmt: skip


def batches(town: Town) -> Iterator[Mapping[str, list[Row]]]:
    """The rows of the whole archive, some thousand articles at a time."""
    town.standing_texts()
    town.nights()
    for number in range(town.articles):
        town.article(number)
        if number % BATCH == BATCH - 1:
            yield town.take()
    yield town.take()


def generate(home: Path, articles: int, seed: int = 1) -> Path:
    """Fill an empty ``home`` with work.db and press.db; the path of the latter. The same seed makes the same press.db."""
    town = Town(articles, seed)
    with Work(home) as work:
        published = Published(work)
        for source in town.sources:
            work.remember_source(source)
        for rows in batches(town):
            with work.transaction():
                published.insert(rows)
        with work.transaction():
            for source in town.sources:
                published.count_source(source)
                work.db.execute("UPDATE sources SET last_checked_at = ? WHERE id = ?", (stamp(END), source.id))
            work.db.execute("UPDATE articles SET cluster = d.cluster FROM duplicates d WHERE d.article = articles.id")
        return publish(work, home)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started = time.perf_counter()
    path = generate(options.home, options.articles, options.seed)
    print(f"{path}: {options.articles} articles, {path.stat().st_size:,} bytes, {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
