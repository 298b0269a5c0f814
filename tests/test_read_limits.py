from pathlib import Path

import pytest
from broken.pdf_parts import LINES, drawn, page, pages, pdf, stream
from office import docx, p, zipped

from scr_mine import read as stage
from scr_mine import steps
from scr_mine.errors import UnreadableFileError, UsageError
from scr_mine.read import detect, limits, memory
from scr_mine.read.limits import DEFAULT, RANGES, Limits, parsed

LINE = "The midwife asked about the home and wrote to the general practitioner."


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], DEFAULT),
        (["pages=9"], Limits(pages=9)),
        (["page-text=20,000", " File-Size = 2 "], Limits(page_text=20_000, file_size=2)),
        (["pages=1_000", "pages=7"], Limits(pages=7)),
    ],
)
def test_limits_are_changed_by_name(given, expected):
    assert parsed(given) == expected


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("pages", "write pages=NUMBER, a whole number from 1 to 100000."),
        ("pages=0", "write pages=NUMBER, a whole number from 1 to 100000."),
        ("pages=100001", "write pages=NUMBER, a whole number from 1 to 100000."),
        ("pages=-1", "write pages=NUMBER, a whole number from 1 to 100000."),
        ("pages=1.5", "write pages=NUMBER, a whole number from 1 to 100000."),
        ("pages=²", "write pages=NUMBER, a whole number from 1 to 100000."),
        ("nesting=" + "9" * 5000, "write nesting=NUMBER, a whole number from 16 to 400."),
        (
            "sheets=2",
            "there is no such limit; use file-size, pages, expansion, markup, unpacked, parts, "
            "nesting, page-text, text, memory.",
        ),
    ],
)
def test_other_limits_are_refused_in_words(given, message):
    with pytest.raises(UsageError) as error:
        parsed([given])
    assert str(error.value) == f"--limit {given}: {message}"


def test_every_limit_has_a_range_that_holds_what_it_is():
    assert set(RANGES) == set(limits.NAMES)
    for name, (least, most) in RANGES.items():
        assert least <= DEFAULT.of(name) <= most


