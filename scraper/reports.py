"""What the command line prints about an archive: nights, diffs, what to look at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from archive.diff import as_text, diff_links, diff_words
from archive.look import Look, WordingRow
from archive.work import Work


class NoSuchArticle(LookupError):
    """There is no such article or version; the message says which there are."""


def status_lines(home: Path, nights: int) -> list[str]:
    """The last nights of every source, newest first."""
    with Work(home, must_exist=True, read_only=True) as work:
        rows = Look(work).runs(nights)
    lines = []
    for row in rows:
        counts = ", ".join(
            f"{row[name]} {name}" for name in ("new", "changed", "unchanged", "gone", "errors") if row[name]
        )
        note = f"  {row['note']}" if row["note"] else ""
        lines.append(f"{row['started_at']}  {row['source']:<24} {row['status']:<8} {counts or 'nothing new'}{note}")
    return lines or ["no night yet: `pressarkiv nightly` runs one, `pressarkiv demo` shows one"]


def diff_text(home: Path, article: str, numbers: tuple[int | None, int | None], *, colour: bool) -> str:
    """The word diff of two versions of an article, as printed; `NoSuchArticle` when there is none."""
    with Work(home, must_exist=True, read_only=True) as work:
        versions = Look(work).versions(article)
    if not versions:
        raise NoSuchArticle(f"no article {article}")
    old, new = _two(versions, numbers, article)
    head = (
        f"{article}: version {old.number} (seen {old.seen_from} to {old.seen_to}) → {new.number} (from {new.seen_from})"
    )
    went, came = diff_links(old.links, new.links)
    links = [f"link that went: {link}" for link in went] + [f"link that came: {link}" for link in came]
    return "\n".join([head, "", as_text(diff_words(old.text, new.text), colour), *links])


def _two(
    versions: Sequence[WordingRow], numbers: tuple[int | None, int | None], article: str
) -> tuple[WordingRow, WordingRow]:
    by_number = {version.number: version for version in versions}
    last = versions[-1].number
    n = numbers[0] if numbers[0] is not None else max(1, last - 1)
    m = numbers[1] if numbers[1] is not None else last
    for number in (n, m):
        if number not in by_number:
            raise NoSuchArticle(f"article {article} has no version {number}: there are 1 to {last}")
    return by_number[n], by_number[m]


def look_at(home: Path, port: int, *, served: bool) -> list[str]:
    """What there is to see in the demo's archive."""
    with Work(home, must_exist=True, read_only=True) as work:
        look = Look(work)
        counts, edit, removal = look.counts(), look.newest_edit(), look.newest_removal()
    site = f"http://127.0.0.1:{port}"
    lines = [
        "",
        "{articles} articles of {sources} publishers, {edits} edits, {removals} removals, {clusters} texts printed twice".format(
            **counts
        ),
        f"  the file        {home / 'press.db'}",
    ]
    if edit:
        lines.append(f"  an edit         pressarkiv --home {home} diff {edit[0]}      “{edit[1]}”")
    if served:
        lines += [f"  the site        {site}/", f"  a search        {site}/search?q=polisen"]
        lines += [f"  an edited page  {site}/a/{edit[0]}"] if edit else []
        lines += [f"  a removed page  {site}/a/{removal[0]}"] if removal else []
        lines.append("  (stop with Ctrl-C)")
    else:
        lines.append(f"  the site        pressarkiv --home {home} serve")
    return lines
