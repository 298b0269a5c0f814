"""The toolkit in Python: its examples, and that it says what the command line says."""

import doctest
import inspect
import json
import pkgutil
import re
import subprocess
import sys
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import classify_toy as toy
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import scr_mine
from scr_mine import api, errors, facts
from scr_mine.commands.main import main
from scr_mine.records import Review, TaggedPassage
from scr_mine.report import formats

ROOT = Path(__file__).parent.parent
REPORTS = ROOT / "corpus" / "reports"
REPORT = REPORTS / "local" / "caldermouth-child-p-2023.html"


@pytest.fixture(scope="session")
def out(tmp_path_factory):
    return tmp_path_factory.mktemp("api") / "out"


@pytest.fixture(scope="session")
def corpus(out):
    return scr_mine.run(REPORTS, out=out)


@pytest.fixture(scope="session")
def document():
    return scr_mine.read_document(REPORT)


@pytest.fixture(scope="session")
def passages(document):
    return scr_mine.segment_document(document, review_id="p")


@pytest.fixture
def labels(tmp_path):
    """A small codebook and labels for it, as files."""
    (tmp_path / "toy.toml").write_text(toy.CODEBOOK, encoding="utf-8")
    lines = [
        {"text": e.tokens.text, "role": e.role, "themes": e.themes, "doc": e.doc, "id": str(n)}
        for n, e in enumerate(toy.examples())
    ]
    path = tmp_path / "labels.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def command(*args):
    result = CliRunner().invoke(main, [str(a) for a in args], catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    return result.stdout


# Examples


def examples():
    """Every example of the interface, by where it stands."""
    found = [doctest.DocTestFinder(exclude_empty=True).find(scr_mine.api, "scr_mine.api")]
    for module in pkgutil.iter_modules(scr_mine.api.__path__):
        name = f"scr_mine.api.{module.name}"
        found.append(doctest.DocTestFinder().find(import_module(name), name))
    return {each.name: each for tests in found for each in tests if each.examples}


def page():
    """The Python of docs/api.md as one example."""
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    return "\n".join(block for block in blocks if ">>>" in block)


def run_example(example):
    said = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE, verbose=False)
    runner.run(example, out=said.append)
    assert not said, "".join(said)


@pytest.mark.parametrize("name", sorted(examples()))
def test_the_examples_say_what_happens(
    name, corpus, out, document, passages, labels, tmp_path, monkeypatch
):
    monkeypatch.chdir(ROOT)
    example = examples()[name]
    example.globs = {
        **{"scr_mine": scr_mine, "corpus": corpus, "out": out, "labels": labels},
        **{"themes": tmp_path / "toy.toml", "mine": tmp_path / "mine"},
        "page": tmp_path / "page.html",
        **{"report": REPORT, "passages": passages, "document": document},
    }
    run_example(example)


def test_the_examples_of_the_page_say_what_happens(corpus, out, tmp_path, monkeypatch):
    (tmp_path / "reports").symlink_to(REPORTS)
    (tmp_path / "out").symlink_to(out)
    monkeypatch.chdir(tmp_path)
    found = doctest.DocTestParser().get_doctest(page(), {}, "docs/api.md", "docs/api.md", 0)
    assert len(found.examples) >= 10
    run_example(found)


def public():
    """Everything that a person may call, by name: functions, and methods of what they return."""
    found = {}
    for name in api.__all__:
        value = getattr(scr_mine, name)
        if inspect.isfunction(value):
            found[name] = value
        elif inspect.isclass(value) and value.__module__.startswith("scr_mine.api"):
            for inner, method in inspect.getmembers(value, inspect.isfunction):
                if inner[0] != "_" and method.__module__.startswith("scr_mine.api"):
                    found[f"{name}.{inner}"] = method
    return found


@pytest.mark.parametrize(("name", "function"), public().items(), ids=public())
def test_everything_public_is_typed_and_on_the_page(name, function):
    hints = inspect.signature(function)
    assert hints.return_annotation is not inspect.Signature.empty
    wanted = [p for p in hints.parameters.values() if p.name != "self"]
    assert all(p.annotation is not inspect.Parameter.empty for p in wanted)
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert re.search(rf"\b{name.rpartition('.')[2]}\(", text), name


# The same as the command line


