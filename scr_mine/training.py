"""From labelled passages in files to a trained model: read, tokenise, learn."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scr_mine import ledger, tokenise
from scr_mine.classify import examples, sources
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
    from scr_mine.classify.gate import Comparison
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
            _known(read_lines(path), codebook),
            tokenise=tokenise.tokenise,
            codebook=codebook,
            name=path.name,
            part=part,
            disputed=disputed,
            headed=part != "training",
        )
    if not found:
        raise LabelsError(_none_in(paths))
    return found


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """What there is to learn from: passages, where each came from, and where readers differ.

    `conflicts` are the passages on which coders or files differ, one plain object each; `agreed`
    counts those that several read alike. Both count as one passage. `unknown` counts lines left
    out because they bear a theme that the codebook's ledger has split since.
    """

    examples: "tuple[Example, ...]"
    sources: tuple[dict[str, Any], ...]
    conflicts: tuple[dict[str, Any], ...]
    agreed: int
    unknown: int = 0


def gather(paths: Sequence[Path], codebook: Codebook) -> Gathered:
    """The training part of labels files, each line a person's, each passage counting once.

    Raises LabelsError for a line that a model labelled, or where there is no labelled passage.
    """
    files = [_file(path) for path in paths]
    sources.refuse_machines(files)
    known = [replace(file, lines=tuple(_known(file.lines, codebook))) for file in files]
    merged = sources.merge(known)
    found: list[Example] = []
    for file in merged.files:
        found += examples.read(
            file.lines,
            tokenise=tokenise.tokenise,
            codebook=codebook,
            name=file.name,
            part="training",
            disputed=True,
        )
    if not found:
        raise LabelsError(_none_in(paths))
    return Gathered(
        examples=tuple(found),
        sources=tuple(sources.provenance(known)),
        conflicts=merged.conflicts,
        agreed=merged.agreed,
        unknown=sum(len(file.lines) for file in files) - sum(len(file.lines) for file in known),
    )


def train(
    paths: Sequence[Path],
    codebook: Codebook,
    *,
    name: str,
    version: str,
    provenance: str | None = None,
    encoder: Path | None = None,
    gathered: Gathered | None = None,
    tell: Callable[[str], None] = lambda doing: None,
) -> "Model":
    """A model learnt from the training part of the files and from the codebook's own texts.

    Held-out reviews are never learnt from; where the files hold some, the model's figures on
    them are recorded in it, and a verdict on each theme. What it was made of stands in the model:
    every file's sha256 and coders, fingerprints of the reviews learnt from, its premises (see
    `classify.drift`), and `provenance`: a sentence on whose texts and labels they are, for the
    card. `encoder` is a folder that `bench/encoder/train_encoder.py` wrote after learning from the
    same files. `gathered` is what `gather` found in them; `tell` is told what is being done.
    """
    from scr_mine.classify import train as training
    from scr_mine.classify.encoder import taught as taught_in
    from scr_mine.classify.evaluate import recorded
    from scr_mine.classify.verdict import of_model

    tell("Reading labels")
    gathered = gathered or gather(paths, codebook)
    labelled = gathered.examples
    taught = examples.seeds(codebook, tokenise=tokenise.tokenise)
    tell(f"Learning from {len(labelled)} labelled passages; this can take minutes")
    model = training.train(
        [*labelled, *taught],
        codebook,
        name=name,
        version=version,
        about=_made_of(paths, gathered, codebook) | {"provenance": provenance or UNKNOWN},
        beside=taught_in(encoder) if encoder else None,
    )
    with suppress(LabelsError):
        held_out = load(paths, codebook, part="heldout")
        tell(f"Measuring on {len(held_out)} held-out passages")
        model = recorded(model, held_out, codebook=codebook, under="held_out")
    return replace(model, about={**model.about, "verdicts": of_model(model.about)})


def _made_of(paths: Sequence[Path], gathered: Gathered, codebook: Codebook) -> dict[str, Any]:
    from scr_mine.classify import drift

    return {
        "labels": {path.name: file_hash(path) for path in paths},
        "sources": list(gathered.sources),
        "learnt_reviews": sources.fingerprints(e.doc for e in gathered.examples),
        drift.PREMISES: drift.premises(codebook),
    }


def compare(
    old: "Model", new: "Model", paths: Sequence[Path], codebook: Codebook
) -> "tuple[Comparison, tuple[str, ...]]":
    """Two models on the same passages, and a sentence for each that learnt from some of them.

    Of a file that has held-out lines only these are taken. Raises LabelsError for a line that a
    model labelled.
    """
    from scr_mine.classify import gate

    sources.refuse_machines(_file(path) for path in paths)
    found: list[Example] = []
    whole: dict[str, str] = {}
    for path in paths:
        held_out = any(line.get("part") == "heldout" for line in read_lines(path))
        found += load([path], codebook, part="heldout" if held_out else None)
        whole |= {} if held_out else {file_hash(path): path.name}
    reviews = {e.doc for e in found}
    warned = [gate.learnt_from(model, reviews, whole) for model in (old, new)]
    return gate.compare(old, new, found), tuple(filter(None, warned))


def _file(path: Path) -> sources.File:
    return sources.File(name=path.name, sha256=_hash_of(path), lines=tuple(read_lines(path)))


def _known(lines: Iterable[dict[str, Any]], codebook: Codebook) -> Iterator[dict[str, Any]]:
    """Lines with today's theme ids, without those of which it is not known what they say today."""
    return (line for line, unknown in ledger.lines_up(lines, codebook.ledger) if not unknown)


def _hash_of(path: Path) -> str:
    """The sha256 of a file that can be read; where it cannot, reading it says so."""
    return file_hash(path) if path.is_file() else ""


def _none_in(paths: Sequence[Path]) -> str:
    names = ", ".join(path.name for path in paths)
    return f"{names}: no labelled passage in it; check that it is the file."


def curve(
    paths: Sequence[Path], measured_on: "Sequence[Example]", codebook: Codebook
) -> "Iterator[CurvePoint]":
    """The learning curve of the training part of the files, measured on other passages."""
    from scr_mine.classify import curve as curves

    labelled = load(paths, codebook, part="training", disputed=True)
    taught = examples.seeds(codebook, tokenise=tokenise.tokenise)
    return curves.curve([*labelled, *taught], measured_on, codebook)
