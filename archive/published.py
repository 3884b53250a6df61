"""The rows of the public tables as they stand in work.db between `derive` and `publish`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from archive.records import Source
from archive.schema import BY_NAME, TABLES
from archive.work import Work

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]
"""By table its rows, each with all columns."""

_KEPT = ("digests",)
"""Not derived: a seal that was given away has to stay what it was."""

_CACHES = ("sightings", "spans", "cleaned", "readings", "answers", "aliases", "judged", "learned", "standing")
_TEXTS = ("text_pairs", "text_samples", "text_bands", "text_wordings", "texts")
_OF_ARTICLES = ("versions", "removals", "checks", "stripped", "contacts", "attachments", "permalinks")


_HALF = 1
"""SQLite's ``user_version`` of a work.db whose public tables are being computed: it changes with the transaction."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """How an article was seen again as it was."""

    last_seen_at: str
    seen_to: str
    """Until when its newest version was seen."""
    captures: int
    """How many captures showed that version."""


class Published:
    """The public tables in work.db; the caller opens and closes transactions."""

    def __init__(self, work: Work):
        self.conn = work.db.conn

    def begin(self) -> None:
        """Mark the tables, in the open transaction, as half computed: nothing is published from them until `end`."""
        self.conn.execute(f"PRAGMA user_version = {_HALF}")

    def end(self) -> None:
        """Mark the tables, in the open transaction, as fit to be published."""
        self.conn.execute("PRAGMA user_version = 0")

    def is_half(self) -> bool:
        """Whether computing them was begun and cut off."""
        return self.conn.execute("PRAGMA user_version").fetchone()[0] == _HALF

    def clear(self) -> None:
        """Empty all of them, and what was read from the captures; the captures stay."""
        self.begin()
        for table in (
            *_CACHES,
            *_TEXTS,
            *(table.name for table in TABLES if table.name not in _KEPT),
        ):
            self.conn.execute(f"DELETE FROM [{table}]")

    def insert(self, rows: Rows) -> None:
        """Add rows; one with the same key gives way."""
        for table, listed in rows.items():
            names = BY_NAME[table].names
            marks = ", ".join("?" * len(names))
            columns = ", ".join(f"[{name}]" for name in names)
            self.conn.executemany(
                f"INSERT OR REPLACE INTO [{table}] ({columns}) VALUES ({marks})",
                ([row[name] for name in names] for row in listed),
            )

    def remove_articles(self, source: str, ids: Iterable[str], urls: Iterable[str]) -> None:
        """Take out all rows of articles, and the checks of pages that had not become one."""
        for id_ in ids:
            self.conn.execute("DELETE FROM articles WHERE id = ?", (id_,))
            for table in _OF_ARTICLES:
                self.conn.execute(f"DELETE FROM [{table}] WHERE article = ?", (id_,))
        self.conn.executemany(
            "DELETE FROM checks WHERE source = ? AND article IS NULL AND url = ?", ((source, url) for url in urls)
        )

    def see_again(self, article: str, number: int, seen: Seen, checks: Sequence[Row]) -> None:
        """Add visits that showed an article as it was: its newest version has this number."""
        self.insert({"checks": checks})
        self.conn.execute("UPDATE articles SET last_seen_at = ? WHERE id = ?", (seen.last_seen_at, article))
        self.conn.execute(
            "UPDATE versions SET seen_to = ?, captures = captures + ? WHERE (article, number) = (?, ?)",
            (seen.seen_to, seen.captures, article, number),
        )

    def set_evidence(self, source: str, evidence: Mapping[str, tuple[str, int, int, str, str]]) -> None:
        """Write the source's ``boilerplate`` from its stripped blocks and what is known of each now: by the block's mark
        (rule, pages, pages in all, first seen, last seen).

        Of several spellings of a block the least is shown. Stripped blocks that stand in no version any more go.
        """
        self.conn.execute(
            "DELETE FROM stripped_blocks WHERE source = ? AND id NOT IN (SELECT block FROM stripped)", (source,)
        )
        shown: dict[str, Row] = {}
        for id_, text, place, label, pages, total in self.conn.execute(_COUNTED, (source,)).fetchall():
            mark = id_.rsplit("-", 3)[1]
            known = evidence.get(mark)
            if known is not None:
                row = dict(
                    zip(
                        BY_NAME["boilerplate"].names,
                        (mark, source, text, place, known[0], label, *known[1:]),
                        strict=True,
                    )
                )
                shown[mark] = min(shown.get(mark, row), row, key=_spelling)
            if (pages, total) != (counted := known[1:3] if known else (0, 0)):
                self.conn.execute("UPDATE stripped_blocks SET pages = ?, pages_total = ? WHERE id = ?", (*counted, id_))
        self.conn.execute("DELETE FROM boilerplate WHERE source = ?", (source,))
        self.insert({"boilerplate": list(shown.values())})

    def set_attachment(self, source: str, url: str, sha256: str, text: str) -> None:
        """What a captured file is, in every version of the source that links to it."""
        self.conn.execute(
            "UPDATE attachments SET sha256 = ?1, text = ?2 WHERE url = ?3 AND (sha256, text) <> (?1, ?2)"
            " AND article IN (SELECT id FROM articles WHERE source = ?4)",
            (sha256, text, url, source),
        )

    def count_source(self, source: Source) -> None:
        """Write the source's row, and those of its runs, from what the other tables hold."""
        self.conn.execute(
            "INSERT OR REPLACE INTO sources SELECT ?, ?, ?, ?, ?, ?, ?,"
            " (SELECT COUNT(*) FROM articles WHERE source = ?),"
            " COALESCE((SELECT MAX(fetched_at) FROM captures WHERE source = ?), '')",
            (
                source.id, source.name, source.kind, source.country, source.language, source.url, source.cms,
                source.id, source.id,
            ),
        )  # fmt: skip
        self.conn.execute(_RUNS, (source.id,))

    def outcomes(self, runs: Sequence[str]) -> dict[str, dict[str, int]]:
        """By run how often each outcome of a check came about."""
        found: dict[str, dict[str, int]] = {}
        for run in runs:
            rows = self.conn.execute("SELECT outcome, COUNT(*) FROM checks WHERE run = ? GROUP BY outcome", (run,))
            found[run] = dict(rows.fetchall())
        return found

    def notes(self, runs: Sequence[str]) -> dict[str, str]:
        """By run what a person should know of it."""
        found = (self.conn.execute("SELECT id, note FROM runs WHERE id = ?", (run,)).fetchone() for run in runs)
        return dict(row for row in found if row)

    # Comparing --------------------------------------------------------------------------------------------------

    def replace_likeness(self, alike: Sequence[Row], duplicates: Sequence[Row]) -> None:
        """Write anew which texts are alike, and which cluster each article belongs to."""
        self.conn.execute("DELETE FROM alike")
        self.conn.execute("DELETE FROM duplicates")
        self.insert({"alike": alike, "duplicates": duplicates})
        self.conn.execute("UPDATE articles SET cluster = '' WHERE cluster <> ''")
        self.conn.execute("UPDATE articles SET cluster = d.cluster FROM duplicates d WHERE d.article = articles.id")


