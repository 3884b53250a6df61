"""What is known of a source's pages when a crawl begins, by page and not by URL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from archive.records import Page, Source
from archive.visits import Visit
from scraper.identity import page_key
from scraper.revisit import due, is_final, stamp


class Known:
    """The visits of a source so far, and which pages this run has taken up already."""

    def __init__(
        self,
        source: Source,
        visits: Mapping[str, Visit],
        walked_before: str,
        as_kept: Callable[[str, str], str] = lambda source, url: url,
    ):
        """``as_kept``: how the archive writes a URL of a source, from which words may have been taken out."""
        self.source = source
        self.as_kept = as_kept
        self.visits = visits
        self.walked_before = walked_before
        self.taken: set[str] = set()
        """Keys of pages that are not to be asked for any more in this run; listings are no pages."""
        self.by_key: dict[str, Visit] = {}
        for visit in visits.values():
            if visit.role == "listing":
                self.take_listing(visit.url)
            else:
                self._remember(visit)

    def _key(self, url: str) -> str:
        return page_key(self.as_kept(self.source.id, url), self.source.cms)

    def _remember(self, visit: Visit) -> None:
        for url in {visit.url, visit.final_url or visit.url}:
            key = self._key(url)
            older = self.by_key.get(key)
            self.by_key[key] = _joined(older, visit) if older else visit

    def is_fresh(self, url: str) -> bool:
        """Whether a page was first seen after the last complete walk: more unseen ones may stand behind it."""
        visit = self.by_key.get(self._key(url))
        return visit is None or visit.first_at >= self.walked_before

    def is_new(self, url: str) -> bool:
        """Whether a page was never asked for."""
        return self._key(url) not in self.by_key

    def take(self, page: Page, now: float) -> bool:
        """Whether to ask for an item's page at `now`, by its age or because its entry says that it changed since.

        Says so once a run.
        """
        key = self._key(page.url)
        if key in self.taken:
            return False
        visit = self.by_key.get(key)
        changed = _changed_since(page, visit, stamp(now)) and not is_final(visit, self.source)
        if not changed and not due(visit, now, self.source):
            return False
        self._take(key, visit)
        return True

    def take_listing(self, url: str) -> bool:
        """Remember that a URL is a listing; whether it had not been taken for one."""
        key = self._key(url)
        is_new = key not in self.taken
        self.taken.add(key)
        return is_new

    def take_all_due(self, now: float) -> Iterator[Visit]:
        """Visits to the known pages and files that are due at `now` and not yet taken up, longest unseen first."""
        waiting = [item for item in self.by_key.items() if due(item[1], now, self.source)]
        for key, visit in sorted(waiting, key=lambda item: item[1].last_at):
            if key not in self.taken and visit.url.startswith(("http://", "https://")):
                self._take(key, visit)
                yield visit

    def _take(self, key: str, visit: Visit | None) -> None:
        self.taken.add(key)
        if visit is not None:
            self.taken.update(self._key(url) for url in (visit.url, visit.final_url) if url)

    def validators(self, url: str) -> dict[str, str]:
        """Headers of a conditional request for a URL, from the last answer to exactly this URL."""
        visit = self.visits.get(url)
        return self.validators_at(url, visit.final_url or url) if visit else {}

    def validators_at(self, url: str, target: str) -> dict[str, str]:
        """Headers of a conditional request that a redirect of a URL leads to ``target``: they hold only where the last
        answer came from, another page is asked for in full."""
        visit = self.visits.get(url)
        if visit is None or (visit.final_url or url) != target:
            return {}
        wanted = {"If-None-Match": visit.etag, "If-Modified-Since": visit.last_modified}
        return {name: value for name, value in wanted.items() if value and value.isprintable()}


def _joined(first: Visit, second: Visit) -> Visit:
    """What is known of a page that was asked for under two URLs: the later visit, since the earlier first one."""
    later = max(first, second, key=lambda visit: visit.last_at)
    return replace(later, first_at=min(first.first_at, second.first_at))


def _changed_since(page: Page, visit: Visit | None, now: str) -> bool:
    """Whether a listing's entry says that the page was changed after its last visit; a time to come says nothing."""
    return visit is not None and visit.last_at < page.modified_at <= now
