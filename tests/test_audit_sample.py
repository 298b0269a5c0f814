import random
from dataclasses import replace

import audit_made as made
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import review, tagged

from scr_mine.audit import design as designs
from scr_mine.audit import sample
from scr_mine.audit.population import population
from scr_mine.errors import InputError, UsageError
from scr_mine.store import dumps

PASSAGES = made.passages()
FOUND = made.gathered(PASSAGES).population


def draw(n=40, seed=1, by="scope", found=FOUND):
    return sample.draw(found, n=n, by=by, roles=made.ROLES, seed=seed)


def test_the_order_of_the_lines_changes_nothing_and_every_mark_changes_the_fingerprint():
    shuffled = random.Random(3).sample(PASSAGES, len(PASSAGES))
    other = made.gathered(shuffled).population
    assert (other.ids, other.digest) == (FOUND.ids, FOUND.digest)
    assert draw(found=other) == draw()
    first, rest = PASSAGES[0], PASSAGES[1:]
    for change in (
        {"role": "recommendation"},
        {"themes": ("neglect",)},
        {"probabilities": {**first.probabilities, "neglect": 0.91}},
        {"model": "test@2"},
    ):
        assert made.gathered([replace(first, **change), *rest]).population.digest != FOUND.digest


@settings(deadline=None, max_examples=40)
@given(n=st.integers(2, 200), seed=st.integers(0, 2**31), by=st.sampled_from(["scope", "year"]))
def test_every_passage_has_a_chance_and_every_drawn_one_says_which(n, seed, by):
    drawn = draw(n, seed, by)
    assert all(0 < chance <= 1 for chance in drawn.chances)
    assert len(set(drawn.rows)) == len(drawn.rows) == min(n, FOUND.size)
    assert all(s.expected > 0 for s in drawn.strata)
    assert sum(s.passages for s in drawn.strata) == FOUND.size
    assert sum(s.drawn for s in drawn.strata) == len(drawn.rows)
    assert abs(sum(s.expected for s in drawn.strata) - min(n, FOUND.size)) < 0.01 * len(
        drawn.strata
    )
    for stratum in drawn.strata:
        assert abs(stratum.drawn - stratum.expected) < 2


def test_groups_get_alike_and_the_same_seed_draws_the_same_sample():
    groups = FOUND.groups("scope")
    of = [groups[FOUND.of[row]] for row in draw(30).rows]
    assert (of.count("local"), of.count("national")) == (15, 15)
    assert draw(30) == draw(30)
    assert set(draw(30).rows) != set(draw(30, seed=2).rows)


def test_a_passage_is_drawn_as_often_as_its_chance_says():
    times = np.zeros(FOUND.size)
    chance = np.zeros(FOUND.size)
    rounds = 600
    for seed in range(rounds):
        drawn = draw(30, seed)
        times[list(drawn.rows)] += 1
        chance[list(drawn.rows)] = drawn.chances
    seen = chance > 0
    assert seen.all()
    error = np.sqrt(chance * (1 - chance) / rounds)
    assert (np.abs(times / rounds - chance) < 4.5 * error).all()


def test_what_is_drawn_comes_in_an_order_of_chance():
    rows = draw(60).rows
    assert list(rows) != sorted(rows)
    half = [FOUND.groups("scope")[FOUND.of[row]] for row in rows[:30]]
    assert 8 <= half.count("local") <= 22


def test_strata_tell_group_role_theme_and_probability():
    names = sample.strata(FOUND, "scope")[0]
    assert "local / lesson / neglect marked / 0.8 to 0.95" in names
    assert "local / case / child-voice not marked / 0.05 to 0.2" in names
    assert not any(name.startswith("national / other") for name in names)


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ([], "There is no tagged passage to check; tag some reports first."),
        (
            [tagged(1, review("a")), tagged(1, review("a"))],
            "a/1: two passages have this id; give each an id of its own.",
        ),
        (
            [tagged(1, review("a"), themes=["sport"])],
            "a/1: the theme 'sport' is not in the codebook; use the themes file it was tagged "
            "with.",
        ),
    ],
)
def test_passages_that_cannot_be_drawn_from(found, message):
    with pytest.raises(InputError) as caught:
        population(found, made.BOOK)
    assert str(caught.value) == message


