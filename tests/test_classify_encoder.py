import json
from pathlib import Path

import classify_toy as toy
import numpy as np
import pytest

from scr_mine import models, themes
from scr_mine.classify import encoder as encoders
from scr_mine.classify import stored
from scr_mine.classify.encoder import CONTEXT, LONGEST, Encoder, Taught, cut, stacked, taught
from scr_mine.classify.train import train
from scr_mine.classify.wordpiece import WordPieces
from scr_mine.errors import LabelsError, ModelError

PIECES = WordPieces(
    [
        *("[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "neglect", "##ed", "child", "'", "s", "-"),
        *("cafe", "un", "##seen", "4", ".", "2", "no", "heading", "£", "##100", "中", "a"),
    ]
)


@pytest.mark.parametrize(
    ("text", "pieces", "starts"),
    [
        ("The neglected child", ["the", "neglect", "##ed", "child"], [0, 4, 4, 14]),
        ("child's", ["child", "'", "s"], [0, 5, 6]),
        ("Café", ["cafe"], [0]),
        ("Cafe\u0301 a", ["cafe", "a"], [0, 6]),
        ("unseen-un", ["un", "##seen", "-", "un"], [0, 0, 6, 7]),
        ("4.2", ["4", ".", "2"], [0, 1, 2]),
        ("£100", ["£", "##100"], [0, 0]),
        ("中中", ["中", "中"], [0, 1]),
        ("wholly", ["[UNK]"], [0]),
        ("the\u200bchild\x00", ["[UNK]"], [0]),
        ("  the \n child ", ["the", "child"], [2, 8]),
        ("a" * 101, ["[UNK]"], [0]),
        ("", [], []),
    ],
)
def test_word_pieces(text, pieces, starts):
    numbers, found = PIECES.cut(text)
    assert [PIECES.pieces[n] for n in numbers] == pieces
    assert found == starts


def test_a_passage_is_read_behind_its_heading_and_only_its_own_words_are_shown():
    heading = "No heading"
    one = cut(PIECES, toy.tokens(f"{heading}\nThe child", lead=len(heading) + 1))
    shown = [PIECES.pieces[n] for n in one.numbers]
    assert shown == ["[CLS]", "no", "heading", "[SEP]", "the", "child", "[SEP]"]
    assert (one.first, one.starts) == (4, [11, 15])
    numbered = cut(PIECES, toy.tokens("4.2 The child"))
    assert [PIECES.pieces[n] for n in numbered.numbers] == ["[CLS]", "the", "child", "[SEP]"]
    assert (numbered.first, numbered.starts) == (1, [4, 8])


def test_a_long_passage_is_cut_and_a_long_heading_keeps_its_end():
    lead = " ".join(["the"] * 100 + ["heading"])
    one = cut(PIECES, toy.tokens(f"{lead}\n{'child ' * 300}".rstrip(), lead=len(lead) + 1))
    assert len(one.numbers) == LONGEST
    assert one.first == CONTEXT + 2
    assert PIECES.pieces[one.numbers[one.first - 2]] == "heading"
    assert len(one.starts) == LONGEST - one.first - 1


def test_batches_are_padded_and_sum_up_the_passage_only():
    numbers, there, own = stacked(
        [cut(PIECES, toy.tokens("The child")), cut(PIECES, toy.tokens("No\nchild", lead=3))]
    )
    assert numbers.tolist() == [[2, 4, 7, 3, 0], [2, 17, 3, 7, 3]]
    assert there.tolist() == [[1, 1, 1, 1, 0], [1, 1, 1, 1, 1]]
    assert own.tolist() == [[1, 1, 1, 1, 0], [0, 0, 0, 1, 1]]


class Session:
    """Stands in for a network of two roles and two themes that hears 'weather' everywhere."""

    def run(self, names, fed):
        batch, length = fed["input_ids"].shape
        scores = np.tile(np.array([3.0, -3.0, 4.0, -4.0], dtype=np.float32), (batch, 1))
        return scores, np.zeros((batch, length, 2), dtype=np.float32)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return toy.codebook(tmp_path_factory.mktemp("toy"))


@pytest.fixture
def beside():
    heard = Encoder(network=b"network", pieces=PIECES, share=0.5)
    vars(heard)["_session"] = Session()
    rows = toy.examples()
    scores = {e.key: np.array([0.0, 0.0, 0.0, 0.0], dtype=np.float32) for e in rows}
    return Taught(encoder=heard, held_out=scores)


def test_scores_of_encoder_and_words_are_mixed(book, beside):
    alone = train(toy.examples(), book, name="toy", version="1")
    mixed = train(toy.examples(), book, name="toy", version="1", beside=beside)
    text = toy.tokens("A flute was heard across the hamlet.")
    before, after = alone.tag([text])[0], mixed.tag([text])[0]
    assert after.probabilities["weather"] > before.probabilities["weather"]
    assert after.probabilities["music"] < before.probabilities["music"]


def test_a_model_with_an_encoder_comes_back_from_its_folder(book, beside, tmp_path):
    model = train(toy.examples(), book, name="toy", version="1", beside=beside)
    stored.save(model, tmp_path / "toy")
    back = stored.load(tmp_path / "toy", book)
    assert back.encoder == Encoder(network=b"network", pieces=back.encoder.pieces, share=0.5)
    assert back.encoder.pieces.pieces == PIECES.pieces
    with pytest.raises(ModelError, match=r"encoder.onnx is no network that onnxruntime can read"):
        back.tag([toy.tokens("A flute.")])


def test_calibration_rests_on_what_neither_has_seen(book, beside):
    none = Taught(encoder=beside.encoder, held_out={"other": np.zeros(4)})
    with pytest.raises(LabelsError, match=r"^The encoder has no scores of these passages; train"):
        train(toy.examples(), book, name="toy", version="1", beside=none)


def test_without_onnxruntime_one_sentence_says_what_to_do(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(ModelError) as error:
        Encoder(network=b"", pieces=PIECES, share=0.5).read([toy.tokens("The child")])
    assert str(error.value) == (
        "This model needs onnxruntime, which is not installed; `scr-mine doctor` says what to do, "
        "or name another model with --model lexical."
    )


def test_an_encoders_folder_that_lacks_a_file_is_named(tmp_path):
    with pytest.raises(ModelError, match=rf"^{tmp_path.name}: encoder.onnx cannot be read; name"):
        taught(tmp_path)
    (tmp_path / "encoder.onnx").write_bytes(b"x")
    (tmp_path / "vocab.txt").write_text("[CLS]\n[SEP]\n[UNK]\n", encoding="utf-8")
    np.savez(tmp_path / "heldout.npz", keys=np.array(["k"]))
    with pytest.raises(ModelError, match="not what an encoder's training writes"):
        taught(tmp_path)
    np.savez(tmp_path / "heldout.npz", keys=np.array(["k"]), scores=np.ones((1, 4)))
    assert taught(tmp_path).held_out["k"].tolist() == [1.0, 1.0, 1.0, 1.0]


def test_the_better_model_is_used_where_what_it_needs_is_installed(monkeypatch):
    assert models.default() == "embed"
    monkeypatch.setattr(models, "find_spec", lambda name: None)
    assert models.default() == "lexical"


def test_the_shipped_encoder_marks_what_words_alone_do_not():
    model = stored.load(models.find("embed"), themes.shipped())
    (tags,) = model.tag(
        [toy.tokens("Nobody who came to the flat that spring asked who else slept there.")]
    )
    assert tags.model.startswith("embed@")
    assert "fathers-hidden-adults" in tags.themes or "professional-curiosity" in tags.themes
    assert all(0 <= e.start < e.end <= 67 for e in tags.evidence)
    assert tags.evidence


def test_the_shipped_encoder_keeps_its_recorded_figures_on_some_held_out_passages():
    from scr_mine.classify.evaluate import evaluate
    from scr_mine.training import load

    labels = Path(__file__).parent.parent / "corpus" / "labels.jsonl"
    book = themes.shipped()
    some = load([labels], book, part="heldout")[::4]
    found = evaluate(stored.load(models.find("embed"), book), some, codebook=book)
    header = json.loads((models.find("embed") / "model.json").read_text(encoding="utf-8"))
    assert found.micro_f1.value == pytest.approx(header["held_out"]["micro_f1"][0], abs=0.06)
    assert header["encoder"]["share"] == encoders.SHARE
