import random
from dataclasses import replace

import pytest
from click.testing import CliRunner
from make import review, tagged

from scr_mine import store
from scr_mine.commands.discover import discover
from scr_mine.discover.candidates import candidates, uncovered
from scr_mine.errors import InputError

#: Three things that reviews speak of, in sentences of their own, and one that only one review does.
SUBJECTS = {
    "interpreters": (
        "No interpreter was booked, and the visit was made in {} with gestures and a phrase book.",
        "The interpreter came late to the {} and half of what was said was not translated.",
        "A neighbour was used as interpreter at the {} because booking one took a fortnight.",
        "The authority should pay for an interpreter at every {} and book the same one each time.",
    ),
    "pets": (
        "The dog had bitten a postman before the {} and nobody asked where it slept.",
        "Two dogs and a snake were seen in the {} and no one wrote down their keeping.",
        "Practitioners at the {} did not think a dangerous dog was theirs to ask about.",
        "Workers should ask about every dog in the {} and report a dangerous dog the same day.",
    ),
    "heating": (
        "The boiler had failed in the {} and the family heated one room with the oven.",
        "Damp and cold in the {} were noted, and the landlord of the boiler was never rung.",
        "The landlord was told of the broken boiler after the {} and did nothing all winter.",
        "Landlords should mend a boiler within a day of the {} where children live in the cold.",
    ),
}
#: What the passages that carry a theme are about.
COVERED = (
    "Bruises were seen by the nurse and photographs were taken that week for the file.",
    "The strategy discussion was held by telephone without the school or the police.",
    "Supervision was cancelled four times and the caseload of the worker had doubled.",
    "The plan listed services and said nothing of what should change for the children.",
    "Alcohol was smelt on the father, and the referral was closed after one phone call.",
    "She moved placement nine times and each move began with a new social worker.",
    "Chronologies were begun and abandoned, so that the pattern of injuries was lost.",
    "The midwife recorded a late booking and passed the concern to the health visitor.",
)
PLACES = ("kitchen", "meeting", "hallway", "conference", "garden", "surgery")


def passages(*, reviews=6):
    found = []
    for number in range(reviews):
        of = review(f"r{number}", board="Wexmoor LSCB", label=f"Child {number}")
        texts = [t.format(PLACES[number]) for some in SUBJECTS.values() for t in some]
        texts += [
            f"The yacht Seraphina was moored at berth {at} of the lagoon." for at in range(6)
        ] * (number == 0)
        found += [
            tagged(at, of, text=text, probabilities={"neglect": 0.05})
            for at, text in enumerate(texts)
        ]
        found += [
            tagged(100 + at, of, text=text, themes=["neglect"])
            for at, text in enumerate(COVERED * 4)
        ]
    return found


def subject(table, passages_, row):
    """Of which subjects the passages of a candidate are."""
    by_id = {p.id: int(p.id.rpartition("/")[2]) // 4 for p in passages_}
    return {tuple(SUBJECTS)[by_id[i]] for i in row.cells["passages"].passages}


def test_what_several_reviews_say_is_proposed_each_subject_by_itself():
    found = passages()
    table = candidates(found)
    subjects = [subject(table, found, row) for row in table.rows]
    assert all(len(of) == 1 for of in subjects)
    assert set().union(*subjects) == set(SUBJECTS)
    words = " ".join(row.cells["terms"].value for row in table.rows)
    assert all(word in words for word in ("interpreter", "dog", "boiler"))
    for row in table.rows:
        assert row.cells["reviews"].value >= 2
        assert 1 / 3 <= row.cells["stability"].value <= 1
        assert row.cells["typical"].value.count(" | ") == 2
    assert table.footer[0] == (
        "Candidates are for a person to read: words that go together need not be a theme. Nothing "
        "is added to the codebook by itself."
    )


def test_what_one_review_alone_says_is_left_out():
    table = candidates(passages())
    assert not any("Seraphina" in str(cell.value) for r in table.rows for cell in r.cells.values())


def test_the_order_of_the_lines_changes_nothing():
    found = passages()
    assert candidates(random.Random(7).sample(found, len(found))) == candidates(found)
    assert candidates(found) == candidates(found)


def test_only_the_first_are_shown_and_the_foot_counts_the_rest():
    everything = candidates(passages())
    table = candidates(passages(), most=1)
    assert table.rows == everything.rows[:1]
    assert f"{len(everything.rows) - 1} beyond the first 1." in " ".join(table.footer)


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({}, True),
        ({"role": "recommendation"}, True),
        ({"role": "good-practice"}, True),
        ({"role": "narrative"}, False),
        ({"role": "boilerplate"}, False),
        ({"themes": ("neglect",)}, False),
        ({"probabilities": {"neglect": 0.2}}, False),
        ({"probabilities": {"neglect": 0.19}}, True),
        ({"probabilities": {}}, True),
        ({"text": "Too short to say much."}, False),
    ],
)
def test_which_passages_are_looked_at(change, kept):
    passage = replace(passages()[0], **change)
    assert bool(uncovered([passage])) is kept


def test_repeats_are_left_aside():
    found = passages()
    repeats = {p.id for p in found if p.review.review_id != "r0"}
    with pytest.raises(InputError) as caught:
        candidates(found, repeats=repeats)
    assert str(caught.value) == (
        "Only 18 passages of lessons in 1 reviews carry no theme; that is too few to look for new "
        "ones in."
    )


def test_words_that_no_two_reviews_share_give_no_candidate():
    found = [
        tagged(at, review(f"r{at}"), text=" ".join(f"{letter}word{at}x" for letter in "abcdefghij"))
        for at in range(12)
    ]
    assert candidates(found).rows == ()


def test_the_command_writes_what_a_person_can_read(tmp_path):
    path = tmp_path / "tagged.jsonl"
    store.write_lines(path, passages())
    done = CliRunner().invoke(discover, [str(path), "--format", "md"], catch_exceptions=False)
    assert done.exit_code == 0
    assert done.stdout.startswith("## Candidates for new themes\n")
    assert "| Candidate 1 |" in done.stdout
    assert "Nothing is added to the codebook by itself." in done.stdout
