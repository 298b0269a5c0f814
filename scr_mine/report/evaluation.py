"""How well a model does, as a terminal shows it and as plain JSON."""

import json
from collections.abc import Iterator, Sequence

from scr_mine.figures import CurvePoint, Evaluation, Figure
from scr_mine.store import plain
from scr_mine.themes import Codebook

#: Said wherever figures are printed.
CAUTION = (
    "These figures are as good as the labels they are measured on, and flattered if the model "
    "learnt from the same passages."
)


def as_json(found: Evaluation, curve: Sequence[CurvePoint] = ()) -> str:
    """Every figure, with its interval over resampled reviews, and the learning curve."""
    value = {**plain(found), "learning_curve": plain(curve)}
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def as_text(found: Evaluation, codebook: Codebook, curve: Sequence[CurvePoint] = ()) -> str:
    """Figures as a whole, by theme with verdicts, how roles are confused, the learning curve."""
    parts = [*_whole(found), "", *_themes(found, codebook), "", *_roles(found)]
    return "\n".join([*parts, *(_curve(curve) if curve else ()), "", CAUTION, ""])


def _whole(found: Evaluation) -> Iterator[str]:
    yield f"Model {found.model} on {found.passages} passages of {found.reviews} reviews,"
    yield f"{found.without_theme} of them without any theme. Intervals (95%) resample reviews."
    yield ""
    rows = (
        ("themes, micro F1", found.micro_f1, f"keywords {found.keyword_micro_f1:.2f}"),
        ("themes, macro F1", found.macro_f1, f"keywords {found.keyword_macro_f1:.2f}"),
        ("role accuracy", found.role_accuracy, ""),
        ("left untagged, of those without a theme", found.untagged, ""),
        (
            "themes present in a review, F1",
            found.presence_f1,
            f"all themes in all reviews {found.presence_always:.2f}",
        ),
    )
    for name, figure, beside in rows:
        yield f"  {name:<41}{interval(figure)}  {beside}".rstrip()
    yield f"  {'calibration error':<41}{found.calibration_error:.3f}"


def interval(figure: Figure) -> str:
    """`0.52 (0.46 to 0.57)`."""
    return f"{figure.value:.2f} ({figure.low:.2f} to {figure.high:.2f})"


def _themes(found: Evaluation, codebook: Codebook) -> Iterator[str]:
    heads = ("passages", "reviews", "precision", "recall", "F1", "AP", "keywords")
    yield f"{'Theme':<28}" + "".join(f"{head:>10}" for head in heads) + "  verdict"
    for theme in found.themes:
        values = (theme.precision, theme.recall, theme.f1.value, theme.average_precision)
        numbers = "".join(f"{value:>10.2f}" for value in (*values, theme.keyword_f1))
        more = f" ({theme.lacking} more passages wanted)" if theme.lacking else ""
        yield (
            f"{theme.theme:<28}{theme.passages:>10}{theme.reviews:>10}{numbers}  "
            f"{theme.verdict}{more}"
        )


def _roles(found: Evaluation) -> Iterator[str]:
    yield "Roles: rows as labelled, columns as given"
    yield f"{'':<16}" + "".join(f"{role:>16}" for role in found.roles)
    for role, row in zip(found.roles, found.confusion, strict=True):
        yield f"{role:<16}" + "".join(f"{number:>16}" for number in row)


def _curve(curve: Sequence[CurvePoint]) -> Iterator[str]:
    yield ""
    yield "Learning curve: fast models that learnt from more and more reviews"
    heads = ("themes, micro F1", "themes, macro F1", "role accuracy")
    yield f"{'reviews':>8}{'passages':>10}" + "".join(f"{head:>24}" for head in heads)
    for point in curve:
        figures = (point.micro_f1, point.macro_f1, point.role_accuracy)
        shown = "".join(f"{interval(figure):>24}" for figure in figures)
        yield f"{point.reviews:>8}{point.passages:>10}{shown}"
