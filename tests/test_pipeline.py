import json
import os
import sys
from itertools import count
from multiprocessing import active_children
from typing import ClassVar

import pytest

from scr_mine import engine, folder, inputs, pipeline, reviews, steps, store, tagging, themes
from scr_mine.cache import Cache
from scr_mine.engine import Here
from scr_mine.errors import InputError, OutputError
from scr_mine.records import Evidence, Tags
from scr_mine.tabulate.rule import Rule

BOOK = themes.shipped()
FIRST = """Wexmoor Local Safeguarding Children Board
Serious Case Review
Child F
June 2009

1. What happened

1.1 The health visitor called on four occasions and each time there was no reply at the door.

2. What was learned

2.1 Nobody spoke to the school about what she had seen, and the school did not ring her either.
"""
OTHER = """Kelderby Safeguarding Children Partnership
Child Safeguarding Practice Review
Young Person J
Published 2021

1.1 He was moved to a third address in the autumn and nobody told his school about the move.
"""


NO_COMPARISON = "A comparison by scope needs two groups of 3 reviews or more; there are: local (2)."


def reviews_with(table, theme):
    return next(row for row in table.rows if row.id == theme).cells["reviews"].value


class Echo:
    """A stand-in for a model: 'school' means education, 'nobody' makes a finding."""

    id = "echo@1"
    verdicts: ClassVar = {"education": "weak"}
    hash = "h"

    def load(self):
        return self

    def tag(self, batch):
        return [self._one(tokens.text[tokens.lead :]) for tokens in batch]

    def _one(self, text):
        at = text.find("school")
        found = ("education",) if at >= 0 else ()
        return Tags(
            role="finding" if "obody" in text else "narrative",
            role_probability=0.9,
            themes=found,
            probabilities={t: 0.8 if t in found else 0.123456 for t in BOOK.theme_ids},
            evidence=tuple(Evidence(theme=t, start=at, end=at + 6) for t in found),
            model=self.id,
        )


@pytest.fixture
def reports(tmp_path):
    folder = tmp_path / "reports"
    (folder / "local").mkdir(parents=True)
    (folder / "local" / "f.txt").write_text(FIRST)
    (folder / "local" / "j.txt").write_text(OTHER)
    return folder


class StoppedError(Exception):
    pass


class Stopping(Echo):
    """Stops at the second review."""

    seen = 0

    def tag(self, batch):
        self.seen += 1
        if self.seen == 2:
            raise StoppedError
        return super().tag(batch)


ONE_IS_ENOUGH = pipeline.Counted(rule=Rule(support=1))


def go(
    reports,
    out,
    model_hash="h",
    listing=None,
    tagger=None,
    counted=None,
    cached=True,
    workers=None,
):
    sources = inputs.find([reports], suffixes=frozenset({".txt", ".pdf"}), listing=listing)
    ticks = count()
    tagger = tagger or Echo()
    tagger.hash = model_hash
    return pipeline.run(
        sources,
        out,
        tagger,
        BOOK,
        workers=workers or Here(),
        cache=Cache(folder=out / "cache", read=cached),
        counted=counted,
        clock=lambda: float(next(ticks)),
        progress=lambda name, done, total: None,
        options={},
    )


def lines(out, name):
    return [json.loads(line) for line in (out / "reviews" / name).read_text().splitlines()]


def test_files_become_tagged_lines_tables_and_a_run_record(reports, tmp_path):
    out = tmp_path / "out"
    result = go(reports, out)
    assert (result.study.tables["lessons"].n, result.redone, result.failures) == (2, 2, ())
    tagged = [line for line in lines(out, "f.jsonl") if line["themes"]]
    assert [(t["paragraph"], t["role"], t["themes"]) for t in tagged] == [
        ("2.1", "finding", ["education"])
    ]
    assert tagged[0]["review"]["label"] == "Child F"
    assert tagged[0]["review"]["year"] == 2009
    assert tagged[0]["headings"] == ["2 What was learned"]
    assert tagged[0]["probabilities"]["neglect"] == 0.1235
    lessons = result.study.tables["lessons"]
    assert reviews_with(lessons, "education") == 2
    record = json.loads((out / "run.json").read_text())
    assert record["seconds"] == 1.0
    assert [i["file"] for i in record["inputs"]] == ["local/f.txt", "local/j.txt"]
    assert [i["report"]["passages"] for i in record["inputs"]] == [2, 1]
    study = result.study
    assert set(record["outputs"]) == {
        *("reviews/f.jsonl", "reviews/j.jsonl", "reading.md", "reviews.csv"),
        *("report.html", "themes.xlsx", "board-paper.docx"),
        *(f"tables/{t}.{s}" for t in ("lessons", "features") for s in ("json", "md")),
        *(f"tables/{name}.csv" for name in study.tables),
    }
    assert {"lessons-by-role", "lessons-by-year", "recommendations-by-remedy"} <= set(study.tables)
    assert study.missing == {
        "lessons-compared-by-scope": NO_COMPARISON,
        "features-compared-by-scope": NO_COMPARISON,
    }
    assert "local/f.txt,f,Wexmoor Local" in (out / "reviews.csv").read_text()


