from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import Observation, Wording
from archive.versions import current, versions

AT = "2024-05-{:02}T06:00:00Z"


def seen(day, body="", *, stream="page", authority=False, month=5, hour=6, **words):
    return Observation(
        at=f"2024-{month:02}-{day:02}T{hour:02}:00:00Z",
        stream=stream,
        wording=Wording(**{"title": "Rubrik", "body": body, **words}),
        authority=authority,
        reading=day,
        capture=day,
    )


def item(day, title="Rubrik", lead="Ingress", **rest):
    return seen(day, title=title, lead=lead, stream="item", **rest)


def kinds(*observations):
    return [version.change for version in versions(observations)]


def test_no_observation_makes_no_version():
    assert versions([]) == []


def test_unchanged_page_has_one_version_seen_from_first_to_last():
    (only,) = versions([seen(1, "A"), seen(2, "A"), seen(9, "A")])
    assert (only.change, only.seen_from, only.seen_to) == ("first", AT.format(1), AT.format(9))
    assert only.readings == (1, 2, 9)


def test_edited_release_becomes_version_two():
    first, second = versions([seen(1, "Bygget kostar 80 kronor."), seen(2, "Bygget kostar 120 kronor.")])
    assert (second.number, second.change, second.words_added, second.words_removed) == (2, "edit", 1, 1)
    assert (first.seen_to, second.seen_from) == (AT.format(1), AT.format(2))


def test_punctuation_space_and_case_are_minor():
    assert kinds(seen(1, "Polisen söker vittnen"), seen(2, "polisen  söker vittnen!")) == ["first", "minor"]


def test_letter_number_and_currency_are_edits():
    assert kinds(seen(1, "Anna 10 kr"), seen(2, "Anne 10 kr"), seen(3, "Anne 11 kr")) == ["first", "edit", "edit"]
    assert kinds(seen(1, "10 €"), seen(2, "10 $")) == ["first", "edit"]


def test_link_that_leads_elsewhere_and_swapped_attachment_are_edits():
    assert kinds(seen(1, "A", links=("https://a.example/",)), seen(2, "A", links=("https://b.example/",))) == [
        "first",
        "edit",
    ]
    assert kinds(seen(1, "A", attachments=("https://a.example/1.pdf",)), seen(2, "A")) == ["first", "edit"]


def test_an_edit_that_is_taken_back_is_a_revert():
    assert kinds(seen(1, "A"), seen(2, "B"), seen(3, "A")) == ["first", "edit", "revert"]


def test_two_wordings_that_take_turns_are_no_edits_from_the_third_switch_on():
    first, second, third = versions([seen(day, "BA"[day % 2]) for day in range(1, 10)])
    assert [version.change for version in (first, second, third)] == ["first", "edit", "revert"]
    assert (second.seen_to, third.seen_to) == (AT.format(8), AT.format(9))
    assert (len(second.returns), len(third.returns)) == (3, 3)
    assert [first.captures, second.captures, third.captures] == [(1,), (2, 4, 6, 8), (3, 5, 7, 9)]


def test_variants_that_differ_within_one_night_are_told_as_over_several():
    nights = [seen(night, wording, hour=hour) for night in range(1, 8) for hour, wording in ((21, "A"), (23, "B"))]
    assert kinds(*nights) == ["first", "edit", "revert"]


def test_a_third_wording_amid_two_that_take_turns_is_an_edit_of_the_one_shown_last():
    made = versions([*(seen(day, "BA"[day % 2]) for day in range(1, 9)), seen(9, "Helt nya ord")])
    assert [version.change for version in made] == ["first", "edit", "revert", "edit"]
    assert [version.follows for version in made] == [0, 1, 2, 2]
    assert (made[3].words_added, made[3].words_removed) == (3, 1)


