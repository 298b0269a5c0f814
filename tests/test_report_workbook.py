import errno
import gc
import io
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import openpyxl
import pytest
from browser import passages, reviews, small_study, study_of
from openpyxl.utils import range_boundaries

from scr_mine import themes
from scr_mine.cases import case_name
from scr_mine.facts import Cell, Column, Row, Table
from scr_mine.inert import clean
from scr_mine.records import Dropped, ReadingReport
from scr_mine.report import guard, outputs
from scr_mine.report.formats.shown import figure, reason
from scr_mine.report.workbook import about, as_xlsx, building, lists, plan, tables
from scr_mine.report.workbook.sampling import SAMPLE, Sample

# openpyxl says so of bars behind numbers, and leaves them out of what it has read.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

SHEETS = {
    "Lessons": "lessons",
    "Case features": "features",
    "Lessons compared": "lessons-compared-by-scope",
    "Features compared": "features-compared-by-scope",
    "Lessons by year": "lessons-by-year",
    "Features by year": "features-by-year",
    "Lessons together": "lessons-together",
    "Features together": "features-together",
    "Lessons pairs": "lessons-pairs",
    "Features pairs": "features-pairs",
    "Remedies": "recommendations-by-remedy",
    "Agencies": "recommendations-by-agency",
    "Beside published": "features-beside-published",
    "Repeats": "repeats",
}
CHECKING = [
    *("id", "review", "page", "paragraph", "role", "themes", "text", "role_checked"),
    *("theme_1", "theme_2", "theme_3", "theme_4", "verdict", "comment"),
]
EVIL = (
    "=1+1 <script>alert(1)</script> {{ 7 * 7 }} _x0041_ \x00\ud800 ‮abc\u202e http://x.example "
    + "w" * 10_000
)
CARD = (
    "# A card\n\n- A point.\n\n"
    "| theme | passages | F1 |\n| --- | ---: | --- |\n| Voice | 41 | 0.50 |"
)


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def lines(sheet):
    return [list(line) for line in sheet.iter_rows(values_only=True)]


def cells(book):
    return [cell for sheet in book for line in sheet.iter_rows() for cell in line]


def words(book):
    return "\n".join(str(cell.value) for cell in cells(book) if cell.value is not None)


def by_head(sheet):
    head, *rest = lines(sheet)
    return [dict(zip(head, line, strict=True)) for line in rest]


@pytest.fixture(scope="module")
def study():
    reading = ReadingReport(
        file="case-1.pdf", format="pdf", pages=6, passages=24, notes=("Two columns on page 3.",),
        dropped=(Dropped(what="running head", count=6, example="Overview report"),),
    )  # fmt: skip
    return small_study(readings=(reading,), failures=("broken.pdf: encrypted.",), card=CARD)


@pytest.fixture(scope="module")
def content(study):
    return as_xlsx(study)


@pytest.fixture(scope="module")
def book(content):
    return opened(content)


def agrees(sheet, table, *, top=3):
    """Every cell of the table stands on the sheet, its numbers as numbers."""
    grouped = any(row.group for row in table.rows)
    assert len(table.rows)
    for at, row in enumerate(table.rows, top + 1):
        found = [cell.value for cell in sheet[at]]
        names = [row.group, row.label] if grouped else [row.label]
        assert found[: len(names)] == names
        for value, column in zip(found[len(names) :], table.columns, strict=True):
            cell = row.cells[column.id]
            expected = figure(cell)
            if expected is None:
                assert value == reason(cell) or re.fullmatch(r"– \[\d+\]", value)
            elif isinstance(expected, str):
                assert (value or "").removesuffix(" [1]") == clean(expected)
            else:
                scale = 100 if column.measure == "points" else 1
                assert not isinstance(value, str)
                assert value == pytest.approx(scale * expected, abs=1e-12)


@pytest.mark.parametrize(("sheet", "table"), SHEETS.items())
def test_every_number_is_that_of_the_table_and_every_table_has_its_footer(
    study, book, sheet, table
):
    agrees(book[sheet], study.tables[table])
    said = [cell.value for cell in book[sheet]["A"]]
    assert said[0] == study.tables[table].title
    for sentence in study.tables[table].footer:
        assert clean(sentence) in said


