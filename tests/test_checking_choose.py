from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scr_mine.checking import clusters, sampling
from scr_mine.checking.choose import SHARES, choose, inferred_thresholds
from scr_mine.errors import UsageError
from scr_mine.records import Review, TaggedPassage

SCORES = st.lists(st.floats(0.01, 100.0), min_size=1, max_size=40)
STARTS = 2000


@given(SCORES, st.integers(1, 50))
def test_chances_sum_to_the_number_wanted_and_follow_the_scores(scores, n):
    chance = sampling.probabilities(np.array(scores), n)
    assert chance.sum() == pytest.approx(min(n, len(scores)))
    assert ((chance > 0) & (chance <= 1)).all()
    order = np.argsort(scores, kind="stable")
    assert (np.diff(chance[order]) >= -1e-9).all()


@settings(max_examples=30, deadline=None)
@given(SCORES, st.integers(1, 20))
def test_each_passage_is_drawn_as_often_as_its_chance_says(scores, n):
    chance = sampling.probabilities(np.array(scores), n)
    times = np.zeros(len(scores))
    for step in range(STARTS):
        drawn = sampling.systematic(chance, (step + 0.5) / STARTS)
        assert len(drawn) == min(n, len(scores))
        times[drawn] += 1
    assert np.abs(times / STARTS - chance).max() <= 1.5 / STARTS


@settings(max_examples=30, deadline=None)
@given(SCORES, st.integers(1, 20), st.integers(0, 2**20))
def test_estimates_from_the_sample_are_unbiased(scores, n, seed):
    values = np.random.default_rng(seed).integers(0, 10, len(scores))
    chance = sampling.probabilities(np.array(scores), n)
    estimates = []
    for step in range(STARTS):
        drawn = sampling.systematic(chance, (step + 0.5) / STARTS)
        estimates.append((values[drawn] / chance[drawn]).sum())
    slack = (values / chance).sum() * 1.5 / STARTS
    assert abs(np.mean(estimates) - values.sum()) <= slack + 1e-9


@pytest.mark.parametrize(
    ("sizes", "n", "due"),
    [
        ([10, 10], 6, [3, 3]),
        ([1, 10], 6, [1, 5]),
        ([2, 2], 9, [2, 2]),
        ([5, 0, 5], 4, [2, 0, 2]),
        ([], 4, []),
    ],
)
def test_groups_get_like_numbers_as_far_as_they_are_large_enough(sizes, n, due):
    assert sampling.allotted(sizes, n) == pytest.approx(due)


def test_texts_of_the_same_words_are_one_cluster_and_others_are_not():
    texts = ["the school wrote letters"] * 5 + ["rain fell over harbour walls"] * 5 + ["", "1 2"]
    found = clusters.clusters(texts, 2).tolist()
    assert len(set(found[:5])) == len(set(found[5:10])) == 1
    assert found[0] != found[5]
    assert clusters.clusters(texts, 2).tolist() == found
    assert clusters.clusters([], 3).tolist() == []


WORDS = ("ledger", "harbour", "violin", "carpet", "thunder", "valley", "window")


def passage(n, probabilities, *, review="r", scope="local", limit=0.3):
    return TaggedPassage(
        id=f"{review}/{n}",
        text=f"The {WORDS[n % 7]} stood near the {WORDS[n % 5]} and the {WORDS[n % 3]}.",
        role="finding",
        themes=tuple(t for t, p in probabilities.items() if p >= limit),
        probabilities=probabilities,
        model="m@1",
        review=Review(review_id=review, scope=scope),
    )


def many(*, reviews=6, each=40, national=2, seed=0):
    random = np.random.default_rng(seed)
    return [
        passage(
            n,
            {"common": float(random.beta(0.5, 2)), "rare": float(random.beta(0.2, 12))},
            review=f"r{r}",
            scope="national" if r < national else "local",
        )
        for r in range(reviews)
        for n in range(each)
    ]


