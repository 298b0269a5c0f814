"""Repairs of text: what is mended, and what must stay as printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scr_mine.read import clean
from scr_mine.read.hyphens import breaks_words, hyphen_joiner, vocabulary

WORDS = frozenset(
    {"agency", "mobile", "birth", "decision", "making", "safe", "known", "safeguarding"}
    | {"re-referral", "the", "child", "was", "today"}
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ﬁrst and ofﬁce", "first and office"),
        ("a\u00a0b\u2003c  d\te", "a b c d e"),
        ("soft\u00adhyphen and zero\u200bwidth", "softhyphen and zerowidth"),
        ("two\nlines\r\nof text ", "two lines of text"),
        ("on the 3 rd of May and the 21 st", "on the 3rd of May and the 21st"),
        ("page 3 standing", "page 3 standing"),
        ("You dont know, diedand, Serious ase", "You dont know, diedand, Serious ase"),
        ("Siân – “quoted” ■■■ [redacted]", "Siân – “quoted” ■■■ [redacted]"),
        ("broken \ud800 half", "broken \ufffd half"),
    ],
)
def test_lines_are_cleaned(text, wanted):
    assert clean.line(text) == wanted


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    once = clean.line(text)
    assert clean.line(once) == once
    assert "\n" not in once


@pytest.mark.parametrize(
    ("text", "label", "rest"),
    [
        ("1.1 The family", "1.1", "The family"),
        ("4.2.1 The family", "4.2.1", "The family"),
        ("4.12The family", "4.12", "The family"),
        ("1.1.1.1 whether agencies", "1.1.1.1", "whether agencies"),
        ("1-1 Introduction", "1-1", "Introduction"),
        ("1.0 Introduction", "1.0", "Introduction"),
        ("12. The family", "12.", "The family"),
        ("(12) The family", "(12)", "The family"),
        ("iv. the family", "iv.", "the family"),
        ("(iii) the family", "(iii)", "the family"),
        ("III. The family", "III.", "The family"),
        ("a) the family", "a)", "the family"),
        ("(b) the family", "(b)", "the family"),
        ("30.05.17 Home visit", None, "30.05.17 Home visit"),
        ("11.5.2007 Home visit", None, "11.5.2007 Home visit"),
        ("1.5 million pounds", None, "1.5 million pounds"),
        ("3.30 pm was late", None, "3.30 pm was late"),
        ("3.1 kg at birth", None, "3.1 kg at birth"),
        ("10-12 May 2011", None, "10-12 May 2011"),
        ("1-2 weeks later", None, "1-2 weeks later"),
        ("2013 was the year", None, "2013 was the year"),
        ("i.e. the family", None, "i.e. the family"),
        ("e.g. the family", None, "e.g. the family"),
        ("A. Smith said", None, "A. Smith said"),
        ("-5 degrees", None, "-5 degrees"),
    ],
)
def test_paragraph_numbers(text, label, rest):
    assert clean.split_label(text) == (label, rest)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("• see the child", True),
        ("•see the child", True),
        ("·  see the child", True),
        ("➢ see the child", True),
        ("> see the child", True),
        ("- see the child", True),
        ("– see the child", True),
        ("* see the child", True),
        ("\uf0b7 see the child", True),
        ("\uf0d8\tsee the child", True),
        ("o  see the child", True),
        ("-see the child", False),
        ("–see the child", False),
        ("o see the child", False),
        ("only see the child", False),
        ("■■■ said", True),
        ("see the • child", False),
    ],
)
def test_bullets(text, found):
    is_bullet, rest = clean.split_bullet(text)
    assert is_bullet is found
    assert rest.endswith(("see the child", "said", "child"))
    assert (rest == text) is not found


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("the curi-", "ous child", "the curious child"),
        ("the curi\x02", "ous child", "the curious child"),
        ("a non-", "mobile baby", "a non-mobile baby"),
        ("a multi-", "agency plan", "a multi-agency plan"),
        ("multi\x02", "agency", "multi-agency"),
        ("a multi-", "ple birth", "a multiple birth"),
        ("the pre-", "vious visit", "the previous visit"),
        ("a pre-", "birth plan", "a pre-birth plan"),
        ("day-to-", "day care", "day-to-day care"),
        ("decision-", "making", "decision-making"),
        ("safe-", "guarding", "safeguarding"),
        ("with-", "out delay", "without delay"),
        ("house-", "hold", "household"),
        ("a follow-", "up visit", "a follow-up visit"),
        ("a pick-", "up point", "a pick-up point"),
        ("thirty-", "four calls", "thirty-four calls"),
        ("seven-", "teen calls", "seventeen calls"),
        ("a re-", "referral", "a re-referral"),
        ("a re-", "ported fall", "a reported fall"),
        ("Anglo-", "Saxon", "Anglo-Saxon"),
        ("in 2012-", "13 the", "in 2012-13 the"),
        ("a pause -", "and then", "a pause - and then"),
        ("the end", "of it", "the end of it"),
        ("soft\u00ad", "ware", "software"),
        ("anti-", "-social", "anti-social"),
    ],
)
def test_line_ends_are_joined(before, after, joined):
    assert hyphen_joiner(set(WORDS))(before, after) == joined


def test_without_broken_words_every_hyphen_was_printed():
    lines = ["a date-", "stamped letter and a half-", "time post", "the child was known"]
    words = vocabulary(lines)
    assert not breaks_words(lines, words | {"date"})
    join = hyphen_joiner(words, breaks_words=False)
    assert join("a date-", "stamped letter") == "a date-stamped letter"


def test_halves_of_words_are_not_taken_for_words():
    assert vocabulary(["the curi-", "ous child saw", "it"]) == {"the", "child", "saw", "it"}


@given(st.text(alphabet="abcdefgh ", min_size=1), st.text(alphabet="abcdefgh ", min_size=1))
def test_without_a_hyphen_lines_are_joined_by_one_space(before, after):
    joined = hyphen_joiner(set())(before, after)
    assert joined == f"{before.rstrip()} {after.lstrip()}"