def test_the_docs_have_every_limit_as_it_is():
    text = (Path(__file__).parent.parent / "docs" / "limits.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    found = {name.strip("`"): (int(shipped), may) for name, _, shipped, may in rows}
    assert found == {
        name: (DEFAULT.of(name), f"{least} to {most}") for name, (least, most) in RANGES.items()
    }


def nested(depth):
    return docx("<w:sdt>" * (depth - 3) + p(LINE) + "</w:sdt>" * (depth - 3))


MANY = pdf({2: pages(3, b"3 0 R " * 3)})
WIDE = docx(p(LINE) + "<w:p/>" * 900_000)


@pytest.mark.parametrize(
    ("name", "data", "over", "enough", "what"),
    [
        ("pages", MANY, 2, 3, "it has 3 pages"),
        ("text", LINE.encode() * 20, 1000, 1420, "it holds 1,420 characters"),
        ("text", docx(p(LINE) * 20), 1000, 1420, "it holds 1,420 characters of text"),
        ("file-size", b"seen at home " * 90_000, 1, 2, "it is 2 MB in size"),
        ("parts", docx(p(LINE), more={f"x{n}": "" for n in range(9)}), 12, 13, "it holds 13 parts"),
        (
            "expansion",
            WIDE,
            100,
            2000,
            "one of its parts unpacks to more than 100 times its size",
        ),
        (
            "nesting",
            nested(50),
            40,
            60,
            "its elements lie more than 40 deep in one another",
        ),
        ("nesting", nested(300), 256, 350, "its elements lie more than 256 deep in one another"),
    ],
    ids=lambda value: value if isinstance(value, str) and "-" not in value[:3] else "",
)
def test_a_file_beyond_a_limit_is_refused_and_read_where_it_is_raised(
    tmp_path, name, data, over, enough, what
):
    path = tmp_path / "report.x"
    path.write_bytes(data)
    with pytest.raises(UnreadableFileError) as error:
        stage.read(path, parsed([f"{name}={over}"]))
    assert str(error.value) == (
        f"report.x: {what}, over the limit {name}={over}; if it is a report and you trust its "
        f"source, raise the limit with --limit {name}=NUMBER (up to {RANGES[name][1]})."
    )
    assert stage.read(path, parsed([f"{name}={enough}"])).text


def test_a_limit_at_its_most_says_so(tmp_path):
    path = tmp_path / "report.docx"
    path.write_bytes(nested(500))
    with pytest.raises(UnreadableFileError) as error:
        stage.read(path, parsed(["nesting=400"]))
    assert error.value.remedy == ("that limit cannot be raised: print what is needed of it to PDF")


@pytest.mark.parametrize(("name", "megabytes"), [("markup", 64), ("unpacked", 256)])
def test_office_parts_may_not_unpack_to_more_megabytes_than_the_limit(tmp_path, name, megabytes):
    path = tmp_path / "report.docx"
    noise = bytes(range(32, 59)) * 40_000
    path.write_bytes(docx(p(LINE), more={"word/styles.xml": b"<a>" + noise + b"</a>"}, styles=""))
    with pytest.raises(UnreadableFileError) as error:
        stage.read(path, parsed([f"{name}=1", "expansion=10000"]))
    assert f"over the limit {name}=1" in error.value.reason
    assert DEFAULT.of(name) == megabytes


def test_a_page_with_too_much_text_is_left_out_and_said(tmp_path):
    crowded = page().replace(b"/Contents 4 0 R", b"/Contents 7 0 R")
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf({2: pages(2, b"3 0 R 6 0 R"), 6: crowded, 7: stream(drawn(*LINES * 15))}))
    read = stage.read(path, parsed(["page-text=1000"]))
    assert (read.report.pages, read.report.pages_without_text) == (2, (2,))
    assert read.report.notes == (
        "1 page, left out, holds more text than the limit page-text=1000; raise it with --limit "
        "page-text=NUMBER",
    )
    assert {block.page for block in stage.read(path).blocks} == {1, 2}


def test_a_file_of_pages_with_too_much_text_is_refused(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf({4: stream(drawn(*LINES * 15))}))
    with pytest.raises(UnreadableFileError, match="over the limit page-text=1000"):
        stage.read(path, parsed(["page-text=1000"]))


def test_what_needs_too_much_memory_is_refused_in_words(tmp_path, monkeypatch):
    path = tmp_path / "report.txt"
    path.write_text(LINE)

    def exhausted(*args):
        raise MemoryError

    monkeypatch.setattr(stage, "_document", exhausted)
    found = steps.read_file(path, "report.txt", steps.ReadingOptions(limits=parsed(["memory=100"])))
    assert found == steps.Unread(
        reason="reading it takes too much memory, over the limit memory=100",
        remedy="if it is a report and you trust its source, raise the limit with --limit "
        "memory=NUMBER (up to 1000000)",
    )


def test_memory_is_bounded_only_in_processes_that_may_end():
    with memory.bounded(100):
        assert len(bytearray(150 * 2**20)) == 150 * 2**20


def grown(megabytes, bound):
    import resource

    before = resource.getrlimit(resource.RLIMIT_DATA)
    try:
        with memory.bounded(bound):
            found = len(bytearray(megabytes * 2**20)) > 0
    except MemoryError:
        found = False
    return found, resource.getrlimit(resource.RLIMIT_DATA) == before


def test_a_worker_gets_no_more_memory_than_the_bound_and_has_it_again_afterwards():
    from scr_mine import engine

    tasks = ((size, (size, 200)) for size in (10, 400, 20))
    with engine.processes(1) as workers:
        found = dict(engine.done(workers, grown, tasks))
    assert found == {10: (True, True), 400: (False, True), 20: (True, True)}


def scattered(kept_mb):
    """Megabytes held after reading took many and left a little in between."""
    import psutil

    with memory.bounded(500):
        made = [bytes(2000) for _ in range(150 * 2**20 // 2000)]
        kept = made[::1000]
        made.clear()
    return psutil.Process().memory_info().rss / 2**20 < kept_mb and len(kept) > 0


def test_memory_that_a_file_took_is_given_back_before_the_next():
    from scr_mine import engine

    with engine.processes(1) as workers:
        assert list(engine.done(workers, scattered, [("file", (100,))])) == [("file", True)]


@pytest.mark.parametrize(
    ("data", "blank"),
    [
        (b"", True),
        (b"\0 \t\r\n" * 500_000, True),
        (b" " * 2**20 + b"a", False),
        (b" " * (2**21 - 1) + b"a" + b" " * 2**20, False),
        (b"%PDF", False),
    ],
    ids=["nothing", "spaces", "at an edge", "between", "a mark"],
)
def test_a_file_of_nothing_is_known_without_a_copy_of_it(data, blank):
    assert detect.is_blank(data) is blank


def test_an_archive_of_anything_is_not_unpacked(tmp_path):
    path = tmp_path / "report.zip"
    path.write_bytes(zipped({"../../outside.txt": LINE, "report.txt": LINE}))
    with pytest.raises(UnreadableFileError, match="it is an archive, not a report"):
        stage.read(path)
    assert [file.name for file in tmp_path.iterdir()] == ["report.zip"]
