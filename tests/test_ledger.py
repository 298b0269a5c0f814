from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make import review, tagged

from scr_mine import ledger, themes
from scr_mine.errors import CodebookError
from scr_mine.facts import Cell, Column, Row, Table

THEMES = """
codebook_version = "3.0"
[[family]]
id = "all"
label = "All"
""" + "".join(
    f'[[theme]]\nid = "{name}"\nlabel = "{name}"\nfamily = "all"\n'
    for name in ("snow", "storms", "songs", "strings", "drums")
)
LEDGER = """
[[change]]
version = "1.2"
kind = "renamed"
from = ["sleet"]
to = ["hail"]

[[change]]
version = "2.0"
kind = "merged"
from = ["wind", "hail", "storms"]
to = ["storms"]

[[change]]
version = "2.0"
kind = "split"
from = ["music"]
to = ["songs", "instruments"]

[[change]]
version = "2.10"
kind = "split"
from = ["instruments"]
to = ["strings", "drums"]
"""


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(THEMES)
    return path


def loaded(book, text=LEDGER):
    ledger.beside(book).write_text(text)
    return themes.load(book).ledger


@pytest.mark.parametrize(
    ("before", "since", "now", "unknown"),
    [
        (["snow"], "1.0", ["snow"], []),
        (["sleet"], "1.0", ["storms"], []),
        (["sleet"], None, ["storms"], []),
        (["wind", "snow", "hail"], "1.2", ["storms", "snow"], []),
        (["storms", "wind"], "1.0", ["storms"], []),
        (["storms"], None, ["storms"], []),
        (["music", "snow"], "1.0", ["snow"], ["songs", "strings", "drums"]),
        (["music"], None, [], ["songs", "strings", "drums"]),
        (["instruments", "songs"], "2.0", ["songs"], ["strings", "drums"]),
        (["instruments"], "2.9", [], ["strings", "drums"]),
        (["strings"], "2.10", ["strings"], []),
        (["music"], "3.0", ["music"], []),
        (["never heard of"], "1.0", ["never heard of"], []),
        ([], "1.0", [], []),
    ],
)
def test_old_themes_are_brought_up(book, before, since, now, unknown):
    brought = ledger.brought_up(before, loaded(book), since=since)
    assert list(brought.themes) == now
    assert brought.unknown == frozenset(unknown)


def test_what_the_label_says_of_a_part_is_not_unknown(book):
    brought = ledger.brought_up(["music", "songs"], loaded(book), since="1.0")
    assert brought == ledger.Brought(themes=("songs",), unknown=frozenset({"strings", "drums"}))


OLD = st.lists(st.sampled_from(["snow", "sleet", "wind", "hail", "storms", "music", "songs"]))


@given(OLD)
def test_bringing_up_twice_is_bringing_up_once(before):
    book = themes.Codebook(version="3", families=(), themes=(), roles=(), examples=())
    changes = (
        ledger.Change(version="1.2", kind="renamed", before=("sleet",), after=("hail",)),
        ledger.Change(version="2.0", kind="merged", before=("wind", "hail"), after=("storms",)),
    )
    known = ("snow", "storms", "music", "songs")
    made = ledger.Ledger(changes=changes, known=known)
    once = ledger.brought_up(before, made)
    assert ledger.brought_up(once.themes, made) == once
    assert set(once.themes) <= set(known)
    assert ledger.brought_up(before, ledger.Ledger()).themes == tuple(dict.fromkeys(before))
    assert book.theme_ids == ()


def test_tagged_passages_are_brought_up_with_their_probabilities(book):
    old = tagged(
        1,
        review("a"),
        themes=["wind", "music"],
        probabilities={"wind": 0.7, "sleet": 0.8, "snow": 0.1, "music": 0.9},
    )
    (now,) = ledger.passages_up([old], loaded(book))
    assert now == replace(old, themes=("storms",), probabilities={"storms": 0.8, "snow": 0.1})
    assert list(ledger.passages_up([old], ledger.Ledger())) == [old]


def table(*rows):
    columns = (
        Column(id="verdict", label="Verdict", measure="words"),
        Column(id="reviews", label="All", measure="reviews", n=9),
    )
    return Table(
        id="t",
        title="T",
        head="Theme",
        columns=columns,
        rows=tuple(
            Row(
                id=i,
                label=i,
                cells={"verdict": Cell(value="usable"), "reviews": Cell(value=3, of=9)},
            )
            for i in rows
        ),
        n=9,
    )


