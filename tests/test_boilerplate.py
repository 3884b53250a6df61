"""Boilerplate: told by the slot that a block stands in and by how the source's pages use it, not by how often it occurs."""

from __future__ import annotations

import random

import pytest

from archive.records import Block, Page
from dedupe.boilerplate import Model, Sighted, learn, least_share
from dedupe.clean import clean, page_marks, wording
from dedupe.marks import Marks, block_mark, marks
from tests.growth import TIMES, assert_linear

BODY, BOX, HEAD = "body/main/div.text/p", "body/main/div.notice/p", "body/main/div.text/h2"


def page(number: int, *blocks: tuple[str, str], day: int = 1) -> Sighted:
    """A page seen on one day; blocks are (path, text)."""
    made = tuple(Block(text=text, tag="p", path=path) for path, text in blocks)
    at = f"2024-{1 + day // 28:02}-{1 + day % 28:02}T22:00:00Z"
    return Sighted(page=f"p{number}", first_at=at, last_at=at, marks=marks(Page(key=f"p{number}", blocks=made)))


def own(number: int, count: int = 3) -> list[tuple[str, str]]:
    """Paragraphs that no other page has."""
    return [(BODY, f"Stycke {part} om ärende {number}, som ingen annan sida har.") for part in range(count)]


def rule(model: Model, path: str, text: str) -> str:
    """By which rule a block is boilerplate; "" when it is not."""
    repeat = model.repeats.get(block_mark(Block(text=text, tag="p", path=path)))
    return repeat.rule if repeat else ""


FREQUENT = "Polisen har upprättat en anmälan."
NOTICE = "Händelserna på sidan är ett urval av allt som sker."


@pytest.mark.parametrize("share", [0.1, 0.3, 0.45])
def test_a_frequent_sentence_in_a_changing_slot_is_kept(share: float) -> None:
    chance = random.Random(1)
    pages = [page(n, *own(n), *([(BODY, FREQUENT)] if chance.random() < share else []), day=n) for n in range(200)]
    assert rule(learn(pages), BODY, FREQUENT) == ""


def test_a_notice_in_its_own_slot_is_known_from_the_third_page_on() -> None:
    pages = [page(n, *own(n), (BOX, NOTICE)) for n in range(4)]
    assert [rule(learn(pages[:count]), BOX, NOTICE) for count in range(5)] == ["", "", "", "slot", "slot"]


def test_a_changed_notice_is_known_by_its_own_pages() -> None:
    later = "Från i dag gäller en ny text om urvalet."
    pages = [page(n, *own(n), (BOX, NOTICE if n < 40 else later), day=n) for n in range(44)]
    model = learn(pages)
    assert (rule(model, BOX, NOTICE), rule(model, BOX, later)) == ("slot", "slot")


def test_a_standing_paragraph_at_the_end_of_the_text_is_known_by_its_share() -> None:
    pages = [page(n, *own(n), *([(BODY, NOTICE)] if n % 10 else []), day=n) for n in range(60)]
    assert rule(learn(pages), BODY, NOTICE) == "share"


def test_a_paragraph_that_stood_on_every_page_of_a_time_is_known_by_that_time() -> None:
    pages = [page(n, *own(n), *([(BODY, NOTICE)] if n < 30 else []), day=n) for n in range(200)]
    assert rule(learn(pages), BODY, NOTICE) == "span"


def test_a_heading_that_comes_back_now_and_then_is_kept() -> None:
    pages = [page(n, *own(n), (HEAD, "Fakta" if n % 4 == 0 else f"Rubrik {n}"), day=n) for n in range(80)]
    assert rule(learn(pages), HEAD, "Fakta") == ""


def test_two_pages_are_too_few_to_tell() -> None:
    assert learn([page(n, (BOX, NOTICE)) for n in range(2)]).repeats == {}


