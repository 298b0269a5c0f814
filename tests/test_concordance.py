import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from make import review, tagged

from scr_mine.errors import InputError, UsageError
from scr_mine.tabulate.wording.concordance import CAUTION, concordance, concordance_table

F = review("f", board="Wexmoor Local Safeguarding Children Board", label="Child F", year=2009)
J = review("j", scope="national")


def found(text, phrase, **options):
    """The stretches of one text at which a phrase is found; none is an error elsewhere."""
    try:
        lines = concordance([tagged(1, F, text=text)], phrase, **options)
    except InputError:
        return []
    return [text[line.start : line.end] for line in lines]


@pytest.mark.parametrize(
    ("text", "phrase", "stretches"),
    [
        ("Nobody sought the child’s voice.", "child's voice", ["child’s voice"]),
        ("Nobody sought the child's voice.", "CHILD’S VOICE", ["child's voice"]),
        ("the child’s\n  voice", "child's voice", ["child’s\n  voice"]),
        ("a multi‑agency plan", "multi-agency", ["multi‑agency"]),
        ("multi agency; Multi-Agency", "multi-agency", ["multi agency", "Multi-Agency"]),
        ("a multi-\nagency plan", "multi agency", ["multi-\nagency"]),
        ("for the child – protection came later", "child protection", []),
        ("childhood, stepchild, child", "child", ["child"]),
        ("the child’s room", "child", ["child"]),
        ("neglect, neglected; Neglectful", "neglect*", ["neglect", "neglected", "Neglectful"]),
        ("self-neglect", "neglect*", ["neglect"]),
        ("school nurses' notes, school nurse", "school nurse*", ["school nurses", "school nurse"]),
        ("step by step by step", "step by step", ["step by step", "step by step"]),
        ("under s.47 and s947", "s.47", ["s.47"]),
        ("(sic) sic", "(sic)", ["(sic)"]),
        ("y fam a’r plentyn", "fam a'r", ["fam a’r"]),
        ("Ŵyr a merch", "ŵyr", ["Ŵyr"]),
        ("nothing of the kind", "child", []),
    ],
)  # fmt: skip
def test_whole_words_whatever_the_case_apostrophe_hyphen_or_line_break(text, phrase, stretches):
    assert found(text, phrase) == stretches


@pytest.mark.parametrize(
    ("text", "pattern", "stretches"),
    [
        ("Really badly", r"\w+ly", ["Really", "badly"]),
        ("14 visits, 3 calls", r"\d+ (visits|calls)", ["14 visits", "3 calls"]),
        ("a bb", r"b*", ["bb"]),
    ],
)
def test_a_pattern_is_a_regular_expression(text, pattern, stretches):
    assert found(text, pattern, pattern=True) == stretches


def test_a_line_says_where_it_stands_and_in_what():
    passages = [
        tagged(1, F, text="Neither worker asked\nabout the home.", page=4, paragraph="2.3"),
        tagged(2, J, "narrative", text="Home"),
    ]
    first, second = concordance(passages, "home", width=12)
    assert first.review is F
    assert (first.passage, first.role, first.page, first.paragraph) == ("f/1", "finding", 4, "2.3")
    assert (first.before, first.match, first.after) == ("…about the ", "home", ".")
    assert (first.start, first.end) == (31, 35)
    assert (second.before, second.match, second.after) == ("", "Home", "")
    assert (second.page, second.paragraph) == (None, None)


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (0, ("…", "plan", "…")),
        (3, ("…", "plan", " …")),
        (4, ("…", "plan", " was…")),
        (7, ("…agency ", "plan", " was …")),
        (11, ("The agency ", "plan", " was never …")),
        (60, ("The agency ", "plan", " was never shared")),
    ],
)
def test_context_is_cut_between_words(width, line):
    text = "The agency plan was never shared"
    (made,) = concordance([tagged(1, F, text=text)], "plan", width=width)
    assert (made.before, made.match, made.after) == line


def test_a_role_narrows_the_search():
    passages = [tagged(1, F, text="a plan"), tagged(2, F, "narrative", text="the plan")]
    assert [line.passage for line in concordance(passages, "plan", roles=["narrative"])] == ["f/2"]
    assert len(concordance(passages, "plan")) == 2


def test_passages_are_read_one_by_one():
    read = []

    def stream():
        for i in range(3):
            read.append(i)
            yield tagged(i, F, text="a plan")

    assert len(concordance(stream(), "plan")) == 3
    assert read == [0, 1, 2]


