import json
import re
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

import classify_toy as toy
import numpy as np
import pytest
from click.testing import CliRunner

from scr_mine import lineage, themes, training
from scr_mine.classify import calibrate, drift, folder, gate, sources, stored
from scr_mine.classify.examples import Example
from scr_mine.commands import gate as commands
from scr_mine.commands import model as of_models
from scr_mine.commands.shared import Commands
from scr_mine.errors import LabelsError, ModelError, OutputError, UsageError
from scr_mine.records import Tokens

NAMES = ("compare", "promote", "history")


def run(*arguments):
    models = Commands("models", commands={name: getattr(commands, name) for name in NAMES})
    main = Commands("scr-mine", commands={"models": models, "train": of_models.train})
    return CliRunner().invoke(main, [str(a) for a in arguments], catch_exceptions=False)


def done(*arguments):
    result = run(*arguments)
    assert result.exit_code == 0, result.stderr
    return result


# What is compared: a model whose marks are written in the passages.


@dataclass
class Answers:
    """A model that reads its marks off a table: truth, flipped in some places."""

    id: str
    marks: np.ndarray
    right_role: np.ndarray
    about: dict = field(default_factory=dict)
    themes: tuple = ("weather", "music")
    roles: tuple = ("finding", "recommendation")

    def scores(self, batch):
        return batch

    def given(self, scores):
        return self.marks

    def role_of(self, scores, given):
        return np.where(self.right_role, 0, 1)


def truth(*, reviews=12, each=20):
    """Passages of several reviews: a third with one theme, a third with the other."""
    return [
        Example(
            tokens=Tokens(text="x", tokens=(), sentences=()),
            doc=f"r{r}",
            role="finding",
            themes=(("weather",), ("music",), ())[n % 3],
        )
        for r in range(reviews)
        for n in range(each)
    ]


def answers(name, examples, *, wrong, seed, roles_wrong=0.1, only=None, **more):
    random = np.random.default_rng(seed)
    right = np.array([[t in e.themes for t in Answers.themes] for e in examples])
    flips = random.random(right.shape) < wrong
    if only is not None:
        flips[:, [k for k, t in enumerate(Answers.themes) if t != only]] = False
    role = random.random(len(examples)) >= roles_wrong
    return Answers(id=name, marks=right ^ flips, right_role=role, **more)


def test_a_model_with_more_mistakes_is_worse_beyond_chance():
    some = truth()
    old = answers("old@1", some, wrong=0.05, seed=1)
    new = answers("new@1", some, wrong=0.30, seed=2)
    found = gate.compare(old, new, some)
    assert (found.old, found.new, found.passages, found.reviews) == ("old@1", "new@1", 240, 12)
    assert found.verdict == gate.WORSE
    assert {"micro_f1", "weather", "music"} <= set(found.worse)
    micro = found.overall[0]
    assert micro.new < micro.old
    assert micro.difference.value == pytest.approx(micro.new - micro.old)
    assert micro.difference.low < micro.difference.value < micro.difference.high < 0
    back = gate.compare(new, old, some)
    assert (back.verdict, back.worse) == (gate.BETTER, ())
    assert back.overall[0].difference.value == pytest.approx(-micro.difference.value)


def test_a_theme_alone_that_is_worse_is_enough():
    some = truth(reviews=20)
    old = answers("old@1", some, wrong=0.02, seed=1, only="music")
    new = answers("new@1", some, wrong=0.25, seed=2, only="music")
    found = gate.compare(old, new, some)
    assert found.verdict == gate.WORSE
    assert next(c for c in found.themes if c.id == "weather").verdict == gate.UNDECIDED
    assert next(c for c in found.themes if c.id == "music").verdict == gate.WORSE


def test_the_same_answers_cannot_be_told_apart_and_give_no_interval():
    some = truth()
    found = gate.compare(*(answers("m@1", some, wrong=0.1, seed=1) for _ in range(2)), some)
    assert (found.verdict, found.worse) == (gate.UNDECIDED, ())
    for change in (*found.overall, *found.themes):
        difference = change.difference
        assert (difference.value, difference.low, difference.high, change.p) == (0, 0, 0, 1)


