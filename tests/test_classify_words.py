import pytest
from classify_toy import tokens
from hypothesis import given
from hypothesis import strategies as st

from scr_mine.classify import families, words
from scr_mine.classify.counted import count
from scr_mine.classify.families import Families
from scr_mine.classify.forms import Forms


@pytest.mark.parametrize(
    ("token", "form"),
    [
        ("Neglect", "neglect"),
        ("not", "not"),
        ("2017", "<year>"),
        ("2016/17", "<year>"),
        ("12", "<number>"),
        ("11.05.07", "<date>"),
        ("3rd", "<date>"),
        ("K2", "<case>"),
        ("M", "<case>"),
        ("A", "a"),
        ("I", "i"),
        ("s.47", "s.47"),
        ("GP’s", "gp's"),
        ("multi‑agency", "multi-agency"),
        ("?", "?"),
        (",", ""),
        ("…", ""),
    ],
)
def test_form(token: str, form: str) -> None:
    assert words.normal(token) == form


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("5.14 It is difficult", "It is difficult"),
        ("4. Staff left", "Staff left"),
        ("• no minutes kept", "no minutes kept"),
        ("(a) the panel", "the panel"),
        ("iv) the panel", "the panel"),
        ("12 The panel", "The panel"),
        ("3 of 4 cases", "3 of 4 cases"),
        ("2017 was busy", "2017 was busy"),
        ("A child was seen", "A child was seen"),
        ("- ", ""),
    ],
)
def test_a_printed_number_or_bullet_is_layout(text: str, rest: str) -> None:
    assert text[words.head(text) :] == rest


def test_the_number_is_kept_where_a_stem_stands_before_it() -> None:
    forms = Forms({}, {}, Families([]), sizes=(3, 4), column=lambda name: -1)

    def forms_of(text: str, lead: int = 0) -> list[str]:
        return [forms.names[n] for n in count([tokens(text, lead=lead)], forms).word]

    assert forms_of("1.2 The panel") == ["the", "panel"]
    behind = forms_of("They found:\n1.2 The", lead=12)
    assert (behind[:3], len(behind)) == (["they", "found", ":"], 5)


def test_pieces_mark_the_ends_of_a_word() -> None:
    assert words.pieces("cot", 3, 4) == ["<co", "cot", "ot>", "<cot", "cot>"]
    assert words.pieces("<year>", 3, 4) == []


@given(st.text(max_size=20))
def test_a_form_is_never_upper_case_and_is_stable(token: str) -> None:
    form = words.normal(token)
    assert form in words.PLACEHOLDERS or form == form.lower()


def test_a_family_takes_whole_words_and_beginnings() -> None:
    known = Families(["drink: drunk alcohol*", "law: court"])
    assert known.of(["alcoholic"]) == [0]
    assert known.of(["drunken"]) == []
    assert known.of(["pub-drunk", "drunk", "court"]) == [0, 1]


def test_shipped_families_have_names_of_their_own() -> None:
    names = [line.partition(":")[0] for line in families.shipped()]
    assert len(names) == len(set(names)) > 100