@pytest.mark.parametrize(("sheet", "view"), [("Lessons", "lessons"), ("Features", "features")])
def test_groups_stand_side_by_side_as_in_their_tables(study, book, sheet, view):
    sheet = book[f"{sheet} by group"]
    over = [cell.value for cell in sheet[3]]
    starts = [place for place, value in enumerate(over) if value]
    assert [over[place] for place in starts] == [
        "By scope", "By period", "By kind", "By nation", "By board", "By role",
    ]  # fmt: skip
    for start, end in zip(starts, [*starts[1:], len(over)], strict=True):
        table = study.tables[f"{view}-by-{over[start].removeprefix('By ')}"]
        columns = [c for c in table.columns if c.id not in ("verdict", "reviews")]
        assert [cell.value for cell in sheet[4]][start:end] == [c.label for c in columns]
        for at, row in enumerate(table.rows, 5):
            found = [cell.value for cell in sheet[at]][start:end]
            assert found == [row.cells[c.id].value for c in columns]
        said = {str(cell.value).removeprefix(f"{over[start]}: ") for cell in sheet["A"]}
        assert set(table.footer) <= said


def test_a_count_reads_as_the_other_outputs_have_it_and_presence_needs_no_colour(study, book):
    sheet, table = book["Lessons"], study.tables["lessons"]
    formats = {True: '"● "0', False: "(0)"}
    for at, row in enumerate(table.rows, 4):
        assert sheet.cell(at, 4).number_format == f'0" of {len(study.reviews)}"'
        for place, column in enumerate(table.columns[2:], 5):
            cell = row.cells[column.id]
            assert sheet.cell(at, place).number_format == (
                "0" if cell.value == 0 else formats[cell.present]
            )


def test_a_reason_stands_in_place_of_a_figure_or_is_a_numbered_note(study):
    columns = (
        Column(id="reviews", label="All", measure="reviews", n=12),
        Column(id="p", label="p", measure="p"),
        Column(id="words", label="In words", measure="words"),
    )
    made = Row(
        id="neglect",
        label="Neglect",
        cells={
            "reviews": Cell(value=3, of=12, note="one of them twice"),
            "p": Cell(value=None, note="fewer than five reviews in a group"),
            "words": Cell(value=None, note="not tested"),
        },
    )
    table = Table(
        id="t", title="T", head="Theme", columns=columns, rows=(made,), n=12, footer=("Foot.",)
    )
    sheet = opened(as_xlsx(replace(study, tables={"lessons-by-year": table})))["Lessons by year"]
    assert [cell.value for cell in sheet[4]] == ["Neglect", 3, "– [2]", "not tested"]
    assert sheet["B4"].number_format == '0" of 12"" [1]"'
    assert [cell.value for cell in sheet["A"]][5:] == [
        "[1] one of them twice",
        "[2] fewer than five reviews in a group",
        "Foot.",
    ]


def test_all_passages_are_there_with_citation_marks_and_text(study, book):
    labels = {theme.id: theme.label for theme in study.codebook.themes}
    found = by_head(book["Passages"])
    made = list(study.passages())
    assert len(found) == len(made)
    for line, passage in zip(found, made, strict=True):
        marks = [passage.probabilities[theme] for theme in passage.themes]
        assert line == {
            "Review": case_name(passage.review),
            "File": passage.document,
            "Page": passage.page,
            "Paragraph": passage.paragraph,
            "Heading": "Findings",
            "Role": passage.role,
            "Themes": "; ".join(labels[theme] for theme in passage.themes) or None,
            "Strongest mark": max(marks, default=None),
            "Each mark": "; ".join(f"{m:.2f}" for m in marks) if len(marks) > 1 else None,
            "Text": passage.text,
            "Counted": f"no: repeats {study.repeats[passage.id]}"
            if passage.id in study.repeats
            else "yes",
            "Board": passage.review.board,
            "Year": passage.review.year,
            "Kind": passage.review.kind,
            "Scope": passage.review.scope,
            "id": passage.id,
        }


