"""What the page's script works on, as JSON: reviews, what is marked in them, whose passages."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from scr_mine.facts import Table
from scr_mine.inert import clean
from scr_mine.records import VIEW_ROLES, Review, TaggedPassage
from scr_mine.report.page.chosen import COUNTED, Chosen
from scr_mine.report.page.names import NOT_STATED, case
from scr_mine.study import Study

#: Fields that reviews are chosen and grouped by.
FIELDS = ("board", "period", "kind", "scope", "nation")
#: Tables whose figures open to passages that no count of marks leads to.
ASKED_TABLES = ("recommendations-by-remedy", "recommendations-by-agency")
ANY = "any"


def as_json(study: Study, chosen: Chosen) -> str:
    """The data for a script element: no `<` in it can end the element."""
    text = json.dumps(_data(study, chosen), ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def grouped(study: Study, review: Review, field: str) -> str:
    """The group a review belongs to, named as in the columns of the tables by that field."""
    if field != "period":
        return clean(str(getattr(review, field) or NOT_STATED))
    for view in VIEW_ROLES:
        table = study.tables.get(f"{view}-by-period")
        for column in table.columns if table else ():
            first, _, last = column.id.partition("-")
            if first.isdigit() and review.year and int(first) <= review.year <= int(last):
                return column.id
    return NOT_STATED


def _data(study: Study, chosen: Chosen) -> dict[str, Any]:
    numbers = {entry.passage.id: number for number, entry in enumerate(chosen.entries)}
    at = {theme: place for place, theme in enumerate(study.codebook.theme_ids)}
    roles = {role.id: role.label for role in study.codebook.roles}
    return {
        "rule": dict(study.rule),
        "quotes": study.quotes,
        "withheld": study.least > 0,
        "capped": chosen.capped,
        "roles": list(COUNTED),
        "roleNames": [roles.get(role, role) for role in COUNTED],
        "views": {view: [COUNTED.index(r) for r in rs] for view, rs in VIEW_ROLES.items()},
        "themes": list(study.codebook.theme_ids),
        "themeNames": [clean(theme.label) for theme in study.codebook.themes],
        "features": [at[t.id] for t in study.codebook.themes if t.kind != "practice"],
        "reviews": [_review(study, review) for review in study.reviews],
        "tally": _tally(study, chosen),
        "passages": list(_entries(study, chosen, at)),
        "read": [entry.read for entry in chosen.entries],
        "asked": {name: _asked(study.tables.get(name), numbers) for name in ASKED_TABLES},
        "listed": _listed(study.tables.get("features-beside-published"), numbers),
    }


def _review(study: Study, review: Review) -> dict[str, Any]:
    sizes = study.sizes.get(review.review_id, {})
    return {
        "name": clean(case(review)),
        "year": review.year,
        **{field: grouped(study, review, field) for field in FIELDS},
        # How long a review is tells nothing of what is withheld.
        "sizes": [sizes.get(role, 0) for role in COUNTED],
    }


def _tally(study: Study, chosen: Chosen) -> list[list[float]]:
    """For each theme `[review, role, passages, highest probability, …]`, as the tables count."""
    reviews = {review.review_id: place for place, review in enumerate(study.reviews)}
    lists: dict[str, list[float]] = {theme: [] for theme in study.codebook.theme_ids}
    for (theme, review, role), figures in sorted(chosen.tally.items()):
        lists[theme] += [reviews[review], COUNTED.index(role), *figures]
    return list(lists.values())


def _entries(study: Study, chosen: Chosen, at: dict[str, int]) -> Iterator[list[Any]]:
    """`[review, role, [theme, probability, from, to, from, to, …], …]` of each passage."""
    reviews = {review.review_id: place for place, review in enumerate(study.reviews)}
    for entry in chosen.entries:
        passage = entry.passage
        marks = (
            [at[theme], value, *(_spans(passage, theme) if study.quotes else ())]
            for theme, value in entry.themes
        )
        yield [reviews[passage.review.review_id], COUNTED.index(passage.role), *marks]


def _spans(passage: TaggedPassage, theme: str) -> list[int]:
    """Where the evidence of a theme stands in the text as the page holds it."""
    ends, at = [], 0
    for text, marked in pieces(passage, theme):
        length = len(text.encode("utf-16-le")) // 2  # as a browser counts
        ends += [at, at + length] if marked else []
        at += length
    return ends


def pieces(passage: TaggedPassage, theme: str) -> list[tuple[str, bool]]:
    """The text of a passage cut at its evidence for a theme: each piece, and whether it is such."""
    found: list[tuple[str, bool]] = []
    at = 0
    for start, end in sorted((e.start, e.end) for e in passage.evidence if e.theme == theme):
        start, end = max(start, at), min(end, len(passage.text))
        if start < end:
            found += [
                (clean(passage.text[at:start]), False),
                (clean(passage.text[start:end]), True),
            ]
            at = end
    return [*found, (clean(passage.text[at:]), False)]


def _asked(table: Table | None, numbers: dict[str, int]) -> dict[str, list[int]]:
    """The recommendations in each column, on whatever theme."""
    row = next((row for row in table.rows if row.id == ANY), None) if table else None
    if row is None:
        return {}
    return {clean(column): _known(cell.passages, numbers) for column, cell in row.cells.items()}


def _listed(table: Table | None, numbers: dict[str, int]) -> dict[str, list[int]]:
    rows = table.rows if table else ()
    return {clean(row.id): _known(row.cells["reviews"].passages, numbers) for row in rows}


def _known(ids: Sequence[str], numbers: dict[str, int]) -> list[int]:
    return [numbers[key] for key in dict.fromkeys(ids) if key in numbers]