def test_a_run_writes_what_the_command_writes(corpus, out, tmp_path):
    command("run", REPORTS, "-o", tmp_path / "cli", "-q")
    ours, theirs = (
        {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}
        for root in (out, tmp_path / "cli")
    )
    runs = [json.loads(files.pop("run.json")) for files in (ours, theirs)]
    for each in runs:
        each.pop("seconds")
    assert runs[0] == runs[1]
    assert {k: v for k, v in ours.items() if not k.startswith("cache/")} == {
        k: v for k, v in theirs.items() if not k.startswith("cache/")
    }


SAME = {
    "table": lambda c: c.table(),
    "table --view features --by scope": lambda c: c.table("features", by="scope"),
    "table --once never --support 3": lambda c: c.counting(
        once="never", rule=scr_mine.Rule(support=3)
    ).table(),
    "table --where scope=local --where year=2019-": lambda c: c.where(
        scope="local", year="2019-"
    ).table(),
    "compare --view features --correction bh": lambda c: c.compare("features", correction="bh"),
    "compare --groups national,local --seed 2": lambda c: c.compare(
        groups=["national", "local"], seed=2
    ),
    "compare --between period --groups 2015-2019,2020-2024": lambda c: c.compare(
        between="period", groups="2015-2019, 2020-2024"
    ),
    "words --between year --groups -2019,2020-": lambda c: c.words(
        between="year", groups="-2019,2020-"
    ),
    "picture ravensholt-baby-t-2019": lambda c: c.picture("ravensholt-baby-t-2019"),
    "together": lambda c: c.together(),
    "together --pairs --view features": lambda c: c.together("features", pairs=True),
    "trend --step 4": lambda c: c.trend(step=4),
    "recommendations": lambda c: c.recommendations(),
    "recommendations --agencies --where scope=local": lambda c: c.where(
        scope="local"
    ).recommendations(by="agency"),
    "published --nation England": lambda c: c.published(nation="England"),
    "words --top 5 --role finding": lambda c: c.words(top=5, roles=["finding"]),
    "kwic chronolog* --width 30": lambda c: c.kwic("chronolog*", width=30),
    "repeats": lambda c: c.repeats(),
}


@pytest.mark.parametrize(("options", "asked"), SAME.items(), ids=SAME)
def test_a_table_is_that_of_the_command(options, asked, corpus, out):
    name, *rest = options.split()
    first = [rest.pop(0)] if name in ("picture", "kwic") else []
    theirs = command(name, *first, out, *rest, "--format", "json")
    assert formats.write([asked(corpus)], "json").decode("utf-8") == theirs


def test_words_need_two_groups(corpus):
    with pytest.raises(scr_mine.ScrMineError) as caught:
        corpus.words(groups="local")
    assert str(caught.value) == "`groups` names two groups, as in ['local', 'national']."


def test_passages_tags_and_reports_are_those_of_the_commands(corpus, out, tmp_path):
    found = corpus.passages(theme="escalation-challenge", role="finding")
    options = ("--theme", "escalation-challenge", "--role", "finding")
    assert str(found) == command("passages", out, *options)
    (tmp_path / "in.jsonl").write_text('{"text": "Nobody asked the child."}\n', encoding="utf-8")
    theirs = json.loads(command("tag", tmp_path / "in.jsonl"))
    ours = scr_mine.tag("Nobody asked the child.")
    assert (ours.role, list(ours.themes), ours.probabilities, ours.model) == (
        *(theirs["role"], theirs["themes"], theirs["probabilities"], theirs["model"]),
    )
    command("report", out, "--least", "3", "-o", tmp_path / "cli.html")
    written = corpus.report(tmp_path / "api.html", least=3)
    assert written[0].read_bytes() == (tmp_path / "cli.html").read_bytes()
    assert scr_mine.card() == command("card")


def test_passages_are_tagged_alone_as_in_a_run(corpus, passages):
    inside = {p.text: p for p in corpus.passages(review="caldermouth-child-p-2023")}
    for passage, tags in zip(passages[:20], scr_mine.tag_all(passages[:20]), strict=True):
        assert tags.probabilities == inside[passage.text].probabilities
        # A file's evidence is read in the order of the text, a model gives it theme by theme.
        assert set(tags.evidence) == set(inside[passage.text].evidence)