def test_a_theme_of_few_passages_or_reviews_is_not_judged():
    some = truth(reviews=4, each=90)
    old = answers("old@1", some, wrong=0.01, seed=1)
    new = answers("new@1", some, wrong=0.4, seed=2)
    for change in gate.compare(old, new, some).themes:
        assert (change.verdict, change.p, change.reviews) == (gate.TOO_FEW, None, 4)


@pytest.mark.parametrize("reviews", [8, 20])
def test_equally_good_models_are_seldom_called_worse(reviews):
    some = truth(reviews=reviews, each=24)
    alarms = 0
    for seed in range(120):
        old = answers("old@1", some, wrong=0.15, seed=2 * seed)
        new = answers("new@1", some, wrong=0.15, seed=2 * seed + 1)
        alarms += gate.compare(old, new, some, seed=seed).verdict == gate.WORSE
    # Two families of figures, each wrongly worse in at most 2.5 of 100.
    assert alarms / 120 <= 0.07


def test_models_that_cannot_be_compared():
    some = truth()
    one = answers("one@1", some, wrong=0, seed=1)
    with pytest.raises(LabelsError, match="two reviews or more"):
        gate.compare(one, one, [e for e in some if e.doc == "r0"])
    other = answers("other@1", some, wrong=0, seed=1, themes=("plays", "dance"))
    with pytest.raises(ModelError, match=r"^other@1 and one@1 were trained for other themes"):
        gate.compare(one, other, some)


def test_a_theme_that_only_one_model_knows_is_not_compared():
    some = truth()
    old = answers("old@1", some, wrong=0.05, seed=1)
    more = answers("new@1", some, wrong=0.05, seed=1, themes=("weather", "dance", "music"))
    more.marks = np.insert(more.marks, 1, True, axis=1)
    found = gate.compare(old, more, some)
    assert found.apart == ("dance",)
    assert [(c.id, c.old == c.new) for c in found.themes] == [("weather", True), ("music", True)]
    assert [c.old == c.new for c in found.overall] == [True] * 4
    assert (found.verdict, found.worse) == (gate.UNDECIDED, ())
    back = gate.compare(more, old, some)
    assert (back.apart, [c.id for c in back.themes]) == (("dance",), ["weather", "music"])
    assert gate.compare(old, old, some).apart == ()


def test_holm():
    assert gate.holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert gate.holm([0.9, 0.8]) == [1.0, 1.0]
    assert gate.holm([]) == []


def test_a_model_that_learnt_from_what_it_is_compared_on_is_named():
    known = {"learnt_reviews": sources.fingerprints(["r0", "r1", "q"])}
    some = truth(reviews=3)
    model = answers("m@1", some, wrong=0, seed=1, about=known)
    assert gate.learnt_from(model, {"r0", "r1", "r2"}, {}) == (
        "m@1 learnt from 2 of the 3 reviews compared, so its figures on them are flattered."
    )
    assert gate.learnt_from(model, {"r2"}, {"ab": "l.jsonl"}) == ""
    before = replace(model, about={"labels": {"l.jsonl": "ab"}})
    assert gate.learnt_from(before, {"r2"}, {"ab": "mine.jsonl"}) == (
        "m@1 learnt from mine.jsonl, so its figures are flattered."
    )
    assert gate.learnt_from(before, {"r2"}, {"cd": "mine.jsonl"}) == ""


# Premises.


def test_premises_name_what_changed(tmp_path, monkeypatch):
    book = toy.codebook(tmp_path)
    header = {drift.PREMISES: drift.premises(book)}
    assert drift.changed(header, book) == []
    assert drift.state(header, book) == drift.UNCHANGED
    assert drift.state({}, book) == drift.NOT_RECORDED
    drift.check("old", {}, book)
    drift.check("old", header, book)
    weather, music = book.themes
    other = replace(book, themes=(replace(weather, exclude="Fog is no weather."), music))
    monkeypatch.setattr(calibrate, "NEARLY", 0.5)
    assert drift.changed(header, other) == [
        "the definition of the theme weather",
        "the threshold rule (NEARLY was 0.985 and is 0.5)",
    ]
    with pytest.raises(ModelError) as caught:
        drift.check("old", header, other)
    assert str(caught.value) == (
        "old: since the model was made, the definition of the theme weather; the threshold rule "
        "(NEARLY was 0.985 and is 0.5) changed, so its thresholds and figures no longer hold; "
        "train it again, or use the codebook and version it was made with."
    )


