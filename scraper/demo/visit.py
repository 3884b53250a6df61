"""One request to one publisher of the made-up town."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from scraper.demo.town import Publisher, Town


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One request to one publisher, and all that its answer depends on."""

    town: Town
    publisher: Publisher
    path: str
    query: Mapping[str, str]
    """The first value of each parameter."""
    root: str
    """The publisher's own origin: ``http://127.0.0.1:18460``."""
    count: int
    """How many requests the publisher has answered before: what rotates on each request rotates with it."""

    @property
    def nonce(self) -> str:
        """Sixteen hex digits, other ones on each request."""
        return hashlib.sha256(f"{self.publisher.key}/{self.count}".encode()).hexdigest()[:16]