def test_the_checking_sheet_has_its_columns_and_drop_downs(study, book):
    sheet = book["Checking"]
    assert [cell.value for cell in sheet[1]] == CHECKING
    passages = {passage.id: passage for passage in study.passages()}
    for line in by_head(sheet):
        passage = passages[line["id"]]
        assert line["review"] == passage.review.review_id
        assert (line["page"], line["paragraph"]) == (passage.page, passage.paragraph)
        assert (line["role"], line["text"]) == (passage.role, passage.text)
        assert tuple((line["themes"] or "").split(", ")) == (passage.themes or ("",))
        assert all(line[name] is None for name in CHECKING[7:])
    last = sheet.max_row
    asked = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    names = {"H": "scr_roles", "M": "scr_verdicts", **dict.fromkeys("IJKL", "scr_themes")}
    assert {f"{letter}2:{letter}{last}": name for letter, name in names.items()} == {
        where: rule.formula1 for where, rule in asked.items()
    }
    assert all(rule.type == "list" and rule.showErrorMessage for rule in asked.values())
    choices = {
        "scr_roles": [role.id for role in study.codebook.roles],
        "scr_themes": ["none", *study.codebook.theme_ids],
        "scr_verdicts": ["right", "wrong", "unsure"],
    }
    for name, values in choices.items():
        [(title, where)] = book.defined_names[name].destinations
        assert [line[0].value for line in book[title][where]] == values
    assert book["Lists"].sheet_state == "hidden"


def test_the_sample_is_spread_over_themes_roles_and_reviews_without_repeats(study, book):
    found = by_head(book["Checking"])
    ids = [line["id"] for line in found]
    assert len(ids) == len(set(ids)) == SAMPLE
    assert not set(ids) & set(study.repeats)
    themes_seen = Counter(t for line in found for t in (line["themes"] or "").split(", "))
    assert min(themes_seen[theme] for theme in study.codebook.theme_ids) >= 4
    assert {line["role"] for line in found if not line["themes"]} == {
        p.role for p in made_up(study)
    }
    counts = Counter(line["review"] for line in found)
    assert set(counts) == {review.review_id for review in study.reviews}
    assert max(counts.values()) <= 2 * min(counts.values())


def made_up(study):
    return [passage for passage in study.passages() if not passage.themes]


@pytest.mark.parametrize(("number", "each", "expected"), [(1, 300, 200), (2, 9, 16), (1, 1, 1)])
def test_a_sample_of_few_reviews_takes_what_there_is(number, each, expected):
    codebook = themes.shipped()
    made = passages(reviews(number), codebook, each=max(each, 2))[: number * each]
    study = study_of(made)
    for given in (made, list(reversed(made))):
        sample = Sample(study)
        for passage in given:
            sample.see(passage)
        assert len(sample.chosen()) == expected
        assert set(sample.chosen()) <= {p.id for p in made} - set(study.repeats)


def test_hostile_content_is_text_everywhere(study):
    codebook = themes.shipped()
    found = [
        replace(r, board=EVIL, label=f"@SUM(1) {EVIL}{n}", source=EVIL, kind="+1", nation="=A1")
        for n, r in enumerate(reviews(4))
    ]
    made = [
        replace(p, text=f"{EVIL} {n}", headings=(EVIL,), document="=cmd.pdf", paragraph="-1")
        for n, p in enumerate(passages(found, codebook, each=12))
    ]
    reading = ReadingReport(
        file=EVIL, format="pdf", pages=None, notes=(EVIL,),
        dropped=(Dropped(what="=x", count=1, example=EVIL),),
    )  # fmt: skip
    hostile = study_of(made, readings=(reading,), failures=(EVIL,), card=f"{EVIL}\n| =1+1 | 2 |")
    content = as_xlsx(replace(hostile, missing={"lessons-by-year": EVIL}, models=(EVIL,)))
    book = opened(content)
    assert {cell.data_type for cell in cells(book)} <= {"s", "n"}
    assert clean(made[0].text) in {line["Text"] for line in by_head(book["Passages"])}
    assert {line["Paragraph"] for line in by_head(book["Passages"])} == {"-1"}
    assert book["Passages"]["J2"].quotePrefix
    links = {cell.hyperlink.location for cell in cells(book) if cell.hyperlink}
    assert links <= {f"'{name}'!A1" for name in book.sheetnames}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(n).decode() for n in archive.namelist() if "worksheets/" in n]
        assert not [text for text in sheets if "<f>" in text.replace("<cfRule", "")]
        assert not [n for n in archive.namelist() if "externalLink" in n or n.endswith(".bin")]
        assert "TargetMode" not in "".join(sheets)


