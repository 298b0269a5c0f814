"""Labels out, edited as the program would, and in again: exactly the edits."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
import test_exchange_qdpx
from browser import small_study
from hypothesis import example, given, settings
from hypothesis import strategies as st
from make import review, tagged

from scr_mine import exchange
from scr_mine.errors import LabelsError, UsageError
from scr_mine.exchange import xlsx_sheet
from scr_mine.labels import Label, changed, is_reading, line
from scr_mine.report.guard import without_quotes
from scr_mine.report.workbook import as_xlsx
from scr_mine.themes import shipped

# openpyxl says so of what it does not read.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

DOCS = Path(__file__).parent.parent / "docs" / "labels.md"
BOOK = shipped()
REVIEW = review("r", scope="local", year=2019)
PASSAGES = [
    tagged(1, REVIEW, "finding", ["neglect", "education"], text="Nobody rang the school."),
    tagged(2, REVIEW, "narrative", text="=1+1 she said, “naïve” 👶🏽 \u05d0"),
    tagged(3, REVIEW, "recommendation", ["supervision-oversight"], text="The Board should ask."),
]
KNOWN = {passage.id: passage for passage in PASSAGES}
FORMS = list(exchange.FORMATS)
#: A project of another program may hold any code and text: these are notes there, not errors.
STRICT = [form for form in FORMS if form != "qdpx"]


def out(form, *, blind=False, passages=PASSAGES):
    return exchange.export(form, passages, BOOK, blind=blind)


def back(form, data, name="file", known=KNOWN):
    return exchange.labels(form, data, known, BOOK, coder="anna", name=name)


def said(form, data):
    return {label.id: (label.role, set(label.themes)) for label in back(form, data).labels}


def edit(form, data, edits):
    """The file as a person leaves it: `edits` are (role, themes) by the id of a passage."""
    return EDITORS[form](data, edits)


def edit_sheet(rows, edits):
    head, *lines = rows
    for row in lines:
        if row[0] in edits:
            role, themes = edits[row[0]]
            row[head.index("role_checked")] = role
            for place, theme in enumerate(themes or ["none"], head.index("theme_1")):
                row[place] = theme
    return [head, *lines]


def edit_csv(data, edits):
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(edit_sheet(rows, edits))
    return text.getvalue().encode("utf-8-sig")


def edit_xlsx(data, edits):
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book["Checking"]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    for number, row in enumerate(edit_sheet(rows, edits), 1):
        for place, value in enumerate(row, 1):
            page.cell(number, place).value = value
            page.cell(number, place).data_type = "s" if isinstance(value, str) else "n"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def edit_lines(data, edits):
    lines = [json.loads(each) for each in data.splitlines()]
    for each in lines:
        if each["id"] in edits:
            each["role"], each["themes"] = edits[each["id"]]
            each["coder"] = "anna"
    return as_lines(lines)


def edit_doccano(data, edits):
    lines = [json.loads(each) for each in data.splitlines()]
    for each in lines:
        role, themes = edits.get(each["passage"], (None, []))
        each["id"], each["label"] = 7, [f"role:{role}", *themes] if role else []
    return as_lines(lines)


def edit_prodigy(data, edits):
    tasks = [json.loads(each) for each in data.splitlines()]
    for task in tasks:
        role, themes = edits.get(task["meta"]["passage"], (None, []))
        task["answer"] = "accept" if role else "ignore"
        task["accept"] = [f"role:{role}", *themes]
        assert {*task["accept"]} <= {o["id"] for o in task["options"]} or not role
    return as_lines(tasks)


def edit_label_studio(data, edits):
    tasks = json.loads(data)
    for task in tasks:
        role, themes = edits.get(task["data"]["id"], (None, []))
        result = [choices("role", [role]), choices("themes", themes)] if role else []
        task["annotations"] = [{"result": result, "was_cancelled": not role}]
    return json.dumps(tasks).encode()


def choices(name, chosen):
    return {"from_name": name, "to_name": "text", "value": {"choices": chosen}}


def as_lines(values):
    return "".join(json.dumps(value) + "\n" for value in values).encode()


EDITORS = {
    "csv": edit_csv,
    "xlsx": edit_xlsx,
    "jsonl": edit_lines,
    "doccano": edit_doccano,
    "prodigy": edit_prodigy,
    "label-studio": edit_label_studio,
    "qdpx": lambda data, edits: test_exchange_qdpx.edit(data, edits).saved(),
}
#: Where in its file the first passage stands.
PLACES = dict.fromkeys(FORMS, "line 1") | {
    **dict.fromkeys(("csv", "xlsx"), "row 2"),
    "label-studio": "task 1",
}
ROLES = [role.id for role in BOOK.roles]
READINGS = st.tuples(
    st.sampled_from(ROLES), st.lists(st.sampled_from(BOOK.theme_ids), unique=True, max_size=4)
)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=50)
@given(edits=st.dictionaries(st.sampled_from(sorted(KNOWN)), READINGS, min_size=1))
def test_what_comes_back_is_exactly_what_was_edited(form, edits):
    expected = {key: (role, set(themes)) for key, (role, themes) in edits.items()}
    assert said(form, edit(form, out(form), edits)) == expected


#: Characters as they come, and those that formats, spreadsheets or editors make something of.
ODD = [
    *("\r\n", "\r", "\n", "\t", '"', "'", ",", ";", "=", "+", "-", "@", "＝", " ", "none"),
    *(
        "é",
        "e\u0301",
        "ß",
        "👶🏽",
        "👩\u200d👧",
        "שלום",
        "\u202eabc\u202c",
        "\u2028",
        "\x85",
        "\ufeff",
    ),
    *("\x00", "\x1c", "\ufffe", "\ud800", "_x0041_", "<b>&amp;", "\\u0041", "1e5", "\\"),
]
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=40),
    st.lists(st.sampled_from(ODD), max_size=8).map("".join),
    st.builds("{}{}".format, st.sampled_from(["=", "'=", "@", "-", "+1"]), st.text(max_size=20)),
)


@pytest.mark.parametrize("form", STRICT)
@pytest.mark.parametrize("blind", [True, False])
@settings(max_examples=40)
@given(texts=st.lists(st.tuples(TEXTS, READINGS), min_size=1, max_size=6))
@example(texts=[("=HYPERLINK(1)", ("context", [])), ("x" * 40_000, ("finding", ["neglect"]))])
def test_no_text_is_lost_or_taken_for_another(form, blind, texts):
    passages = [
        tagged(n, REVIEW, "narrative", ["injuries"], text=text) for n, (text, _) in enumerate(texts)
    ]
    known = {passage.id: passage for passage in passages}
    edits = dict(zip(known, (reading for _, reading in texts), strict=True))
    data = edit(form, out(form, blind=blind, passages=passages), edits)
    found = back(form, data, known=known)
    expected = {key: (role, set(themes)) for key, (role, themes) in edits.items()}
    assert {x.id: (x.role, set(x.themes)) for x in found.labels} == expected
    assert not [note for note in found.notes if note.startswith("Text changed")]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("blind", [True, False])
def test_every_passage_goes_out_coded_or_not_and_the_same_bytes_each_time(form, blind):
    data = out(form, blind=blind)
    assert data == out(form, blind=blind)
    edits = {key: ("finding", ["education"]) for key in KNOWN}
    assert set(said(form, edit(form, data, edits))) == set(KNOWN)
    if form not in ("xlsx", "qdpx"):
        assert ("supervision-oversight" in data.decode()) is (form == "prodigy" or not blind)


@pytest.mark.parametrize("form", STRICT)
@pytest.mark.parametrize(
    ("reading", "wrong"),
    [(("verdict", []), "the role 'verdict'"), (("finding", ["luck"]), "the theme 'luck'")],
)
def test_a_role_or_theme_that_is_not_in_the_codebook_is_an_error(form, reading, wrong):
    if form == "prodigy":
        data = edit(form, out(form), {"r/1": ("finding", [])}).replace(
            b'["role:finding"]', json.dumps([f"role:{reading[0]}", *reading[1]]).encode()
        )
    else:
        data = edit(form, out(form), {"r/1": reading})
    with pytest.raises(LabelsError) as caught:
        back(form, data, name="check")
    said = f"check, {PLACES[form]}, passage r/1: {wrong} is not in the codebook; "
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("form", STRICT)
def test_a_passage_that_is_not_there_is_an_error(form):
    data = edit(form, out(form), {"r/1": ("finding", [])})
    with pytest.raises(LabelsError) as caught:
        back(form, data, name="check", known={})
    assert str(caught.value) == (
        f"check, {PLACES[form]}, passage r/1: there is no such passage in the tagged files; "
        "name those from which it was exported."
    )


@pytest.mark.parametrize("form", FORMS)
def test_what_is_no_such_file_is_one_sentence(form):
    for data in (b"\xff\xfe\x00junk", b"[1]", b""):
        try:
            assert back(form, data, name="odd").labels == ()
        except Exception as error:
            assert type(error).__module__ == "scr_mine.errors"
            assert str(error).startswith("odd")


def sheet(*, blind=False, **cells):
    """The sheet as CSV with these cells filled in on its first row."""
    rows = list(csv.reader(io.StringIO(out("csv", blind=blind).decode("utf-8-sig"), newline="")))
    for name, value in cells.items():
        rows[1][rows[0].index(name)] = value
    return written(rows)


def written(rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"verdict": "right"}, ("finding", ("neglect", "education"), "right")),
        ({"verdict": "Unsure"}, ("finding", ("neglect", "education"), "unsure")),
        ({"verdict": "unsure", "theme_1": "injuries"}, ("finding", ("injuries",), "unsure")),
        (
            {
                "verdict": "right",
                "role_checked": "finding",
                "theme_1": "education",
                "theme_3": "Neglect",
            },
            ("finding", ("education", "neglect"), "right"),
        ),
        ({"verdict": "wrong", "theme_1": "None"}, ("finding", (), "wrong")),
        ({"theme_1": "none"}, ("finding", (), None)),
        ({"theme_2": "Neglect and cumulative harm"}, ("finding", ("neglect",), None)),
        ({"theme_1": " injuries ", "theme_2": "injuries"}, ("finding", ("injuries",), None)),
        ({"role_checked": "Narrative"}, ("narrative", ("neglect", "education"), None)),
        ({"comment": "only a note"}, None),
        ({"blind": True, "role_checked": "context"}, ("context", (), None)),
        ({"blind": True, "role_checked": "context", "theme_1": "none"}, ("context", (), None)),
        ({"blind": True, "verdict": "unsure"}, (None, (), "unsure")),
        ({"blind": True, "comment": "only a note"}, None),
    ],
)
def test_how_a_row_of_the_sheet_is_read(cells, expected):
    found = [(lb.role, lb.themes, lb.verdict) for lb in back("csv", sheet(**cells)).labels]
    assert found == ([expected] if expected else [])


NOTHING_NEW = (
    "the verdict is 'wrong', but nothing else than the machine's marks is given; choose what is "
    "right, or write 'none' under theme_1."
)
NO_MARKS = "but no marks stand on the row; give role and themes without a verdict."


@pytest.mark.parametrize(
    ("cells", "error"),
    [
        (
            {"verdict": "maybe"},
            "the verdict 'maybe' is not one of right, wrong, unsure; correct it.",
        ),
        ({"verdict": "wrong"}, NOTHING_NEW),
        ({"verdict": "wrong", "role_checked": "finding"}, NOTHING_NEW),
        (
            {"verdict": "right", "theme_1": "neglect"},
            "the verdict is 'right', but other marks are given; clear them, or the verdict.",
        ),
        (
            {"theme_1": "neglect", "theme_2": "none"},
            "'none' stands beside a theme; leave one of the two.",
        ),
        ({"blind": True, "verdict": "right"}, f"the verdict is 'right', {NO_MARKS}"),
        (
            {"blind": True, "verdict": "wrong", "role_checked": "context"},
            f"the verdict is 'wrong', {NO_MARKS}",
        ),
        (
            {"blind": True, "theme_1": "neglect"},
            "themes are given and no role; choose the role that fits.",
        ),
    ],
)
def test_a_row_that_contradicts_itself_or_leaves_open_what_is_meant_is_an_error(cells, error):
    with pytest.raises(LabelsError) as caught:
        back("csv", sheet(**cells), name="s")
    assert str(caught.value) == f"s, row 2: {error}"


def test_rows_are_numbered_as_the_spreadsheet_numbers_them():
    head, *rows = csv.reader(io.StringIO(sheet().decode(), newline=""))
    rows[2][head.index("theme_1")] = "luck"
    with pytest.raises(LabelsError, match=r"^s, row 6, passage r/3: the theme 'luck' is not"):
        back("csv", written([head, rows[0], ["", ""], [], rows[1], rows[2]]), name="s")


def test_columns_may_be_moved_and_rows_may_be_short():
    head, *rows = csv.reader(io.StringIO(sheet(role_checked="context").decode(), newline=""))
    order = sorted(range(len(head)), key=lambda at: head[at] not in ("role_checked", "id", "role"))
    moved = [[row[at] for at in order] for row in [head, *rows]]
    [label] = back("csv", written([moved[0], moved[1][:3], *moved[2:]])).labels
    assert (label.id, label.role) == ("r/1", "context")


@pytest.mark.parametrize("form", [form for form in STRICT if form != "xlsx"])
def test_a_changed_text_has_no_effect_and_is_said(form):
    data = edit(form, out(form), {"r/1": ("finding", []), "r/2": ("context", [])})
    found = back(form, data.replace(b"rang the school", b"rang the house"))
    assert [label.id for label in found.labels] == ["r/1", "r/2"]
    assert "Text changed in the file, which has no effect: r/1." in found.notes


def test_many_changed_texts_are_not_all_named():
    passages = [tagged(n, REVIEW, text="Old.") for n in range(7)]
    data = out("doccano", passages=passages).replace(b"Old.", b"New.")
    found = back("doccano", data, known={p.id: p for p in passages})
    assert found.notes[-1] == (
        "Text changed in the file, which has no effect: r/0, r/1, r/2, r/3, r/4 and others."
    )


def test_a_sheet_without_a_column_is_refused():
    with pytest.raises(LabelsError) as caught:
        back("csv", sheet(verdict="right").replace(b"verdict", b"Verdikt"), name="s")
    assert str(caught.value) == (
        "s: the column verdict is missing; keep the heads of the sheet as they were."
    )


@pytest.mark.parametrize(
    ("made", "error"),
    [
        (
            ("Checking", {"A1": "id"}),
            "s: the column review is missing; keep the heads of the sheet as they were.",
        ),
        (("Sheet", {}), "s: there is no sheet 'Checking' in it; name a checking sheet."),
        (None, "s: not an Excel workbook; save it as .xlsx."),
    ],
)
def test_a_workbook_that_is_no_checking_sheet_is_refused(made, error):
    saved = io.BytesIO(b"PK\x03\x04 no workbook")
    if made:
        book = openpyxl.Workbook()
        book.active.title = made[0]
        for place, value in made[1].items():
            book.active[place] = value
        book.save(saved := io.BytesIO())
    with pytest.raises(LabelsError) as caught:
        back("xlsx", saved.getvalue(), name="s")
    assert str(caught.value) == error


@pytest.mark.parametrize(
    ("limit", "most", "error"),
    [
        ("MOST_BYTES", 1000, "s: larger than any checking sheet; name the right file."),
        ("MOST_UNPACKED", 1000, "s: larger than any checking sheet; name the right file."),
        ("MOST_ROWS", 3, "s: more than 3 rows; import it in parts."),
    ],
)
def test_a_huge_workbook_is_refused_before_it_is_read_whole(limit, most, error, monkeypatch):
    data = out("xlsx")
    monkeypatch.setattr(xlsx_sheet, limit, most)
    with pytest.raises(LabelsError) as caught:
        back("xlsx", data, name="s")
    assert str(caught.value) == error


def test_blank_rows_at_the_end_of_a_workbook_are_no_rows(monkeypatch):
    book = openpyxl.load_workbook(io.BytesIO(edit("xlsx", out("xlsx"), {"r/3": ("context", [])})))
    book["Checking"].cell(500, 3).font = openpyxl.styles.Font(bold=True)
    book.save(saved := io.BytesIO())
    monkeypatch.setattr(xlsx_sheet, "MOST_ROWS", 100)
    assert [label.id for label in back("xlsx", saved.getvalue()).labels] == ["r/3"]


def test_the_workbook_offers_roles_themes_and_none():
    book = openpyxl.load_workbook(io.BytesIO(out("xlsx")))
    rules = {r.formula1: str(r.sqref) for r in book["Checking"].data_validations.dataValidation}
    assert rules["scr_roles"] == "H2:H4"
    offered = [[c.value for c in column if c.value] for column in book["Lists"].iter_cols()]
    assert offered == [
        ["scr_roles", *ROLES],
        ["scr_themes", *BOOK.theme_ids, "none"],
        ["scr_verdicts", "right", "wrong", "unsure"],
    ]
    assert book["Checking"]["G3"].value.startswith("=1+1")
    assert book["Checking"]["G3"].data_type == "s"


@pytest.mark.parametrize("quotes", [True, False])
def test_the_checking_sheet_of_themes_xlsx_is_read_back(quotes):
    study = small_study()
    known = {passage.id: passage for passage in study.passages()}
    shown = study if quotes else without_quotes(study)
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(shown)))
    page = book["Checking"]
    head = [cell.value for cell in page[1]]
    first, second, third = (page.cell(row, 1).value for row in (2, 3, 4))
    page.cell(2, head.index("verdict") + 1).value = "right"
    page.cell(3, head.index("role_checked") + 1).value = "boilerplate"
    page.cell(3, head.index("theme_1") + 1).value = "none"
    page.cell(4, head.index("theme_2") + 1).value = "neglect"
    page.cell(4, head.index("comment") + 1).value = "Not the others."
    book.save(saved := io.BytesIO())
    found = back("xlsx", saved.getvalue(), known=known)
    assert [(x.id, x.role, x.themes, x.verdict, x.comment) for x in found.labels] == [
        (first, known[first].role, known[first].themes, "right", ""),
        (second, "boilerplate", (), None, ""),
        (third, known[third].role, ("neglect",), None, "Not the others."),
    ]
    assert found.notes == ()


@pytest.mark.parametrize("form", ["jsonl", "doccano", "prodigy", "label-studio"])
def test_no_line_ends_within_a_text_to_a_program_that_reads_line_by_line(form):
    text = "One.\u2028Two.\u2029Three.\x85Four."
    passage = tagged(1, REVIEW, "finding", text=text)
    lines = out(form, passages=[passage]).decode()
    assert len(lines.splitlines()) == 1
    assert text in texts_in(json.loads(lines))


def texts_in(value):
    """All texts in a JSON value."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return [text for each in inner for text in texts_in(each)]
    return [value]


