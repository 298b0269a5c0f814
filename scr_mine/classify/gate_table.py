"""A comparison of two models as a table, and what follows from it in a sentence."""

from scr_mine.classify.gate import BETTER, OVERALL, TOO_FEW, UNDECIDED, WORSE, Change, Comparison
from scr_mine.classify.verdict import LEAST_POSITIVES, LEAST_REVIEWS
from scr_mine.facts import Cell, Column, Row, Table
from scr_mine.themes import Codebook

_SENTENCE = {
    BETTER: "{new} is better than {old} on these passages.",
    WORSE: "{new} is worse than {old} beyond chance: {worse}.",
    UNDECIDED: "Whether {new} is better or worse than {old} cannot be told from these passages.",
}


def table(found: Comparison, codebook: Codebook) -> Table:
    """Each figure of both models, the difference with its interval, and the verdict."""
    labels = OVERALL | {theme.id: theme.label for theme in codebook.themes}
    rows = [_row(change, labels, "Over all") for change in found.overall]
    rows += [_row(change, labels, "F1 by theme") for change in found.themes]
    return Table(
        id="models-compared",
        title=f"{found.new} (new) beside {found.old} (old)",
        head="Figure",
        columns=(
            Column(id="passages", label="Passages", measure="passages"),
            Column(id="reviews", label="Reviews", measure="number"),
            Column(id="old", label="Old", measure="number"),
            Column(id="new", label="New", measure="number"),
            Column(id="difference", label="Difference", measure="number"),
            Column(id="low", label="95 % from", measure="number"),
            Column(id="high", label="95 % to", measure="number"),
            Column(id="verdict", label="Verdict", measure="words"),
        ),
        rows=tuple(rows),
        n=found.reviews,
        footer=(
            sentence(found, codebook),
            *((apart(found, codebook),) if found.apart else ()),
            f"{found.passages} labelled passages of {found.reviews} reviews, the same for both; "
            "differences are judged by resampling reviews, and the verdicts allow for the number "
            "of figures (Holm), so an interval may leave out 0 where the verdict does not.",
            f"The passages and reviews of a theme are those that truly have it; below "
            f"{LEAST_POSITIVES} passages or {LEAST_REVIEWS} reviews it is not judged.",
        ),
    )


def sentence(found: Comparison, codebook: Codebook) -> str:
    """What follows from a comparison."""
    labels = OVERALL | {theme.id: theme.label for theme in codebook.themes}
    worse = "; ".join(labels[name] for name in found.worse)
    return _SENTENCE[found.verdict].format(new=found.new, old=found.old, worse=worse)


def apart(found: Comparison, codebook: Codebook) -> str:
    """Which themes were not compared, as only one of the models knows them."""
    labels = {theme.id: theme.label for theme in codebook.themes}
    names = "; ".join(labels.get(name, name) for name in found.apart)
    return f"Not compared, as only one of the two models knows them: {names}."


def _row(change: Change, labels: dict[str, str], group: str) -> Row:
    difference = change.difference
    withheld = TOO_FEW if change.verdict == TOO_FEW else ""
    numbers = {"difference": difference.value, "low": difference.low, "high": difference.high}
    shown = {
        name: Cell(value=None if withheld and name != "difference" else round(value, 4))
        for name, value in numbers.items()
    }
    return Row(
        id=change.id,
        label=labels[change.id],
        group=group,
        cells={
            "passages": Cell(value=change.passages),
            "reviews": Cell(value=change.reviews),
            "old": Cell(value=round(change.old, 4)),
            "new": Cell(value=round(change.new, 4)),
            **shown,
            "verdict": Cell(value=change.verdict),
        },
    )
