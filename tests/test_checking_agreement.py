import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from scr_mine import store, themes
from scr_mine.checking import agreement as measuring
from scr_mine.checking import kappa, readings, tables
from scr_mine.commands.agreement import agreement
from scr_mine.commands.shared import Commands
from scr_mine.errors import LabelsError

BOOK = themes.shipped()
ROOT = Path(__file__).parent.parent
SETS = st.frozensets(st.sampled_from("abcd"), max_size=4)


def run(*arguments):
    group = Commands("labels", commands={"agreement": agreement})
    return CliRunner().invoke(group, ["agreement", *map(str, arguments)])


def line(n, role, *marks, coder=None, review="r", **more):
    return {
        "id": f"{review}/{n}",
        "review": {"review_id": review},
        "text": f"Passage {n}.",
        "role": role,
        "themes": list(marks),
        "coder": coder,
        **more,
    }


def read(lines, name="file"):
    return list(readings.read(lines, name=name, known=BOOK))


def measured(*lines, between=()):
    paired = readings.paired(read(lines), between=between)
    return measuring.agreement(paired, BOOK), paired


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=40))
def test_kappa_is_scikit_learns(pairs):
    first, second = zip(*pairs, strict=True)
    table = np.zeros((3, 3))
    np.add.at(table, (first, second), 1)
    found = float(kappa.kappa(table))
    if len({*first, *second}) == 1:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(cohen_kappa_score(first, second), abs=1e-12)


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        ("", "", 0),
        ("a", "a", 0),
        ("", "a", 1),
        ("a", "b", 1),
        # One holds the other: a half of the likeness times two thirds.
        ("ab", "a", 1 - 1 / 2 * 2 / 3),
        ("abc", "a", 1 - 1 / 3 * 2 / 3),
        # Each has something of its own: a third of the likeness times one third.
        ("ab", "bc", 1 - 1 / 3 * 1 / 3),
    ],
)
def test_masi_distance(a, b, distance):
    assert kappa.masi(frozenset(a), frozenset(b)) == pytest.approx(distance)


@given(SETS, SETS)
def test_masi_is_symmetric_and_nought_only_for_equal_sets(a, b):
    found = kappa.masi(a, b)
    assert found == kappa.masi(b, a)
    assert (found == 0) == (a == b)
    assert 0 <= found <= 1


def alpha_by_definition(units):
    """Krippendorff's alpha as his 2011 paper puts it: observed over expected disagreement."""
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]
    n = len(values)
    observed = sum(
        sum(kappa.masi(a, b) for a, b in product(unit, repeat=2)) / (len(unit) - 1)
        for unit in units
    )
    expected = sum(kappa.masi(a, b) for a, b in product(values, repeat=2)) / (n - 1)
    return None if expected == 0 else 1 - observed / expected


@given(st.lists(st.lists(SETS, min_size=2, max_size=3), min_size=1, max_size=12))
def test_alpha_follows_its_definition(units):
    values = sorted({value for unit in units for value in unit}, key=sorted)
    distances = kappa.distances_of(values, kappa.masi)
    counts = kappa.counted(units, values)
    found = kappa.alpha(
        np.ones((1, len(units))), kappa.within(counts, distances), counts, distances
    )[0]
    expected = alpha_by_definition(units)
    if expected is None:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(expected, abs=1e-9)


def test_two_coders_are_compared_by_theme_and_role():
    lines = [line(n, "finding", "neglect", coder=c) for n in range(4) for c in ("Ann", "Ben")]
    lines += [line(n, "narrative", coder=c) for n in range(4, 9) for c in ("Ann", "Ben")]
    lines += [line(9, "finding", "neglect", coder="Ann"), line(9, "narrative", coder="Ben")]
    found, paired = measured(*lines)
    neglect = next(t for t in found.themes if t.id == "neglect")
    assert (neglect.units, neglect.same) == (10, 0.9)
    assert neglect.positives == {"Ann": 5, "Ben": 4}
    assert neglect.kappa.value == pytest.approx(0.8)
    # One review: resampling it shows nothing.
    assert (neglect.kappa.low, neglect.kappa.high) == (None, None)
    education = next(t for t in found.themes if t.id == "education")
    assert (education.same, education.kappa.value, education.low) == (1.0, None, False)
    assert (found.units, found.without_theme, found.reviews) == (10, 5, 1)
    assert found.role.value == pytest.approx(0.8)
    assert (found.role_same, found.whole) == (0.9, 0.9)
    assert [unit[0].id for unit in measuring.disagreements(paired)] == ["r/9"]


