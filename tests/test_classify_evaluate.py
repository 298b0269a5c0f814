import classify_toy as toy
import numpy as np
import pytest

from scr_mine import themes, tokenise
from scr_mine.classify import examples
from scr_mine.classify.baseline import keyword_marks
from scr_mine.classify.evaluate import evaluate, recorded
from scr_mine.classify.train import folds, train
from scr_mine.classify.verdict import verdict
from scr_mine.errors import LabelsError


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> themes.Codebook:
    return toy.codebook(tmp_path_factory.mktemp("toy"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("There was HEAVY  rain.", ["weather"]),
        ("Two snow storms and a violin", ["weather", "music"]),
        ("heavy rainfall", []),
        ("the heavy\nrain", ["weather"]),
        ("rain", []),
    ],
)
def test_keywords(book: themes.Codebook, text: str, found: list[str]) -> None:
    marks = keyword_marks([toy.tokens(text)], book)[0]
    assert [t for t, mark in zip(book.theme_ids, marks, strict=True) if mark] == found


def test_figures_of_a_model(book: themes.Codebook) -> None:
    rows = toy.examples()
    model = train([e for e in rows if e.doc != "station"], book, name="toy", version="1")
    found = evaluate(model, rows, codebook=book)
    assert (found.model, found.passages, found.reviews) == ("toy@1", 216, 6)
    assert found.without_theme == 72
    assert found.micro_f1.low <= found.micro_f1.value <= found.micro_f1.high
    assert found.micro_f1.value > 0.9 > found.keyword_micro_f1
    assert found.role_accuracy.value > 0.9
    assert found.presence_f1.value == 1.0
    assert sum(map(sum, found.confusion)) == 216
    by_theme = {t.theme: t for t in found.themes}
    assert by_theme["weather"].passages == 108
    assert by_theme["weather"].verdict == "usable"
    kept = recorded(model, rows, codebook=book, under="held_out").about["held_out"]
    assert kept["reviews"] == 6
    assert kept["micro_f1"][0] == round(found.micro_f1.value, 4)
    assert kept["themes"]["weather"]["verdict"] == "usable"


def test_codebook_texts_are_not_measured(book: themes.Codebook) -> None:
    model = train(toy.examples(), book, name="toy", version="1")
    with pytest.raises(LabelsError, match=r"^There is no labelled passage to measure on; name"):
        evaluate(model, examples.seeds(book, tokenise=tokenise.tokenise), codebook=book)


@pytest.mark.parametrize(
    ("f1", "passages", "reviews", "expected"),
    [
        (0.9, 19, 9, "too little evidence"),
        (0.9, 50, 4, "too little evidence"),
        (0.6, 50, 9, "usable"),
        (0.5, 50, 9, "weak"),
        (0.39, 50, 9, "not to be automated"),
    ],
)
def test_verdict(f1: float, passages: int, reviews: int, expected: str) -> None:
    assert verdict(f1, passages=passages, reviews=reviews) == expected


def test_folds_hold_out_whole_reviews_and_never_the_codebook() -> None:
    docs = [f"d{i % 7}" for i in range(70)] + [examples.CODEBOOK_GROUP] * 5
    held = folds(docs, seed=1)
    assert sorted(np.concatenate(held).tolist()) == list(range(70))
    for fold in held:
        assert len({docs[i] for i in fold}) * 10 == len(fold)
    assert [f.tolist() for f in held] == [f.tolist() for f in folds(docs, seed=1)]


LINE = {"id": "1", "doc": "d", "text": "Snow fell.", "role": "finding", "themes": ["weather"]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"role": "advice"}, "x.jsonl, line 1: the role 'advice' is not in the codebook; correct"),
        ({"themes": ["sea"]}, "x.jsonl, line 1: the theme 'sea' is not in the codebook; correct"),
    ],
)
def test_unknown_labels(book: themes.Codebook, change: dict[str, object], message: str) -> None:
    with pytest.raises(LabelsError) as caught:
        examples.read(
            [{**LINE, **change}], tokenise=tokenise.tokenise, codebook=book, name="x.jsonl"
        )
    assert str(caught.value).startswith(message)


def test_reading_labels(book: themes.Codebook) -> None:
    lines = [
        LINE,
        {**LINE, "part": "heldout"},
        {"case": "c", "text": "fell.", "stem": "Snow", "role": "finding", "themes": []},
        {"id": "4", "text": "No label"},
        {
            "doc": "e",
            "text": "Two readings",
            "readings": [
                {"role": "finding", "themes": []},
                {"role": "finding", "themes": ["music"]},
            ],
        },
    ]
    read = lambda **options: examples.read(  # noqa: E731
        lines, tokenise=tokenise.tokenise, codebook=book, name="x", **options
    )
    plain = read(part="training")
    assert [(e.doc, e.tokens.text, e.tokens.lead, e.themes) for e in plain] == [
        ("d", "Snow fell.", 0, ("weather",)),
        ("c", "Snow\nfell.", 5, ()),
    ]
    assert [e.doc for e in read(part="heldout")] == ["d"]
    assert [e.weight for e in read(part="training", disputed=True)] == [1.0, 1.0, 0.5, 0.5]
    assert len(read()) == 3


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, [("finding", ("weather",))]),
        ({"role": None}, [(None, ("weather",))]),
        ({"role": None, "coder": "Ann", "themes": []}, []),
        ({"role": None, "coder": "Ann", "themes": [], "when": "2024-05-02"}, [(None, ())]),
        ({"role": None, "verdict": "unsure"}, []),
        ({"role": None, "verdict": "wrong"}, [(None, ("weather",))]),
        ({"role": None, "themes": [], "verdict": "right", "coder": "A", "when": "2024"}, []),
        ({"role": None, "themes": []}, []),
    ],
)
def test_themes_without_a_role_are_learnt_and_no_role_is(
    book: themes.Codebook, change: dict[str, object], found: list[object]
) -> None:
    read = examples.read(
        [{**LINE, **change}], tokenise=tokenise.tokenise, codebook=book, name="x.jsonl"
    )
    assert [(e.role, e.themes) for e in read] == found


def test_sentences_of_passages_without_a_theme() -> None:
    long, short = "The table in the hall had been painted.", "It was."
    rows = [
        toy.example(f"{long} {short} {long}", ()),
        toy.example(f"{long} Snow fell on the old bridge.", ("weather",)),
        toy.example(long, ()),
    ]
    found = examples.sentences(rows)
    assert [e.tokens.text for e in found] == [long, long]
    assert all(e.derived and e.doc == "a" and e.role == "finding" for e in found)
    for e in found:
        words = [e.tokens.text[start:end] for start, end in e.tokens.tokens]
        assert words == [*long[:-1].split(), "."]
        assert e.tokens.sentences == ((0, len(long)),)
