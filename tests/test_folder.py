import json

import pytest

from scr_mine import folder
from scr_mine.errors import InputError, UsageError
from scr_mine.store import file_hash


def line(review, text="one"):
    return json.dumps({"id": review, "text": text}).encode() + b"\n"


def written(tmp_path, *reviews, text="one"):
    target = folder.opened(tmp_path)
    entries = [
        target.write_review(r, line(r, text), key="k", by_file={"a.txt": 1}) for r in reviews
    ]
    target.write("tables/lessons.md", "table")
    target.finish({"reviews": entries})
    return target


def test_a_review_is_reused_until_its_file_changes(tmp_path):
    target = folder.opened(tmp_path)
    entry = target.write_review("f", line("f"), key="k", by_file={"a.txt": 1})
    assert entry["file"] == "reviews/f.jsonl"
    again = folder.opened(tmp_path)
    assert again.reusable(entry) == entry
    assert again.written == {"reviews/f.jsonl": entry["sha256"]}
    assert again.reusable(None) is None
    assert again.reusable({"file": "reviews/f.jsonl"}) is None
    (tmp_path / "reviews" / "f.jsonl").write_text("half")
    assert again.reusable(entry) is None


def test_what_only_an_earlier_run_wrote_is_removed_and_nothing_else(tmp_path):
    written(tmp_path, "f", "g")
    (tmp_path / "mine.txt").write_text("the user's own")
    written(tmp_path, "f")
    names = sorted(p.name for p in tmp_path.rglob("*") if p.is_file())
    assert names == ["f.jsonl", "lessons.md", "mine.txt", "run.json"]


def test_a_file_its_user_changed_since_is_not_removed(tmp_path):
    written(tmp_path, "f", "g")
    (tmp_path / "reviews" / "g.jsonl").write_text("corrected by hand")
    written(tmp_path, "f")
    assert (tmp_path / "reviews" / "g.jsonl").read_text() == "corrected by hand"


def cut_off(tmp_path, *reviews):
    """What a run leaves that is killed while it writes its last file but one."""
    target = folder.opened(tmp_path)
    for review in reviews:
        target.write_review(review, line(review), key="k", by_file={"a.txt": 1})
    target.write("tables/pairs.csv", "small counts")
    target.write("reviews.csv", "file\na.txt\n")
    (tmp_path / "reviews" / ".f.jsonl.a1b2c3_d").write_text("half of a rep")
    with (tmp_path / ".writing").open("a") as file:
        file.write('["tables/les')


def test_what_a_run_that_was_cut_off_left_is_removed_by_the_next(tmp_path):
    cut_off(tmp_path, "f", "g", "h")
    (tmp_path / "reviews" / "h.jsonl").write_text("corrected by hand")
    (tmp_path / "reviews" / ".mine.jsonl.a1b2c3_d").write_text("the user's own")
    assert folder.manifest_is_users(tmp_path, ()) is False
    written(tmp_path, "f")
    names = sorted(p.name for p in tmp_path.rglob("*") if p.is_file())
    assert names == [
        *(".mine.jsonl.a1b2c3_d", "f.jsonl", "h.jsonl", "lessons.md", "reviews.csv", "run.json")
    ]


def test_a_run_that_was_cut_off_is_not_counted_as_if_it_were_whole(tmp_path):
    cut_off(tmp_path, "f")
    with pytest.raises(InputError) as caught:
        list(folder.tagged_lines([tmp_path], ()))
    assert str(caught.value) == f"{tmp_path}: the last run into it did not finish; run it again."


def test_a_finished_run_is_not_taken_for_whole_after_one_that_was_cut_off(tmp_path):
    target = folder.opened(tmp_path)
    target.write("tables/lessons.md", "table")
    target.finish({"reviews": [], "made_of": "m"})
    assert folder.opened(tmp_path).is_whole("m")
    folder.opened(tmp_path).write("tables/pairs.csv", "small counts")
    assert not folder.opened(tmp_path).is_whole("m")


def test_a_run_json_cannot_make_us_delete_outside_the_folder(tmp_path):
    victim = tmp_path / "victim.txt"
    victim.write_text("stay")
    out = tmp_path / "out"
    written(out, "f")
    before = json.loads((out / "run.json").read_text())
    before["outputs"]["../victim.txt"] = file_hash(victim)
    (out / "run.json").write_text(json.dumps(before))
    written(out, "f")
    assert victim.read_text() == "stay"


def test_a_folder_of_other_things_is_not_written_into(tmp_path):
    (tmp_path / "thesis.docx").write_text("x")
    with pytest.raises(UsageError) as caught:
        folder.opened(tmp_path)
    assert str(caught.value).endswith(
        "holds other files, and nothing that `run` wrote; name a new or empty output folder."
    )
    with pytest.raises(UsageError, match="cannot be used as output folder"):
        folder.opened(tmp_path / "thesis.docx")


@pytest.mark.parametrize(
    ("review_id", "name"),
    [("child-f-2009", "child-f-2009"), ("con", r"con-[0-9a-f]{8}"), ("../../x", r"x-[0-9a-f]{8}"),
     ("Child F", r"child-f-[0-9a-f]{8}"), ("a" * 300, r"a{60}-[0-9a-f]{8}")],
)  # fmt: skip
def test_file_names_are_safe_everywhere_and_distinct(review_id, name):
    import re

    assert re.fullmatch(name, folder.file_name(review_id))
    assert folder.file_name("Child F") != folder.file_name("child f")


def test_the_output_is_private_to_the_user(tmp_path):
    written(tmp_path / "out", "f")
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0
    assert (tmp_path / "out" / "run.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "damaged",
    [
        *({"reviews": 5}, {"reviews": [5]}, {"reviews": [], "inputs": [{"file": "a"}]}),
        *({"reviews": [], "outputs": ["a"]}, {"reviews": [], "suspected": "few"}),
    ],
)
def test_a_run_json_of_another_shape_is_no_run_to_take_over(tmp_path, damaged):
    written(tmp_path, "f")
    (tmp_path / "run.json").write_text(json.dumps(damaged))
    again = folder.opened(tmp_path)
    assert again.before == {}


def test_what_another_version_recorded_of_a_reading_is_taken_or_refused_in_words(tmp_path):
    report = {"file": "a.txt", "format": "txt", "pages": None, "dropped": [], "later": 1}
    entry = {"file": "a.txt", "sha256": "", "said": {}, "report": report}
    folder.opened(tmp_path).finish({"reviews": [], "inputs": [entry]})
    [reading], _ = folder.readings_in([tmp_path])
    assert (reading.file, reading.format) == ("a.txt", "txt")
    del report["dropped"]
    folder.opened(tmp_path).finish({"reviews": [], "inputs": [entry]})
    with pytest.raises(InputError) as caught:
        folder.readings_in([tmp_path])
    assert str(caught.value) == (
        f"{tmp_path / 'run.json'}: damaged, or of another version of scr-mine; "
        "do `run` into it again."
    )
