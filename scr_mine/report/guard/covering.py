"""Counts that overlap: what is withheld where a total is covered by its parts, not their sum."""

from collections.abc import Iterator, Mapping, Sequence

from scr_mine.facts import Table

#: The column of all recommendations, and the row of those on any theme.
ALL, ANY = "recommendations", "any"

Place = tuple[str, str]
_Relation = tuple[Place, list[Place]]


def withheld(
    table: Table,
    least: int,
    *,
    whole: str,
    any_row: str = "",
    already: frozenset[Place] = frozenset(),
) -> frozenset[Place]:
    """The (row, column) of every count to be withheld from a table of overlapping counts.

    The column `whole` counts a review once that is counted in any other column, and the row
    `any_row` once that is counted in any other row. So a total less the parts that are shown is at
    most what the withheld parts add up to; where that says more than that each is at least 1, the
    smallest part still shown is withheld too, or the total if none is left.
    """
    counts = _counts(table)
    hidden = set(already) | {place for place, count in counts.items() if 0 < count < least}
    relations = list(_relations(table, whole, any_row))
    changed = True
    while changed:
        changed = False
        for total, parts in relations:
            while total not in hidden and _tells(counts, total, parts, hidden, least):
                shown = [part for part in parts if part not in hidden and counts[part]]
                hidden.add(min(shown, key=lambda part: (counts[part], part)) if shown else total)
                changed = True
    return frozenset(hidden)


def _tells(
    counts: Mapping[Place, int],
    total: Place,
    parts: Sequence[Place],
    hidden: set[Place],
    least: int,
) -> bool:
    """Whether a total and the parts shown say more of a withheld part than that it is there."""
    among = [part for part in parts if part in hidden]
    if not any(0 < counts[part] < least for part in among):
        return False
    left = counts[total] - sum(counts[part] for part in parts if part not in hidden)
    return left - (least - 1) * (len(among) - 1) > 1


def _relations(table: Table, whole: str, any_row: str) -> Iterator[_Relation]:
    columns = [c.id for c in table.columns if c.measure == "reviews" and c.id != whole]
    for row in table.rows:
        yield (row.id, whole), [(row.id, column) for column in columns]
    if any_row:
        rows = [row.id for row in table.rows if row.id != any_row]
        for column in (whole, *columns):
            yield (any_row, column), [(row, column) for row in rows]


def _counts(table: Table) -> dict[Place, int]:
    return {
        (row.id, column.id): int(row.cells[column.id].value or 0)
        for row in table.rows
        for column in table.columns
        if column.measure == "reviews"
    }