def _spelling(row: Row) -> tuple[str, str]:
    return row["label"], row["text"]


_COUNTED = """
    SELECT id, text, place, label, pages, pages_total FROM stripped_blocks
    WHERE source = ? AND (pages > 0 OR rule = 'editor')
"""

_RUNS = """
    INSERT OR REPLACE INTO runs
    SELECT n.id, n.source, n.started_at, n.finished_at, n.status, n.requests,
        COUNT(*) FILTER (WHERE c.outcome = 'new'),
        COUNT(*) FILTER (WHERE c.outcome = 'changed'),
        COUNT(*) FILTER (WHERE c.outcome IN ('same-text', 'same-bytes')),
        COUNT(*) FILTER (WHERE c.outcome = 'not-modified'),
        COUNT(*) FILTER (WHERE c.outcome = 'gone'),
        COUNT(*) FILTER (WHERE c.outcome IN ('error', 'denied')),
        trim(n.note || COALESCE('; ' || (SELECT group_concat(said, '; ') FROM (
            SELECT COUNT(*) || ' missing pages are not taken for gone: ' || CASE
                WHEN d.reason LIKE 'site-fails: %' THEN 'the whole site failed'
                ELSE 'many at once, which another night must bear out' END AS said
            FROM checks d WHERE d.source = n.source AND d.run = n.id
            AND (d.reason LIKE 'site-fails: %' OR d.reason LIKE 'many-at-once: %')
            GROUP BY substr(d.reason, 1, 4) ORDER BY 1)), ''), '; ')
    FROM nights n LEFT JOIN checks c ON c.source = n.source AND c.run = n.id
    WHERE n.source = ? GROUP BY n.id
"""