ODD = [
    tagged(n, REVIEW, "finding", text=text)
    for n, text in enumerate(["=1+1 she said", "'-20 degrees' he wrote", "''+44", "'tis so", "-"])
] + [tagged(9, review("-r"), "finding", text="@home")]


@pytest.mark.parametrize("saved_again", [True, False])
def test_no_apostrophe_of_ours_is_taken_for_a_change_of_the_text(saved_again):
    known = {passage.id: passage for passage in ODD}
    book = (
        openpyxl.Workbook()
        if saved_again
        else openpyxl.load_workbook(io.BytesIO(out("xlsx", passages=ODD)))
    )
    page = book["Checking"] if not saved_again else book.active
    if saved_again:
        # As LibreOffice saves an opened CSV file: every cell as it is written there.
        page.title = "Checking"
        text = out("csv", passages=ODD).decode("utf-8-sig")
        for row in csv.reader(io.StringIO(text, newline="")):
            page.append(row)
            for cell in page[page.max_row]:
                cell.data_type = "s" if cell.value else "n"
    place = [cell.value for cell in page[1]].index("verdict") + 1
    for row in range(2, len(ODD) + 2):
        page.cell(row, place).value = "right"
    book.save(saved := io.BytesIO())
    found = back("xlsx", saved.getvalue(), known=known)
    assert [label.id for label in found.labels] == [passage.id for passage in ODD]
    assert found.notes == ()