def test_what_one_coder_read_or_nobody_looked_at_is_left_out_and_said():
    lines = [
        line(1, "finding", "neglect", coder="Ann"),
        line(1, "finding", coder="Ben"),
        line(2, "finding", coder="Ann"),
        line(3, None, coder="Ann"),
        line(3, "finding", coder="Ben"),
        line(1, "narrative", coder="Ann"),
    ]
    found, paired = measured(*lines)
    assert (found.units, found.alone, found.again) == (1, {"Ann": 1, "Ben": 1}, 1)
    assert paired.units[0][0].role == "narrative"


def test_themes_without_a_role_count_for_the_themes_only():
    lines = [line(n, "finding", "neglect", coder="Ann") for n in range(3)]
    lines += [line(n, "narrative", coder="Ann") for n in range(3, 6)]
    lines += [line(n, "finding", "neglect", coder="Ben") for n in range(2)]
    lines += [line(2, None, "neglect", coder="Ben")]
    lines += [line(3, None, coder="Ben", when="2024-05-02T09:30:00+00:00")]
    lines += [line(n, "narrative", coder="Ben") for n in range(4, 6)]
    found, paired = measured(*lines)
    neglect = next(t for t in found.themes if t.id == "neglect")
    assert (neglect.units, neglect.same, neglect.positives) == (6, 1.0, {"Ann": 3, "Ben": 3})
    finding = next(r for r in found.roles if r.id == "finding")
    assert (finding.units, finding.same, finding.positives) == (4, 1.0, {"Ann": 3, "Ben": 2})
    assert (found.no_role, found.role_same, found.whole) == (2, 1.0, 1.0)
    assert measuring.disagreements(paired) == []
    footer = tables.by_entry(found, BOOK).footer
    assert "Readings without a role, which count for themes only: 2." in footer


def test_where_nobody_gave_a_role_no_figure_of_roles_is_made_up():
    lines = [line(n, None, "neglect", coder="Ann") for n in range(3)]
    lines += [line(n, "finding", *["neglect"][: n % 2], coder="Ben") for n in range(3)]
    found, paired = measured(*lines)
    assert (found.role_same, found.whole, found.role.value) == (None, None, None)
    assert [(role.units, role.same) for role in found.roles] == [(0, None)] * len(BOOK.roles)
    shown = {row.id: row.cells["value"] for row in tables.over_all(found).rows}
    for name in ("role", "role_same", "whole"):
        assert shown[name].note == "not defined: no passage has a role from two coders"
    made = {row.id: row.cells for row in tables.by_entry(found, BOOK).rows}
    assert made["finding"]["same"].value is None
    assert made["neglect"]["same"].value == round(1 / 3, 4)
    differ = tables.to_discuss(measuring.disagreements(paired), found.coders, text=False)
    assert [row.cells["said_1"].value for row in differ.rows] == ["no role: neglect"] * 2


def test_of_three_coders_kappa_is_the_mean_of_each_two():
    given = {"Ann": "110100", "Ben": "110010", "Cyd": "100100"}
    lines = [
        line(n, "finding", *(["neglect"] if mark == "1" else []), coder=coder)
        for coder, marks in given.items()
        for n, mark in enumerate(marks)
    ]
    found, _ = measured(*lines)
    neglect = next(t for t in found.themes if t.id == "neglect")
    pairs = [("Ann", "Ben"), ("Ann", "Cyd"), ("Ben", "Cyd")]
    mean = np.mean([cohen_kappa_score(list(given[a]), list(given[b])) for a, b in pairs])
    assert neglect.kappa.value == pytest.approx(mean)
    only, _ = measured(*lines, between=("Ann", "Cyd"))
    assert only.coders == ("Ann", "Cyd")


def test_what_is_confused_with_what():
    lines = [
        line(1, "finding", "neglect", coder="Ann"),
        line(1, "finding", "injuries", coder="Ben"),
        line(2, "finding", "injuries", coder="Ann"),
        line(2, "finding", "neglect", coder="Ben"),
        line(3, "finding", "neglect", "education", coder="Ann"),
        line(3, "finding", "education", coder="Ben"),
        line(4, "finding", coder="Ann"),
        line(4, "finding", "neglect", coder="Ben"),
    ]
    _, paired = measured(*lines)
    found = measuring.confusions(paired, ["neglect"])
    assert [(c.other, c.times) for c in found] == [
        ("injuries", 2),
        (measuring.NOTHING_ELSE, 1),
        (measuring.NO_THEME, 1),
    ]


