import os
import random
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make import review, tagged

from scr_mine import themes
from scr_mine.errors import InputError
from scr_mine.tabulate import groups
from scr_mine.tabulate.counts import count
from scr_mine.tabulate.once.likeness import LIKE, Texts
from scr_mine.tabulate.once.repeats import Repeat, as_mapping, as_table, counted_once, repeats
from scr_mine.tabulate.once.sharing import sharing

BOOK = themes.shipped()
A, B, C = (
    review(f"area-{letter}", board=f"{name} Safeguarding Partnership", year=2020, scope=scope)
    for letter, name, scope in (
        ("a", "Wexmoor", "local"),
        ("b", "Kelderby", "local"),
        ("c", "Ravensholt", "national"),
    )
)
SHORT = "Training for all staff"
LONG = (
    "The reviewers found that nobody had asked what life was like in the flat after dark, although "
    "several workers wrote in their notes that the heating was off and the cupboards stood empty."
)
ROW = "Health visitor called at the home and left a card, as nobody came to the door."
ASKED = "The safeguarding partners should make sure that staff know whom to ring out of hours."


def said(*texts_by_review, themes=("neglect",)):
    """Passages from (review, text, text ...)."""
    return [
        tagged(number, of, text=text, themes=themes)
        for of, *texts in texts_by_review
        for number, text in enumerate(texts, 1)
    ]


def found(*texts_by_review):
    return [(r.kept, r.repeated) for r in repeats(said(*texts_by_review))]