def test_a_machines_lines_are_left_out_and_those_that_somebody_changed_are_said():
    found = back("jsonl", out("jsonl"))
    assert (found.labels, found.notes) == ((), ("Left out as a machine's: 3 lines.",))
    data = out("jsonl").replace(b'["supervision-oversight"]', b"[]")
    assert back("jsonl", data).notes == (
        "Left out as a machine's: 3 lines.",
        "Other than what the machine said, of these: 1 line. Where a person changed one, put that "
        "person under 'coder'.",
    )


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"verdict": "right", "role": None, "themes": []}, ("finding", ("neglect", "education"))),
        ({"verdict": "unsure", "role": None, "themes": []}, (None, ())),
        ({"role": None, "themes": ["neglect"]}, (None, ("neglect",))),
        ({"role": None, "themes": []}, None),
        ({"role": None, "themes": [], "when": "2024-05-02T09:30:00+00:00"}, (None, ())),
        ({"role": "context", "themes": ["injuries", "injuries"]}, ("context", ("injuries",))),
    ],
)
def test_how_a_line_is_read(fields, expected):
    made = json.loads(out("jsonl").splitlines()[0]) | {"coder": "anna"} | fields
    found = [(label.role, label.themes) for label in back("jsonl", as_lines([made])).labels]
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("form", "lines", "error"),
    [
        (
            "jsonl",
            b'\n\n{"id": 3, "role": "finding"}',
            "s, line 3: it has no 'id', or 'themes' is no list.",
        ),
        (
            "jsonl",
            b'{"id": "r/1", "verdict": "good"}',
            "s, line 1: the verdict 'good' is not one of right, wrong, unsure; correct it.",
        ),
        ("doccano", b'\n{"label": ["neglect"]}', "s, line 2: no 'label' list, or no 'passage'."),
        (
            "doccano",
            b'{"passage": "r/1", "label": [7]}',
            "s, line 1: no 'label' list, or no 'passage'.",
        ),
        (
            "doccano",
            b'{"passage": "r/1", "label": ["role:finding", "role:context"]}',
            "s, line 1, passage r/1: it has 2 roles; leave one.",
        ),
        (
            "prodigy",
            b'{"answer": "accept", "accept": []}',
            "s, line 1: no 'accept', or no 'passage' in 'meta'.",
        ),
        ("label-studio", b"{}", "s: not a list of tasks; export it as JSON or JSON-MIN."),
        ("label-studio", b"[[", "s: not a JSON file; export it as JSON or JSON-MIN."),
        (
            "label-studio",
            b'[{"data": {}, "annotations": [{"result": []}]}]',
            "s, task 1: no passage's id in its data; export with all fields, as JSON.",
        ),
        ("csv", "é".encode("latin-1"), "s: not saved as UTF-8; in Excel, save it as 'CSV UTF-8'."),
    ],
)
def test_what_a_file_lacks_is_one_sentence(form, lines, error):
    with pytest.raises(LabelsError) as caught:
        back(form, lines, name="s")
    assert str(caught.value) == error


