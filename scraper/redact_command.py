"""The command `redact`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from archive import journal
from archive.lock import writing
from archive.work import Work, existing
from scraper.crawl import Options
from scraper.progress import shown
from scraper.redact import Refused, Touched, copies, finish, orders, redact, redact_again
from scraper.redact_reach import lines
from scraper.redaction_orders import Asked
from scraper.revisit import stamp


@click.command("redact")
@click.option("--text", default="", metavar="WORDS", help="Words to take out wherever they stand: a person's name.")
@click.option("--page", default="", metavar="URL|ID", help="A page to take out: its URL, or its article's id.")
@click.option("--ground", default="", help="Why: published beside the date. Must not hold the words.")
@click.option("--dry-run", is_flag=True, help="Say what would be changed, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--list", "listing", is_flag=True, help="The redactions so far.")
@click.option("--finish", "finishing", is_flag=True, help="Carry out to its end what was cut off.")
@click.option("--again", is_flag=True, help="After a backup was put back: take out what had been taken out since it.")
@click.pass_context
def redact_command(
    ctx: click.Context, text: str, page: str, ground: str, dry_run: bool, yes: bool, **instead: bool
) -> None:
    """Take words or a whole page out of every capture, version and index, for good; later nights do not bring them back.

    That something was taken out, when and on what ground, is published; what, is not. Backups and exports made before
    are not reached. Nobody else may have work.db open, and as much room as it takes must be free.
    """
    home, at = ctx.obj.home, stamp(Options().now())
    if sum((bool(text), bool(page), *instead.values())) != 1:
        raise click.UsageError("expected one of --text, --page, --list, --finish or --again")
    if instead["listing"]:
        _list(home)
        return
    existing(home)
    if any(instead.values()):
        with writing(home, "redact", at):
            (_again if instead["again"] else _finish)(home, at)
        return
    if not ground.strip() and not dry_run:
        raise click.UsageError("expected --ground: why it is taken out")
    asked = Asked(text=text, page=page, ground=" ".join(ground.split()), at=at)
    with writing(home, "redact", at):
        _redact(home, asked, dry_run=dry_run, yes=yes)


def _redact(home: Path, asked: Asked, *, dry_run: bool, yes: bool) -> None:
    def agrees(touched: Touched) -> bool:
        _tell(touched, "are" if yes and not dry_run else "would be")
        return not dry_run and (yes or click.confirm("Take it out for good? It cannot be undone", err=True))

    try:
        redact(home, asked, agrees, progress=shown)
    except Refused:
        click.echo("nothing was changed")
        return
    except click.Abort:
        click.echo("nothing was changed: where nobody can be asked give --yes", err=True)
        sys.exit(1)
    _done(home)


def _finish(home: Path, at: str) -> None:
    open_ = [each for each in orders(home) if not each.finished_at]
    if not open_:
        click.echo("nothing to finish: every redaction was carried out to its end")
        return
    with Work(home) as work:
        finish(work, home, at, progress=shown)
    _done(home)


def _again(home: Path, at: str) -> None:
    lost = redact_again(home, at, progress=shown)
    if not lost:
        click.echo(f"nothing to take out again: work.db knows every redaction that {journal.NAME} tells of")
        return
    click.echo(f"taken out again: {', '.join(f'{each.id} ({each.at[:10]})' for each in lost)}")
    _done(home)


def _done(home: Path) -> None:
    click.echo("done: work.db and press.db were written anew")
    left = copies(home)
    for path in left:
        click.echo(f"pressarkiv: not reached, may hold what was taken out: {path}", err=True)
    click.echo(
        ("pressarkiv: delete these, then make a new backup; e" if left else "pressarkiv: e")
        + "xports and backups elsewhere are not reached either; a backup that is put back brings the words back, and"
        " nothing is published then until `pressarkiv redact --again`",
        err=True,
    )


def _tell(touched: Touched, verb: str) -> None:
    click.echo(
        f"{touched.captures} captures {verb} changed: {touched.rewritten} bodies edited, {touched.dropped} taken out whole"
    )
    for line in lines(touched.articles, titled=verb == "would be") or ["  the words stand in no version of an article"]:
        click.echo(line)


def _list(home: Path) -> None:
    for order in orders(home):
        what = f"page {order.article}" if order.kind == "page" else "words"
        state = "" if order.finished_at else "  NOT FINISHED: run `pressarkiv redact --finish`"
        click.echo(f"{order.id}  {order.at}  {what}  {order.captures} captures  {order.ground}{state}")
