"""What lists and counts need of every article, as columns in memory: read once for each published file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

import numpy as np
import orjson
from numpy.typing import NDArray

from archive.publish import NEWEST

Integers = NDArray[np.int64]

_COLUMNS = ("rowid", "source", "kind", "place", "state", "versions", "cluster", "language", "hour")

_ARTICLES = f"""
    SELECT {", ".join(_COLUMNS[:-1])}, substr({NEWEST}, 1, 13) AS hour FROM articles ORDER BY {NEWEST} DESC, id
"""

_OLDER = """
    SELECT v.rowid AS version, a.rowid AS article FROM articles a JOIN versions v ON v.article = a.id AND v.number < a.versions
    WHERE a.versions > 1
"""
"""The view `older_wordings` without looking for the earlier wordings of articles that have none."""


_EPOCH = date(1970, 1, 1).toordinal()


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
    rowid, source, kind, place, state, versions, cluster, language, hour = _columns(db, _ARTICLES, _COLUMNS)
    rowids = np.array(orjson.loads(rowid), dtype=np.int64)
    places = np.full(int(rowids.max(initial=0)) + 1, -1, dtype=np.int64)
    places[rowids] = np.arange(len(rowids))
    sources = _labels(orjson.loads(source))
    kinds = dict(db.execute("SELECT id, kind FROM sources").fetchall())
    return Facts(
        rowid=rowids,
        place_of=places,
        day=local_days(orjson.loads(hour), zone),
        source=sources,
        publisher=_of_each(sources, kinds),
        kind=_labels(orjson.loads(kind)),
        place=_labels(orjson.loads(place)),
        state=_labels(orjson.loads(state)),
        cluster=_labels(orjson.loads(cluster)),
        language=_labels(orjson.loads(language)),
        versions=np.array(orjson.loads(versions), dtype=np.int64),
        older=_older(db, places),
    )


def _columns(db: sqlite3.Connection, sql: str, names: Sequence[str]) -> Sequence[str]:
    """The columns of a query, each as one text in JSON: row by row the threads of readers would take turns with this one at
    every row, and all values would be held as objects at once."""
    listed = ", ".join(f"json_group_array({name})" for name in names)
    return db.execute(f"SELECT {listed} FROM ({sql})").fetchone()


def _older(db: sqlite3.Connection, places: Integers) -> Integers:
    listed = _columns(db, _OLDER, ("version", "article"))
    version, article = (np.array(orjson.loads(column), dtype=np.int64) for column in listed)
    found = np.full(int(version.max(initial=0)) + 1, -1, dtype=np.int64)
    found[version] = places[article]
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
            return datetime.fromisoformat(hour).toordinal() - _EPOCH
        return datetime.fromisoformat(f"{hour}:00:00+00:00").astimezone(zone).toordinal() - _EPOCH
    except (ValueError, OverflowError):
        return 0


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