def test_premises_are_those_of_the_code_that_reads(tmp_path):
    book = toy.codebook(tmp_path)
    kept = drift.premises(book)
    header = {drift.PREMISES: {**kept, "reading": dict.fromkeys(kept["reading"], "before")}}
    assert drift.changed(header, book) == ["how passages, words and sentences are cut"]


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ('"""Other words."""\nLEAST = 3\n\n\ndef f(a):\n    # why\n    return a + LEAST\n', True),
        ('"""Doc."""\nLEAST = 3\ndef f(a):\n    "What it does."\n    return (a + LEAST)\n', True),
        ('"""Doc."""\nLEAST = 4\ndef f(a):\n    return a + LEAST\n', False),
        ('"""Doc."""\nLEAST = 3\ndef f(a):\n    return a - LEAST\n', False),
    ],
)
def test_comments_docstrings_and_layout_are_no_change_of_code(tmp_path, monkeypatch, changed, same):
    monkeypatch.setattr(drift, "_PACKAGE", tmp_path)
    source = '"""Doc."""\nLEAST = 3\ndef f(a):\n    return a + LEAST\n'
    (tmp_path / "before.py").write_text(source)
    (tmp_path / "after.py").write_text(changed)
    assert (drift.code_hash("before") == drift.code_hash("after")) is same


# Folders: training, comparing, promoting.


def labels(path, *, docs=("",), **more):
    """The toy passages as a labels file; with more `docs`, in more reviews."""
    lines = [
        {"id": f"{n}", "text": e.tokens.text, "role": e.role, "themes": list(e.themes)}
        | {"doc": e.doc + extra, **more}
        for extra in docs
        for n, e in enumerate(toy.examples())
    ]
    return write(path, lines)


