"""A feed over the nights: its entries make versions of the right articles, and what it marks as deleted is gone."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from archive.records import Capture, Source
from archive.work import Work
from scraper.derive import derive
from scraper.readers import feed
from scraper.readers.withdrawal import without_mark

FEED = "https://dorf.example/feed"
SOURCE = Source(id="de_dorf", name="Dorf", kind="other", cms="feed", url=FEED, language="de", timezone="Europe/Berlin")
TEXT = "Der Gemeinderat hat den Bau des Radwegs an der Mühle beschlossen."


def at(day: int) -> str:
    return f"2026-03-{day:02}T06:00:00Z"


def entry(path: str, title: str, text: str = TEXT, ident: str = "", more: str = "") -> str:
    guid = f'<guid isPermaLink="false">{ident}</guid>' if ident else ""
    link = f"<link>https://dorf.example/{path}</link>"
    return f"<item><title>{title}</title>{link}{guid}<description><![CDATA[{text}]]></description>{more}</item>"


def rss(*entries: str) -> bytes:
    return f'<rss version="2.0"><channel><title>Dorf</title>{"".join(entries)}</channel></rss>'.encode()


def captures(*bodies: bytes) -> list[Capture]:
    headers = {"content-type": "application/rss+xml"}
    return [
        Capture(source="de_dorf", url=FEED, fetched_at=at(day), status=200, role="listing", headers=headers, body=body)
        for day, body in enumerate(bodies, start=1)
    ]


def archive(home: Path, listed: list[Capture], batch: int = 100) -> dict[str, list[tuple]]:
    """The public rows after so many captures at a time."""
    with Work(home) as work:
        work.remember_source(SOURCE)
        for start in range(0, len(listed), batch):
            for each in listed[start : start + batch]:
                work.add(each)
            work.commit()
            derive(work)
        columns = {
            "articles": "title, lead, url, state, last_seen_at, id",
            "versions": "title, lead, body, seen_from, seen_to",
            "removals": "last_seen_at, gone_at, status, reason, confirmed",
            "permalinks": "id, article",
            "checks": "url, at, outcome",
        }
        return {name: work.db.execute(f"SELECT {those} FROM {name}").fetchall() for name, those in columns.items()}


def told(*entries: str) -> list:
    return list(feed.read_items(rss(*entries), FEED, SOURCE, at(9)).pages)


def test_a_retitled_entry_is_a_version(tmp_path: Path) -> None:
    found = archive(tmp_path, captures(rss(entry("1", "Radweg kommt")), rss(entry("1", "Radweg kommt 2027"))))
    assert [row[0] for row in found["versions"]] == ["Radweg kommt", "Radweg kommt 2027"]
    assert len(found["articles"]) == 1


def test_an_entry_whose_link_changes_under_its_id_stays_one_article(tmp_path: Path) -> None:
    nights = captures(rss(entry("b-alt", "Radweg", ident="17")), rss(entry("a-neu", "Radweg gebaut", ident="17")))
    for number, order in enumerate((nights, nights[::-1])):
        for batch in (1, 2):
            found = archive(tmp_path / f"{number}{batch}", order, batch)
            assert [row[0] for row in found["versions"]] == ["Radweg", "Radweg gebaut"]
            assert found["articles"][0][2] == "https://dorf.example/a-neu"
            assert {article for _, article in found["permalinks"]} == {found["articles"][0][5]}


def test_an_entry_whose_id_changes_under_its_link_stays_one_article(tmp_path: Path) -> None:
    nights = captures(rss(entry("1", "Radweg", ident="aa")), rss(entry("1", "Radweg gebaut", ident="bb")))
    assert len(archive(tmp_path, nights)["articles"]) == 1


def test_entries_that_share_a_link_and_differ_in_id_and_title_are_articles_of_their_own(tmp_path: Path) -> None:
    body = rss(entry("", "Straße gesperrt", ident="1"), entry("", "Markt verlegt", ident="2"))
    found = archive(tmp_path, captures(body, body.replace(b"verlegt", b"abgesagt")))
    assert sorted(row[0] for row in found["articles"]) == ["Markt abgesagt", "Straße gesperrt"]
    assert len(found["versions"]) == 3


def test_of_two_entries_with_one_link_and_title_the_newer_speaks() -> None:
    dated = "<pubDate>{} Mar 2026 10:00:00 GMT</pubDate>"
    old = entry("1", "Radweg", "Der alte Text.", "a", dated.format("02"))
    new = entry("1", "Radweg", "Der neue Text.", "b", dated.format("05"))
    for order in ((old, new), (new, old)):
        items = feed.read_items(rss(*order), FEED, SOURCE, at(9))
        assert [page.lead for page in items.pages] == ["Der neue Text."]
        assert items.skipped == ("items: a newer one with the same link and title",)


def test_an_id_that_all_entries_carry_joins_none_of_them(tmp_path: Path) -> None:
    body = rss(entry("1", "Radweg", ident="0"), entry("2", "Markt", ident="0"))
    assert len(archive(tmp_path, captures(body))["articles"]) == 2


def test_a_deletion_mark_is_a_removal_and_no_version(tmp_path: Path) -> None:
    plain, marked = entry("1", "Radweg kommt"), entry("1", "[GELÖSCHT] Radweg kommt")
    nights = captures(rss(plain), rss(plain, entry("2", "Markt")), rss(marked), rss(marked))
    for number, order in enumerate(itertools.permutations(nights)):
        found = archive(tmp_path / str(number), list(order), batch=1 + number % 4)
        assert [row[0] for row in found["versions"] if "Radweg" in row[0]] == ["Radweg kommt"]
        assert found["removals"] == [(at(2), at(3), 0, "marked-deleted", 1)]
        states = {row[0]: (row[3], row[4]) for row in found["articles"]}
        assert states == {"Radweg kommt": ("gone", at(2)), "Markt": ("live", at(2))}
        assert found["checks"] == []


def test_an_entry_whose_mark_is_taken_back_is_live_and_its_removal_is_history(tmp_path: Path) -> None:
    plain, marked = rss(entry("1", "Radweg kommt")), rss(entry("1", "GELÖSCHT: Radweg kommt"))
    found = archive(tmp_path, captures(plain, marked, plain))
    assert found["articles"][0][3:5] == ("live", at(3))
    assert [row[:2] for row in found["removals"]] == [(at(1), at(2))]
    assert len(found["versions"]) == 1


def test_an_edit_that_comes_with_the_mark_is_kept(tmp_path: Path) -> None:
    marked = entry("1", "[Gelöscht] Radweg kommt", "Diese Meldung war falsch.")
    found = archive(tmp_path, captures(rss(entry("1", "Radweg kommt")), rss(marked)))
    assert [(row[0], row[1]) for row in found["versions"]] == [
        ("Radweg kommt", TEXT),
        ("Radweg kommt", "Diese Meldung war falsch."),
    ]
    assert found["articles"][0][3] == "gone"


def test_a_mark_that_empties_the_entry_leaves_the_words_that_were_there(tmp_path: Path) -> None:
    found = archive(tmp_path, captures(rss(entry("1", "Radweg kommt")), rss(entry("1", "[Gelöscht]", ""))))
    assert found["articles"][0][:2] == ("Radweg kommt", TEXT)
    assert found["articles"][0][3] == "gone"


def test_an_entry_first_seen_with_its_mark_is_an_article_that_is_gone(tmp_path: Path) -> None:
    found = archive(tmp_path, captures(rss(entry("1", "[Gelöscht] Radweg kommt"))))
    assert found["articles"][0][0] == "Radweg kommt"
    assert found["articles"][0][3] == "gone"
    assert len(found["removals"]) == 1


def test_an_entry_that_is_no_longer_listed_is_not_gone(tmp_path: Path) -> None:
    found = archive(tmp_path, captures(rss(entry("1", "Radweg"), entry("2", "Markt")), rss(entry("2", "Markt"))))
    assert found["removals"] == []
    assert {row[3] for row in found["articles"]} == {"live"}


@pytest.mark.parametrize("ident", ["tag:dorf.example,2026:1", "https://dorf.example/?p=1", "https://dorf.example/1"])
def test_a_tombstone_is_a_removal(tmp_path: Path, ident: str) -> None:
    head = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">'
    link = '<link href="https://dorf.example/1"/>'
    listed = f"{head}<entry><id>{ident}</id>{link}<title>Radweg</title><summary>{TEXT}</summary></entry></feed>"
    deleted = f'{head}<at:deleted-entry ref="{ident}" when="2026-03-01T10:00:00Z"/></feed>'
    found = archive(tmp_path, captures(listed.encode(), deleted.encode()))
    assert found["removals"] == [(at(1), at(2), 0, "marked-deleted", 1)]
    assert [(row[0], row[1], row[3]) for row in found["articles"]] == [("Radweg", TEXT, "gone")]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("[GELÖSCHT] Radweg", ("Radweg", "[GELÖSCHT]")),
        ("Radweg [gelöscht]", ("Radweg", "[gelöscht]")),
        ("GELÖSCHT: Radweg", ("Radweg", "GELÖSCHT:")),
        ("[Borttagen] Ny bro", ("Ny bro", "[Borttagen]")),
        ("[Slettet] - Ny bro", ("Ny bro", "[Slettet]")),
        ("[Poistettu] Uusi silta", ("Uusi silta", "[Poistettu]")),
        ("[Deleted]", ("", "[Deleted]")),
        ("WITHDRAWN – New bridge", ("New bridge", "WITHDRAWN –")),
        ("Gelöscht: der Brand in der Halle", ("Gelöscht: der Brand in der Halle", "")),
        ("Waldbrand (gelöscht)", ("Waldbrand (gelöscht)", "")),
        ("Deleted scenes shown at the library", ("Deleted scenes shown at the library", "")),
        ("[Video] Deleted", ("[Video] Deleted", "")),
    ],
)
def test_a_mark_is_told_from_a_title(title: str, expected: tuple[str, str]) -> None:
    assert without_mark(title) == expected


def test_what_a_feed_adds_to_every_entry_is_no_lead_and_makes_no_version(tmp_path: Path) -> None:
    tail = "<br><hr><p>Alle Meldungen stehen auf unserer Seite im Netz.</p>"
    leads = {"1": "Der Radweg kommt.", "2": "Der Markt zieht um.", "3": "Die Schule ist zu.", "4": ""}
    before = rss(*(entry(path, f"Titel {path}", lead) for path, lead in leads.items()))
    after = rss(*(entry(path, f"Titel {path}", lead + tail) for path, lead in leads.items()))
    found = archive(tmp_path, captures(before, after))
    assert sorted(row[1] for row in found["articles"]) == sorted(leads.values())
    assert len(found["versions"]) == 4


def test_a_paragraph_of_a_description_that_the_content_says_again_is_not_kept_twice() -> None:
    content = (
        "<content:encoded><![CDATA[<p>Der Radweg kommt.</p><p>Er führt zur Mühle und zurück.</p>]]></content:encoded>"
    )
    page = told(entry("1", "Radweg", "<p>Der Radweg kommt.</p><p>Er führt zur […]</p>", more=content))[0]
    assert page.lead == "Der Radweg kommt."
    assert [block.text for block in page.blocks] == ["Der Radweg kommt.", "Er führt zur Mühle und zurück."]


@pytest.mark.parametrize("clock", ["gerade eben", "vor 3 Stunden", "Gestern", "Montag, 2. März 2026"])
def test_a_line_that_only_tells_when_an_entry_was_published_makes_no_version(tmp_path: Path, clock: str) -> None:
    def night(line: str) -> bytes:
        text = f"<p><time>{line}</time></p><p>{TEXT}</p>"
        dated = f"<pubDate>Mon, 02 Mar 2026 00:00:00 GMT</pubDate><content:encoded><![CDATA[{text}]]></content:encoded>"
        return rss(entry("1", "Radweg", "", more=dated))

    found = archive(tmp_path, captures(night("vor 2 Stunden"), night(clock)))
    assert [row[2] for row in found["versions"]] == [TEXT]


def test_a_day_that_an_entry_announces_is_part_of_its_text(tmp_path: Path) -> None:
    nights = [
        entry("1", "Markt", more=f"<content:encoded>&lt;p&gt;{day}. Mai 2026&lt;/p&gt;</content:encoded>")
        for day in (5, 6)
    ]
    assert len(archive(tmp_path, captures(*map(rss, nights)))["versions"]) == 2


def test_a_stripped_line_is_told_as_it_last_stood_whether_its_nights_came_one_by_one_or_at_once(tmp_path: Path) -> None:
    content = f"<content:encoded><![CDATA[<p>{{}}</p><p>{TEXT}</p>]]></content:encoded>"
    nights = captures(*(rss(entry("1", "Radweg", "", more=content.format(day))) for day in ("GESTERN", "Gestern")))
    told = []
    for batch in (1, 2):
        archive(tmp_path / str(batch), nights, batch)
        with Work(tmp_path / str(batch)) as work:
            told.append(work.db.execute("SELECT * FROM stripped_blocks").fetchall())
    assert [row[2] for row in told[0]] == ["Gestern"]
    assert told[0] == told[1]