def test_without_quotes_no_text_of_a_passage_is_there(study):
    content = as_xlsx(guard.without_quotes(study))
    book = opened(content)
    said = words(book)
    assert not [passage.id for passage in study.passages() if passage.text in said]
    assert {line["Text"] for line in by_head(book["Passages"])} == {"text left out"}
    assert {line["text"] for line in by_head(book["Checking"])} == {"text left out"}
    assert {line["Heading"] for line in by_head(book["Passages"])} == {None}
    assert "Overview report" not in said
    assert "The text of passages is left out on purpose" in said
    agrees(book["Lessons"], study.tables["lessons"])


@pytest.mark.parametrize(
    ("heading", "shown"), [("Findings", "Findings"), ("Born on 12 March 2009", None)]
)
def test_without_quotes_a_heading_is_shown_where_it_alone_says_where_a_passage_stands(
    heading, shown
):
    made = [
        replace(passage, page=None, paragraph=None, headings=(heading,))
        for passage in passages(reviews(2), themes.shipped(), each=3)
    ]
    book = opened(as_xlsx(guard.without_quotes(study_of(made))))
    assert {line["Heading"] for line in by_head(book["Passages"])} == {shown}


def test_withheld_numbers_stay_withheld(study):
    guarded = guard.suppressed(study, 4)
    book = opened(as_xlsx(guarded))
    assert "Checking" not in book.sheetnames
    assert {line["Themes"] for line in by_head(book["Passages"])} == {None}
    for sheet, table in SHEETS.items():
        if table in guarded.tables and sheet != "Repeats":
            agrees(book[sheet], guarded.tables[table])
        elif sheet != "Repeats":
            assert sheet not in book.sheetnames
    said = words(book)
    assert "counts of fewer than 4 reviews" in said
    assert f"Lessons pairs: {guarded.missing['lessons-pairs']}" in said
    assert "reads them" not in said
    assert "Checking: Left out, as the themes of single passages are withheld." in said


def test_the_same_study_gives_the_same_bytes(study, content):
    again = small_study(readings=study.readings, failures=study.failures, card=study.card)
    assert as_xlsx(again) == content
    properties = opened(content).properties
    assert (properties.title, str(properties.created)) == (
        "Themes of 14 safeguarding reviews",
        "2000-01-01 00:00:00",
    )


def test_a_large_study_is_written_in_another_way_with_the_same_cells(study, book, monkeypatch):
    monkeypatch.setattr(building, "IN_MEMORY_UP_TO", 0)
    large = as_xlsx(study)
    assert large == as_xlsx(study)
    found = opened(large)
    assert found.sheetnames == book.sheetnames
    for sheet in book:
        assert lines(found[sheet.title]) == lines(sheet)


def test_with_many_reviews_groups_are_columns_and_a_list_has_the_reviews(study, monkeypatch):
    monkeypatch.setattr(plan, "MOST_COLUMNS", 5)
    book = opened(as_xlsx(study))
    assert "Lessons by group" not in book.sheetnames
    heads = [cell.value for cell in book["Lessons"][4]]
    assert heads[:5] == ["Family", "Theme", "Verdict", "All reviews", "local"]
    for sheet, view in (("Lessons by review", "lessons"), ("Features by review", "features")):
        table = study.tables[view]
        singles = [column for column in table.columns if column.n == 1]
        assert lines(book[sheet])[1:] == [
            [row.group, row.label, column.label, cell.value, said, cell.strongest]
            for row in table.rows
            for column in singles
            if (cell := row.cells[column.id]).value
            for said in ["yes" if cell.present else "no"]
        ]