def test_nothing_is_learned_from_nothing() -> None:
    assert learn([]).repeats == {}
    assert learn([page(n) for n in range(5)]).repeats == {}


def test_many_wordings_of_one_page_are_one_page() -> None:
    assert learn([page(1, *own(1), (BOX, NOTICE), day=day) for day in range(50)]).repeats == {}


def test_case_and_white_space_make_no_other_block() -> None:
    spellings = [NOTICE, NOTICE.upper(), f"  {NOTICE.replace(' ', '  ')}"]
    pages = [page(n, *own(n), (BOX, spellings[n % 3])) for n in range(6)]
    assert rule(learn(pages), BOX, NOTICE) == "slot"


def test_the_evidence_counts_pages_and_tells_the_time() -> None:
    pages = [page(n, *own(n), (BOX, NOTICE), day=n) for n in range(5)]
    repeat = learn(pages).repeats[block_mark(Block(text=NOTICE, tag="p", path=BOX))]
    assert (repeat.pages, repeat.pages_total, repeat.first_at[:10], repeat.last_at[:10]) == (
        5,
        5,
        "2024-01-01",
        "2024-01-05",
    )


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_pages_does_not_matter(seed: int) -> None:
    chance = random.Random(seed)
    pages = [
        page(
            n % 70, *own(n % 70, chance.randrange(4)), (BOX, chance.choice([NOTICE, "Annan text.", f"Egen {n}"])),
            *([(BODY, FREQUENT)] if chance.random() < 0.8 else []), day=chance.randrange(90),
        )
        for n in range(100)
    ]  # fmt: skip
    expected = learn(pages)
    for _ in range(4):
        chance.shuffle(pages)
        found = learn(pages)
        assert found == expected and list(found.repeats) == list(expected.repeats)


def test_marks_survive_being_stored() -> None:
    before = marks(Page(key="a", blocks=tuple(Block(text=t, tag="p", path=BODY) for t in ("Ett två", "Kakor"))))
    after = Marks.from_bytes(before.to_bytes())
    assert all((getattr(before, name) == getattr(after, name)).all() for name in Marks.__slots__)


@pytest.mark.parametrize(("pages", "total", "least"), [(0, 0, 0.0), (0, 10, 0.0), (3, 3, 0.438), (50, 100, 0.404)])
def test_a_share_of_few_pages_is_worth_less(pages: int, total: int, least: float) -> None:
    assert least_share(pages, total) == pytest.approx(least, abs=0.001)


def test_learning_takes_time_proportional_to_the_number_of_pages() -> None:
    pages = [page(n, *own(n, 5), (BOX, NOTICE), (BODY, FREQUENT), day=n % 300) for n in range(2000)]
    assert_linear(learn, lambda size: pages[:size] * 5, len(pages) // TIMES)
    assert len(learn(pages * 5).repeats) == 2


def test_a_text_that_is_published_again_and_again_is_no_boilerplate() -> None:
    """A fire ban that is announced every day of a dry week is news every day."""
    ban = "Länsstyrelsen har i dag beslutat om eldningsförbud i hela länet på grund av torkan som har varat sedan maj."
    pages = [_article(number, ban) for number in range(6)]
    model = learn(_sighted(page, f"2024-07-0{number + 1}T01:00:00Z") for number, page in enumerate(pages))
    for page in pages:
        assert ban in wording(page, clean(page, model)).body


def _article(number: int, text: str) -> Page:
    blocks = (
        Block(text="Eldningsförbud", tag="h1", path="body/main/h1", zone="main", role="title"),
        Block(text=text, tag="p", path="body/main/p", zone="main"),
        Block(text=f"{text} Förbudet gäller tills vidare.", tag="p", path="body/main/p", zone="main"),
    )
    return Page(key=f"p{number}", title="Eldningsförbud", blocks=blocks)


def _sighted(page: Page, at: str) -> Sighted:
    return Sighted(page=page.key, first_at=at, last_at=at, marks=page_marks(page))
