import json
from pathlib import Path

import classify_toy as toy
import numpy as np
import pytest

from scr_mine import themes
from scr_mine.classify import examples, explain, stored
from scr_mine.classify import model as models
from scr_mine.classify.examples import Example
from scr_mine.classify.train import train
from scr_mine.errors import LabelsError, ModelError


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> themes.Codebook:
    return toy.codebook(tmp_path_factory.mktemp("toy"))


@pytest.fixture(scope="module")
def trained(book: themes.Codebook) -> models.Model:
    return train(toy.examples(), book, name="toy", version="1")


@pytest.mark.parametrize(
    ("text", "role", "found"),
    [
        ("Thunder over the hamlet was heavy and cold.", "finding", ("weather",)),
        ("A flute was heard across the hamlet.", "finding", ("music",)),
        ("The ladder in the hamlet had been painted.", "finding", ()),
        ("Staff should prepare the hamlet for hail.", "recommendation", ("weather",)),
        ("4.2 The carpet had been painted.", "finding", ()),
        ("", "finding", ()),
        ("… , .", "finding", ()),
    ],
)
def test_tags(trained: models.Model, text: str, role: str, found: tuple[str, ...]) -> None:
    (tags,) = trained.tag([toy.tokens(text)])
    assert tags.themes == found
    if text.strip("… ,."):
        assert tags.role == role
    assert set(tags.probabilities) == {"weather", "music"}
    assert all(0 <= p <= 1 for p in tags.probabilities.values())
    assert tags.model == "toy@1"


def test_a_role_that_never_carries_a_theme_silences_it(book: themes.Codebook) -> None:
    rows = [
        Example(tokens=e.tokens, doc=e.doc, role=e.role, themes=())
        if e.role == "recommendation"
        else e
        for e in toy.examples()
    ]
    model = train(rows, book, name="toy", version="1")
    (tags,) = model.tag([toy.tokens("Staff should prepare the hamlet for heavy cold thunder.")])
    assert (tags.role, tags.themes) == ("recommendation", ())


def test_themes_come_strongest_first(trained: models.Model) -> None:
    (tags,) = trained.tag([toy.tokens("Neither fog nor violin spared the harbour.")])
    assert set(tags.themes) == {"weather", "music"}
    assert list(tags.themes) == sorted(tags.themes, key=lambda t: -tags.probabilities[t])


def test_tagging_alone_or_in_company_is_the_same(trained: models.Model) -> None:
    batch = [e.tokens for e in toy.examples()[:40]]
    together = trained.tag(batch)
    alone = [trained.tag([tokens])[0] for tokens in batch]
    assert [t.themes for t in together] == [t.themes for t in alone]
    assert [t.evidence for t in together] == [t.evidence for t in alone]
    assert trained.tag([]) == []


def test_evidence_shows_the_words_within_the_passage(trained: models.Model) -> None:
    stem, text = "The board learnt of thunder:", "snow over the bridge was heavy that night"
    (tags,) = trained.tag([toy.tokens(f"{stem}\n{text}", lead=len(stem) + 1)])
    shown = [text[e.start : e.end] for e in tags.evidence if e.theme == "weather"]
    assert "snow over" in shown
    assert all(0 <= e.start < e.end <= len(text) for e in tags.evidence)


def test_the_sentence_of_the_evidence() -> None:
    text = "The door was shut. Snow fell on the bridge."
    tokens = toy.tokens(text)
    start, end = explain.sentence(tokens, [(19, 23)]) or (0, 0)
    assert text[start:end] == "Snow fell on the bridge."
    assert explain.sentence(tokens, []) is None


def test_the_same_examples_give_the_same_bytes(
    trained: models.Model, book: themes.Codebook, tmp_path: Path
) -> None:
    again = train(toy.examples(), book, name="toy", version="1")
    for name, model in (("a", trained), ("b", again)):
        stored.save(model, tmp_path / name)
    files = sorted(p.name for p in (tmp_path / "a").iterdir())
    assert files == sorted(p.name for p in (tmp_path / "b").iterdir())
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_a_saved_model_tags_as_before(
    trained: models.Model, book: themes.Codebook, tmp_path: Path
) -> None:
    stored.save(trained, tmp_path / "toy")
    batch = [e.tokens for e in toy.examples()]
    before, after = trained.scores(batch), stored.load(tmp_path / "toy", book).scores(batch)
    np.testing.assert_allclose(before.themes, after.themes, atol=1e-5)
    np.testing.assert_allclose(before.roles, after.roles, atol=1e-5)


def test_model_json_says_what_was_learnt_and_how_well(trained: models.Model) -> None:
    about = trained.about
    assert about["codebook"]["version"] == "9.9"
    assert about["training"]["passages"] == 216
    assert about["training"]["reviews"] == 6
    assert set(about["cross_validation"]["themes"]) == {"weather", "music"}
    assert about["cross_validation"]["micro_f1"] > 0.9


