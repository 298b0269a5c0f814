"""From labelled passages in files to a trained model: read, tokenise, learn."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scr_mine import tokenise
from scr_mine.classify import examples
from scr_mine.errors import LabelsError
from scr_mine.store import file_hash, read_lines
from scr_mine.themes import Codebook

#: What a card says of labels whose origin nobody stated.
UNKNOWN = (
    "The labels were supplied by the user who trained it. It holds words of their texts: keep it "
    "as confidential as they are."
)

if TYPE_CHECKING:
    from scr_mine.classify.examples import Example
    from scr_mine.classify.model import Model
    from scr_mine.figures import CurvePoint


def load(
    paths: Sequence[Path], codebook: Codebook, *, part: str | None, disputed: bool = False
) -> "list[Example]":
    """Labelled passages of JSON Lines files; `part` keeps only `training` or `heldout` lines.

    A line whose two readings differ is taken as two halves where `disputed` says so. Training
    passages are read without their headings, others behind them: a model that has learnt with
    headings does worse on passages that come without. Raises LabelsError where there is no
    labelled passage of that part at all.
    """
    found: list[Example] = []
    for path in paths:
        found += examples.read(
            read_lines(path),
            tokenise=tokenise.tokenise,
            codebook=codebook,
            name=path.name,
            part=part,
            disputed=disputed,
            headed=part != "training",
        )
    if not found:
        names = ", ".join(path.name for path in paths)
        raise LabelsError(f"{names}: no labelled passage in it; check that it is the file.")
    return found


def train(
    paths: Sequence[Path],
    codebook: Codebook,
    *,
    name: str,
    version: str,
    provenance: str | None = None,
    encoder: Path | None = None,
) -> "Model":
    """A model learnt from the training part of the files and from the codebook's own texts.

    Held-out reviews are never learnt from; where the files hold some, the model's figures on
    them are recorded in it, and a verdict on each theme. The sha256 of every file stands in the
    model, and `provenance`: a sentence on whose texts and labels they are, for the card. `encoder`
    is a folder that `bench/encoder/train_encoder.py` wrote after learning from the same files.
    """
    from scr_mine.classify import train as training
    from scr_mine.classify.encoder import taught as taught_in
    from scr_mine.classify.evaluate import recorded
    from scr_mine.classify.verdict import of_model

    labelled = load(paths, codebook, part="training", disputed=True)
    taught = examples.seeds(codebook, tokenise=tokenise.tokenise)
    about = {
        "labels": {path.name: file_hash(path) for path in paths},
        "provenance": provenance or UNKNOWN,
    }
    model = training.train(
        [*labelled, *taught],
        codebook,
        name=name,
        version=version,
        about=about,
        beside=taught_in(encoder) if encoder else None,
    )
    with suppress(LabelsError):
        held_out = load(paths, codebook, part="heldout")
        model = recorded(model, held_out, codebook=codebook, under="held_out")
    return replace(model, about={**model.about, "verdicts": of_model(model.about)})


def curve(
    paths: Sequence[Path], measured_on: "Sequence[Example]", codebook: Codebook
) -> "Iterator[CurvePoint]":
    """The learning curve of the training part of the files, measured on other passages."""
    from scr_mine.classify import curve as curves

    labelled = load(paths, codebook, part="training", disputed=True)
    taught = examples.seeds(codebook, tokenise=tokenise.tokenise)
    return curves.curve([*labelled, *taught], measured_on, codebook)
