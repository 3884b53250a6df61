"""`pressarkiv boilerplate`: what is stripped from a source's pages, and an editor's word on it."""

from __future__ import annotations

from pathlib import Path

import click

from archive.decisions import Decision, Decisions, Repeated
from archive.lock import writing
from archive.publish import publish
from archive.work import Work, existing
from scraper.crawl import Options
from scraper.derive import derive
from scraper.progress import shown
from scraper.revisit import stamp
from scraper.stripping import blocks_with

_WIDTH = 100


class NoSuchBlock(LookupError):
    """There is no such block; the message says how to find one."""


@click.group("boilerplate", invoke_without_command=True)
@click.argument("source", required=False)
@click.option("--all", "everything", is_flag=True, help="Menus and footers too, not only what stood among the text.")
@click.pass_context
def boilerplate(ctx: click.Context, source: str | None, everything: bool) -> None:
    """What repeats on the pages of SOURCE and is stripped, with the evidence; keep or strip a block for good.

    \b
    pressarkiv boilerplate [--all] SOURCE        list
    pressarkiv boilerplate SOURCE pages BLOCK    articles from which it was stripped
    pressarkiv boilerplate SOURCE find WORDS     blocks that hold these words, stripped or not
    pressarkiv boilerplate SOURCE keep BLOCK     never strip it
    pressarkiv boilerplate SOURCE strip BLOCK    always strip it
    pressarkiv boilerplate SOURCE undo BLOCK     let the pages decide again
    """
    if source is None:
        raise click.UsageError("which source? `pressarkiv sources` lists them")
    ctx.obj = (ctx.obj.home, source)
    if ctx.invoked_subcommand is None:
        with Work(ctx.obj[0], must_exist=True, read_only=True) as work:
            if source not in work.captured_sources():
                raise NoSuchBlock(f"nothing was captured of a source {source!r}: `pressarkiv sources` lists them")
            listed = Decisions(work).repeated(source)
        for line in _lines(listed, everything):
            click.echo(line)


def _lines(listed: list[Repeated], everything: bool) -> list[str]:
    frame = {"navigation", "footer", "form", "dialog", "hidden", "share"}
    shown_ = [block for block in listed if everything or block.label not in frame or block.verdict]
    hidden = len(listed) - len(shown_)
    lines = [_line(block) for block in shown_] or ["nothing among the text repeats so far"]
    return (
        [*lines, f"and {hidden} blocks of menus, footers and the like: `pressarkiv boilerplate --all SOURCE`"]
        if hidden
        else lines
    )


def _line(block: Repeated) -> str:
    share = f"{block.pages} of {block.pages_total} pages" if block.pages_total else "no page now"
    verdict = f"  [{block.verdict} by an editor]" if block.verdict else ""
    text = " ".join(block.text.split())
    text = text if len(text) <= _WIDTH else f"{text[:_WIDTH]}…"
    return f"{block.block}  {share:<20} {block.rule:<8} {block.label:<14} {text}{verdict}"


@boilerplate.command("pages")
@click.argument("block")
@click.option("--most", default=20, show_default=True)
@click.pass_obj
def pages(obj: tuple[Path, str], block: str, most: int) -> None:
    """Articles from whose newest wording BLOCK was stripped."""
    home, source = obj
    with Work(home, must_exist=True, read_only=True) as work:
        found = Decisions(work).pages_with(source, block, most)
    if not found:
        raise NoSuchBlock(
            f"no article of {source} has had block {block} stripped: `pressarkiv boilerplate {source}` lists them"
        )
    for article, _version, title, url in found:
        click.echo(f"{article}  {title}  {url}")


@boilerplate.command("find")
@click.argument("words")
@click.pass_obj
def find(obj: tuple[Path, str], words: str) -> None:
    """Blocks of the source's pages that hold WORDS, stripped or not: their ids and how many captures show them."""
    home, source = obj
    with Work(home, must_exist=True, read_only=True) as work:
        for block, text, count in blocks_with(work, source, words):
            click.echo(f"{block}  {count} readings  {text}")


@boilerplate.command("keep")
@click.argument("block")
@click.option("--note", default="", help="Why.")
@click.pass_obj
def keep(obj: tuple[Path, str], block: str, note: str) -> None:
    """Never strip BLOCK, whatever its frequency; earlier articles get it back. No version is made by it."""
    _decide(obj, block, "keep", note)


@boilerplate.command("strip")
@click.argument("block")
@click.option("--note", default="", help="Why.")
@click.pass_obj
def strip(obj: tuple[Path, str], block: str, note: str) -> None:
    """Always strip BLOCK, from earlier articles too. No version is made by it."""
    _decide(obj, block, "strip", note)


@boilerplate.command("undo")
@click.argument("block")
@click.pass_obj
def undo(obj: tuple[Path, str], block: str) -> None:
    """Take a decision about BLOCK back: the pages decide again."""
    _decide(obj, block, "", "")


def _decide(obj: tuple[Path, str], block: str, verdict: str, note: str) -> None:
    home, source = obj
    if len(block) != 16 or set(block) - set("0123456789abcdef"):
        raise NoSuchBlock(
            f"{block} is no block: expected 16 hexadecimal digits, as `pressarkiv boilerplate {source}` lists them"
        )
    at = stamp(Options().now())
    with writing(existing(home), "boilerplate", at), Work(home) as work:
        with work.transaction():
            decisions = Decisions(work)
            if verdict:
                decisions.add(Decision(source=source, block=block, verdict=verdict, decided_at=at, note=note))
            elif not decisions.undo(source, block):
                raise NoSuchBlock(f"nothing was decided about block {block} of {source}")
        derive(work, reconsider={source}, progress=shown)
        publish(work, home)
    click.echo(f"{source} {block}: {verdict or 'undone'}")