def test_a_labels_line_is_what_training_reads_and_unsure_is_not_learnt():
    passage = PASSAGES[0]
    label = Label(id=passage.id, coder="anna", role=None, themes=("neglect",))
    made = line(label, passage, codebook="1.1", weight=2.5)
    assert (made["role"], made["themes"], made["coder"]) == (None, ["neglect"], "anna")
    assert is_reading(made)
    assert (made["review"]["review_id"], made["weight_of_inclusion"]) == ("r", 2.5)
    unsure = Label(id=passage.id, coder="a", role="finding", themes=(), verdict="unsure")
    assert line(unsure, passage, codebook="1.1")["role"] is None
    right = replace(label, themes=("neglect", "education"), verdict="right")
    assert line(right, passage, codebook="1.1")["role"] == "finding"
    assert changed(label, passage)
    same = Label(id=passage.id, coder="a", role=None, themes=("education", "neglect"))
    assert not changed(same, passage)


def test_a_task_for_label_studio_holds_the_machines_marks_as_a_prediction():
    passage = tagged(
        1,
        REVIEW,
        "finding",
        ["neglect", "injuries"],
        probabilities={"neglect": 0.9, "injuries": 0.6},
    )
    [task] = json.loads(out("label-studio", passages=[passage]))
    assert (task["data"]["id"], task["data"]["passage"]) == ("r/1", "r/1")
    [prediction] = task["predictions"]
    assert (prediction["model_version"], prediction["score"]) == ("scr-mine/test@1", 0.6)
    assert [(r["from_name"], r["value"]["choices"]) for r in prediction["result"]] == [
        ("role", ["finding"]),
        ("themes", ["neglect", "injuries"]),
    ]
    [task] = json.loads(out("label-studio", passages=[passage], blind=True))
    assert task["predictions"] == []