def test_a_second_run_redoes_only_what_changed_and_gives_the_same_bytes(reports, tmp_path):
    out = tmp_path / "out"
    go(reports, out)
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file() and p.name != "run.json"}
    unchanged = go(reports, out)
    assert (unchanged.anew, unchanged.redone, unchanged.study) == (0, 0, None)
    assert {p: p.read_bytes() for p in before} == before
    (reports / "local" / "j.txt").write_text(OTHER + "\n1.2 The school rang twice.\n")
    changed = go(reports, out)
    assert (changed.anew, changed.redone) == (1, 1)
    another_model = go(reports, out, model_hash="new")
    assert (another_model.anew, another_model.redone) == (0, 2)
    other_rule = go(reports, out, model_hash="new", counted=ONE_IS_ENOUGH)
    assert (other_rule.anew, other_rule.redone) == (0, 0)
    assert other_rule.study.rule["support"] == 1
    assert go(reports, out, model_hash="new", counted=ONE_IS_ENOUGH, cached=False).anew == 2


def test_a_table_that_was_changed_or_lost_is_made_again(reports, tmp_path):
    out = tmp_path / "out"
    go(reports, out)
    table = out / "tables" / "lessons.csv"
    whole = table.read_bytes()
    table.write_text("half")
    assert go(reports, out).study is not None
    assert table.read_bytes() == whole


def test_a_run_cut_off_is_taken_up_where_it_stopped(reports, tmp_path):
    out = tmp_path / "out"
    with pytest.raises(StoppedError):
        go(reports, out, tagger=Stopping())
    result = go(reports, out)
    assert (result.anew, result.redone) == (0, 1)
    go(reports, tmp_path / "at-once")
    kept = [p.relative_to(out) for p in out.rglob("*") if p.suffix in (".jsonl", ".csv", ".md")]
    assert len(kept) > 10
    assert all((out / p).read_bytes() == (tmp_path / "at-once" / p).read_bytes() for p in kept)


def test_processes_that_hold_a_model_are_ended_before_anything_is_counted(
    reports, tmp_path, monkeypatch
):
    alive, counted = [], pipeline.counting.counted

    def late(*args, **kwargs):
        alive.append(len(active_children()))
        return counted(*args, **kwargs)

    monkeypatch.setattr(pipeline.counting, "counted", late)
    with engine.processes(2) as workers:
        workers.submit(len, "started").result()
        assert active_children()
        go(reports, tmp_path / "out", workers=workers)
    # Only the one that will make the workbook.
    assert alive == [1]


def test_a_file_that_is_saved_again_while_it_is_read_goes_by_what_was_read(
    reports, tmp_path, monkeypatch
):
    file, whole = reports / "local" / "j.txt", steps.read_file

    def late(path, name, how):
        file.write_text(OTHER.replace("school", "college"))
        return whole(path, name, how)

    monkeypatch.setattr(steps, "read_file", late)
    go(reports, tmp_path / "out")
    [line] = lines(tmp_path / "out", "j.jsonl")
    assert "college" in line["text"]
    recorded = json.loads((tmp_path / "out" / "run.json").read_text())["inputs"][1]
    assert recorded["sha256"] == store.file_hash(file)
    monkeypatch.undo()
    file.write_text(OTHER)
    go(reports, tmp_path / "out")
    [line] = lines(tmp_path / "out", "j.jsonl")
    assert "school" in line["text"]


def test_a_run_whose_readings_another_run_removes_says_so(reports, tmp_path, monkeypatch):
    whole = reviews.grouped

    def late(files):
        Cache(folder=tmp_path / "out" / "cache").keep(())
        return whole(files)

    monkeypatch.setattr(reviews, "grouped", late)
    with pytest.raises(OutputError) as caught:
        go(reports, tmp_path / "out")
    assert str(caught.value) == (
        "local/f.txt: what was read of it has been removed from the output folder; "
        "run again, and only one run at a time."
    )


