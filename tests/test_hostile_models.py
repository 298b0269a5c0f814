"""Models and label files from anybody: refused in one clear sentence, and nothing in them runs."""

import io
import json
import os
import pickle
import struct
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import classify_toy as toy
import numpy as np
import pytest
from click.testing import CliRunner
from fuzz import seeds

from scr_mine import exchange, ledger, manifest, models, steps, themes, training
from scr_mine.classify import folder, stored
from scr_mine.classify.encoder import Encoder
from scr_mine.classify.wordpiece import WordPieces
from scr_mine.commands.main import main
from scr_mine.errors import CodebookError, LabelsError, ManifestError, ModelError, ScrMineError

AGAIN = "fetch the folder again or train a new model."
NOT_WHOLE = "m: model.json does not describe a whole model"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    made = tmp_path_factory.mktemp("whole") / "m"
    seeds.toy_model(made)
    return {path.name: path.read_bytes() for path in made.iterdir()}


@pytest.fixture
def place(tmp_path, whole):
    made = tmp_path / "m"
    made.mkdir()
    for name, content in whole.items():
        (made / name).write_bytes(content)
    return made


@pytest.fixture
def canary(tmp_path):
    """What unpickling would leave behind."""
    left = tmp_path / "ran"

    class Bomb:
        def __reduce__(self):
            return (os.mkdir, (str(left),))

    yield Bomb()
    assert not left.exists()


def load(place):
    return stored.load(place, seeds.toy_book())


def refused(place):
    """The sentence by which a folder is refused, by whatever looks at it."""
    with pytest.raises(ModelError) as caught:
        load(place)
    said = str(caught.value)
    assert "\n" not in said
    assert len(said) < 400
    assert said.endswith(".")
    return said


def put(place, name, content):
    """A file changed as somebody does who knows about fingerprints."""
    (place / name).write_bytes(content)
    edit(place, files=header(place)["files"] | {name: sha256(content).hexdigest()})


def header(place):
    return json.loads((place / "model.json").read_bytes())


def edit(place, **changes):
    (place / "model.json").write_text(json.dumps(header(place) | changes), encoding="utf-8")


def npy(kind, shape, data=b"", *, version=(1, 0)):
    """An array file that claims whatever is wanted."""
    said = f"{{'descr': {kind}, 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY" + bytes(version) + struct.pack("<H", len(said)) + said + data


def saved(array):
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def test_every_file_of_a_model_is_tampered_and_cut_short(place, whole):
    for name, content in whole.items():
        if name == "model.json":
            continue
        for changed in (content + b"x", content[:-1], content[: len(content) // 2], b""):
            if changed == content:
                continue
            (place / name).write_bytes(changed)
            assert refused(place) == f"m: the file {name} is damaged or was changed; {AGAIN}"
        (place / name).unlink()
        assert refused(place) == f"m: the file {name} is missing; {AGAIN}"
        (place / name).write_bytes(content)
    load(place)


def test_a_header_cut_short_anywhere_is_damaged(place, whole):
    text = whole["model.json"]
    for end in range(0, len(text) - 2, len(text) // 40):
        (place / "model.json").write_bytes(text[:end])
        assert refused(place) == f"m: model.json is damaged; {AGAIN}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe", f"m: model.json is damaged; {AGAIN}"),
        (b"[" * 100_000, f"m: model.json is damaged; {AGAIN}"),
        (b'{"a":' * 100_000, f"m: model.json is damaged; {AGAIN}"),
        (b'{"format": NaN}', f"m: model.json is damaged; {AGAIN}"),
        (b"[]", "m: not a model of this toolkit; see `scr-mine models`."),
        (b'{"format": "pickle"}', "m: not a model of this toolkit; see `scr-mine models`."),
        (b'{"model_type": "bert"}', "m: not a model of this toolkit; see `scr-mine models`."),
        (
            b'{"format": "scr-mine-model", "format_version": 9}',
            "m: written in model format 9, and this version reads up to 1; update scr-mine.",
        ),
        (
            b'{"format": "scr-mine-model", "format_version": true}',
            "m: written in model format True, and this version reads up to 1; update scr-mine.",
        ),
        (
            b'{"format": "scr-mine-model", "format_version": 1}',
            f"m: model.json is damaged; {AGAIN}",
        ),
    ],
)  # fmt: skip
def test_a_header_that_is_none_is_said_to_be_so(place, content, message):
    (place / "model.json").write_bytes(content)
    assert refused(place) == message