def annotation(*chosen, **fields):
    return {"result": [choices(*each) for each in chosen], "was_cancelled": False, **fields}


def test_several_people_in_label_studio_are_several_coders_and_cancelled_work_is_left_out():
    [task, *_] = json.loads(out("label-studio"))
    task["annotations"] = [
        annotation(("role", ["finding"]), completed_by={"id": 1, "email": "a@example.org"}),
        annotation(("role", ["narrative"]), ("themes", ["injuries"]), completed_by=4),
        annotation(("other", ["luck"]), ("role", ["context"])),
        annotation(completed_by=4, was_cancelled=True),
    ]
    found = back("label-studio", json.dumps([task]).encode())
    assert [(x.coder, x.role, x.themes) for x in found.labels] == [
        ("a@example.org", "finding", ()),
        ("4", "narrative", ("injuries",)),
        ("anna", "context", ()),
    ]
    assert found.notes == ("Left out as cancelled there: 1 annotation.",)


@pytest.mark.parametrize("newest_first", [True, False])
def test_of_two_annotations_by_one_person_the_later_counts(newest_first):
    [task, *_] = json.loads(out("label-studio"))
    task["annotations"] = [
        annotation(("role", ["finding"]), completed_by=4, updated_at="2024-01-01T10:00:00Z"),
        annotation(("role", ["context"]), completed_by=4, updated_at="2024-01-02T10:00:00Z"),
    ][:: -1 if newest_first else 1]
    found = back("label-studio", json.dumps([task]).encode())
    assert [(x.role, x.when) for x in found.labels] == [("context", "2024-01-02T10:00:00Z")]
    assert found.notes == ("Labelled twice by one coder, of which the later counts: r/1.",)


