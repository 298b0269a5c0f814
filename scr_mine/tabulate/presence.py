"""Theme tables: in which reviews, and on which passages' word, a theme is present.

The review is the counting unit. A theme is present in a review when at least one passage of a
counted role carries it (codebook, 1 and 4).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import get_args

from scr_mine.errors import InputError, UsageError
from scr_mine.records import (
    VIEW_ROLES,
    Cell,
    Column,
    Review,
    TaggedPassage,
    ThemeTable,
    View,
)
from scr_mine.tabulate.footer import footer
from scr_mine.themes import Codebook

NOT_STATED = "not stated"
#: Ways of forming columns. All but `review` and `role` are fields of the manifest.
GROUPINGS = ("review", "role", "scope", "board", "year", "kind", "nation")

_BOARD = re.compile(
    r"(.+?) (?:(?:Local|Regional|Area) )?"
    r"(?:Safeguarding (?:[\w’']+ ){0,4}(?:Board|Partnership|Panel)|Child Protection Committee)$"
)


def theme_table(
    passages: Iterable[TaggedPassage],
    codebook: Codebook,
    *,
    view: View,
    by: str = "review",
    verdicts_of: Callable[[str], Mapping[str, str]] = lambda model: {},
) -> ThemeTable:
    """Count in how many reviews each theme is present, in all and by column.

    A review counts once however many files or passages it has; its passages may arrive in any
    order. In the features view only case-feature and mixed themes are rows, since a practice
    theme is a judgement and never a fact of the case. `verdicts_of` gives the verdict on each
    theme of the model with that id; of themes marked by several models nothing is said. Raises
    InputError where there is no passage at all or a theme is not in the codebook, UsageError for
    an unknown view or grouping.
    """
    if view not in get_args(View) or by not in GROUPINGS:
        raise UsageError(f"There is no view '{view}' by '{by}'; see `scr-mine table --help`.")
    counted = VIEW_ROLES[view]
    reviews: dict[str, Review] = {}
    models: Counter[str] = Counter()
    hits: dict[str, list[tuple[str, str, str]]] = {theme: [] for theme in codebook.theme_ids}
    for passage in passages:
        reviews.setdefault(passage.review.review_id, passage.review)
        models[passage.model] += 1
        if passage.role in counted:
            for theme in passage.themes:
                if theme not in hits:
                    raise InputError(
                        f"{passage.id}: the theme '{theme}' is not in the codebook; "
                        "use the themes file it was tagged with."
                    )
                hits[theme].append((passage.review.review_id, passage.role, passage.id))
    if not reviews:
        raise InputError("There is no tagged passage to count; tag some reports first.")
    columns, column_of = _columns(reviews, by, counted)
    rows = tuple(t.id for t in codebook.themes if view == "lessons" or t.kind != "practice")
    verdicts = dict(verdicts_of(next(iter(models)))) if len(models) == 1 else {}
    return ThemeTable(
        view=view,
        by=by,
        themes=rows,
        columns=columns,
        totals={theme: _cell(hits[theme]) for theme in rows},
        cells={theme: _cells(hits[theme], columns, column_of) for theme in rows},
        n=len(reviews),
        footer=footer(list(reviews.values()), counted, models, by, judged=bool(verdicts)),
        verdicts=verdicts,
    )


def case_name(review: Review) -> str:
    """The name a person uses for a case: board, label and year, as far as they are known."""
    parts = [part for part in (short_board(review.board), review.label) if part]
    if not parts:
        return review.review_id
    name = ", ".join(parts)
    return name if not review.year or str(review.year) in name else f"{name} ({review.year})"


def short_board(board: str | None) -> str:
    """A local board's place, without the words that every board shares."""
    match = _BOARD.match(board or "")
    return match.group(1) if match else board or ""


def _columns(
    reviews: dict[str, Review], by: str, roles: tuple[str, ...]
) -> tuple[tuple[Column, ...], Callable[[str, str], str]]:
    """The columns in printed order, and the column a (review id, role) belongs to."""
    if by == "role":
        columns = tuple(Column(id=role, label=role, n=len(reviews)) for role in roles)
        return columns, lambda review_id, role: role
    if by == "review":
        ordered = sorted(reviews.values(), key=_case_order)
        columns = tuple(Column(id=r.review_id, label=case_name(r), n=1) for r in ordered)
        return columns, lambda review_id, role: review_id
    group = {key: str(getattr(r, by) or NOT_STATED) for key, r in reviews.items()}
    sizes = Counter(group.values())
    names = sorted(sizes, key=lambda name: (name == NOT_STATED, name))
    columns = tuple(Column(id=name, label=name, n=sizes[name]) for name in names)
    return columns, lambda review_id, role: group[review_id]


def _case_order(review: Review) -> tuple[str, str, int, str, str]:
    return (
        review.scope or "~",
        review.board or "~",
        review.year or 0,
        review.label or "",
        review.review_id,
    )


def _cell(hits: list[tuple[str, str, str]]) -> Cell:
    return Cell(
        reviews=len({review_id for review_id, _, _ in hits}),
        passages=tuple(passage_id for _, _, passage_id in hits),
    )


def _cells(
    hits: list[tuple[str, str, str]],
    columns: tuple[Column, ...],
    column_of: Callable[[str, str], str],
) -> dict[str, Cell]:
    sorted_hits: dict[str, list[tuple[str, str, str]]] = {column.id: [] for column in columns}
    for hit in hits:
        sorted_hits[column_of(hit[0], hit[1])].append(hit)
    return {column_id: _cell(found) for column_id, found in sorted_hits.items()}