@pytest.mark.parametrize(
    "name",
    [
        *("../weights.npy", "/etc/passwd", "a/b.npy", "..", "", ".", "weights.pkl", "x.npy\n"),
        *("C:\\x.npy", "\u202exfdp.npy", "a" * 300 + ".npy", "model.json", "run.py"),
    ],
)
def test_a_file_elsewhere_or_of_another_kind_is_never_opened(place, name):
    edit(place, files={name: "0" * 64})
    assert refused(place) == f"m: model.json is damaged; {AGAIN}"


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"name": 5}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "\x1b[31m"}, "name"),
        ({"version": "1" * 200}, "version"),
        ({"roles": "finding"}, "roles"),
        ({"themes": [1]}, "themes[0]"),
        ({"thresholds": {"weather": 2, "music": 0.5}}, "thresholds[...]"),
        ({"thresholds": []}, "thresholds"),
        ({"features": None}, "features"),
        ({"features": {"pieces": [1, 10**9], "window": 1, "least": [], "lengths": []}}, "features"),
        ({"features": {"pieces": [3, 5], "window": 10**9, "least": [], "lengths": []}}, "window"),
        ({"bias": [1e300]}, "bias[0]"),
        ({"bias": ["0"]}, "bias[0]"),
        ({"temperature": -1}, "temperature"),
        ({"temperature": [1]}, "temperature"),
        ({"calibration": {"slope": 1}}, "calibration.slope"),
        ({"encoder": {"share": 7}}, "encoder.share"),
        ({"encoder": []}, "encoder"),
        ({"verdicts": {"weather": "usable"}}, "verdicts[...]"),
        ({"verdicts": {"weather": {}}}, "verdicts[...]"),
        ({"premises": {"themes": 5}}, "premises.themes"),
        ({"labels": [1]}, "labels"),
        ({"learnt_reviews": 5}, "learnt_reviews"),
        ({"held_out": {"passages": 5}}, "held_out"),
        ({"cross_validation": 5}, "cross_validation"),
        ({"training": "me"}, "training"),
    ],
)
def test_every_field_that_is_looked_up_is_checked(place, changes, where):
    edit(place, **changes)
    said = refused(place)
    assert said.startswith(f"{NOT_WHOLE} (")
    assert where.partition("[")[0] in said
    assert said.endswith(f"); {AGAIN}")
    with pytest.raises(ModelError, match=r"does not describe a whole model"):
        steps.stored(place, seeds.toy_book())


def test_a_theme_twice_and_too_many_files_are_refused(place):
    edit(place, themes=["weather", "weather", "music"])
    assert refused(place) == f"{NOT_WHOLE} (one of its themes is listed twice); {AGAIN}"
    edit(place, themes=["weather", "music"], files={f"a{n}.npy": "" for n in range(99)})
    assert refused(place) == f"{NOT_WHOLE} (it names too many files); {AGAIN}"


@pytest.mark.parametrize(
    "name", ["roles", "themes", "thresholds", "features", "bias", "calibration"]
)
def test_a_field_that_is_missing_is_named(place, name):
    whole = header(place)
    del whole[name]
    (place / "model.json").write_text(json.dumps(whole), encoding="utf-8")
    assert refused(place) == f"{NOT_WHOLE} ('{name}'); {AGAIN}"


@pytest.mark.parametrize(
    "content",
    [
        npy("'<f2'", "(100000, 50000)"),
        npy("'<f8'", "(9999999999, 9999999999, 9999999999, 9999999999)"),
        npy("'<f8'", "(0, 9999999999)", b"x"),
        npy("'<f2'", "(-1, 4)"),
        npy("'<f2'", "(" * 50_000),
        npy("'|O'", "(1,)", b"x"),
        npy("[('a', '<f4')]", "(1,)", b"1234"),
        npy("'<U9'", "(1,)", b"x" * 36),
        npy("'<f2'", "(1,)", b"12", version=(9, 9)),
        npy("'<c8'", "(1,)", b"12345678"),
        b"\x93NUMPY\x01\x00\xff\xff{",
        b"PK\x03\x04",
        b"",
        saved(np.array([np.nan], dtype=np.float32)),
        saved(np.array([1], dtype=np.float32)) + b"x",
        saved(np.asfortranarray(np.ones((3, 2)))),
    ],
)
def test_an_array_that_claims_more_than_it_holds_or_is_no_plain_one(place, content):
    put(place, "weights.npy", content)
    assert refused(place) == f"m: the file weights.npy is not a table of numbers; {AGAIN}"


def test_an_array_of_ten_gigabytes_takes_no_memory(place):
    """The claim is not believed, nor a file read that is larger than any model's."""
    with (place / "weights.npy").open("wb") as file:
        file.write(npy("'<f4'", "(50000, 50000)"))
        file.truncate(10 * 10**9)
    assert refused(place) == f"m: weights.npy is larger than in any model; {AGAIN}"
    (place / "weights.npy").unlink()


