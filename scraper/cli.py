"""The command line: `pressarkiv`. Every command is a few lines around a function that does the work."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import click

from archive.digest import seal
from archive.export import ExportError, export
from archive.failures import StorageError
from archive.lock import Locked, writing
from archive.publish import PublishError, publish
from archive.records import Source
from archive.serve import CannotListen, NothingPublished
from archive.work import NothingCaptured, Work, existing
from scraper import listing_sources, reports, serving, upkeep
from scraper.boilerplate_command import NoSuchBlock, boilerplate
from scraper.catalogue import CatalogueError, is_id, load
from scraper.crawl import NoContact, Options, PretendedTime, RunReport, crawl, user_agent
from scraper.derive import derive, rebuild, unknown_source
from scraper.importing import Given, Imported, import_paths, utc
from scraper.night import nightly, report_lines
from scraper.progress import shown
from scraper.redact_command import redact_command
from scraper.redaction_orders import CannotRedact
from scraper.revisit import seconds, stamp

EXPECTED = (
    CannotListen, CannotRedact, CatalogueError, ExportError, Locked, NoContact, NothingCaptured, NothingPublished, PublishError,
    StorageError,
    reports.NoSuchArticle, NoSuchBlock, listing_sources.CannotAdd,
)  # fmt: skip
"""What a user can mend: told in one sentence, exit status 2."""


@dataclass(frozen=True, slots=True)
class Context:
    """What all commands share."""

    home: Path
    files: tuple[Path, ...]

    def sources(self) -> dict[str, Source]:
        """The catalogue."""
        return load(self.home, self.files)

    def chosen(self, names: Sequence[str]) -> list[Source]:
        """The sources with these ids, or all that are active."""
        sources = self.sources()
        unknown = [name for name in names if name not in sources]
        if unknown:
            raise click.UsageError(f"no source {unknown[0]!r}: `pressarkiv sources` lists them")
        return [sources[name] for name in names] if names else [each for each in sources.values() if each.active]


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn an error that a user can mend into one sentence and exit status 2."""
    try:
        yield
    except EXPECTED as error:
        click.echo(f"pressarkiv: {error}", err=True)
        sys.exit(2)


class _Group(click.Group):
    def invoke(self, ctx: click.Context) -> object:
        with told_plainly():
            return super().invoke(ctx)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pressarkiv")
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("data"),
    envvar="PRESSARKIV_HOME",
    show_default=True,
    show_envvar=True,
    help="Where the archive lives.",
)
@click.option(
    "--sources",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A file with more sources, or with other values for known ones. May be given several times.",
)
@click.pass_context
def cli(ctx: click.Context, home: Path, files: tuple[Path, ...]) -> None:
    """An archive of what cities and police publish, and of what they change or take away."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    for noisy in ("scrapy", "asyncio", "httpx", "pypdf", "twisted", "py.warnings"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    ctx.obj = Context(home, files)


_at = click.option("--at", default="", metavar="TIME", help="Pretend that it is this time (ISO 8601): for replays.")
_contact = click.option(
    "--contact",
    default="",
    envvar="PRESSARKIV_CONTACT",
    show_envvar=True,
    help="Mail or web address, told to every server.",
)
_names = click.argument("names", nargs=-1, metavar="[SOURCE]...")


def _options(context: Context, contact: str, at: str, since: str = "") -> Options:
    """The options of a crawl; with ``at`` a night that only pretends to wait."""
    options = Options(contact=contact, progress=_line, catalogue=tuple(context.sources().values()))
    if at:
        try:
            clock = PretendedTime(seconds(utc(at)))
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--at") from error
        options = replace(options, now=clock.now, sleep=clock.sleep)
    return replace(options, since=_day(since, options.now()))


def _day(since: str, now: float) -> str:
    """A day that has come, as given; ``""`` as it is."""
    try:
        if since and date.fromisoformat(since).isoformat() != since:
            raise ValueError(since)
    except ValueError as error:
        raise click.BadParameter(f"expected a day such as 2024-01-31, found {since!r}", param_hint="--since") from error
    if since > stamp(now)[:10]:
        raise click.BadParameter(f"{since} is yet to come", param_hint="--since")
    return since


def _line(text: str) -> None:
    click.echo(text, err=True)


@cli.command("nightly")
@_names
@_contact
@_at
@click.pass_obj
def nightly_command(context: Context, names: tuple[str, ...], contact: str, at: str) -> None:
    """Crawl what is due, derive, publish, report. Exit status 1 when a source failed.

    Without SOURCE all active sources of the catalogue. Killed at any point, the same command finishes the night.
    """
    night = nightly(context.home, context.chosen(names), _options(context, contact, at), progress=shown)
    for line in report_lines(night):
        click.echo(line)
    sys.exit(0 if night.ok else 1)


@cli.command("crawl")
@_names
@click.option(
    "--since", default="", metavar="DAY", help="Walk listings back to this day (YYYY-MM-DD), not only to what is known."
)
@_contact
@_at
@click.pass_obj
def crawl_command(context: Context, names: tuple[str, ...], since: str, contact: str, at: str) -> None:
    """Only fetch and capture; `derive` and `publish` do the rest. Exit status 1 when a source failed."""
    options, sources = _options(context, contact, at, since), context.chosen(names)
    user_agent(sources, options.contact)
    with writing(context.home, "crawl", stamp(options.now())):
        done = crawl(context.home, sources, options)
    for report in done:
        click.echo(_crawled(report))
    sys.exit(0 if all(report.ok for report in done) else 1)


def _crawled(report: RunReport) -> str:
    note = f" ({report.note})" if report.note else ""
    return f"{report.source}: {'ok' if report.ok else 'FAILED'}, {report.requests} requests, {report.asked} pages asked{note}"


@cli.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--source", default="", help="Whose pages they are; a manifest says so itself.")
@click.option("--url", default="", help="The URL of a single file.")
@click.option("--fetched-at", default="", metavar="TIME", help="When they were fetched (ISO 8601 with a zone).")
@click.pass_obj
def import_command(context: Context, paths: tuple[Path, ...], source: str, url: str, fetched_at: str) -> None:
    """Take in captures that you already have: HTML or text files, folders, WARC, or a manifest (JSON lines).

    What cannot be read is named, the rest arrives; exit status 2 if anything could not. Importing twice changes nothing.
    Ends with derive and publish, as a night does.
    """
    if url and (len(paths) > 1 or paths[0].is_dir()):
        raise click.UsageError("--url is for a single file")
    if url and not url.startswith(("http://", "https://")):
        raise click.BadParameter("expected an http(s) URL", param_hint="--url")
    if source and not is_id(source):
        raise click.BadParameter(f"expected a short name like se_malmo, found {source!r}", param_hint="--source")
    try:
        given = Given(source=source, url=url, fetched_at=utc(fetched_at) if fetched_at else "")
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--fetched-at") from error
    with writing(context.home, "import", stamp(Options().now())), Work(context.home) as work:
        report = import_paths(work, paths, given, context.sources(), shown)
        derive(work, progress=shown)
        seal(work, stamp(Options().now()))
        publish(work, context.home)
        strangers = [id_ for id_, source in work.sources().items() if source == unknown_source(id_)]
    if strangers:
        _line(f"not in the catalogue, so read as pages of any site: {', '.join(strangers)}")
    _tell_import(report)


def _tell_import(report: Imported) -> None:
    for error in report.errors:
        click.echo(f"pressarkiv: {error}", err=True)
    known = report.captures - report.added
    click.echo(f"{report.added} captures added{f', {known} were there already' if known else ''}")
    sys.exit(2 if report.errors else 0)


@cli.command("derive")
@click.pass_obj
def derive_command(context: Context) -> None:
    """Compute articles, versions and likenesses from captures that have not been read yet."""
    with writing(existing(context.home), "derive", stamp(Options().now())), Work(context.home) as work:
        derive(work, progress=shown)


@cli.command("rebuild")
@click.pass_obj
def rebuild_command(context: Context) -> None:
    """Compute everything again from the captures, as if they had all come today."""
    with writing(existing(context.home), "rebuild", stamp(Options().now())), Work(context.home) as work:
        rebuild(work, progress=shown)


@cli.command("publish")
@click.pass_obj
def publish_command(context: Context) -> None:
    """Write press.db anew and put it in the old one's place in one step."""
    with writing(existing(context.home), "publish", stamp(Options().now())), Work(context.home) as work:
        click.echo(publish(work, context.home))