def test_what_does_not_fit_on_a_sheet_is_left_out_and_said(study, monkeypatch):
    monkeypatch.setattr(lists, "MAX_ROWS", 101)
    monkeypatch.setattr(tables, "MAX_ROWS", 60)
    book = opened(as_xlsx(study))
    assert book["Passages"].max_row == 101
    assert book["Lessons pairs"].max_row <= 60
    said = words(book)
    assert "Passages: 236 more lines did not fit; a sheet of Excel holds 1,048,576" in said
    number = re.search(r"Lessons pairs: ([\d,]+) more lines did not fit", said)[1]
    kept = [line for line in lines(book["Lessons pairs"])[3:] if isinstance(line[1], (int, float))]
    total = len(study.tables["lessons-pairs"].rows)
    assert len(kept) == total - int(number.replace(",", ""))


def test_sheets_on_which_nothing_would_be_said_are_left_out_with_the_reason():
    small = study_of(passages(reviews(4), themes.shipped(), each=12))
    pairs = small.tables["lessons-pairs"]
    assert pairs.rows and all(row.cells["p"].value is None for row in pairs.rows)
    none = replace(small.tables["repeats"], rows=(), footer=("Repeats: 0.",))
    book = opened(as_xlsx(replace(small, tables={**small.tables, "repeats": none})))
    assert not {"Lessons pairs", "Features pairs", "Repeats"} & set(book.sheetnames)
    assert {"Lessons together", "Features together"} <= set(book.sheetnames)
    said = [cell.value for cell in book["Read me"]["A"]]
    assert (
        f"•  Lessons pairs: {pairs.footer[0]} How often two themes meet is on the sheet Lessons "
        "together."
    ) in said
    assert "•  Repeats: Repeats: 0." in said
    assert "•  A passage that repeats another is counted once." in said


def test_how_well_remedies_and_agencies_are_told_stands_in_the_list_of_sheets(study, book):
    says = {line[0]: line[1] for line in lines(book["Read me"])}
    told = "In a check by reading, the {} was told rightly in {} of 121 recommendations."
    assert says["Remedies"].endswith(f" {told.format('kind', 76)}")
    assert says["Agencies"].endswith(f" {told.format('agency', 102)}")
    assert told.format("kind", 76) in [cell.value for cell in book["Remedies"]["A"]]


@pytest.mark.parametrize("used", [("usable", "weak"), ("usable",), ("not to be automated",)])
def test_read_me_explains_the_verdicts_that_stand_in_the_tables(study, used):
    ids = study.codebook.theme_ids
    known = {theme: used[at % len(used)] for at, theme in enumerate(ids)}
    verdict = Column(id="verdict", label="Verdict", measure="words")
    rows = tuple(
        Row(id=t, label=t, cells={"verdict": Cell(value=word)}) for t, word in known.items()
    )
    made = Table(id="lessons", title="T", head="Theme", columns=(verdict,), rows=rows, n=4)
    book = opened(as_xlsx(replace(study, tables={"lessons": made})))
    said = [str(cell.value) for cell in book["Read me"]["A"]]
    explained = ("usable", "weak", "not to be automated", "too little evidence", "not known")
    assert tuple(w for w in explained if any(s.startswith(f"•  {w}: ") for s in said)) == used


def test_a_withheld_count_is_marked_in_its_cell_and_explained_once_below(study):
    guarded = guard.suppressed(study, 4)
    sheet = opened(as_xlsx(guarded))["Remedies"]
    values = [cell.value for line in sheet.iter_rows() for cell in line if cell.value is not None]
    why = "withheld: fewer than 4 here or beside it"
    assert values.count("withheld") > 1
    assert [v for v in values if str(v).startswith(why)] == [f"{why}; counts of 0 are shown."]


