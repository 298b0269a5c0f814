"""A model of one's own: trained on labelled passages, measured on others, described."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scr_mine.api.options import codebook, model_folder
from scr_mine.figures import Evaluation

Files = Path | str | Sequence[Path | str]


@dataclass(frozen=True, kw_only=True)
class Trained:
    """A model as `train` wrote it, and what was found in the labels.

    `folder` names it wherever a model is asked for. `conflicts` are passages that coders or files
    label differently, each counted in part; `agreed` counts those that several label alike, and
    `unknown` those left out as their theme was split since.
    """

    id: str
    folder: Path
    conflicts: tuple[dict[str, Any], ...]
    agreed: int
    unknown: int


def train(
    labels: Files,
    *,
    name: str,
    version: str,
    out: Path | str,
    provenance: str | None = None,
    encoder: Path | str | None = None,
    themes: Path | str | None = None,
    tell: Callable[[str], None] = lambda doing: None,
) -> Trained:
    """Train a classifier on labelled JSON Lines and write it, with its card, to the folder `out`.

    Lines of the part `heldout` are never learnt from; the model is measured on them. `provenance`
    says for the card whose texts and labels these are; `encoder` is a folder of bench/encoder;
    `tell` is told what is being done, which takes minutes. Raises LabelsError for labels that
    cannot be learnt from, and UsageError or ModelError where `out` is not free.

    >>> scr_mine.train(labels, name="mine", version="1", out=mine, themes=themes).id
    'mine@1'
    """
    from scr_mine import store, training
    from scr_mine.classify import folder
    from scr_mine.classify import stored as kept
    from scr_mine.report import card as cards

    codes, paths, out = codebook(themes), _paths(labels), Path(out)
    folder.check_free(out)
    gathered = training.gather(paths, codes)
    model = training.train(
        paths,
        codes,
        name=name,
        version=version,
        provenance=provenance,
        encoder=Path(encoder) if encoder else None,
        gathered=gathered,
        tell=tell,
    )
    kept.save(model, out)
    store.write_text(out / "CARD.md", cards.as_markdown(folder.verify(out), codes))
    return Trained(
        id=model.id,
        folder=out,
        conflicts=gathered.conflicts,
        agreed=gathered.agreed,
        unknown=gathered.unknown,
    )


def evaluate(
    labels: Files,
    *,
    part: str | None = None,
    model: Path | str | None = None,
    themes: Path | str | None = None,
) -> Evaluation:
    """Measure a model on labelled passages it has not seen, by theme and as a whole.

    `part` keeps only `training` or `heldout` lines. Figures are in 0..1 with intervals of 95 % over
    reviews. Raises LabelsError where there is no labelled passage.

    >>> found = scr_mine.evaluate("corpus/labels.jsonl", part="heldout")
    >>> found.reviews, 0 < found.micro_f1.low < found.micro_f1.high < 1
    (8, True)
    """
    from scr_mine import training
    from scr_mine.classify import evaluate as measuring
    from scr_mine.classify import stored

    codes = codebook(themes)
    loaded = stored.load(model_folder(model), codes)
    examples = training.load(_paths(labels), codes, part=part)
    return measuring.evaluate(loaded, examples, codebook=codes)


def card(model: Path | str | None = None, *, themes: Path | str | None = None) -> str:
    """The model's card in Markdown: data, method, figures and limits in plain words.

    >>> scr_mine.card("lexical").splitlines()[0]
    '# Model card: lexical 0.1.0'
    """
    from scr_mine.classify import folder
    from scr_mine.report import card as cards

    return cards.as_markdown(folder.verify(model_folder(model)), codebook(themes))


def _paths(labels: Files) -> list[Path]:
    given = [labels] if isinstance(labels, (str, Path)) else labels
    return [Path(each) for each in given]