@pytest.mark.parametrize(
    ("lines", "between", "message"),
    [
        (
            [line(1, "finding", coder="Ann")],
            (),
            "Agreement needs two coders and there are: Ann; name the labels of another as well.",
        ),
        (
            [line(1, "finding", coder="Ann"), line(2, "finding", coder="Ben")],
            (),
            "No passage was read by two of the coders Ann, Ben; compare files of the same "
            "passages.",
        ),
        (
            [line(1, "finding", coder="Ann"), line(1, "finding", coder="Ben")],
            ("Ann", "Zoe"),
            "There is no coder 'Zoe'; there are: Ann, Ben.",
        ),
        (
            [line(1, "finding", "colour", coder="Ann")],
            (),
            "file, line 1: 'colour' is no role or theme of the codebook; correct the label or "
            "name another themes file.",
        ),
        (
            [{"role": "finding", "themes": []}],
            (),
            "file, line 1: it has no 'id'; readings are compared by it.",
        ),
    ],
)
def test_readings_that_cannot_be_compared(lines, between, message):
    with pytest.raises(LabelsError) as caught:
        measured(*lines, between=between)
    assert str(caught.value) == message


def write(path, lines):
    path.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    return path


def two_files(folder):
    """Two files without coders: twelve reviews, `neglect` and `injuries` taken for each other."""
    first, second = [], []
    for r, n in product(range(12), range(6)):
        marks = ["neglect"] if n < 2 else ["education"] if n == 2 else []
        other = ["injuries"] if marks == ["neglect"] and (r + n) % 2 else marks
        first.append(line(n, "finding", *marks, review=f"case-{r}", page=n + 1))
        second.append(line(n, "finding", *other, review=f"case-{r}", page=n + 1))
    return write(folder / "ann.jsonl", first), write(folder / "ben.jsonl", second)


def test_the_command_prints_tables_and_keeps_text_to_the_file_named(tmp_path):
    result = run(*two_files(tmp_path), "--discuss", tmp_path / "discuss.md")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("How far ann and ben agree\n")
    assert "72 passages of 12 reviews that two or more coders read, 36 of them" in result.stdout
    assert "below 0.60: mend the entry of the codebook, read again" in result.stdout
    assert "where the other says Injuries, medical signs" in result.stdout
    assert "12 passages to discuss\n" in result.stdout
    assert "Passage 1." not in result.stdout
    discuss = (tmp_path / "discuss.md").read_text(encoding="utf-8")
    assert "Passage 1." in discuss
    assert "finding: injuries" in discuss


def test_the_figures_are_also_json_with_intervals(tmp_path):
    result = run(*two_files(tmp_path), "--format", "json")
    assert result.exit_code == 0, result.stderr
    table = json.loads(result.stdout)
    rows = json.dumps(table)
    assert '"kappa"' in rows
    assert '"low"' in rows


def test_one_file_may_hold_several_coders_of_whom_one_is_a_model(tmp_path):
    lines = [
        line(n, "finding", *marks, coder=coder, review=f"case-{n}")
        for n in range(4)
        for coder, marks in (("Ann", ["neglect"]), ("scr-mine/lexical@0.1.0", []))
    ]
    result = run(write(tmp_path / "all.jsonl", lines))
    assert result.exit_code == 0, result.stderr
    assert "scr-mine/lexical@0.1.0 is a model." in " ".join(result.stdout.split())
    assert "fewer than 10 reviews" in " ".join(result.stdout.split())


def test_one_coder_is_not_enough(tmp_path):
    path = write(tmp_path / "ann.jsonl", [line(1, "finding")])
    result = run(path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "Error: Agreement needs two coders and there are: ann; "
        "name the labels of another as well.\n"
    )


def test_the_two_readings_of_the_corpus_agree_as_its_readme_says():
    names = ("labels", "readings")
    found = [
        reading
        for name in names
        for reading in readings.read(
            store.read_lines(ROOT / "corpus" / f"{name}.jsonl"), name=name, known=BOOK
        )
    ]
    result = measuring.agreement(readings.paired(found), BOOK)
    said = (ROOT / "corpus" / "README.md").read_text(encoding="utf-8")
    for theme in result.themes:
        row = next(r for r in said.splitlines() if r.startswith(f"| {theme.id} "))
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        positives = [str(theme.positives[name]) for name in names]
        assert [*positives, f"{theme.kappa.value:.2f}"] == [cells[1], cells[2], cells[5]]
        assert theme.kappa.low < theme.kappa.value < theme.kappa.high
    assert f"{result.role.value:.2f}" == "0.94"
    assert 0.8 < result.alpha.low < result.alpha.value < result.alpha.high < 0.9
