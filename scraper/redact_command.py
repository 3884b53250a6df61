"""The command `redact`."""

from __future__ import annotations

from pathlib import Path

import click

from archive.lock import writing
from archive.work import Work
from scraper.crawl import Options
from scraper.progress import shown
from scraper.redact import Refused, Touched, copies, finish, orders, redact
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
@click.pass_context
def redact_command(
    ctx: click.Context, text: str, page: str, ground: str, dry_run: bool, yes: bool, listing: bool, finishing: bool
) -> None:
    """Take words or a whole page out of every capture, version and index, for good. Nothing brings them back.

    That something was taken out, when and on what ground, is published; what, is not. docs/redaction.md says the rest.
    """
    home, at = ctx.obj.home, stamp(Options().now())
    if sum((bool(text), bool(page), listing, finishing)) != 1:
        raise click.UsageError("expected one of --text, --page, --list or --finish")
    if listing:
        _list(home)
        return
    if finishing:
        with writing(home, "redact", at), Work(home, must_exist=True) as work:
            finish(work, home, at, progress=shown)
        return
    if not ground.strip() and not dry_run:
        raise click.UsageError("expected --ground: why it is taken out")
    asked = Asked(text=text, page=page, ground=" ".join(ground.split()), at=at)
    with writing(home, "redact", at):
        _redact(home, asked, dry_run=dry_run, yes=yes)


def _redact(home: Path, asked: Asked, *, dry_run: bool, yes: bool) -> None:
    def agrees(touched: Touched) -> bool:
        _tell(touched, "would be" if dry_run or not yes else "are")
        return not dry_run and (yes or click.confirm("Take it out for good? It cannot be undone", err=True))

    try:
        redact(home, asked, agrees, progress=shown)
    except Refused:
        click.echo("nothing was changed")
        return
    click.echo("done: work.db and press.db were written anew")
    for path in copies(home):
        click.echo(f"pressarkiv: {path} is not reached: it may hold what was taken out", err=True)
    click.echo("pressarkiv: backups, exports and copies elsewhere are not reached", err=True)


def _tell(touched: Touched, verb: str) -> None:
    click.echo(
        f"{touched.captures} captures {verb} changed: {touched.rewritten} bodies edited, {touched.dropped} taken out whole"
    )


def _list(home: Path) -> None:
    for order in orders(home):
        what = f"page {order.article}" if order.kind == "page" else "words"
        state = "" if order.finished_at else "  NOT FINISHED: run `pressarkiv redact --finish`"
        click.echo(f"{order.id}  {order.at}  {what}  {order.captures} captures  {order.ground}{state}")
