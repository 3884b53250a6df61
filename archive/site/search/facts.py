"""What lists and counts need of every article, as columns in memory: read once for each published file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

import numpy as np
from numpy.typing import NDArray

from archive.publish import NEWEST

Integers = NDArray[np.int64]

_COLUMNS = f"rowid, source, kind, place, state, versions, cluster, language, substr({NEWEST}, 1, 13)"

_OLDER = """
    SELECT v.rowid, a.rowid FROM articles a JOIN versions v ON v.article = a.id AND v.number < a.versions
    WHERE a.versions > 1
"""
"""The view `older_wordings` without looking for the earlier wordings of articles that have none."""


@dataclass(frozen=True, slots=True)
class Labels:
    """A column of few distinct texts: the texts, and for each article which of them."""

    names: tuple[str, ...]
    codes: Integers

    @property
    def most_frequent(self) -> tuple[str, ...]:
        """The texts, those that most articles have first."""
        counts = np.bincount(self.codes, minlength=len(self.names)).tolist()
        return tuple(
            name for _, name in sorted(zip(counts, self.names, strict=True), key=lambda pair: (-pair[0], pair[1]))
        )

    def code(self, name: str) -> int:
        """The code of a text; -1 when no article has it."""
        return self.names.index(name) if name in self.names else -1

    def places(self, name: str) -> Integers:
        """Where the articles stand that have a text."""
        return np.flatnonzero(self.codes == self.code(name))


@dataclass(frozen=True, slots=True)
class Facts:
    """Columns over all articles, newest first; every array has the same length and order."""

    rowid: Integers
    place_of: Integers  # by rowid its place in the arrays; -1: no article
    day: Integers  # days since 1970-01-01, in the site's zone
    source: Labels
    publisher: Labels
    kind: Labels
    place: Labels
    state: Labels
    cluster: Labels
    language: Labels
    versions: Integers
    older: Integers  # by rowid of a version that is not the newest the place of its article; -1: none

    def __len__(self) -> int:
        return len(self.rowid)


def read_facts(db: sqlite3.Connection, zone: tzinfo) -> Facts:
    """The columns of the file that ``db`` is open on. Answered from an index alone: no text is read."""
    rows = _rows(db, f"SELECT {_COLUMNS} FROM articles ORDER BY {NEWEST} DESC, id")
    rowid, source, kind, place, state, versions, cluster, language, hour = (
        zip(*rows, strict=True) if rows else ((),) * 9
    )
    kinds = dict(_rows(db, "SELECT id, kind FROM sources"))
    rowids = _integers(rowid)
    places = np.full(int(rowids.max(initial=0)) + 1, -1, dtype=np.int64)
    places[rowids] = np.arange(len(rowids))
    sources = _labels(source)
    return Facts(
        rowid=rowids,
        place_of=places,
        day=local_days(hour, zone),
        source=sources,
        publisher=_of_each(sources, kinds),
        kind=_labels(kind),
        place=_labels(place),
        state=_labels(state),
        cluster=_labels(cluster),
        language=_labels(language),
        versions=_integers(versions),
        older=_older(db, places),
    )


def _rows(db: sqlite3.Connection, sql: str) -> list[tuple]:
    """Rows as plain tuples, whatever the connection makes of others."""
    cursor = db.cursor()
    cursor.row_factory = None
    return cursor.execute(sql).fetchall()


def _older(db: sqlite3.Connection, places: Integers) -> Integers:
    rows = _rows(db, _OLDER)
    version, article = zip(*rows, strict=True) if rows else ((), ())
    found = np.full(max(version, default=0) + 1, -1, dtype=np.int64)
    found[_integers(version)] = places[_integers(article)]
    return found


def local_days(moments: Sequence[str], zone: tzinfo) -> Integers:
    """Days since 1970-01-01 in a zone, of UTC times and of days; what is neither counts as 1970-01-01.

    A zone's offset changes on the hour, so that it is looked up once for each hour that occurs.
    """
    hours = _labels([moment[:13] for moment in moments])
    return _integers(_local_day(hour, zone) for hour in hours.names)[hours.codes]


def _local_day(hour: str, zone: tzinfo) -> int:
    try:
        if len(hour) < 13:
            return (datetime.fromisoformat(hour) - datetime(1970, 1, 1)).days
        local = datetime.fromisoformat(f"{hour}:00:00+00:00").astimezone(zone)
    except (ValueError, OverflowError):
        return 0
    return (local.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)).days


def _labels(texts: Sequence[str]) -> Labels:
    filled = [text or "" for text in texts]
    codes = {text: code for code, text in enumerate(dict.fromkeys(filled))}
    return Labels(tuple(codes), _integers(map(codes.__getitem__, filled)))


def _of_each(labels: Labels, called: Mapping[str, str]) -> Labels:
    """What each text of a column is called."""
    names = _labels([called.get(name, "") for name in labels.names])
    return Labels(names.names, names.codes[labels.codes])


def _integers(values: Iterable[int]) -> Integers:
    return np.fromiter(values, dtype=np.int64)
