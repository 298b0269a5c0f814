"""Files that are none, and files of other kinds: each is named or counted, and none is opened."""

import os
import socket
import sys

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from scr_mine import inputs
from scr_mine.commands.main import main
from scr_mine.errors import UsageError
from scr_mine.inputs.local import unopened
from scr_mine.inputs.passed import Passed, sentences

SUFFIXES = frozenset({".txt", ".pdf"})
ONLY_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="no such files there")
NO_FILE = "it is a pipe, a socket or a device, not a file; save what it holds as a file and name"
REPORT = (
    "Wexmoor Local Safeguarding Children Board\nSerious Case Review\nChild F\nJune 2009\n\n"
    "1. What was learned\n\n1.1 Nobody spoke to the school about what she had seen that day.\n"
)


def found_in(*roots, **options):
    """The names of the reports found, and what was said of the rest."""
    told = []
    found = inputs.find(roots, suffixes=SUFFIXES, told=told.append, **options)
    return [source.name for source in found], told


def make(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(REPORT)
    return folder


def test_files_of_other_kinds_are_counted_in_one_sentence(tmp_path):
    make(
        tmp_path, "a.txt", "b/c.JPG", "d.jpg", "e.md", "README", "f.verylongsuffix", "b/reviews.md"
    )
    names, told = found_in(tmp_path)
    assert names == ["a.txt"]
    assert told == ["6 files of other kinds were passed over: .jpg 2, .md 2, without suffix 2."]


def test_one_file_of_another_kind_and_none(tmp_path):
    make(tmp_path, "a.txt")
    assert found_in(tmp_path) == (["a.txt"], [])
    make(tmp_path, "b.xlsx")
    assert found_in(tmp_path) == (
        ["a.txt"], ["1 file of another kind was passed over: .xlsx 1."],
    )  # fmt: skip


def test_what_is_nobodys_report_is_not_counted(tmp_path):
    make(
        tmp_path, "a.txt", "reviews.csv", ".git/x.jpg", ".DS_Store", "Thumbs.db", "b/desktop.ini",
        "~$a.docx", "out/tables/t.csv",
    )  # fmt: skip
    (tmp_path / "reviews.csv").write_text("file,review_id\na.txt,one\n")
    assert found_in(tmp_path, apart_from=tmp_path / "out") == (["a.txt"], [])


def test_what_lies_in_two_given_folders_is_counted_once(tmp_path):
    make(tmp_path, "in/a.txt", "in/b.md")
    _, told = found_in(tmp_path, tmp_path / "in", (tmp_path / "in").as_uri())
    assert told == ["1 file of another kind was passed over: .md 1."]


@ONLY_POSIX
def test_pipes_and_sockets_are_named_and_never_opened(tmp_path, monkeypatch):
    make(tmp_path, "a.txt")
    os.mkfifo(tmp_path / "pipe.pdf")
    os.mkfifo(tmp_path / "reviews.csv")
    (tmp_path / "linked.pdf").symlink_to("pipe.pdf")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("s.txt")
    wanted = "Not opened, as they are pipes, sockets or devices and no files: "
    wanted += "linked.pdf, pipe.pdf, reviews.csv, s.txt."
    assert found_in(tmp_path) == (["a.txt"], [wanted])
    assert found_in(tmp_path.as_uri()) == (["a.txt"], [wanted])


@ONLY_POSIX
def test_a_pipe_given_as_a_report_is_refused(tmp_path):
    pipe = tmp_path / "pipe.pdf"
    os.mkfifo(pipe)
    for given_as in (pipe, pipe.as_uri()):
        with pytest.raises(UsageError) as caught:
            found_in(given_as)
        assert str(caught.value) == f"{given_as}: {NO_FILE} that."


@ONLY_POSIX
def test_a_link_that_leads_nowhere_is_a_report_that_cannot_be_opened(tmp_path):
    make(tmp_path, "in/a.txt")
    (tmp_path / "in" / "b.pdf").symlink_to("gone.pdf")
    (tmp_path / "in" / "circle.pdf").symlink_to("circle.pdf")
    (tmp_path / "in" / "c.jpg").symlink_to("gone.jpg")
    assert found_in(tmp_path / "in") == (
        ["a.txt", "b.pdf", "circle.pdf"],
        ["1 file of another kind was passed over: .jpg 1."],
    )
    result = CliRunner().invoke(main, ["run", str(tmp_path / "in"), "-o", str(tmp_path / "out")])
    assert result.exit_code == 1
    failed = [line for line in result.stderr.splitlines() if line.startswith("Not read: ")]
    assert [line.split(": ")[1] for line in failed] == ["b.pdf", "circle.pdf"]
    report = (tmp_path / "out" / "reading.md").read_text(encoding="utf-8")
    assert all(f"- {line.removeprefix('Not read: ')}" in report for line in failed)


@ONLY_POSIX
def test_a_link_that_leads_nowhere_given_by_itself(tmp_path):
    link = tmp_path / "b.pdf"
    link.symlink_to("gone.pdf")
    with pytest.raises(UsageError) as caught:
        found_in(link)
    assert str(caught.value) == f"{link}: the link leads to no file or folder; check the path."


@ONLY_POSIX
def test_why_a_report_cannot_be_opened(tmp_path):
    link = tmp_path / "b.pdf"
    link.symlink_to("gone.pdf")
    plain = make(tmp_path, "a.pdf") / "a.pdf"
    said = [unopened(path, PermissionError(13, "Permission denied")) for path in (link, plain)]
    assert said == [
        "it is a link that leads to no file; put the report in its place.",
        "it cannot be opened (permission denied); check its permissions.",
    ]


@ONLY_POSIX
def test_linked_files_are_read_and_linked_folders_are_named(tmp_path):
    make(tmp_path, "in/a.txt", "elsewhere/b.txt", "elsewhere/deep/c.txt")
    (tmp_path / "in" / "b.txt").symlink_to(tmp_path / "elsewhere" / "b.txt")
    (tmp_path / "in" / "more").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "in" / "round").symlink_to(tmp_path / "in")
    assert found_in(tmp_path / "in") == (
        ["a.txt", "b.txt"],
        [
            "2 links to folders were not followed: more, round; "
            "name what it leads to, if it holds reports."
        ],
    )


