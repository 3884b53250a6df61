"""Commands that show an archive in a browser: `serve`, `demo`."""

from __future__ import annotations

import re
from contextlib import nullcontext

import click

from archive.serve import address_of, listening, serve, site
from scraper import reports
from scraper.demo.run import run_demo


def _base(ctx: click.Context, parameter: click.Parameter, path: str) -> str:
    """The path with a slash at either end."""
    if not re.fullmatch(r"[\w./~-]*", path, re.ASCII):
        raise click.BadParameter(f"expected a path such as /arkiv/, found {path!r}")
    return f"/{path.strip('/')}/" if path.strip("/") else "/"


@click.command("serve")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen at; 0.0.0.0: all that this machine has."
)
@click.option("--port", default=8001, show_default=True, type=click.IntRange(1, 65535), help="Port to listen at.")
@click.option(
    "--base-url",
    default="/",
    show_default=True,
    callback=_base,
    metavar="PATH",
    help="Path below which a proxy shows the site, such as /arkiv/.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open a browser.")
@click.pass_context
def serve_command(ctx: click.Context, host: str, port: int, base_url: str, open_browser: bool) -> None:
    """Serve the archive. A press.db published meanwhile is picked up."""
    site(ctx.obj.home, base_url)
    with listening(host, port) as taken:
        click.echo(f"{address_of(taken, base_url)}  (stop with Ctrl-C)")
        serve(ctx.obj.home, taken, open_browser, base_url)


@click.command("demo")
@click.option("--no-serve", is_flag=True, help="Stop after publishing.")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(1, 65535), help="Port of the site.")
@click.pass_context
def demo_command(ctx: click.Context, no_serve: bool, port: int) -> None:
    """The whole thing on a made-up town served from this machine: two nights, then the site. No network needed.

    The archive lies in HOME/demo; every demo begins it anew.
    """
    with nullcontext() if no_serve else listening("127.0.0.1", port) as taken:
        home = run_demo(ctx.obj.home, lambda line: click.echo(line, err=True))
        for line in reports.look_at(home, port, served=not no_serve):
            click.echo(line)
        if taken:
            serve(home, taken)