def _edit(folder: Path, **changes: object) -> None:
    path = folder / "model.json"
    header = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**header, **changes}), encoding="utf-8")


def _break(folder: Path, how: str) -> None:
    if how == "missing file":
        (folder / "weights.npy").unlink()
    elif how == "changed file":
        with (folder / "words.txt").open("ab") as file:
            file.write(b"x\n")
    elif how == "no header":
        (folder / "model.json").unlink()
    elif how == "not JSON":
        (folder / "model.json").write_text("{", encoding="utf-8")
    elif how == "foreign":
        _edit(folder, format="another")
    elif how == "newer":
        _edit(folder, format_version=2)
    elif how == "outside":
        _edit(folder, files={"../weights.npy": "0"})
    elif how == "incomplete":
        _edit(folder, files={})
    elif how == "wrong size":
        _edit(folder, bias=[0.0])


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("missing file", "toy: the file weights.npy is missing; fetch the folder again or train"),
        ("changed file", "toy: the file words.txt is damaged or was changed; fetch the folder"),
        ("no header", "toy: not a model folder, since it has no readable model.json; see"),
        ("not JSON", "toy: model.json is damaged; fetch the folder again or train a new model."),
        ("foreign", "toy: not a model of this toolkit; see `scr-mine models`."),
        ("newer", "toy: written in model format 2, and this version reads up to 1; update"),
        ("outside", "toy: model.json is damaged; fetch the folder again or train a new model."),
        ("incomplete", "toy: model.json does not describe a whole model ('words'); fetch the"),
        ("wrong size", "toy: its numbers do not fit model.json; fetch the folder"),
    ],
)
def test_a_broken_model_is_one_clear_sentence(
    trained: models.Model, book: themes.Codebook, tmp_path: Path, how: str, message: str
) -> None:
    stored.save(trained, tmp_path / "toy")
    _break(tmp_path / "toy", how)
    with pytest.raises(ModelError) as caught:
        stored.load(tmp_path / "toy", book)
    assert str(caught.value).startswith(message)
    assert str(caught.value).endswith(".")


def test_a_pickled_array_is_refused(
    trained: models.Model, book: themes.Codebook, tmp_path: Path
) -> None:
    folder = tmp_path / "toy"
    stored.save(trained, folder)
    np.save(folder / "weights.npy", np.array([{}], dtype=object), allow_pickle=True)
    header = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    from scr_mine.store import file_hash

    _edit(folder, files={**header["files"], "weights.npy": file_hash(folder / "weights.npy")})
    with pytest.raises(ModelError, match=r"weights\.npy is not a table of numbers"):
        stored.load(folder, book)


def test_a_missing_folder(book: themes.Codebook, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"^none: no such model folder; see `scr-mine models`\.$"):
        stored.load(tmp_path / "none", book)


def test_another_codebook(trained: models.Model, tmp_path: Path) -> None:
    stored.save(trained, tmp_path / "toy")
    other = tmp_path / "other.toml"
    other.write_text(toy.CODEBOOK.replace('"music"', '"sport"'), encoding="utf-8")
    with pytest.raises(ModelError) as caught:
        stored.load(tmp_path / "toy", themes.load(other))
    assert str(caught.value) == (
        "toy: the model was trained for other themes than this codebook (it lacks sport; "
        "it has music); name the codebook it was trained on or train a new model."
    )


def test_too_few_reviews_and_labels_never_seen(book: themes.Codebook) -> None:
    few = [e for e in toy.examples() if e.doc in ("village", "harbour")]
    with pytest.raises(LabelsError, match="of 5 reviews or more, and these are of 2;"):
        train(few, book, name="toy", version="1")
    silent = [e for e in toy.examples() if "music" not in e.themes]
    with pytest.raises(LabelsError, match=r"^No labelled passage has the theme music; label some"):
        train(silent, book, name="toy", version="1")


def test_seeds_are_the_codebook_s_own_texts(book: themes.Codebook) -> None:
    from scr_mine import tokenise

    found = examples.seeds(book, tokenise=tokenise.tokenise)
    texts = {e.tokens.text: (e.role, e.themes) for e in found}
    assert texts["Weather. Rain, wind and snow."] == (None, ("weather",))
    assert texts["heavy rain; snow storm"] == (None, ("weather",))
    assert texts["The gale took the roof."] == ("finding", ("weather",))
    assert all(e.doc == examples.CODEBOOK_GROUP for e in found)
    shipped = examples.seeds(themes.shipped(), tokenise=tokenise.tokenise)
    assert (len(found), len(shipped)) == (6, 493)
    assert {t for e in shipped for t in e.themes} == set(themes.shipped().theme_ids)