@ONLY_POSIX
def test_a_link_into_the_output_is_no_report(tmp_path):
    make(tmp_path, "in/a.txt", "out/b.txt")
    (tmp_path / "in" / "b.txt").symlink_to(tmp_path / "out" / "b.txt")
    assert found_in(tmp_path / "in", apart_from=tmp_path / "out") == (["a.txt"], [])


def closed(monkeypatch, folder):
    """Let a folder be one that its user may not open; whoever runs the tests may open any."""
    opened = os.scandir

    def scandir(path):
        if os.fspath(path) == os.fspath(folder):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return opened(path)

    monkeypatch.setattr(os, "scandir", scandir)


def test_a_folder_that_cannot_be_opened_is_among_what_fails(tmp_path, monkeypatch):
    make(tmp_path, "a.txt", "closed/b.txt")
    closed(monkeypatch, tmp_path / "closed")
    assert found_in(tmp_path) == (["a.txt", "closed"], [])


def test_a_folder_given_that_cannot_be_opened_is_refused(tmp_path, monkeypatch):
    make(tmp_path, "a.txt")
    closed(monkeypatch, tmp_path)
    with pytest.raises(UsageError) as caught:
        found_in(tmp_path)
    assert str(caught.value) == f"{tmp_path}: this folder cannot be opened; check its permissions."


def passed(what, *names):
    return [Passed(what=what, name=name, key=name) for name in names]


@pytest.mark.parametrize(
    ("given_as", "wanted"),
    [
        ([], []),
        (
            passed("other", *(f"{n}.{kind}" for n, kind in enumerate("aaabbcdefgh"))),
            [
                "11 files of other kinds were passed over: "
                ".a 3, .b 2, .c 1, .d 1, .e 1, .f 1 and 2 more kinds."
            ],
        ),
        (
            passed("other", "x.\u202efdp"),
            ["1 file of another kind was passed over: .[U+202E]fdp 1."],
        ),
        (
            passed("link", "a\x1b[31m"),
            [
                "1 link to a folder was not followed: a[U+001B][31m; "
                "name what it leads to, if it holds reports."
            ],
        ),
        (
            passed("no-file", *"abcdefgh"),
            [
                "Not opened, as they are pipes, sockets or devices and no files: "
                "a, b, c, d, e, f and 2 more."
            ],
        ),
    ],
)
def test_what_is_said_of_what_was_passed_over(given_as, wanted):
    assert sentences(given_as) == sentences(given_as * 2) == wanted


@given(st.lists(st.text(min_size=1)))
def test_every_file_of_another_kind_is_counted(names):
    for sentence in sentences(passed("other", *names)):
        assert sentence.split()[0] == str(len(set(names)))
        assert sentence.isprintable() or not sentence.isascii()
