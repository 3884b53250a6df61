import random
from itertools import combinations

import pytest

from dedupe.alike import Alike, pairs
from dedupe.clusters import Cluster, Member, clusters

DAYS = {"a": "2024-01-01", "b": "2024-01-02", "c": "2024-01-03", "d": "2024-01-04"}


def near(a, b, similarity):
    return Alike(a, b, "near", similarity)


def test_cluster_starts_with_the_earliest_publication_and_has_its_id():
    times = {"a": "2024-02-02T10:00:00Z", "b": "2024-02-02T09:00:00Z"}
    assert clusters(times, [near("a", "b", 0.9)]) == [
        Cluster("b", (Member("b", "first", 1.0), Member("a", "near", 0.9))),
    ]


def test_same_time_is_decided_by_id_and_unknown_time_comes_last():
    assert [one.id for one in clusters({"b": "2024", "a": "2024"}, [near("a", "b", 0.9)])] == ["a"]
    assert [one.id for one in clusters({"b": "2024", "a": ""}, [near("a", "b", 0.9)])] == ["b"]


def test_like_texts_below_the_threshold_are_linked_and_not_clustered():
    assert clusters(DAYS, [near("a", "b", 0.79), Alike("c", "d", "contained", 0.4)]) == []
    assert len(clusters(DAYS, [near("a", "b", 0.8)])) == 1


def test_chain_of_like_texts_makes_no_cluster_of_its_ends():
    chain = [near("a", "b", 0.85), near("b", "c", 0.85), near("c", "d", 0.85)]
    found = clusters(DAYS, chain)
    assert [[member.id for member in one.members] for one in found] == [["a", "b"], ["c", "d"]]


def test_text_joins_the_most_similar_first_and_of_equals_the_earliest():
    found = clusters(DAYS, [near("a", "c", 0.81), near("b", "c", 0.93), near("a", "d", 0.9), near("b", "d", 0.9)])
    assert {one.id: [member.id for member in one.members] for one in found} == {"a": ["a", "d"], "b": ["b", "c"]}


def test_copy_goes_where_the_text_goes_that_it_copies():
    found = clusters(DAYS, [near("a", "b", 0.9), Alike("b", "c", "exact", 1.0), Alike("b", "d", "exact", 1.0)])
    assert found == [
        Cluster(
            "a",
            (Member("a", "first", 1.0), *(Member(each, "near", 0.9) for each in "bcd")),
        )
    ]


def test_copies_of_the_first_are_exact_members():
    (found,) = clusters(DAYS, [Alike("a", each, "exact", 1.0) for each in "bcd"])
    assert [member.kind for member in found.members] == ["first", "exact", "exact", "exact"]


def test_order_of_the_pairs_does_not_matter():
    chance = random.Random(3)
    times = {f"t{number:02}": f"2024-01-{chance.randint(1, 9):02}" for number in range(40)}
    alike = [near(a, b, round(chance.uniform(0.7, 1), 2)) for a, b in combinations(times, 2) if chance.random() < 0.2]
    expected = clusters(times, alike)
    assert expected
    for _ in range(5):
        chance.shuffle(alike)
        swapped = [near(one.b, one.a, one.similarity) if chance.random() < 0.5 else one for one in alike]
        assert clusters(dict(chance.sample(list(times.items()), len(times))), swapped) == expected


def test_every_member_is_like_the_first_and_in_one_cluster_only():
    chance = random.Random(4)
    texts = {}
    for number in range(200):
        line = [f"ord{word}" for word in range(100)]
        for _ in range(chance.randint(0, 6)):
            line[chance.randrange(100)] = f"annat{chance.randrange(50)}"
        texts[f"t{number:03}"] = " ".join(line)
    times = {each: f"2024-01-{chance.randint(1, 28):02}" for each in texts}
    alike = pairs(texts, times)
    found = clusters(times, alike)
    similarity = {frozenset((one.a, one.b)): one.similarity for one in alike}
    members = [member.id for one in found for member in one.members]
    assert len(members) == len(set(members)) > 50
    for one in found:
        assert min(one.members, key=lambda member: (times[member.id], member.id)).id == one.id
        for member in one.members[1:]:
            assert member.similarity >= 0.8
            assert similarity.get(frozenset((one.id, member.id)), member.similarity) == member.similarity


def test_pair_of_an_unknown_text_is_an_error():
    with pytest.raises(KeyError):
        clusters({"a": ""}, [near("a", "x", 0.9)])