@cli.group("sources", invoke_without_command=True)
@click.pass_context
def sources_command(ctx: click.Context) -> None:
    """The catalogue with each source's health; `sources add URL` proposes a new entry."""
    if ctx.invoked_subcommand is None:
        for line in listing_sources.lines(ctx.obj.home, ctx.obj.sources()):
            click.echo(line)


@sources_command.command("add")
@click.argument("url")
@_contact
@click.pass_obj
def sources_add_command(context: Context, url: str, contact: str) -> None:
    """Look at a site and write an entry for it into HOME/sources/added.toml, switched off until you have read it."""
    click.echo(listing_sources.add(context.home, context.sources(), url, contact))


@cli.command("status")
@click.option(
    "--nights", default=3, show_default=True, type=click.IntRange(min=1), help="How many nights of each source."
)
@click.pass_obj
def status_command(context: Context, nights: int) -> None:
    """What the last nights did."""
    for line in reports.status_lines(context.home, nights):
        click.echo(line)


@cli.command("diff")
@click.argument("article")
@click.argument("n", type=int, required=False)
@click.argument("m", type=int, required=False)
@click.pass_obj
def diff_command(context: Context, article: str, n: int | None, m: int | None) -> None:
    """What changed in the words of ARTICLE between version N and version M (default: the last change)."""
    click.echo(reports.diff_text(context.home, article, (n, m), colour=sys.stdout.isatty()))


@cli.command("export")
@click.option(
    "--format", type=click.Choice(["csv", "json", "jsonl", "xlsx", "parquet", "warc"]), default="csv", show_default=True
)
@click.option("--table", default="articles", show_default=True, help="Which public table; a WARC holds the captures.")
@click.option("--source", default="", help="Only this publisher's rows.")
@click.option(
    "--out", default="-", type=click.Path(path_type=Path, allow_dash=True), help="File; standard output by default."
)
@click.pass_obj
def export_command(context: Context, format: str, table: str, source: str, out: Path) -> None:
    """Write a public table as CSV, JSON lines or Parquet, or the captures as WARC."""
    count = export(context.home, format, out, table=table, source=source)
    click.echo(f"{count} rows written", err=True)


for command in (
    upkeep.verify_command, upkeep.backup_command, upkeep.digest_command, boilerplate, redact_command,
    serving.serve_command, serving.demo_command,
):  # fmt: skip
    cli.add_command(command)