def test_the_table_has_a_row_an_occurrence_and_counts_them_below():
    passages = [
        tagged(1, F, text="A plan, then\na plan.", page=4, paragraph="2.3"),
        tagged(2, F, "narrative", text="No such thing"),
        tagged(1, J, text="plan"),
        tagged(1, review("k"), text="none"),
    ]
    made = concordance_table(passages, "plan")
    assert (made.id, made.title, made.head, made.n) == (
        "concordance", "Where 'plan' stands", "Review", 3,
    )  # fmt: skip
    assert [row.id for row in made.rows] == ["f/1@2", "f/1@15", "j/1@0"]
    assert [row.label for row in made.rows] == ["Wexmoor, Child F (2009)"] * 2 + ["j"]
    assert {key: cell.value for key, cell in made.rows[1].cells.items()} == {
        "page": "4",
        "paragraph": "2.3",
        "role": "finding",
        "before": "A plan, then a ",
        "match": "plan",
        "after": ".",
        "passage": "f/1",
    }
    assert all(cell.passages == ("j/1",) for cell in made.rows[2].cells.values())
    assert [column.id for column in made.columns] == list(made.rows[0].cells)
    assert made.footer == (
        "Found 3 times in 2 passages of 2 of 3 reviews. Roles searched: finding and narrative.",
        "3 reviews. Scope: 1 national, 2 not stated. Kinds: 3 not stated. "
        "Period: years 2009 to 2009 (2 without a year).",
        CAUTION,
    )


@pytest.mark.parametrize(
    ("phrase", "options", "error", "message"),
    [
        ("care order", {}, InputError,
         "'care order' stands in none of 2 passages of 1 review; use fewer words, or end one with "
         "* for any."),
        (r"\d", {"pattern": True}, InputError,
         r"'\d' stands in none of 2 passages of 1 review; check the pattern."),
        ("plan", {"roles": ["finding", "verdict"]}, InputError,
         "No passage here has the role 'verdict'; there are: finding, narrative."),
        ("lamp", {"roles": ["finding"]}, InputError,
         "'lamp' stands in none of 1 passage of 1 review; use fewer words, or end one with * for "
         "any."),
        (" ", {}, UsageError,
         "There is no word to search for in ' '; give one or more words."),
        ("*", {}, UsageError,
         "There is no word to search for in '*'; give one or more words."),
        ("*care", {}, UsageError,
         "'*care': a * stands for the rest of a word, so it can only end one."),
        ("ch*d", {}, UsageError,
         "'ch*d': a * stands for the rest of a word, so it can only end one."),
        ("(plan", {"pattern": True}, UsageError,
         "'(plan' is not a regular expression (missing ), unterminated subpattern at position 0); "
         "mend it."),
        ("", {"pattern": True}, UsageError, "The pattern is empty; give a regular expression."),
        ("plan", {"width": -1}, UsageError,
         "The width of the context is -1; give 0 or more characters."),
    ],
)  # fmt: skip
def test_what_cannot_be_found_is_one_sentence(phrase, options, error, message):
    passages = [tagged(1, F, text="A plan"), tagged(2, F, "narrative", text="A lamp")]
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        concordance(passages, phrase, **options)


def test_nothing_to_search_is_an_error():
    message = "There is no tagged passage to search; tag some reports first."
    with pytest.raises(InputError, match=f"^{re.escape(message)}$"):
        concordance([], "plan")


GAPS = [" ", "\n", "-", "‑", "\xa0"]
PIECES = ["ab", "a", "Ab’s", "ab's", "cab", "AB", "b1", ".", ","]


@st.composite
def texts(draw):
    """A text of short words with one gap between each two."""
    pieces = draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14))
    gaps = draw(st.lists(st.sampled_from(GAPS), min_size=len(pieces), max_size=len(pieces)))
    return "".join(piece + gap for piece, gap in zip(pieces, gaps, strict=True))


def plain(text):
    """The same text, character for character, with all that is alike made the same."""
    return re.sub("[-‑\n\xa0]", " ", text).replace("’", "'").lower()


def everywhere(text, phrase):
    """Where a phrase stands, by trying every place."""
    text, phrase = plain(text), plain(phrase)
    spans = []
    for start in range(len(text)):
        within = start > 0 and text[start - 1].isalnum()
        if within or not text.startswith(phrase.rstrip("*"), start):
            continue
        end = start + len(phrase.rstrip("*"))
        while phrase.endswith("*") and end < len(text) and text[end].isalnum():
            end += 1
        if end == len(text) or not text[end].isalnum():
            spans.append((start, end))
    return spans


@given(
    st.lists(texts(), min_size=1, max_size=4),
    st.lists(st.sampled_from(["ab", "a", "ab's", "AB’S"]), min_size=1, max_size=3),
    st.sampled_from([" ", "-"]),
    st.booleans(),
    st.integers(0, 30),
)
@example(["ab-ab ab ab’s cab"], ["ab", "ab"], " ", True, 3)
def test_every_occurrence_is_found_once_where_it_is(parts, words, gap, ends_any_way, width):
    phrase = gap.join(words) + ("*" if ends_any_way else "")
    expected = [
        (f"f/{i}", *span) for i, text in enumerate(parts) for span in everywhere(text, phrase)
    ]
    passages = [tagged(i, F, text=text) for i, text in enumerate(parts)]
    try:
        lines = concordance(passages, phrase, width=width)
    except InputError:
        lines = []
    assert [(line.passage, line.start, line.end) for line in lines] == expected
    for line in lines:
        text = re.sub(r"\s", " ", parts[int(line.passage.split("/")[1])])
        before, after = line.before.removeprefix("…"), line.after.removesuffix("…")
        assert text[line.start : line.end] == line.match
        assert text[: line.start].endswith(before)
        assert text[line.end :].startswith(after)
        assert max(len(before), len(after)) <= width
        assert (before == text[: line.start]) == (not line.before.startswith("…"))
