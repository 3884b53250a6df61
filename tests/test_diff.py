import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.align import align
from archive.diff import Change, as_html, as_text, counts, diff_links, diff_words
from tests.growth import assert_linear

LETTERS = st.lists(st.sampled_from("abcde"), max_size=40)
TEXTS = st.text(alphabet="ab å.,\n", max_size=80)


def shown(old, new):
    return as_text(diff_words(old, new))


def words(changes, *ops):
    return " ".join(change.text for change in changes if change.op in ops).split()


def test_changed_word_is_shown_whole():
    assert shown("Branden började klockan 22.15 i Åby.", "Branden började klockan 22.45 i Åby.") == (
        "Branden började klockan [-22.15-] {+22.45+} i Åby."
    )


def test_added_and_struck_sentences_stay_in_their_paragraph():
    assert shown("Ett två.\n\nSist.", "Ett två. Tre fyra.\n\nSist.") == "Ett två. {+Tre fyra.+}\n\nSist."
    assert shown("Ett två. Tre fyra.\n\nSist.", "Ett två.\n\nSist.") == "Ett två. [-Tre fyra.-]\n\nSist."


def test_moved_paragraph_is_neither_added_nor_removed():
    first, second, third = "Ett helt stycke om vatten.", "Ett annat om el och värme.", "Det tredje om skolan."
    changes = diff_words("\n\n".join([first, second, third]), "\n\n".join([third, first, second]))
    assert Change("moved", f"{third}\n\n") in changes
    assert counts(changes) == (0, 0)


PARTS = [
    "Branden på Storgatan startade i en källare, säger räddningsledaren, som bedömer att ingen är skadad.",
    "Polisen söker nu vittnen som har sett något i området mellan klockan nio och elva på kvällen.",
    "Kommunen öppnar en samlingspunkt i skolan, där de boende kan få hjälp och mat under helgen.",
    "Trafiken leds om över den norra bron tills vägen har sanerats, enligt trafikverkets besked.",
]
EDITED = [
    part.replace("källare", "lägenhet").replace("klockan", "kl.").replace("skolan", "kyrkan").replace("norra", "södra")
    for part in PARTS
]


@pytest.mark.parametrize("order", [(2, 0, 1), (1, 2, 0), (2, 1, 0), (3, 1, 0, 2)])
@pytest.mark.parametrize("changed", range(3))
def test_moved_paragraph_with_a_word_changed_is_shown_moved_with_that_word(order, changed):
    new = "\n\n".join(EDITED[part] if part == changed else PARTS[part] for part in order)
    changes = diff_words("\n\n".join(PARTS[: len(order)]), new)
    assert counts(changes) == (1, 1) and "moved" in {change.op for change in changes}


def test_changed_word_of_a_moved_paragraph_stands_within_it():
    new = "\n\n".join([EDITED[2], *PARTS[:2]])
    assert shown("\n\n".join(PARTS[:3]), new).partition("\n\n")[0] == (
        "{>Kommunen öppnar en samlingspunkt i<} [-skolan-]{+kyrkan+}{>, där de boende kan få hjälp och mat under helgen.<}"
    )


def test_paragraphs_that_are_all_changed_and_change_places_are_told_word_by_word():
    changes = diff_words("\n\n".join(PARTS), "\n\n".join(EDITED[part] for part in (2, 3, 0, 1)))
    assert counts(changes) == (4, 4) and sum(change.op == "moved" for change in changes) >= 2


def test_paragraph_changed_beside_one_that_moved_in_is_told_where_it_stands():
    old = f"{PARTS[0]}\n\n{PARTS[1]}\n\nMitt.\n\n{PARTS[2]}"
    changes = diff_words(old, f"{EDITED[0]}\n\n{PARTS[2]}\n\n{EDITED[1]}\n\nMitt.")
    assert counts(changes) == (2, 2) and Change("moved", f"{PARTS[2]}\n\n") in changes


def test_paragraph_that_stands_once_more_is_added_once():
    changes = diff_words("Vatten stängs av.\n\nMitt.", "Mitt.\n\nVatten stängs av.\n\nSlut.\n\nVatten stängs av.")
    assert counts(changes) == (4, 0)


def test_rewritten_paragraph_is_shown_as_gone_and_come_rather_than_in_shreds():
    changes = diff_words("Polisen söker vittnen till rånet.", "Kommunen öppnar en ny badplats vid sjön i juni.")
    assert [change.op for change in changes] == ["removed", "added"]


def test_equal_texts_have_no_changes_and_empty_ones_nothing_at_all():
    assert diff_words("Samma text.", "Samma text.") == [Change("same", "Samma text.")]
    assert diff_words("", "") == [] and counts(diff_words("", "Tre nya ord")) == (3, 0)


def test_punctuation_is_shown_but_counts_as_no_word():
    changes = diff_words("Malmö, Lund", "Malmö. Lund")
    assert as_text(changes) == "Malmö[-,-] {+.+} Lund" and counts(changes) == (0, 0)


def test_html_is_escaped():
    assert as_html(diff_words("a <b> x", "a <i> x")) == "a &lt;<del>b</del><ins>i</ins>&gt; x"


def test_terminal_cannot_be_steered_by_a_text():
    assert "\x1b" not in as_text(diff_words("a \x1b[2J b", "a \x1b[2J c"))
    assert "\x1b[32;1mc\x1b[0m" in as_text(diff_words("a b", "a c"), colour=True)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_what_stays_and_comes_is_the_new_text_and_what_stays_and_goes_has_the_old_words(old, new):
    changes = diff_words(old, new)
    assert "".join(words(changes, "same", "added", "moved")) == "".join(new.split())
    assert sorted("".join(words(changes, "same", "removed", "moved"))) == sorted("".join(old.split()))


