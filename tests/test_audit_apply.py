from dataclasses import replace

import audit_made as made
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import audit as simulation
from scr_mine.audit import correction, estimate, feet, passages, presence, withheld
from scr_mine.audit.corrected import corrected
from scr_mine.errors import InputError, LabelsError
from scr_mine.tabulate.rule import Rule

PASSAGES = made.passages()
EVERYTHING = len(PASSAGES)
EVERY_MARK = Rule(support=1, share=0.0)


def tables(found=PASSAGES, *, n=EVERYTHING, said=None, view="lessons", by="scope", seed=1):
    design = made.design(found, n=n, seed=seed)
    options = {"view": view, "by": by, "rule": EVERY_MARK}
    return corrected(
        made.gathered(found), made.checked(found, design, said), design, made.BOOK, **options
    )


def cells(table, theme):
    return next(row for row in table.rows if row.id == theme).cells


def values(table, theme, *names):
    return [cells(table, theme)[name].value for name in names]


def test_where_all_is_checked_the_corrected_rate_is_the_true_one():
    by_passage, by_review = tables()
    marked = ("local-marked", "national-marked", "total-marked")
    plain = pytest.approx([0.4, 0.4, 0.4])
    assert values(by_passage, "neglect", *marked) == plain
    true = values(by_passage, "neglect", "local", "national", "total")
    assert true == pytest.approx([0.2, 0.4, (6 * 2 + 5 * 4) / 110], abs=1e-6)
    assert values(by_passage, "education", "local", "local-from", "local-to")[0] == pytest.approx(
        0.3, abs=1e-6
    )
    assert values(by_review, "neglect", "local-marked", "local", "total") == pytest.approx([1] * 3)
    assert cells(by_review, "neglect")["national"].note == "too wide"


def test_figures_open_to_the_checked_passages_in_which_a_person_saw_the_theme():
    found = cells(tables()[0], "neglect")
    assert len(found["local"].passages) == 6 * 2
    assert all(one.endswith(("/3", "/9")) for one in found["local"].passages)
    assert len(found["total"].passages) == 6 * 2 + 5 * 4


def test_columns_are_plain_corrected_from_to_by_group_then_what_is_still_to_check():
    by_passage, by_review = tables(n=60)
    columns = [(c.id, c.label, c.measure, c.n) for c in by_passage.columns]
    assert columns[:4] == [
        ("local-marked", "local: as marked", "share", 6),
        ("local", "local: corrected", "share", None),
        ("local-from", "local: from", "share", None),
        ("local-to", "local: to", "share", None),
    ]
    assert [c[0] for c in columns[8:]] == [
        *("total-marked", "total", "total-from", "total-to"),
        *("local-more", "national-more", "total-more"),
        *("difference", "difference-from", "difference-to"),
    ]
    assert [c.n for c in by_review.columns] == [None] * len(by_review.columns)
    assert cells(by_review, "neglect")["local"].of == 6


def test_the_difference_of_two_groups_has_a_range_that_holds_it():
    apart, low, high = values(
        tables()[0], "neglect", "difference", "difference-from", "difference-to"
    )
    assert apart == pytest.approx(-0.2, abs=1e-5)
    assert low < apart < high < 0.2
    assert "difference" not in cells(tables(by="year")[0], "neglect")


def test_a_sample_is_right_on_average_and_says_how_far_it_may_be_off():
    found = made.passages(local=10, national=8)
    true, inside = 0.2, 0
    got = []
    for seed in range(60):
        table = tables(found, n=60, seed=seed)[0]
        value, low, high = values(table, "neglect", "local", "local-from", "local-to")
        if value is None:
            continue
        got.append(value)
        inside += low <= true <= high
    assert len(got) > 50
    assert abs(np.mean(got) - true) < 0.025
    assert inside / len(got) > 0.9


