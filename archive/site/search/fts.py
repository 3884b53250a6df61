"""From a query to one that FTS5 understands. Everything typed is quoted: no operator of FTS5 can be reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive.site.search.query import Query, Term

Forms = Mapping[Term, Sequence[str]]
"""By word or suffix what else it stands for."""


def matching(query: Query, forms: Forms) -> str:
    """The FTS5 expression of what is wanted; ``""`` when only something unwanted is named."""
    groups = ["(" + " OR ".join(_either(term, forms) for term in group) + ")" for group in query.groups]
    wanted = " AND ".join(groups)
    if not wanted or not query.unwanted:
        return wanted
    return f"({wanted}) NOT ({unwanted(query, forms)})"


def unwanted(query: Query, forms: Forms) -> str:
    """The FTS5 expression of what is not wanted; ``""``: nothing."""
    return " OR ".join(_either(term, forms) for term in query.unwanted)


def _either(term: Term, forms: Forms) -> str:
    if term.kind == "prefix":
        return f"{_quoted(term.text)}*"
    if term.kind == "phrase":
        return _quoted(term.text)
    known = list(dict.fromkeys(([term.text] if term.kind == "word" else []) + list(forms.get(term, ()))))
    return " OR ".join(map(_quoted, known)) or _quoted(term.text)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
