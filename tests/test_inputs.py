import os
import sys
from pathlib import Path

import pytest

from scr_mine import inputs
from scr_mine.errors import ManifestError, UsageError

SUFFIXES = frozenset({".txt", ".pdf"})


@pytest.fixture
def folder(tmp_path):
    for name in (
        "local/a.txt",
        "local/deep/b.PDF",
        "National/c.txt",
        "d.txt",
        ".hidden.txt",
        "e.md",
    ):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "in"


def test_a_folder_is_searched_and_its_names_give_the_scope(folder):
    found = inputs.find([folder], suffixes=SUFFIXES)
    assert [(s.name, s.review.scope, s.review.review_id) for s in found] == [
        ("National/c.txt", "national", "c"),
        ("d.txt", None, "d"),
        ("local/a.txt", "local", "a"),
        ("local/deep/b.PDF", "local", "b"),
    ]


def test_local_and_national_folders_give_the_scope_and_one_name_stays_two_files(folder):
    (folder / "National" / "a.txt").write_text("other")
    found = inputs.find([], suffixes=SUFFIXES, local=folder / "local", national=folder / "National")
    assert [(s.name, s.review.scope, s.review.review_id) for s in found] == [
        ("local/a.txt", "local", "local-a"),
        ("National/a.txt", "national", "national-a"),
        ("c.txt", "national", "c"),
        ("deep/b.PDF", "local", "b"),
    ]


@pytest.mark.parametrize(
    ("ours", "theirs", "names"),
    [
        ("a/local", "a/national", ["local/2019/r.txt", "national/2019/r.txt"]),
        ("a/reports", "b/reports", ["a/reports/2019/r.txt", "b/reports/2019/r.txt"]),
    ],
)
def test_files_of_one_name_in_folders_of_one_name_stay_two_files(tmp_path, ours, theirs, names):
    for root in (ours, theirs):
        (tmp_path / root / "2019").mkdir(parents=True)
        (tmp_path / root / "2019" / "r.txt").write_text(root)
    found = inputs.find([tmp_path / ours, tmp_path / theirs], suffixes=SUFFIXES)
    assert [s.name for s in found] == names


@pytest.mark.skipif(sys.platform != "linux", reason="only there are names any bytes")
def test_files_whose_names_are_written_alike_are_refused(tmp_path):
    for name in ("caf%E9.txt", os.fsdecode(b"caf\xe9.txt")):
        (tmp_path / name).write_text("x")
    with pytest.raises(UsageError, match="two files go by this name"):
        inputs.find([tmp_path], suffixes=SUFFIXES)


def test_a_manifest_beside_the_files_decides_and_the_folder_fills_in(folder):
    (folder / "local" / "reviews.csv").write_text("file,review_id,year\na.txt,case,2011\n")
    found = {s.name: s for s in inputs.find([folder], suffixes=SUFFIXES)}
    row = found["local/a.txt"]
    assert row.manifest == folder / "local" / "reviews.csv"
    assert (row.review.review_id, row.review.year) == ("case", 2011)
    assert (row.review.scope, row.review.inferred) == ("local", ("scope",))
    assert found["d.txt"].manifest is None


def test_a_named_manifest_is_matched_by_path_or_file_name(folder, tmp_path):
    listing = tmp_path / "mine.csv"
    listing.write_text("file,review_id\nlocal/a.txt,one\nb.PDF,two\n")
    found = {s.name: s for s in inputs.find([folder], suffixes=SUFFIXES, listing=listing)}
    assert found["local/a.txt"].review.review_id == "one"
    assert found["local/deep/b.PDF"].review.review_id == "two"


def test_a_manifest_may_write_a_name_in_other_capitals_or_accents(folder, tmp_path):
    (folder / "cafe\u0301.txt").write_text("x")
    (folder / "D.txt").write_text("y")
    listing = tmp_path / "mine.csv"
    listing.write_text("file,review_id\nLOCAL/A.TXT,one\ncaf\u00e9.txt,two\nd.txt,three\n", "utf-8")
    found = {s.name: s for s in inputs.find([folder], suffixes=SUFFIXES, listing=listing)}
    assert found["local/a.txt"].review.review_id == "one"
    assert found["cafe\u0301.txt"].review.review_id == "two"
    assert (found["d.txt"].manifest, found["D.txt"].manifest) == (listing, None)


def test_a_manifest_need_not_write_the_spaces_around_a_name(folder, tmp_path):
    (folder / " f.txt").write_text("x")
    listing = tmp_path / "mine.csv"
    listing.write_text("file,review_id\n f.txt,one\n")
    found = {s.name: s for s in inputs.find([folder], suffixes=SUFFIXES, listing=listing)}
    assert found[" f.txt"].review.review_id == "one"


def test_no_review_is_called_as_a_column_of_every_table(tmp_path):
    for name in ("Reviews.txt", "verdict.txt"):
        (tmp_path / name).write_text("x")
    found = inputs.find([tmp_path], suffixes=SUFFIXES)
    assert [s.review.review_id for s in found] == ["reviews-2", "verdict-2"]


def test_an_earlier_output_inside_the_folder_is_not_read(folder):
    (folder / "local" / "reviews.csv").write_text("file\nan-input-long-gone.txt\n")
    found = inputs.find([folder], suffixes=SUFFIXES, apart_from=folder / "local")
    assert [s.name for s in found] == ["National/c.txt", "d.txt"]


def test_the_list_of_a_run_into_another_folder_below_is_no_manifest(folder):
    (folder / "out").mkdir()
    (folder / "out" / "reviews.csv").write_text("file,review_id\nlocal/a.txt,case\n")
    (folder / "out" / "run.json").write_text("{}")
    found = inputs.find([folder], suffixes=SUFFIXES)
    assert [s.manifest for s in found if s.path.stem == "a"] == [None]


def test_a_manifest_that_names_a_missing_file_is_refused(folder):
    (folder / "reviews.csv").write_text("file\nnone.txt\n")
    with pytest.raises(ManifestError) as caught:
        inputs.find([folder], suffixes=SUFFIXES)
    assert str(caught.value) == (
        f"{Path(folder.name) / 'reviews.csv'}: none.txt is not there; "
        ""
        "correct the column 'file', or add the file."
    )


def test_nothing_named_nothing_there_and_nothing_found_are_usage_errors(folder, tmp_path):
    (tmp_path / "empty").mkdir()
    for reports, message in (
        ([], "Name at least one report or folder, or use --local and --national."),
        ([tmp_path / "nowhere"], "there is no such file or folder; check the path."),
        ([tmp_path / "empty"], "no report in this folder (.pdf, .txt); check the path."),
    ):
        with pytest.raises(UsageError) as caught:
            inputs.find(reports, suffixes=SUFFIXES)
        assert str(caught.value).endswith(message)


@pytest.mark.parametrize("below", [".", "local"])
def test_the_output_folder_is_not_searched_for_reports_and_that_is_said(folder, below):
    with pytest.raises(UsageError) as caught:
        inputs.find([folder / below], suffixes=SUFFIXES, apart_from=folder)
    assert str(caught.value) == (
        f"{folder / below}: this is the output folder, where no reports are looked for; "
        "name another folder with -o."
    )