def test_the_first_sheet_leads_to_every_other_and_says_what_is_missing(study, book):
    first = book["Read me"]
    links = [cell.hyperlink.location for line in first for cell in line if cell.hyperlink]
    visible = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    assert links == [f"'{name}'!A1" for name in visible[1:]]
    assert book.active.title == visible[0] == "Read me"
    said = [cell.value for cell in first["A"] if cell.value]
    assert "Files that could not be read: 1; see Reading report." in said
    assert (
        "•  The share is of more passages in case features than in lessons, so a theme can count "
        "among lessons and not among case features."
    ) in said
    assert (
        "•  A theme is present in a review when at least 2 of its counted passages and 3% of them "
        "carry it, or one carries it with a probability of 0.60 or more."
    ) in said
    assert "•  Every list fits: a sheet of Excel holds 1,048,576 rows." in said
    bare = opened(as_xlsx(study_of(passages(reviews(2), themes.shipped()))))
    assert "Reading report" not in bare.sheetnames
    assert f"Reading report: {plan.NO_READING}" in words(bare)


def test_what_stands_behind_the_tables(study, book):
    failure, read = by_head(book["Reading report"])
    assert (failure["Read"], failure["Notes"]) == ("no", "broken.pdf: encrypted.")
    assert (read["File"], read["Pages"], read["Passages"]) == ("case-1.pdf", 6, 24)
    assert read["What was left out, how often, for example"] == "running head (6): Overview report"
    listed = by_head(book["Reviews"])
    assert [line["review_id"] for line in listed] == [r.review_id for r in study.reviews]
    for line in listed:
        sizes = study.sizes[line["review_id"]]
        roles = [role.id for role in study.codebook.roles]
        assert [line[f"Passages: {r}"] for r in roles] == [sizes.get(r, 0) for r in roles]
    codebook = by_head(book["Codebook"])
    entries = [(line["What"], line["id"], line["Label"]) for line in codebook]
    for theme in study.codebook.themes:
        assert ("theme", theme.id, theme.label) in entries
    assert Counter(what for what, *_ in entries) == {"theme": 26, "role": 6, "family": 5}


def test_the_model_card_is_a_line_a_row_with_numbers_as_numbers(study, book):
    assert [line[:3] for line in lines(book["Model card"])] == [
        ["A card", None, None],
        [None, None, None],
        ["• A point.", None, None],
        [None, None, None],
        ["theme", "passages", "F1"],
        ["Voice", 41, 0.5],
    ]
    assert book["Model card"]["C6"].number_format == "0.00"
    assert lines(opened(as_xlsx(replace(study, card="")))["Model card"])[0][0] == about.NO_CARD


def test_every_sheet_is_fit_to_print_and_to_be_filtered(book):
    for sheet in book:
        if sheet.sheet_state == "visible":
            assert sheet.page_setup.orientation == "landscape"
            assert sheet.page_setup.paperSize == 9
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert (sheet.page_setup.fitToWidth or 1) == 1 + (sheet.max_column > 26)
            assert sheet.page_setup.fitToHeight == 0
            assert sheet.print_title_rows and sheet.print_area
        if sheet.title not in ("Read me", "Model card", "Lists"):
            assert sheet.freeze_panes and sheet.auto_filter.ref


def test_conditional_formats_never_overlap(book):
    """LibreOffice applies only one of several that do."""
    seen = 0
    for sheet in book:
        areas = [
            range_boundaries(area)
            for ranges in sheet.conditional_formatting
            for area in str(ranges.sqref).split()
        ]
        seen += len(areas)
        for (a, b, c, d), (e, f, g, h) in combinations(areas, 2):
            assert c < e or g < a or d < f or h < b
    assert seen > len(SHEETS)


OFFICE = shutil.which("soffice")


