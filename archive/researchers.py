"""docs/researchers.md, with the named queries as they are served: ``python -m archive.researchers > docs/researchers.md``."""

from __future__ import annotations

from archive.dictionary import DATABASE
from archive.site.named import LANGUAGES, PARAMETERS, NamedQuery, queries

_HEADINGS = {"en": "Named queries", "sv": "Namngivna frågor"}
_ASKED = {"en": "parameters", "sv": "parametrar"}

_INTRODUCTION = """\
# For researchers

Everything that the archive publishes stands in one SQLite file, `press.db`. It can be read in five ways:

- **On the site**, under `/press`: each table with what its columns mean, filters, facets, CSV and JSON; SQL of your own; and the
  named queries below. A query runs for two seconds at most and shows 1,000 rows.
- **As JSON or CSV** of any table or query: `/press/edits_by_source_and_month.json?from=2024-01&_shape=array`,
  `/press/articles.csv?source=se_malmo&_stream=on`.
- **As objects**, a search or an article with all its wordings: the JSON interface under `/api/v1/`, [api.md](api.md).
- **As the whole file**, `/press.db`, for SQLite on your own machine, without any limit.
- **As Parquet**, a file for each table, for pandas, R, DuckDB or Spark: `pressarkiv export --format parquet`.

What the tables and columns mean: [tables.md](tables.md). What a version, a removal and a likeness say and do not say:
[journalists.md](journalists.md), [near-duplicates.md](near-duplicates.md). What a search finds: [searching.md](searching.md).

This page is printed: `python -m archive.researchers > docs/researchers.md`.

## In a notebook

```sh
pressarkiv export --format parquet --table articles --out articles.parquet
pressarkiv export --format parquet --table versions --out versions.parquet
pressarkiv export --format parquet --table sources --out sources.parquet
```

Times are texts in UTC; a day without a time of day stays a day, so read them with `format="ISO8601"`:

```python
import pandas as pd

articles = pd.read_parquet("articles.parquet", columns=["id", "source", "published_at", "words", "versions"])
versions = pd.read_parquet("versions.parquet", columns=["article", "number", "seen_from", "change", "words_removed"])
articles["published"] = pd.to_datetime(articles["published_at"], format="ISO8601", utc=True, errors="coerce")
edits = versions[versions["change"] == "edit"].merge(articles, left_on="article", right_on="id")
edits["month"] = edits["seen_from"].str[:7]
print(edits.pivot_table(index="month", columns="source", values="number", aggfunc="count", fill_value=0))
```

The same in DuckDB:

```sql
SELECT s.name AS publisher, substr(v.seen_from, 1, 7) AS month, COUNT(*) AS edits, SUM(v.words_removed) AS words_removed
FROM 'versions.parquet' AS v
JOIN 'articles.parquet' AS a ON a.id = v.article
JOIN 'sources.parquet' AS s ON s.id = a.source
WHERE v.change = 'edit'
GROUP BY s.name, substr(v.seen_from, 1, 7)
ORDER BY month DESC, publisher
```

## SQL of your own

- An article's newest wording stands in `articles`, all wordings in `versions`; `changes` pairs each with the one before.
- `COALESCE(NULLIF(published_at, ''), first_seen_at)` is the time by which the site orders: it has an index of its own.
- Counts over all articles are fast with the columns of the index `articles_facts`; write `+COALESCE(…)` to have SQLite use it.
- `articles_fts` is joined by `rowid`: `SELECT a.* FROM articles_fts f JOIN articles a ON a.rowid = f.rowid WHERE articles_fts
  MATCH 'förskola*'`.
- An edit is seen at the next visit, so that every duration is an upper bound; `checks` says when the archive looked.
- Pin what you cite: the address `/a/<id>@<time>` shows a text as it read then, `versions.sha256` seals the wording.
"""


def markdown() -> str:
    """The text of docs/researchers.md."""
    return "\n".join([_INTRODUCTION, *(_section(language) for language in LANGUAGES)])


def _section(language: str) -> str:
    listed = [_entry(query, language) for query in queries()]
    asked = [f"- `{name}`: {said[language]}" for name, said in PARAMETERS.items()]
    return "\n".join([f"## {_HEADINGS[language]}", "", *asked, "", *listed, ""]).rstrip("\n") + "\n"


def _entry(query: NamedQuery, language: str) -> str:
    asked = ", ".join(f"`{name}`" for name in query.parameters)
    tail = f" ({_ASKED[language]}: {asked})" if asked else ""
    return f"- **{query.titles[language]}**, `/{DATABASE}/{query.name}`{tail}. {query.descriptions[language]}"


if __name__ == "__main__":
    print(markdown(), end="")
