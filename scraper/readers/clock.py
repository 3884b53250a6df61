"""How the dates of a page are to be read: zone, time of the fetch, language."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.readers.dates import Dated, Moment, clean_iso, find_all, parse


@dataclass(frozen=True, slots=True)
class Clock:
    """How the page's dates are to be read: arguments of `dates.find_all`."""

    timezone: str
    now: str
    language: str

    def printed(self, text: str) -> list[Dated]:
        """All dates of a line of text that lie in the page's past."""
        found = find_all(text, timezone=self.timezone, now=self.now, language=self.language)
        return [dated for dated in found if self.is_past(dated.moment)]

    def with_year(self, text: str) -> list[Dated]:
        """Those of `printed` whose year is printed: without a label, "21 oktober" may be any day."""
        return [dated for dated in self.printed(text) if dated.moment.at[2:4] in dated.moment.raw]

    def alone(self, text: str) -> bool:
        """Whether a line is a date and nothing else."""
        return parse(text, timezone=self.timezone, now=self.now, language=self.language) is not None

    def declared(self, value: str | None) -> Moment | None:
        """A machine-written date that lies in the page's past."""
        moment = clean_iso(value, timezone=self.timezone, now=self.now) if value else None
        return moment if moment and self.is_past(moment) else None

    def is_past(self, moment: Moment) -> bool:
        """Whether it is not after the fetch (nor before the web): a later date is an event's, not a publication's."""
        return moment.at[:10] >= "1991-01-01" and (not self.now or moment.at[:10] <= self.now[:10])