def test_where_nothing_was_chosen_the_passage_was_looked_at_and_has_no_role():
    [task, *_] = json.loads(out("label-studio"))
    task["annotations"] = [annotation()]
    found = back("label-studio", json.dumps([task]).encode())
    assert [(x.role, x.themes) for x in found.labels] == [(None, ())]
    assert found.notes == ("Without a role, so that only the themes count: 1 label.",)


def test_the_short_export_of_label_studio_is_read():
    # It puts its own number under `id`, and has a record for every task that nobody annotated.
    about = {"id": 101, "text": "Nobody rang the school.", "review": "r", "created_at": None}
    seen = {**about, "passage": "r/1", "annotation_id": 7, "updated_at": "2024-01-01T10:00:00Z"}
    made = [
        {**seen, "role": "finding", "themes": {"choices": ["neglect", "injuries"]}, "annotator": 1},
        {**seen, "role": "context", "themes": "neglect", "annotator": "b@example.org"},
        {**seen, "annotator": 3},
        {**about, "passage": "r/2", "annotator": None, "annotation_id": None},
    ]
    found = back("label-studio", json.dumps(made).encode())
    assert [(x.id, x.coder, x.role, x.themes) for x in found.labels] == [
        ("r/1", "1", "finding", ("neglect", "injuries")),
        ("r/1", "b@example.org", "context", ("neglect",)),
        ("r/1", "3", None, ()),
    ]
    assert {x.when for x in found.labels} == {"2024-01-01T10:00:00Z"}


