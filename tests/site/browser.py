"""A reader without a browser: asks a Datasette instance in this process."""

import asyncio
import re

from archive.publish import publish
from archive.serve import site
from tests.archive_fixture import small_work


class Browser:
    """Asks one Datasette instance, always in the same event loop; in English unless told otherwise."""

    def __init__(self, datasette):
        self.datasette = datasette
        self.runner = asyncio.Runner()

    def get(self, path, **options):
        return self.request("GET", path, **options)

    def request(self, method, path, headers=None, **options):
        asked = {"accept-language": "en", **(headers or {})}
        return self.runner.run(self.datasette.client.request(method, path, headers=asked, **options))

    def get_at_once(self, path, times):
        async def all_of_them():
            return await asyncio.gather(*(self.datasette.client.get(path) for _ in range(times)))

        return self.runner.run(all_of_them())


def links(response):
    """Where the links of a page lead, as they stand in its HTML."""
    return re.findall(r'<a [^>]*href="([^"]*)"', response.text)


def small_site(home, base_url="/"):
    """A browser of the small archive, published in ``home``."""
    with small_work(home) as work:
        publish(work, home)
    return Browser(site(home, base_url))