def test_rows_of_what_was_split_are_marked(book):
    made = loaded(book)
    found = {row.id: row.cells for row in ledger.marked(table("snow", "songs", "drums"), made).rows}
    assert found["snow"]["reviews"].note == ""
    assert found["songs"]["reviews"].note == (
        "Not comparable with figures before codebook 2.0, in which 'music' was split into songs "
        "and instruments; older marks of it are not counted."
    )
    assert found["drums"]["reviews"].note.startswith(
        "Not comparable with figures before codebook 2.10"
    )
    assert found["songs"]["verdict"].note == ""
    later = ledger.marked(table("songs", "drums"), made, since="2.0")
    notes = [row.cells["reviews"].note for row in later.rows]
    assert notes[0] == ""
    assert notes[1]
    assert ledger.marked(table("songs"), ledger.Ledger()) == table("songs")


def test_a_theme_that_was_added_was_not_looked_for_before(book):
    made = loaded(book, '[[change]]\nversion = "3.0"\nkind = "added"\nto = ["drums"]\n')
    found = {row.id: row.cells for row in ledger.marked(table("snow", "drums"), made).rows}
    assert found["snow"]["reviews"].note == ""
    assert found["drums"]["reviews"].note == (
        "Not looked for before codebook 3.0: older marks say nothing of it."
    )
    assert ledger.marked(table("drums"), made, since="3.0") == table("drums")
    # An old label goes on to teach the other themes.
    brought = ledger.brought_up(["snow", "drums"], made, since="2.0")
    assert (brought.themes, brought.unknown) == (("snow", "drums"), frozenset())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[change", "mine.ledger.toml: not valid TOML"),
        ("change = 3", "mine.ledger.toml: write each change under [[change]]."),
        ("change = [3]", "mine.ledger.toml, change 1: write each change under [[change]]."),
        (
            '[[change]]\nversion = "1.1"\nkind = "dropped"',
            "mine.ledger.toml, change 1: the kind must be one of renamed, merged, split, "
            "added; correct it.",
        ),
        (
            '[[change]]\nversion = "1.1"\nkind = "renamed"\nfrom = ["a", "b"]\nto = ["snow"]',
            "mine.ledger.toml, change 1: 'from' must be a list of one theme id where "
            "the kind is 'renamed'; correct it.",
        ),
        (
            '[[change]]\nversion = "1.1"\nkind = "split"\nfrom = ["a"]\nto = ["snow"]',
            "mine.ledger.toml, change 1: 'to' must be a list of two theme ids or more where "
            "the kind is 'split'; correct it.",
        ),
        (
            '[[change]]\nversion = "1.1"\nkind = "added"\nfrom = ["songs"]\nto = ["snow"]',
            "mine.ledger.toml, change 1: leave out 'from' where the kind is 'added'.",
        ),
        (
            '[[change]]\nversion = "1.1"\nkind = "added"\nto = []',
            "mine.ledger.toml, change 1: 'to' must be a list of one theme id where the kind is "
            "'added'; correct it.",
        ),
        (
            '[[change]]\nversion = "1.1"\nkind = "renamed"\nto = ["snow"]',
            "mine.ledger.toml, change 1: 'from' must be a list of one theme id where the kind is "
            "'renamed'; correct it.",
        ),
        (
            '[[change]]\nversion = "new"\nkind = "renamed"\nfrom = ["a"]\nto = ["snow"]',
            "mine.ledger.toml, change 1: the version must be numbers with dots, as 1.2; add it.",
        ),
        (
            '[[change]]\nversion = "1.1"\nkind = "renamed"\nfrom = ["a"]\nto = ["rain"]',
            "mine.ledger.toml, change 1: the theme 'rain' is neither in the codebook nor changed "
            "later; correct it.",
        ),
        (
            '[[change]]\nversion = "1.1"\nkind = "renamed"\nfrom = ["songs"]\nto = ["snow"]',
            "mine.ledger.toml, change 1: the theme 'songs' is still in the codebook; remove it "
            "there, or give its successor another id.",
        ),
        (
            '[[change]]\nversion = "1.10"\nkind = "renamed"\nfrom = ["a"]\nto = ["snow"]\n'
            '[[change]]\nversion = "1.9"\nkind = "renamed"\nfrom = ["b"]\nto = ["snow"]',
            "mine.ledger.toml: versions go down; write the oldest change first.",
        ),
    ],
)
def test_ledgers_that_cannot_be_used(book, text, message):
    with pytest.raises(CodebookError) as caught:
        loaded(book, text)
    assert str(caught.value).startswith(message)


def test_the_shipped_ledger_is_empty_and_a_codebook_without_one_has_no_changes(book):
    path = ledger.beside(themes.SHIPPED)
    assert themes.shipped().ledger == ledger.load(path, themes.shipped().theme_ids)
    assert not themes.shipped().ledger
    assert not themes.load(book).ledger


def test_a_ledger_lies_beside_its_themes_file(book):
    assert ledger.beside(book).name == "mine.ledger.toml"
    with pytest.raises(CodebookError, match=r"gone\.ledger\.toml: cannot be read"):
        ledger.load(book.with_name("gone.ledger.toml"), ["snow"])