PARAGRAPHS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["", "mycket "])).map(
        lambda each: PARTS[each[0]].replace("i ", f"i {each[1]}", 1)
    ),
    max_size=7,
).map("\n\n".join)


@settings(deadline=None)
@given(PARAGRAPHS, PARAGRAPHS)
def test_no_word_is_lost_or_made_up_when_paragraphs_move_and_change(old, new):
    changes = diff_words(old, new)
    assert "".join(words(changes, "same", "added", "moved")) == "".join(new.split())
    assert Counter("".join(words(changes, "same", "removed", "moved"))) == Counter("".join(old.split()))


@settings(deadline=None)
@given(LETTERS, LETTERS)
def test_alignment_covers_both_sides_and_pairs_only_equal_items(old, new):
    at_old = at_new = 0
    for op in align(old, new):
        assert (op.old_from, op.new_from) == (at_old, at_new) and op.size > 0
        if op.same:
            assert old[op.old_from : op.old_to] == new[op.new_from : op.new_to]
        at_old, at_new = op.old_to, op.new_to
    assert (at_old, at_new) == (len(old), len(new))


def words_of(size, seed=1, often=10):
    """So many words, each of them about so often."""
    return random.Random(seed).choices([f"ord{number}" for number in range(size // often + 1)], k=size)


def paragraphs_of(size, seed=1):
    """So many words in paragraphs of 50."""
    every = words_of(size, seed, often=2)
    return [every[place : place + 50] for place in range(0, size, 50)]


def edited(paragraphs):
    return [[*each[:20], "nytt", *each[21:]] for each in paragraphs]


def shuffled(paragraphs):
    return random.Random(5).sample(paragraphs, len(paragraphs))


def half_moved(paragraphs):
    """Every second one in the order backwards, between those that stay."""
    moved = iter(paragraphs[1::2][::-1])
    return [next(moved) if place % 2 else each for place, each in enumerate(paragraphs)]


def by_words(old, new):
    return lambda size: (" ".join(old(size)), " ".join(new(size)))


def by_paragraphs(old, new):
    return lambda size: tuple("\n\n".join(" ".join(each) for each in side(size)) for side in (old, new))


LONG = words_of(30_000)
ONE_WORD = " ".join(LONG), " ".join([*LONG[:15_000], "nytt", *LONG[15_001:]])
HOSTILE = {
    "one word": by_words(words_of, lambda size: [*words_of(size)[:-100], "nytt", *words_of(size)[-99:]]),
    "equal words": by_words(lambda size: ["a"] * size, lambda size: [*["a"] * (size - 1), "b"]),
    "shifted pairs": by_words(lambda size: ["a", "b"] * (size // 2), lambda size: ["b", "a"] * (size // 2)),
    "like pairs": by_words(lambda size: ["a", "a", "b"] * (size // 2), lambda size: ["a", "b", "b"] * (size // 2)),
    "backwards": by_words(words_of, lambda size: words_of(size)[::-1]),
    "equal paragraphs": by_words(lambda size: ["a\n\n"] * size, lambda size: ["a\n\n", "b\n\n"] * (size // 2)),
    "one endless word": by_words(lambda size: ["å" * 10 * size], lambda size: ["ä" * 10 * size]),
    "dashes": by_words(lambda size: ["-" * 10 * size], lambda size: ["-."] * 5 * size),
    "other words": by_paragraphs(paragraphs_of, lambda size: paragraphs_of(size, 2)),
    "every paragraph edited": by_paragraphs(paragraphs_of, lambda size: edited(paragraphs_of(size))),
    "edited and in another order": by_paragraphs(paragraphs_of, lambda size: shuffled(edited(paragraphs_of(size)))),
    "every second paragraph moved": by_words(
        lambda size: [f"{number}\n\n" for number in range(size)],
        lambda size: [f"{each}\n\n" for each in half_moved(range(size))],
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_comparing_takes_time_proportional_to_the_length_of_the_texts_whatever_they_hold(name):
    assert_linear(lambda texts: diff_words(*texts), HOSTILE[name], 2_000)


def test_comparing_links_takes_time_proportional_to_their_number():
    links = by_words(lambda size: map(str, range(size)), lambda size: map(str, range(0, 2 * size, 2)))
    assert_linear(lambda texts: diff_links(*(each.replace(" ", "\n") for each in texts)), links, 2_000)


@pytest.mark.parametrize("kind", ["every paragraph edited", "edited and in another order"])
def test_word_that_comes_in_each_of_a_hundred_paragraphs_is_told_a_hundred_times(kind):
    assert counts(diff_words(*HOSTILE[kind](5_000))) == (100, 100)


def test_one_changed_word_in_a_long_text_is_one_change():
    assert counts(diff_words(*ONE_WORD)) == (1, 1)


def test_many_scattered_edits_in_a_long_text_are_found_one_by_one():
    new = [f"ny{place}" if place % 100 == 50 else word for place, word in enumerate(LONG)]
    assert counts(diff_words(" ".join(LONG), " ".join(new))) == (300, 300)


def test_links_that_went_and_came_are_told() -> None:
    assert diff_links("https://a.example/1\nhttps://a.example/2", "https://a.example/2\nhttps://a.example/3") == (
        ["https://a.example/1"],
        ["https://a.example/3"],
    )
    assert diff_links("", "") == ([], [])