def test_a_wrong_role_is_put_right_as_well():
    design = made.design(PASSAGES, n=EVERYTHING)
    said = [
        {**line, "role": "finding" if line["role"] == "narrative" else line["role"]}
        for line in made.lines(PASSAGES, design)
    ]
    table = tables(said=said)[0]
    assert values(table, "education", "national-marked", "national") == pytest.approx(
        [3 / 10, 3 / 12], abs=1e-6
    )


def test_features_leave_practice_themes_out():
    rows = {row.id for row in tables(view="features")[0].rows}
    assert "neglect" in rows
    assert "professional-curiosity" not in rows


def test_what_is_too_little_is_withheld_with_the_reason_and_how_many_more():
    few = cells(tables(n=40)[0], "neglect")
    assert (few["local"].value, few["local"].note, few["local-more"].value) == (None, "too few", 10)
    unseen = cells(tables()[0], "sexual-abuse")
    assert (unseen["local"].note, unseen["local-more"].value) == ("too few", 290)
    assert unseen["local-marked"].value == 0
    assert unseen["difference"].note == "too few"
    two = tables(made.passages(local=2, national=9), n=10**6)[0]
    assert cells(two, "neglect")["local"].note == "too few reviews"
    assert withheld.EXPLAINED["too few reviews"] in two.footer
    assert withheld.MORE in two.footer


def test_the_foot_says_what_was_checked_by_whom_and_what_was_not():
    design = made.design(PASSAGES, n=80)
    said = list(made.lines(PASSAGES, design))[:60]
    table = tables(n=80, said=said)[0]
    assert table.footer[0].startswith(
        "Of the passages whose role is finding, recommendation and good-practice: "
    )
    assert (
        f"Checked: 60 passages of 80 drawn on 2026-05-04 from 132 (sample {design.id}, seed 1), "
        "by Anna."
    ) in table.footer
    assert feet.NOT_ALL in table.footer
    assert feet.FEW in table.footer
    assert "Themes marked by test@1." in table.footer
    assert feet.NOT_ALL not in tables()[0].footer


def line(number, **fields):
    return {"id": f"local-0/{number}", "role": "finding", "themes": [], "coder": "Anna", **fields}


def readings(*said):
    design = made.design(PASSAGES, n=EVERYTHING)
    found = made.checked(PASSAGES, design, [*said])
    names = [made.gathered(PASSAGES).population.ids[row] for row in found.rows]
    read = [sorted((r.coder, r.role, *sorted(r.themes)) for r in one) for one in found.readings]
    return dict(zip(names, read, strict=True))


def test_who_looked_at_what():
    ben = line(1, coder="Ben", themes=["neglect"])
    assert readings(line(1), ben, line(1, role="narrative")) == {
        "local-0/1": [("Anna", "narrative"), ("Ben", "finding", "neglect")]
    }
    not_looked_at = line(2, role=None)
    unsure = line(3, verdict="unsure")
    machine = line(4, coder="scr-mine/test@1")
    assert list(readings(line(1), not_looked_at, unsure, machine)) == ["local-0/1"]
    right = line(0, role=None, verdict="right")
    assert readings(right) == {"local-0/0": [("Anna", "finding", "education", "neglect")]}


def test_themes_without_a_role_are_left_out_and_counted():
    design = made.design(PASSAGES, n=EVERYTHING)
    whole = list(made.lines(PASSAGES, design))
    bare = [
        line(1, role=None, themes=["neglect"], coder="Ben"),
        line(2, role=None, coder="Ben", when="2024-05-02T09:30:00+00:00"),
    ]
    others = [
        line(1, role=None, themes=["neglect"], coder="scr-mine/test@1"),
        line(1, role=None, themes=["neglect"], verdict="unsure"),
        line(999, role=None, themes=["neglect"]),
    ]
    found = made.checked(PASSAGES, design, [*whole, *bare, *others])
    assert (found.no_role, found.strange) == (2, 0)
    assert found.readings == made.checked(PASSAGES, design, whole).readings
    said = "Readings left out, as themes without a role do not say whether a passage counts: 2."
    assert said in tables(said=[*whole, *bare])[0].footer
    assert not any(feet.NO_ROLE in note for note in tables(said=whole)[0].footer)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (
            [line(1), line(2, themes=["sport"])],
            "labels.jsonl, line 2: 'sport' is not in the codebook; correct it, or name another "
            "themes file.",
        ),
        (
            [line(1, role="gossip")],
            "labels.jsonl, line 1: 'gossip' is not in the codebook; correct it, or name another "
            "themes file.",
        ),
        (
            [line(99), line(1, coder="scr-mine/test@1")],
            "labels.jsonl: no passage of the sample was checked by a person in it; import the "
            "filled-in sheet first, or name the labels of this sample.",
        ),
    ],
)
def test_labels_that_cannot_be_used(said, message):
    with pytest.raises(LabelsError) as caught:
        readings(*said)
    assert str(caught.value) == message


