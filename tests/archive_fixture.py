"""A small archive for tests: the tables of the public contract in work.db, filled by hand as `derive` would."""

from pathlib import Path

from archive.records import Source
from archive.schema import BY_NAME
from archive.work import Work

TIME = "2024-05-{:02}T06:00:00Z"
HOSTILE = "<script>alert('å')</script> & \"quoted\" {{ 7*7 }}"
LONG_TITLE = "Ett mycket långt namn på en gata " * 31


def insert(work: Work, table: str, *rows: dict) -> None:
    """Rows of a contract table; a column that is not given is empty or 0."""
    empty = {column.name: "" if column.type == "text" else 0 for column in BY_NAME[table].columns}
    empty |= {"version": None} if table == "checks" else {}
    with work.transaction():
        for row in rows:
            full = empty | row
            marks = ", ".join("?" * len(full))
            work.db.conn.execute(
                f"INSERT INTO [{table}] ({', '.join(f'[{name}]' for name in full)}) VALUES ({marks})",
                tuple(full.values()),
            )


def article(work: Work, id: str, wordings: list[tuple[str, str, str]], **facts) -> None:
    """An article with a version for each (title, lead, body), one a day from 1 May 2024."""
    title, lead, body = wordings[-1]
    row = {
        "id": id, "source": "se_staden", "url": f"https://staden.example/nyheter/{id}", "title": title, "lead": lead,
        "body": body, "published_at": TIME.format(1), "published_raw": "1 maj 2024 08.00", "language": "sv",
        "kind": "article", "state": "live", "first_seen_at": TIME.format(1), "last_seen_at": TIME.format(20),
        "last_changed_at": TIME.format(len(wordings)), "versions": len(wordings), "version": len(wordings),
        "words": len(body.split()),
    }  # fmt: skip
    insert(work, "articles", row | facts)
    for number, (title, lead, body) in enumerate(wordings, start=1):
        insert(
            work,
            "versions",
            {
                "id": f"{id}.{number}", "article": id, "number": number, "follows": number - 1, "seen_from": TIME.format(number),
                "seen_to": TIME.format(20 if number == len(wordings) else number), "title": title, "lead": lead,
                "body": body, "change": "first" if number == 1 else "edit", "words_added": int(number > 1),
                "words_removed": int(number > 1), "sha256": "0" * 64,
            },
        )  # fmt: skip
    insert(work, "permalinks", {"id": id, "article": id})


def empty_work(home: Path) -> Work:
    """A work.db without a row."""
    return Work(home)


def small_work(home: Path) -> Work:
    """Two sources, six articles: edited, hostile, undated, right to left, long, gone."""
    work = Work(home)
    for id, name in (("se_staden", "Stadens pressrum"), ("se_polis", HOSTILE)):
        work.remember_source(
            Source(id=id, name=name, kind="municipality", cms="listing", url="https://staden.example/")
        )
        insert(
            work,
            "sources",
            {"id": id, "name": name, "kind": "municipality", "url": "https://staden.example/", "articles": 3},
        )
    article(
        work,
        "skola",
        [
            ("Ny förskola i Åby", "Staden bygger.", "Förskolan får 80 platser.\n\nBygget börjar i maj."),
            ("Ny förskola i Åby", "Staden bygger.", "Förskolan får 120 platser.\n\nBygget börjar i maj."),
            ("Ny förskola i Åby öppnar", "Staden bygger.", "Förskolan får 120 platser.\n\nBygget börjar i juni."),
        ],
        published_at="2024-05-02T06:00:00Z",
    )
    article(
        work, "fientlig", [(HOSTILE, HOSTILE, HOSTILE)], source="se_polis", url="javascript:alert(1)", author=HOSTILE
    )
    article(work, "odaterad", [("Utan datum", "", "Ingen vet när.")], published_at="", published_raw="")
    article(work, "hebreisk", [("חדשות העיר", "", "הכביש סגור היום.")], language="he")
    article(work, "lang", [(LONG_TITLE, "", "\n\n".join(f"Stycke {n} om vatten och avlopp." for n in range(6000)))])
    article(work, "borta", [("Borttagen sida", "", "Den fanns. =SUM(A1)")], state="gone")
    _details(work)
    return work


def _details(work: Work) -> None:
    insert(
        work,
        "removals",
        {
            "article": "borta",
            "last_seen_at": TIME.format(3),
            "gone_at": TIME.format(4),
            "status": 410,
            "reason": "410",
            "confirmed": 1,
        },
    )
    insert(
        work,
        "stripped_blocks",
        {
            "id": "b1", "source": "se_staden", "text": "Vi använder kakor <b>här</b>.", "place": "footer",
            "rule": "repeated", "label": "cookie", "pages": 6, "pages_total": 6,
        },
    )  # fmt: skip
    insert(work, "stripped", {"version": "skola.3", "article": "skola", "position": 7, "block": "b1"})
    insert(
        work,
        "contacts",
        {
            "version": "skola.3",
            "article": "skola",
            "name": "Pressjouren",
            "role": "vakt",
            "phone": "040-00 00 00",
            "email": "press@staden.example",
        },
    )
    insert(
        work,
        "attachments",
        {
            "version": "skola.3",
            "article": "skola",
            "url": "https://staden.example/plan.pdf",
            "title": "Plan över Åby",
            "media_type": "application/pdf",
        },
        {"version": "skola.3", "article": "skola", "url": "javascript:alert(2)", "title": "Elak"},
    )
    insert(
        work,
        "alike",
        {
            "version_a": "borta.1",
            "version_b": "skola.3",
            "article_a": "borta",
            "article_b": "skola",
            "kind": "near",
            "similarity": 0.61,
        },
    )
    insert(
        work,
        "duplicates",
        {"cluster": "k1", "article": "skola", "version": "skola.3", "kind": "first", "similarity": 1.0},
        {"cluster": "k1", "article": "odaterad", "version": "odaterad.1", "kind": "near", "similarity": 0.93},
    )
    insert(
        work,
        "checks",
        {
            "source": "se_staden",
            "article": "skola",
            "url": "https://staden.example/nyheter/skola",
            "at": TIME.format(1),
            "status": 200,
            "outcome": "new",
        },
        {
            "source": "se_staden",
            "article": None,
            "url": "https://staden.example/x",
            "at": TIME.format(1),
            "status": 500,
            "outcome": "error",
        },
    )
    insert(
        work,
        "runs",
        {
            "id": "n1", "source": "se_staden", "started_at": TIME.format(20), "finished_at": TIME.format(20),
            "status": "ok", "requests": 9, "new": 6,
        },
    )  # fmt: skip
    insert(work, "permalinks", {"id": "gammal", "article": "skola"})
