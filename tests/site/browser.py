"""A reader without a browser: asks a Datasette instance in this process."""

import asyncio
import re


class Browser:
    """Asks one Datasette instance, always in the same event loop."""

    def __init__(self, datasette):
        self.datasette = datasette
        self.runner = asyncio.Runner()

    def get(self, path, **options):
        return self.runner.run(self.datasette.client.get(path, **options))

    def request(self, method, path, **options):
        return self.runner.run(self.datasette.client.request(method, path, **options))

    def get_at_once(self, path, times):
        async def all_of_them():
            return await asyncio.gather(*(self.datasette.client.get(path) for _ in range(times)))

        return self.runner.run(all_of_them())


def links(response):
    """Where the links of a page lead, as they stand in its HTML."""
    return re.findall(r'<a [^>]*href="([^"]*)"', response.text)