def test_without_probabilities_marks_stand_for_them():
    found = population([tagged(1, review("a"), themes=["neglect"])], made.BOOK)
    column = found.themes.index("neglect")
    assert (found.chances[0, column], found.chances[0].sum()) == (1, 1)


def test_repeats_and_reviews_not_chosen_are_not_drawn_from():
    found = population(PASSAGES, made.BOOK, reviews={"local-0"}, repeats={"local-0/3"})
    assert len(found.ids) == 11
    assert {r.review_id for r in found.reviews} == {"local-0"}


def needed(width):
    options = {"by": "scope", "roles": made.ROLES, "themes": ["neglect", "child-voice"]}
    return sample.needed(FOUND, half_width=width, **options).passages


def test_a_narrower_interval_needs_more_passages_until_none_suffices():
    wide, narrow = needed(0.15), needed(0.08)
    assert set(wide) == {"neglect", "child-voice"}
    assert all(0 < wide[theme] < narrow[theme] for theme in wide)
    unlike = [replace(p, themes=(), probabilities={}) for p in PASSAGES]
    unlike = [
        replace(p, themes=("neglect",)) if p.review.review_id.endswith("1") else p for p in unlike
    ]
    found = made.gathered(unlike).population
    options = {"by": "scope", "roles": made.ROLES, "themes": ["neglect"]}
    assert sample.needed(found, half_width=0.05, **options).passages == {"neglect": None}
    with pytest.raises(UsageError):
        needed(1.5)


def test_a_design_is_read_back_as_it_was_written():
    design = made.design(PASSAGES, n=30)
    plain = designs.as_plain(design)
    import json

    assert designs.from_plain(json.loads(dumps(plain)), "x") == design
    assert len(design.drawn) == 30
    assert design.id == made.design(PASSAGES, n=30).id != made.design(PASSAGES, n=31).id


@pytest.mark.parametrize(
    "value",
    [None, [], {}, {"kind": "other"}, {**designs.as_plain(made.design(PASSAGES, n=5)), "drawn": 3}],
)
def test_what_is_no_design_is_refused(value):
    with pytest.raises(InputError) as caught:
        designs.from_plain(value, "d.json")
    assert str(caught.value) == (
        "d.json: not the design of a sample; name the .audit.json file that `scr-mine audit "
        "sample` wrote."
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda ps: [replace(p, model="test@2") for p in ps],
            "the model (was test@1, is test@2) changed",
        ),
        (
            lambda ps: ps[1:],
            "what was tagged (was 132 passages of 11 reviews, is 131 of 11) changed",
        ),
        (
            lambda ps: [replace(ps[0], role="narrative"), *ps[1:]],
            "the marks on the tagged passages changed",
        ),
    ],
)
def test_a_design_of_other_marks_is_refused_and_what_changed_is_named(change, said):
    design = made.design(PASSAGES, n=5)
    other = made.gathered(change(PASSAGES)).population
    with pytest.raises(InputError) as caught:
        designs.check(design, other, made.BOOK, "d.json")
    assert str(caught.value) == (
        f"d.json: since the sample was drawn, {said}, so it says nothing of these marks; draw a "
        "new sample with `scr-mine audit sample`."
    )
    designs.check(design, FOUND, made.BOOK, "d.json")


def test_a_design_of_another_codebook_is_refused():
    first, *others = made.BOOK.themes
    book = replace(
        made.BOOK, version="9", themes=(replace(first, definition="Other words."), *others)
    )
    with pytest.raises(InputError, match=r"the codebook \(version was 1\.1, is 9\) changed"):
        designs.check(made.design(PASSAGES, n=5), FOUND, book, "d.json")


def test_the_passages_drawn_come_in_the_order_of_the_design():
    design = made.design(PASSAGES, n=5)
    picked = designs.in_order(design, iter(PASSAGES))
    assert [p.id for p in picked] == [one.id for one in design.drawn]