def test_a_run_that_does_all_again_and_changes_nothing_is_finished(reports, tmp_path):
    out = tmp_path / "out"
    go(reports, out)
    assert go(reports, out, cached=False).study is None
    assert list(folder.tagged_lines([out], ()))


def test_two_files_of_one_review_count_once(reports, tmp_path):
    (reports / "local" / "f-summary.txt").write_text(FIRST.replace("four occasions", "four days"))
    result = go(reports, tmp_path / "out")
    assert result.study.tables["lessons"].n == 2
    assert reviews_with(result.study.tables["lessons"], "education") == 2
    files = {line["document"] for line in lines(tmp_path / "out", "f-summary.jsonl")}
    assert files == {"local/f.txt", "local/f-summary.txt"}


def test_the_list_a_run_writes_gives_the_same_reviews_when_it_is_passed_back(reports, tmp_path):
    (reports / "national").mkdir()
    (reports / "national" / "f-summary.txt").write_text(FIRST.replace("four occasions", "weekly"))
    assert go(reports, tmp_path / "out").study.tables["lessons"].n == 2
    again = go(reports, tmp_path / "again", listing=tmp_path / "out" / "reviews.csv")
    assert again.study.tables["lessons"].n == 2


def test_the_list_of_a_run_is_not_removed_by_the_run_that_goes_by_it(reports, tmp_path):
    listing = tmp_path / "out" / "reviews.csv"
    go(reports, tmp_path / "out")
    before = listing.read_text()
    go(reports, tmp_path / "out", listing=listing, counted=ONE_IS_ENOUGH)
    assert listing.read_text() == before


def test_the_list_is_made_again_where_it_alone_would_change(reports, tmp_path):
    out, mine = tmp_path / "out", tmp_path / "mine.csv"
    head = "file,review_id,kind\nf.txt,case,scr\n"
    mine.write_text(f"{head}j.txt,case,audit\n")
    go(reports, out, listing=mine)
    mine.write_text(f"{head}j.txt,case,briefing\n")
    go(reports, out, listing=mine)
    assert ",briefing," in (out / "reviews.csv").read_text()
    (out / "reviews.csv").unlink()
    go(reports, out, listing=mine)
    assert (out / "reviews.csv").is_file()


def test_a_bad_file_costs_that_file_only(reports, tmp_path):
    (reports / "local" / "bad.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    result = go(reports, tmp_path / "out")
    assert result.study.tables["lessons"].n == 2
    [failure] = result.failures
    assert failure.startswith("local/bad.pdf: ")
    assert failure in (tmp_path / "out" / "reading.md").read_text()


def test_no_readable_file_at_all_is_an_error_and_writes_no_table(tmp_path):
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    with pytest.raises(InputError, match="None of the reports could be read"):
        go(tmp_path, tmp_path / "out")
    assert not (tmp_path / "out" / "tables").exists()


def test_any_json_lines_with_text_are_tagged_and_keep_their_fields():
    given = [{"text": "Nobody rang the school.", "mine": 7}, {"id": "x", "text": "A day."}]
    first, second = tagging.tag_lines(given, Echo())
    assert (first["id"], first["mine"], first["themes"]) == ("line-1", 7, ["education"])
    assert first["evidence"] == [{"theme": "education", "start": 16, "end": 22}]
    assert (second["id"], second["themes"], second["model"]) == ("x", [], "echo@1")
    [headed] = tagging.tag_lines([{"text": "A school.", "headings": ["4 Work"]}], Echo())
    assert headed["evidence"] == [{"theme": "education", "start": 2, "end": 8}]
    with pytest.raises(InputError) as caught:
        list(tagging.tag_lines([{"text": 3}], Echo()))
    assert str(caught.value) == "Object 1: it has no 'text'; every object needs one."


@pytest.mark.skipif(sys.platform != "linux", reason="only there are names any bytes")
def test_a_file_name_that_is_not_utf8_is_read_and_named(reports, tmp_path):
    (reports / os.fsdecode(b"caf\xe9.txt")).write_text(OTHER.replace("J", "K"))
    go(reports, tmp_path / "out")
    [first, *_] = lines(tmp_path / "out", "caf.jsonl")
    assert first["document"] == "caf%E9.txt"
    assert "caf%E9.txt" in (tmp_path / "out" / "reviews.csv").read_text()
