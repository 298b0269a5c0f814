"""A checked sample of tagged passages: read from its files, and all that it puts right."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scr_mine import store
from scr_mine.audit import beside, correction, design, gather
from scr_mine.audit import checked as checking
from scr_mine.audit.checked import Checked
from scr_mine.audit.corrected import corrected
from scr_mine.audit.design import Design
from scr_mine.audit.gather import Gathered, Read
from scr_mine.errors import InputError, cause
from scr_mine.facts import Table
from scr_mine.records import View
from scr_mine.study import Study
from scr_mine.tabulate.groups import FIELDS
from scr_mine.tabulate.rule import Rule
from scr_mine.themes import Codebook

VIEWS: tuple[View, ...] = ("lessons", "features")


@dataclass(frozen=True, kw_only=True)
class Checks:
    """The passages that were tagged, those of them that people checked, and how these were drawn.

    `rule` is the rule of presence that the plain figures go by.
    """

    gathered: Gathered
    checked: Checked
    design: Design
    codebook: Codebook
    rule: Rule

    def tables(self, view: View, *, by: str | None = None) -> tuple[Table, Table]:
        """Corrected shares of passages and of reviews, by a field or as the sample was drawn."""
        return corrected(
            self.gathered,
            self.checked,
            self.design,
            self.codebook,
            view=view,
            by=by or self.design.by,
            rule=self.rule,
        )

    def rate(self, *, by: str | None = None) -> Table:
        """The correction rate: on what share of passages a person would change anything."""
        return correction.correction(
            self.gathered, self.checked, self.design, by=by or self.design.by
        )

    def beside(self, table: Table, *, view: View, by: str | None = None) -> tuple[Table, ...]:
        """The table with corrected rates beside its rows, then the tables these are from."""
        by = by if by in FIELDS else None
        passages, reviews = self.tables(view, by=by)
        return beside.beside(table, passages), passages, reviews

    def added(self, study: Study) -> Study:
        """The study with what the checks put right beside its figures."""
        tables = dict(study.tables)
        for view in VIEWS:
            passages, reviews = self.tables(view)
            for name in (view, f"{view}-by-scope", f"{view}-compared-by-scope"):
                if name in tables:
                    tables[name] = beside.beside(tables[name], passages)
            tables |= {passages.id: passages, reviews.id: reviews}
        rate = self.rate()
        return replace(study, tables=tables | {rate.id: rate})


def checks(
    read: Read,
    codebook: Codebook,
    drawn: Path,
    labels: Sequence[Path],
    *,
    rule: Rule,
    where: Mapping[str, Sequence[str]] | None = None,
    once: str | None = None,
) -> Checks:
    """Read the design of a sample and what people said of it, and check that both are of `read`.

    Given `where` or `once`, the reviews that figures beside it count, they must be the sample's.
    Raises InputError where they are not or anything changed since, LabelsError for the labels.
    """
    made = _design(drawn)
    if (where is not None and dict(where) != made.where) or (once or made.once) != made.once:
        raise InputError(
            f"{drawn.name}: drawn of other passages than are counted here; count with "
            f"{_options(made)}, or draw a sample of these."
        )
    found = gather.gathered(read, codebook, where=made.where, once=made.once)
    design.check(made, found.population, codebook, drawn.name)
    lines = (line for path in labels for line in store.read_lines(path))
    names = ", ".join(path.name for path in labels)
    said = checking.checked(lines, found.population, made, codebook, name=names)
    return Checks(gathered=found, checked=said, design=made, codebook=codebook, rule=rule)


def _options(made: Design) -> str:
    conditions = [f"{field}={value}" for field, values in made.where.items() for value in values]
    wanted = [f'--where "{condition}"' for condition in conditions] or ["no --where"]
    return " ".join([*wanted, f"and --once {made.once}"])


def _design(side: Path) -> Design:
    try:
        value = json.loads(side.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{side}: cannot be read ({cause(error)}); check the path.") from error
    except ValueError:
        value = None
    return design.from_plain(value, side.name)
