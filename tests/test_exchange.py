"""Labels out, edited as the program would, and in again: exactly the edits."""

import csv
import io
import json

import openpyxl
import pytest
import test_exchange_qdpx
from hypothesis import given
from hypothesis import strategies as st
from make import review, tagged

from scr_mine import exchange
from scr_mine.errors import LabelsError, UsageError
from scr_mine.labels import Label, changed, line
from scr_mine.themes import shipped

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


def out(form, *, blind=False):
    return exchange.export(form, PASSAGES, BOOK, blind=blind)


def back(form, data, name="file"):
    return exchange.labels(form, data, KNOWN, BOOK, coder="anna", name=name)


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
    lines = [json.loads(each) for each in data.decode().splitlines()]
    for each in lines:
        if each["id"] in edits:
            each["role"], each["themes"] = edits[each["id"]]
            each["coder"] = "anna"
    return as_lines(lines)


def edit_doccano(data, edits):
    lines = [json.loads(each) for each in data.decode().splitlines()]
    for each in lines:
        role, themes = edits.get(each["passage"], (None, []))
        each["id"], each["label"] = 7, [f"role:{role}", *themes] if role else []
    return as_lines(lines)


def edit_prodigy(data, edits):
    tasks = [json.loads(each) for each in data.decode().splitlines()]
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
ROLES = [role.id for role in BOOK.roles]
READINGS = st.tuples(
    st.sampled_from(ROLES), st.lists(st.sampled_from(BOOK.theme_ids), unique=True, max_size=4)
)


@pytest.mark.parametrize("form", FORMS)
@given(edits=st.dictionaries(st.sampled_from(sorted(KNOWN)), READINGS, min_size=1))
def test_what_comes_back_is_exactly_what_was_edited(form, edits):
    expected = {key: (role, set(themes)) for key, (role, themes) in edits.items()}
    assert said(form, edit(form, out(form), edits)) == expected


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
    assert str(caught.value) == f"check, passage r/1: {wrong} is not in the codebook."


@pytest.mark.parametrize("form", STRICT)
def test_a_passage_that_is_not_there_is_an_error(form):
    data = edit(form, out(form), {"r/1": ("finding", [])})
    with pytest.raises(LabelsError, match="check, passage r/1: there is no such passage"):
        exchange.labels(form, data, {}, BOOK, coder="anna", name="check")


@pytest.mark.parametrize("form", FORMS)
def test_what_is_no_such_file_is_one_sentence(form):
    for data in (b"\xff\xfe\x00junk", b"[1]", b""):
        try:
            assert back(form, data, name="odd").labels == ()
        except Exception as error:
            assert type(error).__module__ == "scr_mine.errors"
            assert str(error).startswith("odd")


def sheet(**cells):
    rows = list(csv.reader(io.StringIO(out("csv").decode("utf-8-sig"), newline="")))
    for name, value in cells.items():
        rows[1][rows[0].index(name)] = value
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"verdict": "right"}, ("finding", ("neglect", "education"), "right")),
        ({"verdict": "Unsure"}, ("finding", ("neglect", "education"), "unsure")),
        ({"theme_1": "none"}, ("finding", (), None)),
        ({"theme_2": "Neglect and cumulative harm"}, ("finding", ("neglect",), None)),
        ({"role_checked": "Narrative"}, ("narrative", ("neglect", "education"), None)),
        ({"comment": "only a note"}, None),
    ],
)
def test_how_a_row_of_the_sheet_is_read(cells, expected):
    found = [(lb.role, lb.themes, lb.verdict) for lb in back("csv", sheet(**cells)).labels]
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("cells", "error"),
    [
        ({"verdict": "maybe"}, "s, row 2: the verdict 'maybe' is none of right, wrong, unsure."),
        (
            {"verdict": "wrong"},
            "s, row 2: the verdict is 'wrong', but neither role nor themes are given; choose what "
            "is right, or write 'none' under theme_1.",
        ),
    ],
)
def test_a_row_that_contradicts_itself_is_an_error(cells, error):
    with pytest.raises(LabelsError) as caught:
        back("csv", sheet(**cells), name="s")
    assert str(caught.value) == error


def test_a_changed_text_has_no_effect_and_is_said():
    found = back("csv", sheet(text="Another text.", verdict="right"))
    assert [label.id for label in found.labels] == ["r/1"]
    assert found.notes == (
        "The text of 1 passages was changed in the file, which has no effect: r/1.",
    )


def test_a_sheet_without_a_column_is_refused():
    with pytest.raises(LabelsError, match="s: the column verdict is missing"):
        back("csv", sheet(verdict="right").replace(b"verdict", b"Verdikt"), name="s")


def test_a_machines_lines_are_left_out_and_counted():
    found = back("jsonl", out("jsonl"))
    assert (found.labels, found.notes) == ((), ("3 lines are a machine's and were left out.",))


def test_a_labels_line_is_what_training_reads_and_unsure_is_not_learnt():
    passage = PASSAGES[0]
    label = Label(id=passage.id, coder="anna", role=None, themes=("neglect",))
    made = line(label, passage, codebook="1.1", weight=2.5)
    assert (made["role"], made["themes"], made["coder"]) == ("finding", ["neglect"], "anna")
    assert (made["review"]["review_id"], made["weight_of_inclusion"]) == ("r", 2.5)
    unsure = Label(id=passage.id, coder="a", role="finding", themes=(), verdict="unsure")
    assert line(unsure, passage, codebook="1.1")["role"] is None
    assert changed(label, passage)
    same = Label(id=passage.id, coder="a", role=None, themes=("education", "neglect"))
    assert not changed(same, passage)


def test_several_people_in_label_studio_are_several_coders_and_cancelled_work_is_left_out():
    [task, *_] = json.loads(out("label-studio"))
    assert task["predictions"][0]["model_version"] == "scr-mine/test@1"
    one = {"result": [choices("role", ["finding"])], "completed_by": {"email": "a@example.org"}}
    two = {"result": [choices("role", ["narrative"])], "completed_by": 4}
    task["annotations"] = [one, two, {"result": [], "was_cancelled": True}]
    found = back("label-studio", json.dumps([task]).encode())
    assert [(x.coder, x.role) for x in found.labels] == [
        ("a@example.org", "finding"),
        ("4", "narrative"),
    ]
    assert found.notes == ("1 annotations were cancelled there and are left out.",)


def test_the_short_export_of_label_studio_is_read():
    short = [{"id": "r/1", "role": "finding", "themes": {"choices": ["neglect", "injuries"]}}]
    assert said("label-studio", json.dumps(short).encode()) == {
        "r/1": ("finding", {"neglect", "injuries"})
    }


@pytest.mark.parametrize(
    ("name", "wanted", "form"),
    [("a.xlsx", None, "xlsx"), ("A.CSV", None, "csv"), ("a.json", "label-studio", "label-studio")],
)
def test_the_format_is_told_by_the_suffix_or_said(name, wanted, form):
    assert exchange.format_of(name, wanted) == form


def test_a_suffix_that_says_nothing_is_an_error():
    with pytest.raises(UsageError, match=r"a\.json: say which format it is, with --to or --from"):
        exchange.format_of("a.json", None)