def test_two_readers_count_half_each():
    design = made.design(PASSAGES, n=EVERYTHING)
    one = list(made.lines(PASSAGES, design))
    other = [{**said, "coder": "Ben", "themes": []} for said in one]
    table = tables(said=[*one, *other])[0]
    assert values(table, "neglect", "national") == pytest.approx([0.2], abs=1e-6)


def test_labels_of_other_passages_are_counted_and_left_aside():
    design = made.design(PASSAGES, n=30)
    drawn = {one.id for one in design.drawn}
    others = [p for p in PASSAGES if p.id not in drawn][:3]
    said = [*made.lines(PASSAGES, design), *({"id": p.id, "role": "finding"} for p in others)]
    found = made.checked(PASSAGES, design, said)
    assert (len(found.rows), found.strange) == (30, 3)


def test_weights_add_up_to_the_passages_of_each_group_and_kind_even_if_some_are_not_checked():
    found = made.passages(local=20, national=20)
    population = made.gathered(found).population
    design = made.design(found, n=150)
    said = list(made.lines(found, design))
    carries = population.marked.any(axis=1)
    for kept in (said, said[:100]):
        checked = made.checked(found, design, kept)
        for kind in (carries, ~carries):
            total = checked.weights[kind[checked.rows]].sum()
            assert total == pytest.approx(kind.sum())


rates = st.floats(0, 1, allow_nan=False)


@given(value=rates, variance=st.floats(0, 0.25), freedom=st.floats(1, 60))
def test_an_interval_holds_its_rate_and_lies_within_nought_and_one(value, variance, freedom):
    found = estimate.interval(np.array([value]), np.array([variance]), freedom=freedom)
    low, high = float(found.low[0]), float(found.high[0])
    assert 0 <= low <= float(found.value[0]) <= high <= 1


@given(values=st.lists(st.tuples(rates, st.integers(1, 90)), min_size=3, max_size=12))
def test_more_reviews_alike_give_the_same_rate_and_a_shorter_interval(values):
    above = np.array([[share * size] for share, size in values])
    sizes = np.array([size for _, size in values], dtype=float)
    once = estimate.ratio(above, sizes, sizes=sizes)
    twice = estimate.ratio(
        np.concatenate([above, above]), np.tile(sizes, 2), sizes=np.tile(sizes, 2)
    )
    assert twice.value == pytest.approx(once.value)
    assert twice.spread[0] <= once.spread[0] + 1e-9


def test_reviews_of_very_unequal_length_give_a_longer_interval():
    above, sizes = np.array([[2.0], [3.0], [1.0], [4.0]]), np.array([10.0, 10.0, 10.0, 10.0])
    alike = estimate.ratio(above, sizes, sizes=sizes)
    unlike = estimate.ratio(above, sizes, sizes=np.array([1.0, 1.0, 1.0, 37.0]))
    assert unlike.high - unlike.low > alike.high - alike.low


