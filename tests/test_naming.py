"""What a person names at the command line: themes by id or label, files in any order."""

import json

import pytest
from click.testing import CliRunner
from make import review, tagged

from scr_mine.commands.main import main
from scr_mine.commands.shared import theme_id
from scr_mine.errors import CodebookError
from scr_mine.store import plain
from scr_mine.themes import shipped

PASSAGE = tagged(
    1,
    review("r"),
    themes=["professional-curiosity"],
    probabilities={"professional-curiosity": 0.7},
    text="Nobody told the school.",
)


def invoke(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture
def marked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "out" / "reviews" / "r.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(plain(PASSAGE)) + "\n")
    return path


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("professional-curiosity", "professional-curiosity"),
        ("Professional curiosity", "professional-curiosity"),
        ("PROFESSIONAL  CURIOSITY", "professional-curiosity"),
        ("Neglect", "neglect"),
        ("information sharing", "information-recording"),
        (" neglect and cumulative harm ", "neglect"),
        *((theme.id, theme.id) for theme in shipped().themes),
        *((theme.label, theme.id) for theme in shipped().themes),
    ],
)
def test_a_theme_is_named_by_its_id_or_label(text, found):
    assert theme_id(text, shipped()) == found


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("negelct", "did you mean neglect?"),
        ("professional-curiosty", "did you mean professional-curiosity?"),
        ("professional", "did you mean professional-curiosity, escalation-challenge?"),
        (
            "Parental",
            "did you mean parental-mental-health, parental-substance-misuse, parental-engagement?",
        ),
        ("Neglec", "did you mean neglect?"),
        ("zzzz", "see `scr-mine themes list`"),
        ("", "see `scr-mine themes list`"),
    ],
)
def test_what_names_no_theme_is_an_error_with_the_nearest(text, hint):
    with pytest.raises(CodebookError) as raised:
        theme_id(text, shipped())
    assert str(raised.value) == f"There is no theme '{text}'; {hint}"


@pytest.mark.parametrize("theme", ["professional-curiosity", "professional CURIOSITY"])
def test_the_commands_take_a_theme_by_either_name(theme, marked):
    done = invoke("passages", "out", "--theme", theme)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Nobody told the school." in done.stdout
    shown = invoke("themes", "show", theme)
    assert shown.stdout.startswith("Professional curiosity and healthy scepticism (professional-")


@pytest.mark.parametrize(
    "words",
    [
        ("told the school", "out"),
        ("out", "told the school"),
        ("out/reviews/r.jsonl", "told the school"),
        ("told the school", "out/reviews/r.jsonl"),
    ],
)
def test_the_phrase_may_stand_first_or_last(words, marked):
    done = invoke("kwic", *words)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.count("Nobody   told the school  .") == 1


def test_a_phrase_that_is_also_a_folder_stands_first(marked):
    done = invoke("kwic", "out", "out")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "'out'" in done.stderr


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("told", "school", "out"), "'told' and 'school'"),
        (("told", "outt"), "'told' and 'outt'"),
        (("told " * 200, "outt"), f"'{'told ' * 200}' and 'outt'"),
    ],
)
def test_words_of_which_several_may_be_the_phrase_are_an_error(words, named, marked):
    done = invoke("kwic", *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        f"Error: {named} are both no file or folder; write the phrase in quotation marks, then "
        'the folder, as in: scr-mine kwic "health visitor" out\n'
    )


def test_a_file_that_is_not_there_is_named_as_a_file(marked):
    done = invoke("kwic", "told", "gone.jsonl")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: gone.jsonl: cannot be read")
