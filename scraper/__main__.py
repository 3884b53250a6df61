"""`python -m scraper` is `pressarkiv`."""

from scraper.cli import cli

cli()