def test_the_configuration_in_the_documentation_has_every_role_and_theme_of_the_codebook():
    found = ElementTree.fromstring(DOCS.read_text().split("```xml")[1].split("```")[0])
    assert found.find("Text").attrib == {"name": "text", "value": "$text"}
    offered = {
        each.get("name"): (each.get("toName"), each.get("choice"), [c.get("value") for c in each])
        for each in found.iter("Choices")
    }
    assert offered == {
        "role": ("text", "single", ROLES),
        "themes": ("text", "multiple", list(BOOK.theme_ids)),
    }


def test_marks_that_may_be_nobodys_are_said_of_doccano():
    data = out("doccano")
    found = back("doccano", data)
    assert len(found.labels) == 3
    assert found.notes == (
        "With just the machine's marks: 3 passages. If nobody approved them in doccano, export "
        "only approved documents from it and import these.",
    )
    blind = edit("doccano", out("doccano", blind=True), {"r/2": ("narrative", [])})
    assert back("doccano", blind).notes == ("Not looked at, as without a label there: 2 passages.",)


@pytest.mark.parametrize(
    "fields",
    [
        {"label": ["role:finding", "neglect"], "passage": "r/1"},
        {"labels": ["neglect", "role:finding"], "passage": "r/1"},
        {"label": ["role:finding", "neglect"], "meta": {"passage": "r/1"}},
    ],
)
def test_what_doccano_writes_is_read_by_passage_and_never_by_its_own_id(fields):
    made = {"id": 2, "text": "Nobody rang the school.", "Comments": ["Ask.", "Why?"], **fields}
    [label] = back("doccano", as_lines([made])).labels
    assert (label.id, label.role, label.themes) == ("r/1", "finding", ("neglect",))
    assert label.comment == "Ask.; Why?"