@pytest.mark.parametrize(
    "again",
    [
        LONG,
        f"4.12 {LONG}",
        f"4.12{LONG}",
        f"Recommendation 3: {LONG}",
        f"R7. {LONG}",
        f"(iv) {LONG}",
        f"a) {LONG}",
        f"• {LONG}",
        f"– 12. {LONG}",
        LONG.upper(),
        LONG.replace(" ", "\n  "),
        LONG.replace(", ", " – ").rstrip("."),
        LONG.replace("cupboards", "cup- boards"),
        LONG.replace("cupboards", "cup-\nboards"),
        LONG.replace("cupboards", "cup\u00adboards"),
        LONG.replace("workers", "worker").replace("notes", "note"),
        LONG.replace("several", "various"),
        LONG.replace("several", "various").replace("stood", "were"),
        f"{LONG} This was known.",
        f"{LONG} On 4 May the father was not told.",
    ],
)
def test_the_same_in_another_printing_is_a_repeat(again):
    assert found((A, LONG, again)) == [("area-a/1", "area-a/2")]
    assert found((A, LONG), (B, again)) == [("area-a/1", "area-b/1")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (LONG, LONG.replace("nobody had asked", "everybody had asked")),
        (LONG, LONG.replace("was off", "was not off")),
        (LONG, LONG.replace("was off", "wasn't off")),
        (LONG, LONG.replace("several", "three")),
        (LONG.replace("several", "three"), LONG.replace("several", "four")),
        (LONG.replace("several", "12"), LONG.replace("several", "13")),
        (LONG.replace("flat", "flat of Child F"), LONG.replace("flat", "flat of Child G")),
        (LONG.replace("workers", "police officers"), LONG.replace("workers", "school nurses")),
        (LONG, LONG[: len(LONG) // 2]),
        (ASKED, ASKED.replace("partners", "partners in Wexmoor and beyond, all of them,")),
        (f"The police should act. {ASKED}", f"The hospital should act. {ASKED}"),
        (f"16 children were seen. {LONG}", f"12 children were seen. {LONG}"),
        (f"In 2010 {LONG}", f"In 2011 {LONG}"),
    ],
)
def test_what_says_another_thing_is_no_repeat(one, other):
    assert found((A, one, other)) == []
    assert found((A, other), (B, one)) == []


@pytest.mark.parametrize(
    "date",
    ["{} March 2010: ", "{} March 2010 | ", "{}. MARCH 2010. ", "{}.03.2010 ", "{}/03/10 – ",
     "{} Mar ", "March {} ", "On {} March 2010 ", "• {} March: ", "Week {}: ", "{} MARCH 2010 | "],
)  # fmt: skip
@pytest.mark.parametrize("text", [ROW, f"{ROW} {LONG}", "No reply."])
def test_two_chronology_rows_of_different_days_are_no_repeats(date, text):
    rows = [date.format(day) + text for day in (12, 19)]
    assert found((A, *rows)) == []
    assert found((A, rows[0]), (B, rows[1])) == []
    assert found((A, *rows, rows[1])) == [("area-a/2", "area-a/3")]


def test_a_row_without_a_date_does_not_bring_together_rows_of_different_days():
    rows = [f"{day} March 2010 | {ROW} {LONG}" for day in (12, 19)]
    assert found((A, rows[0], f"{ROW} {LONG}", rows[1])) == []


def test_short_passages_repeat_only_an_equal_one_in_their_own_review():
    assert found((A, SHORT, f"• {SHORT.upper()}.", f"{SHORT} now"), (B, SHORT)) == [
        ("area-a/1", "area-a/2")
    ]
    seven, eight = "One rang the school and they wrote", "One rang the school and they wrote it"
    assert found((A, seven), (B, seven)) == []
    assert found((A, eight), (B, eight)) == [("area-a/1", "area-b/1")]


def test_a_passage_repeats_the_first_in_its_own_review_and_else_the_first_of_all():
    made = repeats(said((A, LONG, "4.1 " + LONG), (B, LONG, ASKED, LONG)))
    assert made == (
        Repeat(kept="area-a/1", repeated="area-a/2", similarity=1.0, within=True,
               kept_review="area-a", review="area-a"),
        Repeat(kept="area-a/1", repeated="area-b/1", similarity=1.0, within=False,
               kept_review="area-a", review="area-b"),
        Repeat(kept="area-b/1", repeated="area-b/3", similarity=1.0, within=True,
               kept_review="area-b", review="area-b"),
    )  # fmt: skip
    assert as_mapping(made) == {
        "area-a/2": "area-a/1",
        "area-b/1": "area-a/1",
        "area-b/3": "area-a/1",
    }
    assert as_mapping(made, within_only=True) == {"area-a/2": "area-a/1", "area-b/3": "area-b/1"}


def test_the_order_is_that_of_the_reviews_however_their_passages_come():
    first, second = said((A, ASKED, LONG)), said((B, LONG))
    mixed = [first[0], *second, first[1]]
    assert [(r.kept, r.repeated) for r in repeats(mixed)] == [("area-a/2", "area-b/1")]


def test_the_similarity_is_the_share_of_three_word_runs_in_common():
    ten = "we saw that the plan was drifting for some weeks"
    [made] = repeats(said((A, ten, f"{ten} indeed")))
    assert made.similarity == pytest.approx(8 / 9)
    assert repeats([]) == ()


_SENTENCE = "the plan was seen by a worker who wrote it down late and then went"
_WORDS = st.sampled_from(_SENTENCE.split())
_TEXTS = st.lists(st.lists(_WORDS, min_size=8, max_size=30).map(" ".join), min_size=1, max_size=6)


@st.composite
def _printings(draw):
    """Passages of several reviews, each one of a few texts, in one of many printings."""
    texts = draw(_TEXTS)
    heads = st.sampled_from(["", "4.2 ", "• ", "Recommendation 1: "])
    rows = st.tuples(st.sampled_from([A, B, C]), heads, st.sampled_from(texts), st.booleans())
    lines = draw(st.lists(rows, max_size=20))
    return [
        tagged(n, of, text=f"{head}{text.capitalize()}{' and so on' if more else ''}")
        for n, (of, head, text, more) in enumerate(lines)
    ]


def _groups(passages):
    """The sets of passages that belong together, whichever is kept."""
    together = defaultdict(set)
    kept = as_mapping(repeats(passages))
    for repeated, first in kept.items():
        together[first] |= {first, repeated}
    return sorted(map(sorted, together.values()))


@given(_printings(), st.randoms(use_true_random=False))
def test_what_is_found_depends_on_no_order(passages, dice):
    shuffled = dice.sample(passages, len(passages))
    assert _groups(shuffled) == _groups(passages)


@given(_printings())
def test_every_repeat_names_an_earlier_passage_that_is_kept(passages):
    ids = [
        p.id for of in dict.fromkeys(p.review for p in passages) for p in passages if p.review == of
    ]
    made = repeats(passages)
    mapping = as_mapping(made)
    assert len(mapping) == len(made) == len({r.repeated for r in made})
    for r in made:
        assert ids.index(r.kept) < ids.index(r.repeated)
        assert r.within == (r.kept_review == r.review)
        assert 0 < r.similarity <= 1
    assert not set(mapping) & set(mapping.values())


_SETS = st.lists(
    st.frozensets(st.integers(0, 40), min_size=2, max_size=12), min_size=1, max_size=25
)


@given(_SETS, st.sampled_from([0.5, 0.7, 0.8, 0.95]), st.data())
@settings(max_examples=300)
def test_no_two_sets_that_share_enough_are_overlooked(sets, like, data):
    chosen = sorted(data.draw(st.sets(st.sampled_from(range(len(sets))), min_size=1)))
    spread = [sorted((n * 2_654_435_761) % 2**32 for n in members) for members in sets]
    pairs = sharing(
        np.array([n for members in spread for n in members], dtype=np.uint32),
        np.array([len(members) for members in spread]),
        np.array(chosen),
        like,
    )
    given_pairs = {(int(pair) >> 32, int(pair) & 0xFFFFFFFF) for pair in pairs}
    for one in chosen:
        for other in (n for n in chosen if n > one):
            common = len(sets[one] & sets[other])
            if common >= max(2, like * len(sets[one] | sets[other])):
                assert (one, other) in given_pairs
    assert all(one < other and {one, other} <= set(chosen) for one, other in given_pairs)


def test_the_groups_are_those_of_comparing_each_with_each():
    dice = random.Random(4)
    words = [f"word{letter}{other}" for letter in "bcdfg" for other in "hjklm"]
    stock = [[dice.choice(words) for _ in range(dice.randint(8, 40))] for _ in range(40)]
    found = Texts()
    runs = []
    for place in range(600):
        text = list(dice.choice(stock))
        for _ in range(dice.randint(0, 3)):
            text[dice.randrange(len(text))] = dice.choice(words)
        found.add(" ".join(text), place)
        runs.append({tuple(text[i : i + 3]) for i in range(len(text) - 2)})
    above = list(range(len(runs)))
    for one, mine in enumerate(runs):
        for other in range(one):
            if len(mine & runs[other]) >= LIKE * len(mine | runs[other]):
                old, new = above[one], above[other]
                above = [new if a == old else a for a in above]
    expected = defaultdict(list)
    for text, root in enumerate(above):
        expected[root].append(text)
    assert sorted(found.sets().groups()) == sorted(g for g in expected.values() if len(g) > 1)


def test_the_same_is_found_in_every_run():
    code = (
        "from make import review, tagged\n"
        "from scr_mine.tabulate.once.repeats import repeats\n"
        "text = 'the plan was written down by a worker who had left before the spring'\n"
        "print(repeats([tagged(n, review('r'), text=text + end) for n, end in"
        " enumerate(['', ' came', ' and then it lapsed', ''])]))"
    )
    here = Path(__file__).parent
    path = os.pathsep.join([str(here), str(here.parent)])
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert outputs.pop().count("Repeat(") == 3


STOCK = [
    "Nobody told the school what the health visitor had seen in the kitchen that winter, and so "
    "the teachers went on thinking that he was tired because he stayed up late.",
    "The plan named no outcomes and no dates, and the group that met to look at it each month "
    "could not have known whether anything at all had changed for the better.",
    "The board should ask each agency to show how it checks that supervision takes place and that "
    "what is agreed there is carried out and written on the file.",
    "Staff told us that they had learned to expect little when they rang, and that after a while "
    "they had stopped ringing unless somebody had been badly hurt.",
]
PRINTED = ["{}", "4.12 {}", "• {}", "Recommendation 2: {}", "{} As said above."]


@st.composite
def _lines(draw):
    """(review, which of STOCK, passage): ids are not unique, roles and themes are anything."""
    rows = st.tuples(
        st.sampled_from([A, B, C]),
        st.sampled_from(range(len(STOCK))),
        st.sampled_from(PRINTED),
        st.sampled_from([r.id for r in BOOK.roles]),
        st.lists(st.sampled_from(["neglect", "education", "child-voice"]), unique=True),
        st.integers(1, 3),
    )
    return [
        (of, which, tagged(number, of, role, marked, text=printed.format(STOCK[which])))
        for of, which, printed, role, marked, number in draw(
            st.lists(rows, min_size=1, max_size=25)
        )
    ]


@given(_lines(), st.booleans())
def test_counts_with_repeats_left_out_equal_an_independent_recount(lines, within_only):
    sizes, marks, left_out, seen = defaultdict(Counter), [], 0, set()
    for of in dict.fromkeys(of for of, _, _ in lines):
        for here, which, p in lines:
            if here is not of:
                continue
            key = (of.review_id, which) if within_only else which
            if key in seen:
                left_out += 1
                continue
            seen.add(key)
            sizes[of.review_id][p.role] += 1
            marks += [(of.review_id, theme, p.role, p.id) for theme in p.themes]
    passages = [p for _, _, p in lines]
    once = counted_once(passages, BOOK, within_only=within_only)
    assert once.counts.passages == {of.review_id: sizes[of.review_id] for of, _, _ in lines}
    assert sorted(m[:4] for m in once.counts.marks) == sorted(marks)
    assert once.counts.left_out == left_out
    assert sum(by["test@1"] for by in once.counts.tagged_by.values()) == len(lines)
    assert once.repeats == repeats(passages)


@given(_lines(), st.booleans())
def test_counting_in_one_reading_is_counting_with_the_mapping(lines, within_only):
    passages = [replace(p, id=str(n)) for n, (_, _, p) in enumerate(lines)]
    once = counted_once(passages, BOOK, within_only=within_only)
    mapping = as_mapping(once.repeats, within_only=within_only)
    assert once.counts == count(passages, BOOK, repeats=mapping)


def test_what_repeats_a_review_that_was_not_chosen_is_counted():
    passages = said((A, LONG), (B, LONG, LONG), (C, LONG))

    def national(counts):
        return replace(groups.chosen(counts, {"scope": ["national"]}), selection=("National.",))

    once = counted_once(passages, BOOK, choose=national)
    assert once.repeats == ()
    assert [m.passage for m in once.counts.marks] == ["area-c/1"]
    assert (once.counts.left_out, once.counts.selection) == (0, ("National.",))
    local = counted_once(passages, BOOK, choose=lambda c: c.only(lambda r: r.scope == "local"))
    assert [m.passage for m in local.counts.marks] == ["area-a/1"]
    assert local.counts.left_out == 2
    assert list(local.counts.reviews) == ["area-a", "area-b"]


def test_reviews_that_mostly_repeat_another_are_named():
    once = counted_once(said((A, *STOCK), (B, *STOCK[:3], LONG), (C, STOCK[0], LONG, ASKED)), BOOK)
    assert once.same_reports == (("area-a", "area-b"),)


def test_counting_refuses_what_count_refuses():
    with pytest.raises(InputError, match="There is no tagged passage to count"):
        counted_once([], BOOK)
    with pytest.raises(InputError, match="area-a/1: the theme 'x' is not in the codebook"):
        counted_once(said((A, LONG), themes=["x"]), BOOK)


def test_the_list_names_both_passages_and_says_how_alike_they_are():
    passages = said((A, LONG, LONG.replace("several", "various")), (B, f"4.2 {LONG}"))
    table = as_table(repeats(passages), {"area-a": A, "area-b": B})
    assert [column.label for column in table.columns] == [
        "Repeated in", "Repeated passage", "First said in", "Counted passage", "How alike",
    ]  # fmt: skip
    assert [(row.group, *(cell.value for cell in row.cells.values())) for row in table.rows] == [
        ("Within one review", "Wexmoor (2020)", "area-a/2", "Wexmoor (2020)", "area-a/1",
         "a few words differ"),
        ("From one review to another", "Kelderby (2020)", "area-b/1", "Wexmoor (2020)", "area-a/1",
         "word for word"),
    ]  # fmt: skip
    assert table.rows[0].cells["repeated"].passages == ("area-a/2",)
    assert table.rows[0].cells["kept"].passages == ("area-a/1",)
    assert (table.id, table.n) == ("repeats", 2)
    assert table.footer[0] == (
        "Passages that repeat one of their own review: 1; that repeat one of another review: 1."
    )