def test_a_model_is_trained_and_measured_as_by_the_commands(labels, tmp_path):
    book = tmp_path / "toy.toml"
    naming = ("--name", "w", "--version", "3", "--themes", book)
    command("train", "--labels", labels, *naming, "-o", tmp_path / "cli")
    made = scr_mine.train(labels, name="w", version="3", out=tmp_path / "api", themes=book)
    assert (made.id, made.folder, made.conflicts) == ("w@3", tmp_path / "api", ())
    for file in ("CARD.md", "model.json"):
        assert (made.folder / file).read_bytes() == (tmp_path / "cli" / file).read_bytes()
    theirs = command(
        *("evaluate", "--on", labels, "--model", made.folder, "--themes", book),
        *("--format", "json"),
    )
    ours = scr_mine.evaluate([labels], model=made.folder, themes=book)
    assert ours.micro_f1.value == pytest.approx(json.loads(theirs)["micro_f1"]["value"])


# Choosing and counting


def test_a_choice_leaves_the_corpus_as_it_was_and_is_asked_of_everything(corpus):
    local = corpus.where(scope="local")
    assert (len(corpus.reviews), len(local.reviews)) == (8, 5)
    assert {p.review.scope for p in local.passages()} == {"local"}
    assert local.where(scope=["local", "national"]).reviews == corpus.reviews
    assert local.counting(once="never").chosen == {"scope": ("local",)}
    assert {r.year for r in corpus.where(year=2019).reviews} == {2019}
    lines = local.kwic("the").frame()["passage"]
    assert set(lines) <= {p.id for p in local.passages()}


IDS = tuple(sorted(p.stem for p in REPORTS.glob("*/*.*") if p.suffix != ".csv"))


@settings(max_examples=15)
@given(ids=st.sets(st.sampled_from(IDS), min_size=1))
def test_any_choice_counts_each_of_its_reviews_once(ids, corpus):
    chosen = corpus.where(review=sorted(ids))
    table = chosen.counting(once="never").table("features")
    assert {r.review_id for r in chosen.reviews} == ids
    assert table.n == len(ids)
    for row in table.rows:
        present = sum(bool(row.cells[each].present) for each in ids)
        assert row.cells["reviews"].value == present


def test_every_figure_opens_to_the_passages_behind_it(corpus):
    cell = corpus.table().cell("escalation-challenge", "reviews")
    behind = corpus.behind(cell)
    assert sorted(p.id for p in behind) == sorted(cell.passages)
    assert all("escalation-challenge" in p.themes for p in behind)
    assert corpus.behind([behind[0].id]) == behind[:1]


# Data frames


def test_a_table_as_a_frame_holds_its_figures_by_their_ids(corpus):
    table = corpus.table()
    frame = table.frame()
    assert list(frame.columns) == [c.id for c in table.columns]
    assert list(frame.index) == [r.id for r in table.rows]
    assert (str(frame["reviews"].dtype), str(frame["verdict"].dtype)) == ("Int64", "string")
    assert frame.attrs["footer"] == list(table.footer)
    assert (frame.attrs["n"], frame.attrs["title"]) == (8, table.title)
    assert frame.attrs["heads"]["reviews"] == "All reviews"
    assert json.loads(json.dumps(frame.attrs)) == frame.attrs


def test_a_table_cell_by_cell_is_its_csv(corpus, tmp_path):
    import pandas as pd

    table = corpus.table(by="scope")
    frame = table.cells()
    read = pd.read_csv(table.save(tmp_path / "t.csv"), encoding="utf-8-sig", dtype="string")
    read = read[read["measure"] != "footer"].reset_index(drop=True)
    assert list(frame.columns) == list(read.columns)
    for name in ("table", "group", "row", "row_label", "column", "measure"):
        assert frame[name].tolist() == read[name].tolist()
    assert [" ".join(ids) for ids in frame["passages"]] == read["passages"].fillna("").tolist()
    assert frame["of"].tolist() == [int(v) if v is not pd.NA else pd.NA for v in read["of"]]


def test_what_is_withheld_is_missing_and_says_why():
    columns = (
        facts.Column(id="a", label="A", measure="reviews", n=9),
        facts.Column(id="b", label="B", measure="share"),
    )
    cells = {
        "a": facts.Cell(value=None, note="withheld: too few"),
        "b": facts.Cell(value=float("nan")),
    }
    row = facts.Row(id="x", label="X", cells=cells)
    table = api.Table(id="t", title="T", head="H", columns=columns, rows=(row,), n=9)
    assert table.frame().isna().all().all()
    assert [str(d) for d in table.frame().dtypes] == ["Int64", "Float64"]
    assert table.cells()["note"].tolist() == ["withheld: too few", ""]
    assert table.frame().attrs["footer"] == ["withheld: too few."]
    empty = api.Table(id="t", title="T", head="H", columns=columns, rows=(), n=0)
    assert (empty.frame().shape, empty.cells().shape) == ((0, 2), (0, 13))