def test_prodigys_answers():
    [first, second, third] = [json.loads(each) for each in out("prodigy").splitlines()]
    assert first["accept"] == ["role:finding", "neglect", "education"]
    assert {o["id"]: o["text"] for o in first["options"]} == {
        **{f"role:{role.id}": f"Role: {role.label}" for role in BOOK.roles},
        **{theme.id: theme.label for theme in BOOK.themes},
    }
    first |= {"answer": "accept", "_timestamp": 1700000000, "_annotator_id": "set-ben"}
    second |= {"answer": "reject"}
    third |= {"answer": "ignore"}
    unanswered = {**third, "answer": None}
    found = back("prodigy", as_lines([first, second, third, unanswered]))
    assert [(x.id, x.coder, x.when) for x in found.labels] == [
        ("r/1", "set-ben", "2023-11-14T22:13:20+00:00")
    ]
    assert found.notes == ("Not looked at, as not accepted there: 3 tasks.",)


@pytest.mark.parametrize("stamp", ["yesterday", 1e30, None])
def test_a_time_that_is_none_is_no_time(stamp):
    [task, *_] = [json.loads(each) for each in out("prodigy").splitlines()]
    [label] = back("prodigy", as_lines([{**task, "answer": "accept", "_timestamp": stamp}])).labels
    assert label.when is None


@pytest.mark.parametrize(
    ("name", "wanted", "form"),
    [("a.xlsx", None, "xlsx"), ("A.CSV", None, "csv"), ("a.json", "label-studio", "label-studio")],
)
def test_the_format_is_told_by_the_suffix_or_said(name, wanted, form):
    assert exchange.format_of(name, wanted) == form


def test_a_suffix_that_says_nothing_is_an_error():
    with pytest.raises(UsageError, match=r"a\.json: say which format it is, with --to or --from"):
        exchange.format_of("a.json", None)