@pytest.mark.parametrize("name", ["pairs", "together", "rarity", "weights"])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (3, 3), (2, 2, 2)])
def test_an_array_of_another_shape(place, name, shape):
    put(place, f"{name}.npy", saved(np.ones(shape, dtype=np.float32)))
    said = refused(place)
    assert said in (
        f"m: its numbers do not fit model.json; {AGAIN}",
        f"m: the file {name}.npy is not a table of numbers; {AGAIN}",
    )


def test_a_list_of_words_that_is_not_text(place):
    put(place, "words.txt", b"\xff\xfe\n")
    assert refused(place) == f"m: the file words.txt is not a list of words; {AGAIN}"


def test_nothing_is_unpickled(place, canary):
    stream = io.BytesIO()
    np.save(stream, np.array([canary], dtype=object), allow_pickle=True)
    for content in (stream.getvalue(), pickle.dumps(canary)):
        put(place, "weights.npy", content)
        assert refused(place) == f"m: the file weights.npy is not a table of numbers; {AGAIN}"
    edit(place, files={"model.pkl": "0" * 64})
    assert refused(place) == f"m: model.json is damaged; {AGAIN}"
    (place / "model.json").write_bytes(pickle.dumps(canary))
    assert refused(place) == f"m: model.json is damaged; {AGAIN}"