def test_a_third_wording_that_differs_in_a_comma_from_the_variant_shown_last_is_minor():
    assert kinds(*(seen(day, ("Ett två", "Tre fyra")[day % 2]) for day in range(1, 7)), seen(7, "Ett, två"))[3:] == [
        "minor"
    ]


def test_variants_go_on_taking_turns_after_an_edit_that_was_taken_back():
    assert kinds(*(seen(day, letter) for day, letter in enumerate("ABABCABAB", 1))) == [
        "first", "edit", "revert", "edit", "revert",
    ]  # fmt: skip


def test_three_variants_are_known_when_they_come_round_again():
    assert kinds(*(seen(day, letter) for day, letter in enumerate("ABCABCABC", 1))) == [
        "first",
        "edit",
        "edit",
        "revert",
    ]


def test_a_change_made_back_and_forth_over_months_is_told_each_time():
    observations = [seen(1, "AB"[number % 2], month=1 + 2 * number) for number in range(5)]
    assert kinds(*observations) == ["first", "edit", "revert", "revert", "revert"]


def test_the_wording_that_is_shown_now_is_the_one_seen_last():
    made = versions([seen(day, letter) for day, letter in enumerate("ABABBBB", 1)])
    assert (len(made), current(made).number, current(made).wording.body) == (3, 2, "B")


def test_what_was_told_of_a_page_is_not_taken_back_by_what_comes_after():
    days = [seen(day, letter) for day, letter in enumerate("ABABACACAB", 1)]
    told = [[(v.number, v.change, v.seen_from) for v in versions(days[:count])] for count in range(1, len(days) + 1)]
    assert all(after[: len(before)] == before for before, after in pairwise(told))


def test_changed_headline_alone_is_an_edit():
    assert kinds(seen(1, "A", title="Fem skadade"), seen(2, "A", title="Sex skadade")) == ["first", "edit"]


def test_teaser_of_a_feed_stands_until_the_page_is_seen():
    (only,) = versions([item(1), seen(2, "Hela texten.", title="Rubriken i full längd")])
    assert (only.wording.title, only.wording.body, only.seen_to) == (
        "Rubriken i full längd",
        "Hela texten.",
        AT.format(2),
    )


def test_teaser_edited_before_the_page_is_seen_makes_a_version_and_the_page_belongs_to_it():
    first, second = versions([item(1, "Gammal"), item(2, "Ny"), seen(3, "Text.", title="Ny")])
    assert (first.wording.title, first.wording.body) == ("Gammal", "")
    assert (second.wording.title, second.wording.body, second.change) == ("Ny", "Text.", "edit")


def test_teaser_makes_no_version_once_the_page_is_known_and_does_not_show_its_words():
    (only,) = versions([seen(1, "A"), item(2, "Annan rubrik"), item(3, "Tredje rubrik")])
    assert only.wording == Wording(title="Rubrik", body="A")
    assert (only.seen_to, only.readings) == (AT.format(1), (1,))


def test_the_page_goes_before_open_data_that_has_not_changed():
    (only,) = versions([item(1, authority=True), seen(2, "Text.", title="Sajtens rubrik", lead="Sajtens ingress")])
    assert only.wording == Wording(title="Sajtens rubrik", lead="Sajtens ingress", body="Text.")


def test_changed_summary_in_open_data_is_a_version_although_the_page_still_shows_the_old_one():
    made = versions(
        [item(1, authority=True), seen(2, "Text."), item(4, lead="Ny ingress", authority=True), seen(5, "Text.")]
    )
    assert [(version.change, version.seen_from) for version in made] == [
        ("first", AT.format(1)),
        ("edit", AT.format(4)),
    ]
    assert (made[1].wording.lead, made[1].wording.body, made[1].seen_to) == ("Ny ingress", "Text.", AT.format(5))


def test_headline_changed_first_in_open_data_and_then_on_the_page_is_one_edit():
    made = versions(
        [
            item(1, "A", authority=True),
            seen(1, "Text.", title="A"),
            item(2, "B", authority=True),
            seen(3, "Text.", title="B"),
        ]
    )
    assert [(version.change, version.wording.title) for version in made] == [("first", "A"), ("edit", "B")]


