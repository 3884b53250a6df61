"""A reader of the site, and archives for it to read."""

from __future__ import annotations

import asyncio
from typing import Any

from archive.publish import publish
from archive.serve import site
from tests.archive_fixture import small_work


class Browser:
    """Asks one Datasette instance, always in the same event loop; in English unless told otherwise."""

    def __init__(self, datasette: Any):
        self.datasette = datasette
        self.runner = asyncio.Runner()

    def get(self, path: str, **headers: str) -> Any:
        asked = {"accept-language": "en"} | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.runner.run(self.datasette.client.get(path, headers=asked))

    def post(self, path: str) -> Any:
        return self.runner.run(self.datasette.client.post(path))

    def get_at_once(self, path: str, times: int) -> Any:
        async def all_of_them() -> Any:
            return await asyncio.gather(*(self.datasette.client.get(path) for _ in range(times)))

        return self.runner.run(all_of_them())


def small_site(home) -> Browser:
    """A browser of the small archive, published in ``home``."""
    with small_work(home) as work:
        publish(work, home)
    return Browser(site(home))