def write(path, lines):
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A folder with a codebook, labels, a good model, and one that calls all weather music."""
    root = tmp_path_factory.mktemp("trained")
    (root / "toy.toml").write_text(toy.CODEBOOK, encoding="utf-8")
    labels(root / "learn.jsonl", coder="Ann")
    labels(root / "other.jsonl", docs=("-2", "-3"))
    lines = [json.loads(line) for line in (root / "learn.jsonl").read_text().splitlines()]
    swapped = {"weather": "music", "music": "weather"}
    for line in lines:
        line["themes"] = [swapped[t] for t in line["themes"]]
    write(root / "wrong.jsonl", lines)
    for name, file in (("good", "learn"), ("bad", "wrong")):
        naming = ("--name", name, "--version", "1", "--themes", root / "toy.toml")
        done("train", "--labels", root / f"{file}.jsonl", *naming, "-o", root / name)
    return root


@pytest.fixture
def place(trained, tmp_path):
    """A copy of it to change."""
    shutil.copytree(trained, tmp_path / "t")
    return tmp_path / "t"


def test_a_model_records_its_sources_reviews_and_premises(trained):
    header = folder.verify(trained / "good")
    (source,) = header["sources"]
    assert (source["file"], source["lines"], source["learnt"]) == ("learn.jsonl", 216, 216)
    assert source["coders"] == {"Ann": 216}
    assert source["sha256"] == header["labels"]["learn.jsonl"]
    docs = {e.doc for e in toy.examples()}
    assert header["learnt_reviews"] == sources.fingerprints(docs)
    book = themes.load(trained / "toy.toml")
    assert header[drift.PREMISES] == drift.premises(book)
    assert stored.load(trained / "good", book).about[drift.PREMISES] == drift.premises(book)


def test_comparing_says_which_is_worse(trained):
    book = ("--themes", trained / "toy.toml")
    on = ("--on", trained / "other.jsonl", *book)
    text = done("models", "compare", trained / "good", trained / "bad", *on).stdout
    assert text.startswith("bad@1 (new) beside good@1 (old)\n")
    said = " ".join(text.split())
    assert "bad@1 is worse than good@1 beyond chance: F1 over all marks (micro);" in said
    assert "432 labelled passages of 12 reviews, the same for both" in said
    found = done("models", "compare", trained / "good", trained / "bad", *on, "--format", "json")
    assert "worse beyond chance" in found.stdout
    on = ("--on", trained / "learn.jsonl", *book)
    warned = done("models", "compare", trained / "good", trained / "good", *on)
    assert warned.stderr == 2 * (
        "Warning: good@1 learnt from 6 of the 6 reviews compared, so its figures on them are "
        "flattered.\n"
    )


def test_a_model_for_a_codebook_with_one_more_theme_is_compared_on_the_others(place):
    before = (place / "toy.toml").read_text(encoding="utf-8")
    entry = before[before.index("[[theme]]") :]
    entry = entry[: entry.index("[[", 2)]
    added = re.sub(r'(?m)^(id|label) = ".*"', r'\1 = "dance"', entry)
    (place / "more.toml").write_text(before.replace("[[theme]]", f"{added}[[theme]]", 1))
    book = ("--themes", place / "more.toml")
    lines = [json.loads(line) for line in (place / "learn.jsonl").read_text().splitlines()]
    for line in lines[::3]:
        line["themes"].append("dance")
    write(place / "danced.jsonl", lines)
    naming = ("--name", "good", "--version", "2", "-o", place / "newer")
    done("train", "--labels", place / "danced.jsonl", *naming, *book)
    on = ("--on", place / "other.jsonl", *book)
    said = "Not compared, as only one of the two models knows them: dance."
    told = done("models", "compare", place / "good", place / "newer", *on).stdout
    assert said in told
    assert "dance" not in told.replace(said, "")
    put = done("models", "promote", place / "newer", "--over", place / "good", *on)
    assert said in put.stdout.splitlines()
    assert "dance" in folder.verify(place / "good")["themes"]


def test_of_a_file_with_held_out_lines_only_these_are_compared(trained, tmp_path):
    learn = [json.loads(line) for line in (trained / "learn.jsonl").read_text().splitlines()]
    other = [json.loads(line) for line in (trained / "other.jsonl").read_text().splitlines()]
    both = write(tmp_path / "both.jsonl", [*learn, *({**o, "part": "heldout"} for o in other)])
    book = ("--themes", trained / "toy.toml")
    result = done("models", "compare", trained / "good", trained / "bad", "--on", both, *book)
    assert result.stderr == ""
    assert "432 labelled passages of 12 reviews" in " ".join(result.stdout.split())


def test_a_worse_model_is_not_promoted(place):
    before = (place / "good" / "model.json").read_bytes()
    options = ("--over", place / "good", "--on", place / "other.jsonl")
    book = ("--themes", place / "toy.toml")
    result = run("models", "promote", place / "bad", *options, *book)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: bad@1: worse than good@1 beyond chance (micro_f1, ")
    assert result.stderr.endswith(
        "and not promoted; train it on more labels, or use --force with a --reason.\n"
    )
    assert (place / "good" / "model.json").read_bytes() == before
    assert not (place / "CHANGELOG.jsonl").exists()


def test_force_needs_a_reason_which_is_kept(place):
    options = ("--over", place / "good", "--on", place / "other.jsonl")
    book = ("--themes", place / "toy.toml")
    for alone in (("--force",), ("--reason", "why"), ("--force", "--reason", " ")):
        result = run("models", "promote", place / "bad", *options, *book, *alone)
        assert (result.exit_code, result.stderr) == (
            2,
            "Error: Use --force and --reason together: the reason is kept in the changelog.\n",
        )
    forced = ("--force", "--reason", "The themes were swapped on purpose.")
    result = done("models", "promote", place / "bad", *options, *book, *forced)
    assert result.stdout.endswith(
        f"{place / 'good'}: model bad@1 in place of good@1, which is kept in "
        f"{place / 'previous' / 'good@1'}.\n"
    )
    (line,) = lineage.history(place / "good")
    assert line["reason"] == "The themes were swapped on purpose."
    assert (line["forced"], line["model"], line["parent"]) == (True, "bad@1", "good@1")
    assert line["verdict"] == gate.WORSE
    assert "micro_f1" in line["worse"]
    assert folder.verify(place / "good")["name"] == "bad"
    shown = done("models", "history", place / "good").stdout
    assert shown.startswith(line["when"] + "  bad@1 over good@1: worse beyond chance, on 432 ")
    assert shown.endswith("; forced: The themes were swapped on purpose.\n")


def test_a_model_that_is_not_worse_takes_the_place_and_leaves_nothing_behind(place):
    options = ("--over", place / "bad", "--on", place / "other.jsonl")
    there = sorted(p.name for p in place.iterdir())
    assert done("models", "history", place / "bad").stdout == (
        f"{place / 'bad'}: nothing was promoted to its place.\n"
    )
    result = done("models", "promote", place / "good", *options, "--themes", place / "toy.toml")
    assert result.stdout.startswith("good@1 is better than bad@1 on these passages.\n")
    left = sorted(p.name for p in place.iterdir())
    assert left == sorted([*there, "CHANGELOG.jsonl", "previous"])
    same = {p.name: p.read_bytes() for p in (place / "good").iterdir()}
    assert {p.name: p.read_bytes() for p in (place / "bad").iterdir()} == same
    (line,) = lineage.history(place / "bad")
    assert (line["forced"], line["reason"], line["warnings"]) == (False, None, [])
    assert line["figures"]["micro_f1"]["new"] > line["figures"]["micro_f1"]["old"]
    assert list(line["on"]) == ["other.jsonl"]


def files_in(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def test_the_model_whose_place_was_taken_can_be_promoted_back(place):
    good, bad = (files_in(place / name) for name in ("good", "bad"))
    kept = lineage.promote(place / "bad", place / "good", {"place": "good", "when": "1"})
    assert kept == (place / "previous" / "good@1").resolve()
    assert (files_in(kept), files_in(place / "good")) == (good, bad)
    options = ("--over", place / "good", "--on", place / "other.jsonl")
    back = done("models", "promote", kept, *options, "--themes", place / "toy.toml")
    assert back.stdout.endswith(f"which is kept in {place / 'previous' / 'bad@1'}.\n")
    assert files_in(place / "good") == files_in(kept) == good
    assert files_in(place / "previous" / "bad@1") == bad
    lines = lineage.history(place / "good")
    assert [line["kept"] for line in lines] == ["previous/good@1", "previous/bad@1"]


def test_another_model_of_one_name_and_version_is_kept_beside_the_first(place):
    lineage.promote(place / "bad", place / "good", {})
    shutil.rmtree(place / "good")
    shutil.copytree(place / "previous" / "good@1", place / "good")
    # The very same is kept once, another one besides.
    assert lineage.promote(place / "bad", place / "good", {}).name == "good@1"
    shutil.rmtree(place / "good")
    shutil.copytree(place / "previous" / "good@1", place / "good")
    path = place / "good" / "model.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"provenance": "Mended."}))
    assert lineage.promote(place / "bad", place / "good", {}).name == "good@1-2"
    assert sorted(p.name for p in (place / "previous").iterdir()) == ["good@1", "good@1-2"]


def test_a_promotion_that_cannot_be_recorded_is_undone(place):
    before = (place / "bad" / "model.json").read_bytes()
    (place / lineage.CHANGELOG).mkdir()
    with pytest.raises(OutputError):
        lineage.promote(place / "good", place / "bad", {"when": "now"})
    assert (place / "bad" / "model.json").read_bytes() == before
    assert not [p for p in place.iterdir() if p.name.startswith(".") or p.name == "previous"]
    with pytest.raises(UsageError, match="one folder or one in the other"):
        lineage.promote(place / "good", place / "good", {})


def test_a_damaged_model_is_not_promoted(place):
    (place / "good" / "words.txt").write_text("broken")
    with pytest.raises(ModelError, match=r"words\.txt is damaged"):
        lineage.promote(place / "good", place / "bad", {})
    assert folder.verify(place / "bad")["name"] == "bad"


def test_the_list_of_models_says_where_one_is_for_other_themes(monkeypatch):
    book = themes.shipped()
    monkeypatch.setattr(themes, "shipped", lambda: replace(book, themes=book.themes[1:]))
    listed = CliRunner().invoke(of_models.models, [], catch_exceptions=False).stdout
    said = f"made for other themes (it has {book.themes[0].id}): train it again"
    assert [said in line for line in listed.splitlines()] == [True, True]
    more = replace(book.themes[0], id="adulthood")
    monkeypatch.setattr(themes, "shipped", lambda: replace(book, themes=(*book.themes, more)))
    listed = CliRunner().invoke(of_models.models, [], catch_exceptions=False).stdout
    assert listed.count("made for other themes (it lacks adulthood): train it again") == 2


def test_premises_are_stamped_on_an_older_folder_once(place):
    book = themes.load(place / "toy.toml")
    path = place / "good" / "model.json"
    whole = path.read_bytes()
    header = json.loads(whole)
    del header[drift.PREMISES]
    path.write_text(json.dumps(header, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert drift.state(folder.verify(place / "good"), book) == drift.NOT_RECORDED
    assert drift.stamp(place / "good", book) is True
    assert drift.stamp(place / "good", book) is False
    stamped = folder.verify(place / "good")
    assert {k: v for k, v in stamped.items() if k != drift.PREMISES} == header
    assert drift.state(stamped, book) == drift.UNCHANGED
    assert stored.load(place / "good", book).id == "good@1"


# Whose labels are learnt from.


def file(name, *lines):
    return sources.File(name=name, sha256="0", lines=lines)


def reading(role="finding", *marks, text="The rain fell.", **more):
    return {"id": "1", "doc": "a", "text": text, "role": role, "themes": list(marks), **more}


def test_readings_of_one_passage_count_as_one():
    mine = file("mine", reading("finding", "weather", coder="Ann"))
    theirs = file(
        "theirs",
        reading("recommendation", text="the rain fell", weight=0.5),
        reading("finding", text="Another one."),
    )
    merged = sources.merge([mine, theirs])
    assert [line["weight"] for line in merged.files[0].lines] == [0.5]
    assert [line.get("weight") for line in merged.files[1].lines] == [0.25, None]
    (conflict,) = merged.conflicts
    assert (conflict["id"], conflict["review"], merged.agreed) == ("1", "a", 0)
    assert conflict["readings"] == [
        {"file": "mine", "coder": "Ann", "role": "finding", "themes": ["weather"]},
        {"file": "theirs", "coder": "not stated", "role": "recommendation", "themes": []},
    ]


def test_a_line_with_two_readings_beside_a_third():
    two = [{"role": "finding", "themes": ["weather"]}, {"role": "finding", "themes": []}]
    merged = sources.merge(
        [file("a", reading("finding", "weather", readings=two)), file("b", reading("finding"))]
    )
    assert [(line["themes"], line["weight"]) for line in merged.files[0].lines] == [
        (["weather"], pytest.approx(1 / 3)),
        ([], pytest.approx(1 / 3)),
    ]
    assert "readings" not in merged.files[0].lines[0]


@pytest.mark.parametrize(
    "lines",
    [
        # The same coder in the same file, another review, another stem, one held out, one unread.
        [reading("finding"), reading("recommendation")],
        [reading("finding"), reading("recommendation", coder="B", doc="b")],
        [reading("finding"), reading("recommendation", coder="B", stem="Staff should:")],
        [reading("finding"), reading("recommendation", coder="B", part="heldout")],
        [reading("finding"), reading(None, coder="B")],
    ],
)
def test_what_is_not_another_reading_of_the_same_passage(lines):
    merged = sources.merge([file("a", *lines)])
    assert (merged.files, merged.conflicts, merged.agreed) == ((file("a", *lines),), (), 0)


@pytest.mark.parametrize(("marks", "conflicts", "agreed"), [((), 0, 1), (("weather",), 1, 0)])
def test_themes_alone_are_a_reading_that_says_nothing_of_the_role(marks, conflicts, agreed):
    bare = reading(None, *marks, coder="B", when="2024-05-02T09:30:00+00:00")
    merged = sources.merge([file("a", reading("finding", coder="A"), bare)])
    assert (len(merged.conflicts), merged.agreed) == (conflicts, agreed)
    assert [(line["role"], line["weight"]) for line in merged.files[0].lines] == [
        ("finding", 0.5),
        (None, 0.5),
    ]
    with pytest.raises(LabelsError):
        sources.refuse_machines([file("l", {**bare, "coder": "scr-mine/x@1"})])


def test_readings_alike_are_counted():
    merged = sources.merge([file("a", reading("finding", coder="A"), reading(coder="B"))])
    assert (merged.conflicts, merged.agreed) == ((), 1)
    assert [line["weight"] for line in merged.files[0].lines] == [0.5, 0.5]


@pytest.mark.parametrize(
    ("line", "model"),
    [
        (reading(coder="scr-mine/lexical@0.1.0"), "scr-mine/lexical@0.1.0"),
        (reading(model="lexical@0.1.0", probabilities={"weather": 0.3}), "lexical@0.1.0"),
    ],
)
def test_marks_of_a_model_are_refused(line, model):
    with pytest.raises(LabelsError) as caught:
        sources.refuse_machines([file("l.jsonl", reading(), line)])
    assert str(caught.value) == (
        f"l.jsonl, line 2: labelled by the model {model}, and models do not learn from, nor are "
        "measured on, models' marks; leave out those lines."
    )


def test_a_persons_reading_of_tagged_lines_is_not_a_models():
    line = reading(coder="Ann", model="lexical@0.1.0", probabilities={"weather": 0.3})
    sources.refuse_machines([file("l", line, {**line, "coder": "scr-mine/x@1", "role": None})])


def test_training_reports_conflicts_and_refuses_machines(trained, tmp_path):
    lines = [json.loads(line) for line in (trained / "learn.jsonl").read_text().splitlines()]
    other = [{**line, "coder": "Ben"} for line in lines[:3]]
    other[0]["themes"] = [] if other[0]["themes"] else ["music"]
    mine = write(tmp_path / "mine.jsonl", other)
    naming = ("--name", "n", "--version", "2", "--themes", trained / "toy.toml")
    both = ("--labels", trained / "learn.jsonl", "--labels", mine)
    listed = tmp_path / "conflicts.jsonl"
    result = done("train", *both, *naming, "-o", tmp_path / "m", "--conflicts", listed)
    assert result.stderr == (
        "1 passage is labelled differently by several coders or files: each reading counts in "
        f"part; they are in {listed}.\n"
        "2 passages are labelled alike by several coders or files: each passage counts once.\n"
    )
    (conflict,) = [json.loads(line) for line in listed.read_text().splitlines()]
    assert [r["coder"] for r in conflict["readings"]] == ["Ann", "Ben"]
    header = folder.verify(tmp_path / "m")
    assert [source["coders"] for source in header["sources"]] == [{"Ann": 216}, {"Ben": 3}]
    write(mine, [{**line, "coder": "scr-mine/lexical@0.1.0"} for line in lines])
    refused = run("train", *both, *naming, "-o", tmp_path / "m2")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("Error: mine.jsonl, line 1: labelled by the model scr-mine/")
    assert not (tmp_path / "m2").exists()


def test_a_model_learns_themes_that_were_given_without_a_role(trained, tmp_path):
    lines = [json.loads(line) for line in (trained / "learn.jsonl").read_text().splitlines()]
    bare = [{**line, "role": None} if "music" in line["themes"] else line for line in lines]
    mine = write(tmp_path / "mine.jsonl", bare)
    naming = ("--name", "n", "--version", "2", "--themes", trained / "toy.toml")
    done("train", "--labels", mine, *naming, "-o", tmp_path / "m")
    [source] = folder.verify(tmp_path / "m")["sources"]
    assert source["learnt"] == len(lines)
    model = stored.load(tmp_path / "m", themes.load(trained / "toy.toml"))
    texts = [toy.tokens("A violin was heard and loved across the valley.")]
    assert [tags.themes for tags in model.tag(texts)] == [("music",)]


def test_the_shipped_labels_are_learnt_from_as_they_stand():
    corpus = Path(__file__).parent.parent / "corpus"
    paths = [corpus / f"{name}.jsonl" for name in ("labels", "passages", "extracts")]
    files = [training._file(path) for path in paths]
    merged = sources.merge(files)
    assert (merged.files, merged.conflicts, merged.agreed) == (tuple(files), (), 0)
    sources.refuse_machines(files)
