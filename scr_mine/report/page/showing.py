"""What the templates ask for: a table by its id, in the look of its place on the page."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from markupsafe import Markup

from scr_mine.cases import case_name
from scr_mine.facts import Row, Table
from scr_mine.records import VIEW_ROLES, Review
from scr_mine.report.formats.html import escaped
from scr_mine.report.formats.shown import figure, shown
from scr_mine.report.page import charts
from scr_mine.report.page.chosen import Chosen
from scr_mine.report.page.data import NOT_STATED, grouped
from scr_mine.report.page.tables import AT_END, Drawing, Look, as_table, footer, places_of
from scr_mine.study import Study

#: Up to so many reviews have a column each; with more, columns are groups and a list has them.
MOST_COLUMNS = 60
#: Rows of repeats and pairs on the page; the rest is in the files of the tables.
MOST_ROWS = 300
GROUPS = ("scope", "period", "kind", "nation", "board")
TITLES = {"lessons": "Lessons", "features": "Case features"}
BESIDE = "features-beside-published"


class Showing:
    """A study as the templates see it."""

    def __init__(self, study: Study, kept: Chosen) -> None:
        self.study = study
        self.opens = bool(kept.entries)
        self.places = places_of(study.reviews)
        self.by_review = len(study.reviews) <= MOST_COLUMNS
        self.titles = TITLES
        self.most_rows = MOST_ROWS

    def table(self, name: str) -> Table | None:
        """The table with this id, if there is one."""
        return self.study.tables.get(name)

    def why(self, name: str) -> str:
        """Why there is no table with this id."""
        return self.study.missing.get(name, "This table was not made.")

    def shown(self, table: Table | str, labelled: str, **look: object) -> Markup:
        """A table with its footer, named by the heading with the id `labelled`."""
        made = self.study.tables[table] if isinstance(table, str) else table
        options: dict[str, Any] = {"opens": self.opens, **look}
        return self._shown(made, labelled, Look(**options)) + footer(made)

    def matrix(self, view: str) -> tuple[str, str]:
        """The main table of a view, and what its columns are."""
        groupings = self.groupings(view)
        return (view, "review") if self.by_review or not groupings else groupings[0]

    def groupings(self, view: str) -> list[tuple[str, str]]:
        """The further tables of a view, with what their columns are."""
        names = [(f"{view}-by-{by}", by) for by in (*GROUPS, "role")]
        return [(name, by) for name, by in names if name in self.study.tables]

    def choices(self, field: str) -> list[str]:
        """The groups that reviews can be chosen by; none where all are in one."""
        names = {grouped(self.study, review, field) for review in self.study.reviews}
        return sorted(names, key=lambda n: (n == NOT_STATED, n)) if len(names) > 1 else []

    def years(self) -> list[int]:
        """Every year that a review is of."""
        found = sorted({review.year for review in self.study.reviews if review.year})
        return found if len(found) > 1 else []

    def roles(self, view: str) -> list[tuple[str, str]]:
        """The roles counted in a view, with their names."""
        names = {role.id: role.label for role in self.study.codebook.roles}
        return [(role, names.get(role, role)) for role in VIEW_ROLES[view]]

    def bars(self, table: Table, labelled: str, **look: object) -> Markup:
        """A table with a bar for the number of reviews."""
        column = next(c for c in table.columns if c.measure == "reviews")
        draw = Drawing("Share of reviews", lambda row: charts.bar(row.cells[column.id]))
        options: dict[str, Any] = {"opens": self.opens, "drawn": {AT_END: draw}, **look}
        return self._shown(table, labelled, Look(**options))

    def compared(self, view: str, labelled: str) -> Markup:
        """Two groups as dots on one scale, their difference with its interval, and the words."""
        table = self.study.tables[f"{view}-compared-by-scope"]
        groups = [column.id for column in table.columns if column.measure == "reviews"]
        ids = [column.id for column in table.columns]
        drawn = {}
        if len(groups) == 2:
            published = self._published() if view == "features" else {}
            first, second = groups
            drawn[first] = Drawing(
                f"● {first} ○ {second}, 0 to 100%", partial(_dots, groups, published)
            )
        if "difference" in ids:
            drawn["difference"] = Drawing(
                "Difference with 95% interval, −100 to +100 points", _reach
            )
        kept = [name for name in (*groups, "difference", "words") if name in ids]
        look = Look(by="scope", view=view, opens=self.opens, columns=tuple(kept), drawn=drawn)
        return self._shown(table, labelled, look) + footer(table)

    def trend(self, view: str, labelled: str) -> Markup:
        """Each theme over the years: how many reviews there were, how many have it."""
        table = self.study.tables[f"{view}-by-year"]
        later = [column.id for column in table.columns[1:]]
        span = f"{later[0]} to {later[-1]}" if later else "Years"

        def draw(row: Row) -> Markup:
            return charts.years(row.cells[name] for name in later)

        look = Look(
            by="year",
            view=view,
            opens=self.opens,
            compact=True,
            drawn={table.columns[0].id: Drawing(span, draw)},
        )
        return self._shown(table, labelled, look) + footer(table)

    def foremost_pairs(self, view: str) -> Table:
        """The pairs of which something can be said, the closest first."""
        table = self.study.tables[f"{view}-pairs"]
        said = [row for row in table.rows if figure(row.cells["lift"]) is not None]
        return replace(table, rows=tuple(said[:MOST_ROWS]))

    def pictures(self) -> list[tuple[int, Review, list[str]]]:
        """The reviews that are each set beside the national ones, with their tables."""
        found = []
        for place, review in enumerate(self.study.reviews):
            names = [f"{view}-of-{review.review_id}" for view in TITLES]
            there = [name for name in names if name in self.study.tables]
            if there:
                found.append((place, review, there))
        return found

    def name(self, review: Review) -> str:
        """The name of a case."""
        return case_name(review)

    def counted(self, review: Review) -> int:
        """How many of a review's passages some table counts."""
        sizes = self.study.sizes.get(review.review_id, {})
        return sum(sizes.get(role, 0) for role in VIEW_ROLES["features"])

    def _published(self) -> dict[str, list[tuple[float, str]]]:
        """By theme, what was published of it and may be set beside ours, with its words."""
        table = self.study.tables.get(BESIDE)
        found: dict[str, list[tuple[float, str]]] = {}
        for row in table.rows if table else ():
            column = next(c for c in table.columns if c.id == "published") if table else None
            part = charts.share(row.cells["published"])
            if column is not None and part is not None:
                said = (shown(row.cells["published"], column), row.cells["period"].value)
                note = row.cells["published"].note
                words = f"◇ published: {said[0]}, {said[1]}. {note}".strip()
                found.setdefault(row.id.partition("/")[0], []).append((part, words))
        return found

    def _shown(self, table: Table, labelled: str, look: Look) -> Markup:
        name = f"{labelled}-table"
        return as_table(table, look, name=name, labelled=labelled, places=self.places)


def _dots(
    groups: Sequence[str], published: Mapping[str, list[tuple[float, str]]], row: Row
) -> Markup:
    found = published.get(row.id, [])
    first, second = (row.cells[name] for name in groups)
    drawing = charts.dots(first, second, [part for part, _ in found])
    words = "".join(f"<small>{escaped(said)}</small>" for _, said in found)
    return drawing + Markup(words)


def _reach(row: Row) -> Markup:
    return charts.reach(row.cells["difference"], row.cells["low"], row.cells["high"])