def test_records_as_a_frame_have_a_column_for_every_field(corpus, passages):
    frame = corpus.passages(theme="neglect").frame()
    assert {f.name for f in fields(Review)} <= set(frame.columns)
    assert frame["probabilities.neglect"].between(0, 1).all()
    types = {name: str(frame[name].dtype) for name in ("text", "page", "year", "themes")}
    assert types == {"text": "string", "page": "Int64", "year": "Int64", "themes": "object"}
    assert list(api.Records((), Review).frame().columns) == [f.name for f in fields(Review)]
    few = scr_mine.tokenise_passages(passages[:2])
    assert {"passage.text", "passage.page", "tokens"} <= set(few.frame().columns)


WORDS = st.text(max_size=8)
REVIEWS = st.builds(
    Review,
    review_id=WORDS,
    board=st.none() | WORDS,
    year=st.none() | st.integers(0, 9999),
    files=st.lists(WORDS, max_size=3).map(tuple),
)


@given(st.lists(REVIEWS, max_size=5))
def test_a_frame_of_records_says_what_they_say(reviews):
    frame = api.Records(reviews, Review).frame()
    lines = frame.astype(object).where(frame.notna(), None).to_dict("records")
    assert lines == [vars(review) for review in reviews]


def test_a_notebook_shows_a_table_with_its_footer_and_not_its_passages(corpus):
    table = corpus.table()
    shown = table._repr_html_()
    assert all(line.split("(")[0].replace("'", "&#x27;") in shown for line in table.footer)
    assert not any(name in shown for name in table.cell("neglect", "reviews").passages)
    pairs = corpus.together(pairs=True)
    assert len(pairs.rows) > 200
    assert f"{len(pairs.rows) - 200} more rows; frame() and save() give all." in (
        pairs._repr_html_()
    )
    assert (repr(table), repr(corpus.reviews)) == (
        "<Table lessons: 26 rows, 10 columns, 8 reviews>",
        "<8 x Review>",
    )
    assert str(table).splitlines()[0].strip() == table.title


# What goes wrong


