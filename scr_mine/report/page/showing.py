"""What the templates ask for: a table by its id, in the look of its place on the page."""

from dataclasses import replace
from typing import Any

from markupsafe import Markup

from scr_mine.facts import Row, Table
from scr_mine.records import PERCENT_FROM, VIEW_ROLES, Review
from scr_mine.report.formats.shown import figure
from scr_mine.report.page import charts, comparing, names
from scr_mine.report.page.chosen import Chosen
from scr_mine.report.page.data import grouped
from scr_mine.report.page.tables import AT_END, Drawing, Look, as_table, footer, places_of
from scr_mine.study import Study

#: Up to so many reviews have a column each; with more, columns are groups and a list has them.
MOST_COLUMNS = 60
#: On paper more columns than this cannot be read, and groups stand in their place.
MOST_PRINTED = 25
#: Rows of repeats and pairs on the page; the rest is in the files of the tables.
MOST_ROWS = 300
GROUPS = ("scope", "period", "kind", "nation", "board")
TITLES = {"lessons": "Lessons", "features": "Case features"}


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
        every = [(f"{view}-by-{by}", by) for by in (*GROUPS, "role")]
        return [(name, by) for name, by in every if name in self.study.tables]

    def printed(self, view: str) -> tuple[str, str] | None:
        """The table that is printed in place of the main one, if that is too wide for paper."""
        wide = self.matrix(view)[1] == "review" and not self.study.least
        groupings = self.groupings(view)
        return groupings[0] if wide and groupings and len(self.places) > MOST_PRINTED else None

    def choices(self, field: str) -> list[tuple[str, str]]:
        """The groups that reviews can be chosen by, with their names; none where all are in one."""
        there = {grouped(self.study, review, field) for review in self.study.reviews}
        ordered = sorted(there, key=lambda name: (name == names.NOT_STATED, name))
        return [(n, names.group(field, n)) for n in ordered] if len(ordered) > 1 else []

    def years(self) -> list[int]:
        """Every year that a review is of."""
        found = sorted({review.year for review in self.study.reviews if review.year})
        return found if len(found) > 1 else []

    def roles(self, view: str) -> list[tuple[str, str]]:
        """The roles counted in a view, with their names."""
        labels = {role.id: role.label for role in self.study.codebook.roles}
        return [(role, labels.get(role, role)) for role in VIEW_ROLES[view]]

    def bars(self, table: Table, labelled: str, **look: object) -> Markup:
        """A table with a bar for the share of reviews, where there are enough for shares."""
        column = next(c for c in table.columns if c.measure == "reviews")
        draw = Drawing("Share of reviews", lambda row: charts.bar(row.cells[column.id]))
        drawings = {AT_END: draw} if table.n >= PERCENT_FROM else {}
        options: dict[str, Any] = {"opens": self.opens, "drawn": drawings, **look}
        return self._shown(table, labelled, Look(**options))

    def drawn(self, view: str) -> comparing.Drawn:
        """What is drawn of the comparison of local and national reviews in a view."""
        table = self.study.tables.get(f"{view}-compared-by-scope")
        return comparing.drawn(table) if table else "nothing"

    def compared(self, view: str, labelled: str) -> Markup:
        """Two groups, their difference as far as it may be drawn, and the words."""
        table = self.study.tables[f"{view}-compared-by-scope"]
        look = comparing.look(self.study, table, view, opens=self.opens)
        return self._shown(table, labelled, look) + footer(table)

    def beside(self, labelled: str) -> Markup:
        """Our counts beside published figures."""
        table = self.study.tables[comparing.BESIDE]
        look = comparing.look_beside(table, opens=self.opens)
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
            wanted = [f"{view}-of-{review.review_id}" for view in TITLES]
            there = [name for name in wanted if name in self.study.tables]
            if there:
                found.append((place, review, there))
        return found

    def name(self, review: Review) -> str:
        """The name of a case."""
        return names.case(review)

    def counted(self, review: Review) -> int:
        """How many of a review's passages some table counts."""
        sizes = self.study.sizes.get(review.review_id, {})
        return sum(sizes.get(role, 0) for role in VIEW_ROLES["features"])

    def _shown(self, table: Table, labelled: str, look: Look) -> Markup:
        name = f"{labelled}-table"
        heads = dict(look.heads)
        if look.by == "kind":
            heads |= names.over_kinds(table.columns)
        if look.by == "review":
            heads |= names.over_reviews(self.study.reviews)
        look = replace(look, heads=heads)
        return as_table(table, look, name=name, labelled=labelled, places=self.places)
