from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from archive.records import Observation, Wording
from archive.versions import versions

AT = "2024-05-{:02}T06:00:00Z"


def seen(day, body="", *, title="Rubrik", lead="", stream="page", authority=False, reading=0, **rest):
    wording = Wording(title=title, lead=lead, body=body, **rest)
    return Observation(at=AT.format(day), stream=stream, wording=wording, authority=authority, reading=reading or day)


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


def test_earlier_wording_again_is_a_revert_each_time():
    assert kinds(*(seen(day, "AB"[day % 2]) for day in range(1, 6))) == ["first", "edit", "revert", "revert", "revert"]


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


@given(st.lists(WORDINGS, max_size=12), st.randoms())
def test_order_of_arrival_and_repetition_make_no_difference(observations, random):
    mixed = observations * 2
    random.shuffle(mixed)
    expected = versions(observations)
    found = versions(mixed)
    assert [(v.wording, v.change, v.seen_from, v.seen_to) for v in found] == [
        (v.wording, v.change, v.seen_from, v.seen_to) for v in expected
    ]


@given(st.lists(WORDINGS, min_size=1, max_size=12))
def test_versions_are_numbered_dated_in_order_and_differ_from_the_one_before(observations):
    made = versions(observations)
    assert [version.number for version in made] == list(range(1, len(made) + 1))
    assert made[0].change == "first" and all(version.seen_from <= version.seen_to for version in made)
    for before, after in pairwise(made):
        assert before.seen_to <= after.seen_from and after.change != "first"