@pytest.mark.skipif(
    not OFFICE and not os.environ.get("CI"), reason="LibreOffice (soffice) is not installed"
)
@pytest.mark.parametrize("in_memory_up_to", [50_000, 0])
def test_libreoffice_opens_it_and_has_every_cell_and_drop_down(
    study, tmp_path, monkeypatch, in_memory_up_to
):
    assert OFFICE, "soffice is not installed"
    monkeypatch.setattr(building, "IN_MEMORY_UP_TO", in_memory_up_to)
    content = as_xlsx(study)
    path = tmp_path / "themes.xlsx"
    path.write_bytes(content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        [OFFICE, profile, "--headless", "--convert-to", "xlsx", "--outdir", tmp_path / "o", path],
        check=True,
        capture_output=True,
        timeout=180,
    )
    ours, theirs = opened(content), opened((tmp_path / "o" / "themes.xlsx").read_bytes())
    assert theirs.sheetnames == ours.sheetnames
    for sheet in ours:
        other = theirs[sheet.title]
        for line in sheet.iter_rows():
            for cell in line:
                found = other[cell.coordinate].value
                if isinstance(cell.value, float):
                    assert found == pytest.approx(cell.value)
                else:
                    assert (found or None) == cell.value or found == cell.value
    rules = theirs["Checking"].data_validations.dataValidation
    assert {rule.type for rule in rules} == {"list"}
    assert sum(len(rule.sqref.ranges) for rule in rules) >= 3


def test_of_very_many_passages_those_that_some_figure_counts_are_listed(study, monkeypatch):
    monkeypatch.setattr(building, "ALL_UP_TO", 0)
    book = opened(as_xlsx(study))
    listed = {line["id"] for line in by_head(book["Passages"])}
    counted = {
        passage.id
        for passage in study.passages()
        if passage.role not in ("context", "boilerplate")
        and (passage.themes or passage.role == "recommendation")
    }
    assert listed == counted != {passage.id for passage in study.passages()}
    assert "others are left out; the reviews' own files have all" in words(book)


def test_of_very_many_repeats_the_first_are_listed_and_the_rest_is_named(study, monkeypatch):
    number = len(study.tables["repeats"].rows)
    assert number > 1
    monkeypatch.setattr(plan, "MOST_REPEATS", 1)
    found = lines(opened(as_xlsx(study))["Repeats"])
    assert [line[1] for line in found[3:]].count("1") == 1
    assert "2" not in [line[1] for line in found[3:]]
    said = f"{number - 1} more rows did not fit on this sheet. `scr-mine repeats` lists them all."
    assert said in [line[0] for line in found if line]


def test_rows_of_very_many_passages_are_a_line_high(study, monkeypatch):
    sheet = opened(as_xlsx(study))["Passages"]
    assert max(sheet.row_dimensions[row].height or 0 for row in range(2, 20)) > 15
    monkeypatch.setattr(building, "IN_MEMORY_UP_TO", 0)
    sheet = opened(as_xlsx(study))["Passages"]
    assert {sheet.row_dimensions[row].height for row in range(2, 20)} == {15.75}


class Full(io.BytesIO):
    """A disk with room for so many bytes."""

    def __init__(self, room):
        super().__init__()
        self.room = room

    def write(self, data):
        if self.tell() + len(data) > self.room:
            raise OSError(errno.ENOSPC, "no space left")
        return super().write(data)


@pytest.mark.parametrize("room", [0, 10, 5_000, 40_000])
def test_a_workbook_for_which_the_disk_has_no_room_fails_with_that_and_nothing_else(study, room):
    # A zip that fails while it is written complains on its own when it is thrown away.
    with pytest.raises(OSError, match="no space left"):
        building.write(study, Full(room))
    gc.collect()


def test_a_workbook_written_to_a_file_is_the_same(study, content, tmp_path):
    path = tmp_path / "themes.xlsx"
    path.touch()
    outputs.write(study.without_evidence(), "xlsx", path)
    assert path.read_bytes() == content


def test_rows_of_a_large_study_wait_in_a_private_folder_that_is_gone_after(study, monkeypatch):
    seen, made = [], tempfile.mkstemp

    def watched(*args, **kwargs):
        seen.append(kwargs.get("dir") or (args[2] if len(args) > 2 else None))
        return made(*args, **kwargs)

    monkeypatch.setattr(tempfile, "mkstemp", watched)
    monkeypatch.setattr(building, "IN_MEMORY_UP_TO", 0)
    as_xlsx(study)
    assert seen and all(Path(folder).name.startswith("scr-mine-") for folder in seen)
    assert not any(Path(folder).exists() for folder in seen)
