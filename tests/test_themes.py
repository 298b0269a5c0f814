import pytest
from click.testing import CliRunner

from scr_mine import themes
from scr_mine.commands.main import main
from scr_mine.errors import CodebookError


def test_shipped_codebook_has_26_themes_in_5_families_and_6_roles():
    book = themes.shipped()
    assert len(book.themes) == 26
    assert [f.id for f in book.families] == [
        "child",
        "parents-carers",
        "practice",
        "multi-agency",
        "organisation",
    ]
    assert len(book.roles) == 6
    assert book.theme("neglect").kind == "feature"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "t.toml: it defines no [[theme]]; add at least one."),
        ("[[theme]]\nid='a'\nlabel='A'\n", "t.toml: an entry lacks 'family'; add it."),
        (
            "[[theme]]\nid='a'\nlabel='A'\nfamily='f'\n",
            "t.toml: theme 'a' names the family 'f', which is not defined; "
            "add a [[family]] or correct the name.",
        ),
    ],
)
def test_faults_in_a_themes_file_are_one_sentence(tmp_path, text, message):
    path = tmp_path / "t.toml"
    path.write_text(text)
    with pytest.raises(CodebookError) as caught:
        themes.load(path)
    assert str(caught.value) == message


def test_unknown_theme_suggests_the_nearest():
    result = CliRunner().invoke(main, ["themes", "show", "negelct"])
    assert result.exit_code == 1
    assert result.stderr == "Error: There is no theme 'negelct'; did you mean neglect?\n"
    assert result.stdout == ""
