"""Articles over time as a chart whose bars lead to their days."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup

from archive.site.charts import Bar, bars
from archive.site.search.spans import Span
from archive.site.visit import Visit


def over_time(visit: Visit, counted: Sequence[Span], label: str, address: Callable[..., str]) -> Markup | str:
    """The chart; ``""`` where there is one bar or none. ``address`` makes an address of the parameters of a bar's days,
    ``label`` says in words what is shown."""
    if len(counted) < 2:
        return ""
    drawn = [
        Bar(span.said(visit.texts), span.count, address(**days_of(span)) if span.count else "") for span in counted
    ]
    return bars(drawn, label, visit.texts["highest"])


def days_of(span: Span) -> dict[str, str]:
    """A span's days as the parameters of a search."""
    return {"from": span.first.isoformat(), "to": span.last.isoformat()}