def test_code_in_a_folder_is_not_run(place, tmp_path, monkeypatch):
    for name in ("__init__.py", "conftest.py", "sitecustomize.py", "scr_mine.py", "numpy.py"):
        (place / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w')", encoding="utf-8")
    monkeypatch.chdir(place)
    load(place)
    assert not (tmp_path / "ran").exists()


def test_links_are_not_followed(place, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("of the user")
    for name in ("words.txt", "weights.npy", "model.json"):
        kept = (place / name).read_bytes()
        (place / name).unlink()
        (place / name).symlink_to(secret)
        said = refused(place)
        assert said == f"m: {name} is a link to another place; put the file itself there."
        (place / name).unlink()
        (place / name).write_bytes(kept)
    link = tmp_path / "link"
    link.symlink_to(place)
    assert load(link).name == "toy"


def test_what_is_no_file_is_not_waited_for(place):
    (place / "words.txt").unlink()
    os.mkfifo(place / "words.txt")
    assert refused(place) == f"m: the file words.txt is missing; {AGAIN}"
    (place / "model.json").unlink()
    os.mkfifo(place / "model.json")
    assert refused(place).startswith("m: not a model folder, since it has no readable model.json;")


def test_another_model_is_refused_by_the_commands_in_one_line(place, tmp_path):
    (tmp_path / "r.txt").write_text("1.1 Nobody rang the school about it that week.")
    edit(place, verdicts={"weather": 5})
    for command in (
        ("run", tmp_path / "r.txt", "-o", tmp_path / "out", "--model", place),
        ("tag", tmp_path / "r.txt", "--model", place),
        ("card", "--model", place),
    ):
        result = CliRunner().invoke(main, [str(each) for each in command])
        assert result.exit_code == 1
        assert result.stderr.startswith(f"Error: {NOT_WHOLE} (")
        assert result.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_name_of_a_model_that_is_none_is_looked_for_nowhere_else():
    for name in ("../../etc", "lexical/../../x", "\x1b[2J", "a" * 300, "lexical\0"):
        with pytest.raises(ModelError) as caught:
            models.find(name)
        assert "\x1b" not in str(caught.value)


LINE = {"id": "r/1", "text": "x", "role": "finding", "themes": ["neglect"], "coder": "a"}


@pytest.mark.parametrize("form", list(exchange.FORMATS))
def test_a_label_file_of_another_kind_is_one_sentence(form, canary):
    for data in (
        *(b"", b"\0" * 50, b"\xff\xfe\xff", pickle.dumps(canary), b"PK\x03\x04" + b"\0" * 60),
        *(b"[" * 50_000, b"{}", b"[]", b"null", b'[{"a": 1}]', json.dumps(LINE).encode()[:-9]),
    ):
        try:
            found = exchange.labels(form, data, seeds.KNOWN, seeds.BOOK, coder="a", name="file")
        except ScrMineError as error:
            assert "\n" not in str(error)
            assert str(error).startswith("file")
        else:
            assert found.labels == ()


def test_labels_to_learn_from_are_checked_line_by_line(tmp_path, canary):
    path = tmp_path / "labels.jsonl"
    for content, message in (
        (
            pickle.dumps(canary),
            "labels.jsonl: not plain text in UTF-8; check that it is the right file.",
        ),
        (
            b"[" * 90_000,
            "labels.jsonl, line 1: not a line of JSON; check that it is the "
            "right file, or mend the line.",
        ),
        (b'{"text": 5}', "labels.jsonl: no labelled passage in it; check that it is the file."),
        (
            b"\0\n",
            "labels.jsonl, line 1: not a line of JSON; check that it is the right "
            "file, or mend the line.",
        ),
    ):
        path.write_bytes(content)
        with pytest.raises(ScrMineError) as caught:
            training.load([path], seeds.BOOK, part=None)
        assert str(caught.value).startswith(message)


def test_a_label_file_that_is_a_zip_bomb_is_not_unpacked(monkeypatch):
    import office

    bomb = office.zipped({"project.qde": b"\0" * 300_000_000, "[Content_Types].xml": b""})
    for form in ("qdpx", "xlsx"):
        with pytest.raises(LabelsError) as caught:
            exchange.labels(form, bomb, seeds.KNOWN, seeds.BOOK, coder="a", name="file")
        assert str(caught.value).startswith("file")


def test_the_shipped_models_are_within_the_bounds():
    for name in models.names():
        assert folder.verify(models.find(name))["name"] == name
    assert Path(toy.__file__).exists()


@pytest.mark.parametrize(
    ("found", "added", "message"),
    [
        ((1, 4), (1, 9), "is no network that onnxruntime can read"),
        ((2, 4), (1, 4, 2), "is no network that onnxruntime can read"),
        ((4,), (1, 4, 2), "is no network that onnxruntime can read"),
        (None, None, "is no network that onnxruntime can read"),
        ((1, 9), (1, 4, 2), "is for other roles and themes"),
    ],
)
def test_a_network_that_says_something_else_is_refused(place, found, added, message):
    class Session:
        def run(self, names, fed):
            if found is None:
                raise RuntimeError("a kind of its own")
            _, length = next(iter(fed.values())).shape
            wide = [length if n == 4 and k == 1 else n for k, n in enumerate(added)]
            return np.zeros(found), np.zeros(wide)

    pieces = WordPieces(["[CLS]", "[SEP]", "[UNK]", "snow"])
    encoder = Encoder(network=b"", pieces=pieces, share=0.5)
    encoder.__dict__["_session"] = Session()
    model = replace(load(place), encoder=encoder)
    with pytest.raises(ModelError, match=message) as caught:
        model.tag([toy.tokens("Snow over the harbour.")])
    assert str(caught.value).endswith(AGAIN)


def test_a_card_is_shown_only_if_it_is_one(place, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("of the user")
    assert models.card(place) == ""
    (place / "CARD.md").write_bytes(b"# Card \xff")
    assert models.card(place) == "# Card \ufffd"
    (place / "CARD.md").write_bytes(b"x" * (models.LARGEST_CARD + 1))
    assert models.card(place) == ""
    (place / "CARD.md").unlink()
    (place / "CARD.md").symlink_to(secret)
    assert models.card(place) == ""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('label = "Weather"', "label = [1]", "Expected text, got a list - at 'theme[0].label'"),
        ('"violin"', "5", "Expected text, got a whole number - at 'theme[1].indicators[0]'"),
        ('["violin"]', '"violin"', "Expected a list, got text - at 'theme[1].indicators'"),
        ('"A judgement."', "1979-05-27", "Expected text, got a date - at 'role[0].definition'"),
    ],
)
def test_a_codebook_with_values_of_another_type_is_one_sentence(tmp_path, old, new, message):
    path = tmp_path / "toy.toml"
    path.write_text(toy.CODEBOOK.replace(old, new), encoding="utf-8")
    with pytest.raises(CodebookError) as caught:
        themes.load(path)
    assert str(caught.value) == f"toy.toml: {message}; correct it."


@pytest.mark.parametrize("text", ["a=" + "[" * 5000, "a=" + "{b=" * 3000, "a = " + "9" * 5000])
def test_a_codebook_that_is_no_toml_whatever_python_says_of_it(tmp_path, text):
    path = tmp_path / "toy.toml"
    path.write_text(text, encoding="utf-8")
    for load in (themes.load, lambda file: ledger.load(file, ("weather",))):
        with pytest.raises(CodebookError) as caught:
            load(path)
        assert str(caught.value).startswith("toy.toml: not valid TOML (")


def test_a_list_of_reviews_with_a_year_of_any_length_is_one_sentence(tmp_path):
    path = tmp_path / "reviews.csv"
    for year in ("9" * 5000, "02019", "²⁰¹⁹"):
        path.write_text(f"file,year\na.txt,{year}\n", encoding="utf-8")
        with pytest.raises(ManifestError) as caught:
            manifest.load(path)
        assert str(caught.value) == (
            f"reviews.csv, line 2: the year '{year}' is not a year such as 2019; correct it."
        )