def test_the_sample_is_the_same_for_a_seed_and_has_known_chances():
    found = choose(many(), 50, seed=3)
    assert found == choose(many(), 50, seed=3)
    assert found != choose(many(), 50, seed=4)
    assert len(found) == len({one.id for one in found}) == 50
    for one in found:
        assert one.weight == pytest.approx(1 / one.probability)
        # The random part is a floor under every chance.
        assert 50 * SHARES["random"] / 240 <= one.probability <= 1


def test_every_chance_is_the_same_whatever_the_seed():
    chances = {}
    for seed in range(40):
        for one in choose(many(), 50, seed=seed):
            assert chances.setdefault(one.id, one.probability) == one.probability
    assert len(chances) > 200


def test_weighted_counts_of_a_sample_estimate_those_of_all_passages():
    passages = many()
    truth = {p.id for p in passages if "common" in p.themes}
    estimates = [
        sum(one.weight for one in choose(passages, 60, seed=seed) if one.id in truth)
        for seed in range(200)
    ]
    error = np.std(estimates) / len(estimates) ** 0.5
    assert abs(np.mean(estimates) - len(truth)) < 3 * error
    assert error < 0.02 * len(passages)


def test_uncertain_and_rare_passages_are_favoured_and_say_why():
    plain = [passage(n, {"common": 0.001, "rare": 0.001}) for n in range(200)]
    uncertain = [passage(200 + n, {"common": 0.31, "rare": 0.001}) for n in range(5)]
    rare = [passage(300 + n, {"common": 0.001, "rare": 0.99}) for n in range(5)]
    found = choose(plain + uncertain + rare, 30, seed=1, thresholds={"common": 0.3, "rare": 0.3})
    by_id = {one.id: one for one in found}
    assert {p.id for p in uncertain} <= by_id.keys()
    assert by_id[uncertain[0].id].part == "uncertain"
    assert by_id[uncertain[0].id].reason == "uncertain: common"
    assert by_id[rare[0].id].reason == "rare theme: rare"
    assert by_id[rare[0].id].probability > 10 * min(one.probability for one in found)


def test_every_review_gets_its_due():
    same = [passage(n, {}, review=f"r{r}") for r in range(10) for n in range(20)]
    same = [replace(p, text="The same words.") for p in same]
    found = choose(same, 50, seed=9)
    counts = {f"r{r}": sum(one.id.startswith(f"r{r}/") for one in found) for r in range(10)}
    assert set(counts.values()) == {5}
    # One cluster, no probabilities: nothing tells the passages apart.
    assert [one.probability for one in found] == pytest.approx([0.25] * 50)


def test_groups_are_balanced_on_request():
    passages = many(reviews=8, national=1)
    national = {p.id for p in passages if p.review.scope == "national"}
    free = choose(passages, 60, seed=2)
    balanced = choose(passages, 60, seed=2, balance="scope")
    assert sum(one.id in national for one in free) < 20
    assert sum(one.id in national for one in balanced) == 30
    small = choose(passages, 200, seed=2, balance="scope")
    assert sum(one.id in national for one in small) == 40
    with pytest.raises(UsageError, match="cannot be balanced by 'colour'; use scope, board"):
        choose(passages, 5, seed=1, balance="colour")


def test_repeats_and_passages_done_are_never_chosen():
    passages = many(reviews=2, each=10)
    repeats = {p.id: passages[0].id for p in passages[1:6]}
    done = {p.id for p in passages[6:9]}
    found = choose(passages, 100, seed=1, repeats=repeats, done=done)
    assert [one.id for one in found] == [p.id for p in (passages[0], *passages[9:])]
    assert {one.probability for one in found} == {1.0}
    assert choose(passages, 0, seed=1) == []
    assert choose([], 5, seed=1) == []


def test_thresholds_are_inferred_from_the_marks():
    passages = [
        passage(1, {"a": 0.4, "b": 0.1}),
        passage(2, {"a": 0.7, "b": 0.2}),
        passage(3, {"a": 0.2, "b": 0.25}),
    ]
    assert inferred_thresholds(passages) == {"a": 0.4, "b": 0.4}
    assert inferred_thresholds(passages[2:]) == {"a": 0.5, "b": 0.5}