def test_open_data_changed_before_the_page_was_ever_seen_is_not_undone_by_it():
    made = versions([item(1, "A", authority=True), item(2, "B", authority=True), seen(3, "Text.", title="A")])
    assert [(version.wording.title, version.wording.body) for version in made] == [("A", ""), ("B", "Text.")]


def test_open_data_that_is_first_seen_after_the_page_changes_nothing():
    (only,) = versions([seen(1, "Text.", title="Sajtens"), item(2, "Öppna data", authority=True)])
    assert (only.wording.title, only.change, only.seen_to) == ("Sajtens", "first", AT.format(2))


def test_listing_keeps_a_version_alive_while_the_page_does_not_answer():
    (only,) = versions([item(1, authority=True), seen(1, "Text."), item(5, authority=True)])
    assert only.seen_to == AT.format(5)


WORDINGS = st.builds(
    seen,
    st.integers(1, 6),
    st.sampled_from(["A", "a", "B", ""]),
    title=st.sampled_from(["R", "S"]),
    stream=st.sampled_from(["item", "page"]),
    authority=st.booleans(),
)


@settings(deadline=None)
@given(st.lists(WORDINGS, max_size=12), st.randoms())
def test_order_of_arrival_and_repetition_make_no_difference(observations, random):
    mixed = observations * 2
    random.shuffle(mixed)
    expected = versions(observations)
    found = versions(mixed)
    assert [(v.wording, v.change, v.seen_from, v.seen_to) for v in found] == [
        (v.wording, v.change, v.seen_from, v.seen_to) for v in expected
    ]


@settings(deadline=None)
@given(st.lists(WORDINGS, min_size=1, max_size=12))
def test_versions_are_numbered_dated_in_order_and_differ_from_the_one_before(observations):
    made = versions(observations)
    assert [version.number for version in made] == list(range(1, len(made) + 1))
    assert made[0].change == "first" and all(version.seen_from <= version.seen_to for version in made)
    for before, after in pairwise(made):
        assert before.seen_from <= after.seen_from and after.change != "first"
        assert before.returns or before.seen_to <= after.seen_from
        assert 0 < after.follows < after.number


def test_where_the_lead_ends_is_no_change_and_what_it_says_is():
    assert kinds(seen(1, "Brödtext", lead="Ingress"), seen(2, "Ingress\n\nBrödtext")) == ["first"]
    assert kinds(seen(1, "Brödtext", lead="Ingress"), seen(2, "Ny ingress\n\nBrödtext")) == ["first", "edit"]
    back = kinds(seen(1, "B", lead="A"), seen(2, "A\n\nC"), seen(3, "A\n\nB"))
    assert back == ["first", "edit", "revert"]


def test_a_new_lead_that_the_listing_tells_first_is_one_edit_of_a_page_that_marks_none():
    told = [
        item(1, lead="Gammal", authority=True),
        seen(2, "Gammal\n\nBrödtext"),
        item(3, lead="Ny", authority=True),
        seen(4, "Ny\n\nBrödtext"),
        item(5, lead="Ny", authority=True),
    ]
    first, second = versions(told)
    assert (first.wording.body, second.wording.body) == ("Gammal\n\nBrödtext", "Ny\n\nBrödtext")
    assert (second.seen_from, second.words_added, second.words_removed) == (AT.format(3), 1, 1)


def test_a_new_lead_that_the_page_told_first_is_one_edit_too():
    told = [
        item(1, lead="Gammal", authority=True),
        seen(2, "Gammal\n\nBrödtext"),
        seen(3, "Ny\n\nBrödtext"),
        item(4, lead="Ny", authority=True),
    ]
    assert [version.wording.body for version in versions(told)] == ["Gammal\n\nBrödtext", "Ny\n\nBrödtext"]