def test_without_pandas_the_records_are_still_to_be_had(corpus, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    for what in (corpus.reviews, corpus.table()):
        with pytest.raises(errors.UsageError) as raised:
            what.frame()
        assert str(raised.value) == (
            "Data frames need pandas, which is not installed; install it beside scr-mine, or go "
            "on with the records themselves."
        )
    assert corpus.reviews[0].year == 2023
    assert isinstance(corpus.passages()[0], TaggedPassage)


def test_a_file_that_cannot_be_read_is_a_warning_and_the_others_are_done(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "good.html").write_bytes(REPORT.read_bytes())
    (folder / "bad.pdf").write_bytes(b"")
    with pytest.warns(scr_mine.NotReadWarning) as warned:
        found = scr_mine.run(folder, out=tmp_path / "out")
    assert [str(w.message) for w in warned] == [f"Not read: {found.failures[0]}"]
    assert warned[0].filename == __file__
    assert found.failures[0].startswith("bad.pdf: ")
    assert len(found.reviews) == 1


ERRORS = {
    "nothing to open": (
        lambda c, t: scr_mine.open(),
        errors.UsageError,
        "Name at least one output folder or tagged file.",
    ),
    "no such folder": (
        lambda c, t: scr_mine.open(t),
        errors.InputError,
        "{t}: there are no tagged reviews in it; name an output folder of `run`.",
    ),
    "no reports": (
        lambda c, t: scr_mine.run(out=t),
        errors.UsageError,
        "Name at least one report or folder, or use --local and --national.",
    ),
    "too few workers": (
        lambda c, t: scr_mine.run(REPORT, out=t, workers=-1),
        errors.UsageError,
        "workers=-1: give 0 for none but this process, or more.",
    ),
    "no such theme": (
        lambda c, t: c.passages(theme="neglekt"),
        errors.CodebookError,
        "There is no theme 'neglekt'; did you mean neglect?",
    ),
    "no such role": (
        lambda c, t: c.passages(role="opinion"),
        errors.InputError,
        "There is no role 'opinion'; the roles are: narrative, finding, recommendation, "
        "good-practice, context, boilerplate.",
    ),
    "no such passage": (
        lambda c, t: c.behind(["x/1"]),
        errors.InputError,
        "No passage here has the id 'x/1'; take it from a table.",
    ),
    "no such column": (
        lambda c, t: c.table(by="scope").cell("neglect", "regional"),
        errors.InputError,
        "lessons-by-scope: there is no column 'regional'; there are: verdict, reviews, local, "
        "national.",
    ),
    "no such format": (
        lambda c, t: c.table().save(t / "x.doc"),
        errors.UsageError,
        "There is no table format 'doc'; use csv, json, md, tex, xlsx, html.",
    ),
    "no such model": (
        lambda c, t: scr_mine.tag("x", model="bert"),
        errors.ModelError,
        "There is no model 'bert'; there are: embed, lexical.",
    ),
    "no text": (
        lambda c, t: scr_mine.tag(None),
        errors.InputError,
        "Object 1: it has no 'text'; every object needs one.",
    ),
    "no such limit": (
        lambda c, t: scr_mine.read_document(REPORT, limits={"words": 1}),
        errors.UsageError,
        "--limit words=1: there is no such limit; use file-size, pages, expansion, markup, "
        "unpacked, parts, nesting, page-text, text, memory.",
    ),
}


@pytest.mark.parametrize(("act", "kind", "said"), ERRORS.values(), ids=ERRORS)
def test_an_error_is_a_sentence_that_says_what_to_do(act, kind, said, corpus, tmp_path):
    with pytest.raises(kind) as raised:
        act(corpus, tmp_path)
    assert str(raised.value) == said.format(t=tmp_path)
    assert isinstance(raised.value, scr_mine.ScrMineError)


# The package


def python(code, cwd):
    return subprocess.run(
        [sys.executable, "-c", code] if "\n" not in code else [sys.executable, _script(code, cwd)],
        cwd=cwd,
        env={"PYTHONPATH": str(ROOT), "SCR_MINE_MODEL": "lexical", "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
    )


def _script(code, folder):
    path = folder / "script.py"
    path.write_text(code, encoding="utf-8")
    return str(path)


def test_to_import_the_package_loads_nothing(tmp_path):
    heavy = "{'numpy', 'spacy', 'pandas', 'click', 'scr_mine.api', 'scr_mine.records'}"
    code = f"import scr_mine, sys; sys.stdout.write(str({heavy} & set(sys.modules)))"
    assert python(code, tmp_path).stdout == "set()"
    code = f"import scr_mine, sys; scr_mine.run; sys.stdout.write(str({heavy} & set(sys.modules)))"
    loaded = python(code, tmp_path).stdout
    assert "scr_mine.api" in loaded
    assert not re.search("spacy|pandas|click", loaded)


def test_public_names_are_told_apart_from_modules():
    # A module that is imported takes the place of whatever else has its name in the package.
    modules = {module.name for module in pkgutil.iter_modules(scr_mine.__path__)}
    assert not set(api.__all__) & modules
    assert sorted({*api.__all__, "__version__"}) == sorted(scr_mine.__all__)
    assert set(scr_mine.__all__) <= set(dir(scr_mine))
    assert (ROOT / "scr_mine" / "py.typed").is_file()
    with pytest.raises(AttributeError, match="module 'scr_mine' has no attribute 'nothing'"):
        _ = scr_mine.nothing


SCRIPT = """
import scr_mine
{guard}
    found = scr_mine.run({report!r}, out="out", workers=1)
    print(len(found.reviews), "review")
"""


def test_a_script_with_workers_stands_under_a_guard(tmp_path):
    guarded = SCRIPT.format(guard='if __name__ == "__main__":', report=str(REPORT))
    assert python(guarded, tmp_path).stdout == "1 review\n"


def test_a_script_that_its_workers_would_run_again_is_told_so(tmp_path):
    result = python(SCRIPT.format(guard="if True:", report=str(REPORT)), tmp_path)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.splitlines()[-1] == (
        "scr_mine.errors.UsageError: The processes could not be started: in a script, put the call "
        "under `if __name__ == '__main__':`, or leave out workers."
    )
