"""Commands that keep an archive trustworthy: `verify`, `backup`, `digest`."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import click

from archive import backup as backups
from archive import journal
from archive.damage import offer
from archive.digest import Digest, digests
from archive.failures import StorageError
from archive.lock import writing
from archive.verify import Report, seals, verify
from archive.work import Work, existing
from scraper.progress import shown
from scraper.revisit import stamp

MOST_FAULTS = 100
"""So many are printed."""


@click.command("verify")
@click.pass_context
def verify_command(ctx: click.Context) -> None:
    """Check every stored body, chain, reference and digest, and press.db against work.db.

    Nothing is changed. Exit status 0: everything is as it was written; 1: faults, one a line; 2: work.db cannot be read.
    """
    home = ctx.obj.home
    with (
        writing(existing(home), "verify", _now()),
        Work(home) as work,
        shown("verifying", "bodies", work.body_count()) as step,
    ):
        report = verify(work, home, step)
    for fault in report.faults[:MOST_FAULTS]:
        click.echo(fault)
    if len(report.faults) > MOST_FAULTS:
        click.echo(f"and {len(report.faults) - MOST_FAULTS} more")
    click.echo(_summary(report))
    if any("press.db" not in fault.partition(" ")[0] for fault in report.faults):
        click.echo(f"pressarkiv: {offer(home)}", err=True)
    sys.exit(0 if report.ok else 1)


def _summary(report: Report) -> str:
    state = "everything is as it was written" if report.ok else f"{len(report.faults)} FAULTS"
    return (
        f"{state}: {report.captures} captures, {report.bodies} bodies of {report.megabytes:.1f} MB,"
        f" {report.digests} digests checked in {report.seconds:.1f} s"
    )


@click.command("backup")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Folder of the backups; HOME/backups by default."
)
@click.option(
    "--keep",
    default=backups.KEEP,
    show_default=True,
    type=click.IntRange(min=0),
    help="How many to keep; older ones are removed. 0: all.",
)
@click.option("--restore", is_flag=True, help="Put the folder's newest good backup in work.db's place instead.")
@click.pass_context
def backup_command(ctx: click.Context, out: Path | None, keep: int, restore: bool) -> None:
    """Copy work.db as it stands at this moment, while a night may be running, and check the copy; prints its path.

    --restore keeps the file that is replaced, beside it. press.db stays as it is until the next `publish` or `nightly`.
    """
    home = ctx.obj.home
    if not restore:
        click.echo(backups.backup(home, _now(), out=out, keep=keep))
        return
    folder = out or home / backups.FOLDER
    if not folder.is_dir():
        raise StorageError(f"there is no backup: {folder} is not there")
    with writing(home, "backup --restore", _now()):
        found, aside = backups.restore(home, _now(), folder=folder)
    click.echo(f"{found} is work.db now" + (f"; what was there lies in {aside}" if aside else ""))
    with Work(home, read_only=True) as work:
        lost = journal.missing(work)
    if lost:
        click.echo(f"pressarkiv: nothing will be published yet: {journal.lacking(lost)}", err=True)


@click.command("digest")
@click.option("--all", "every", is_flag=True, help="All of them, not only the newest.")
@click.option("--check", default="", metavar="SHA256", help="A digest that was kept elsewhere: does it still hold?")
@click.pass_context
def digest_command(ctx: click.Context, every: bool, check: str) -> None:
    """Print the newest digest over the captures: kept elsewhere, it shows that none was changed or added since.

    With --check exit status 1 when the captures of that time are no longer those that it was made of.
    """
    with Work(ctx.obj.home, read_only=True, must_exist=True) as work:
        found = digests(work)
        if check:
            _check(work, check.strip().lower().removeprefix("sha256:"))
            return
    if not found:
        click.echo("no digest yet: `pressarkiv nightly` and `pressarkiv import` make one")
    for each in found if every else found[-1:]:
        click.echo(_told(each))


def _check(work: Work, sha256: str) -> None:
    if not re.fullmatch("[0-9a-f]{64}", sha256):
        raise click.BadParameter(
            "expected 64 hexadecimal digits, as `pressarkiv digest` prints them", param_hint="--check"
        )
    held = next((each for each in digests(work) if each.sha256 == sha256), None)
    if held is None:
        click.echo(
            "this archive has no such digest: it is another's, or captures were changed, put in or taken out since"
        )
        sys.exit(1)
    faults = list(seals(work, until=held.number))
    for fault in faults:
        click.echo(fault)
    if faults:
        sys.exit(1)
    count = sum(each.captures for each in digests(work) if each.number <= held.number)
    click.echo(
        f"digest {held.number} of {held.night} holds: the {count} captures up to it are those that it was made of"
    )


def _told(digest: Digest) -> str:
    return f"{digest.number} {digest.night} {digest.captures} captures sha256:{digest.sha256}"


def _now() -> str:
    return stamp(time.time())