def test_presence_is_certain_where_a_person_saw_it_and_unlikely_where_nothing_was_marked():
    found = [
        replace(p, themes=(), probabilities={"neglect": 0.001})
        if p.review.review_id < "local-3"
        else p
        for p in made.passages(local=6, national=0, size=24)
    ]
    design = made.design(found, n=100)
    said = [
        {"id": one.id, "role": p.role, "themes": list(p.themes), "coder": "Anna"}
        for one in design.drawn
        for p in found
        if p.id == one.id
    ]
    checked = made.checked(found, design, said)
    population = made.gathered(found).population
    options = {"roles": made.ROLES, "themes": ["neglect"]}
    everything = np.ones(6, dtype=bool)
    shares = presence.shares(presence.banded(population, checked, everything, **options))
    assert 0.45 < shares.value[0] < 0.62
    assert shares.low[0] < 0.3 < 0.7 < shares.high[0]


def test_plain_rates_are_wrong_and_corrected_ones_cover_the_truth():
    """A small cut of bench/audit.py, which measures it."""
    design = simulation.Design(sizes=(12, 6), checked=200, rates=(0.2,) * 4)
    covers, plain = [], []
    for seed in range(60):
        drawn = simulation.drawn(np.random.default_rng(seed), design)
        said = simulation.checked(drawn, design, seed)
        options = {"roles": (simulation.ROLE,), "themes": drawn.population.themes}
        totals = passages.totals(drawn.population, said, **options)
        for group in ("local", "national"):
            inside = np.array(drawn.population.groups("scope")) == group
            found = passages.corrected(totals, inside)
            covers.append((found.low <= 0.2) & (found.high >= 0.2))
            plain.append(passages.plain(totals, inside).mean())
    assert 0.92 < np.mean(covers) < 0.985
    assert np.mean(plain[::2]) < 0.16
    assert np.mean(plain[1::2]) > 0.22


def rate(found, said=None, n=EVERYTHING):
    design = made.design(found, n=n)
    checked = made.checked(found, design, said)
    return design, made.gathered(found), checked


def test_the_correction_rate_counts_what_a_person_changed():
    design, gathered, checked = rate(PASSAGES)
    table = correction.correction(gathered, checked, design, by="scope")
    rows = {row.id: row.cells for row in table.rows}
    assert rows["any"]["total-changed"].value == 12
    assert rows["any"]["total"].value == pytest.approx(12 / 132, abs=1e-6)
    assert rows["any"]["local"].value == pytest.approx(12 / 72, abs=1e-6)
    assert rows["any"]["national"].value == 0
    assert rows["removed"]["total-changed"].value == 12
    assert (rows["added"]["total"].value, rows["role"]["total"].value) == (0, 0)
    assert table.columns[0].label == "All: changed of 132"


def test_a_correction_rate_is_kept_once_a_sample_and_shown_over_time():
    design, gathered, checked = rate(PASSAGES)
    first = correction.entry(gathered, checked, design, when="2026-05-04T10:00:00+00:00")
    assert first == {
        "when": "2026-05-04T10:00:00+00:00",
        "sample": design.id,
        "model": "test@1",
        "codebook": "1.1",
        "reviews": 11,
        "passages": 132,
        "checked": 132,
        "changed": 12.0,
        "rate": 0.0909,
        "low": first["low"],
        "high": first["high"],
    }
    assert first["low"] < 0.0909 < first["high"]
    later = {**first, "when": "2026-06-01T09:00:00+00:00"}
    other = {**first, "sample": "other", "rate": 0.05}
    history = correction.added(correction.added([first], later), other)
    assert history == [later, other]
    table = correction.over_time(history, "h.jsonl")
    assert [(row.label, row.cells["rate"].value) for row in table.rows] == [
        ("2026-06-01", 0.0909),
        ("2026-05-04", 0.05),
    ]


def test_a_history_of_other_lines_is_refused():
    with pytest.raises(InputError) as caught:
        correction.over_time([{"when": "2026"}], "h.jsonl")
    assert str(caught.value) == (
        "h.jsonl, line 1: no 'sample', so it is no correction rate; name a file that only `audit "
        "apply --history` wrote."
    )
