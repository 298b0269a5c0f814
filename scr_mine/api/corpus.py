"""A corpus: tagged reviews, to be chosen from, read, searched, counted and reported on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scr_mine import folder, gathering
from scr_mine.api.options import Value, groups_named, values_of
from scr_mine.api.shown import Records, Table, shown
from scr_mine.api.tables import Field, Repeated, Tables
from scr_mine.cases import in_case_order
from scr_mine.errors import InputError, UsageError
from scr_mine.facts import Cell
from scr_mine.records import ReadingReport, Review, TaggedPassage
from scr_mine.tabulate.rule import Rule

if TYPE_CHECKING:
    from scr_mine.study import Study

Values = Value | Sequence[Value] | None


@dataclass(frozen=True, kw_only=True)
class Corpus(Tables):
    """Tagged reviews of output folders or tagged files, as `run` and `open` return them.

    Nothing in it changes: `where` and `counting` give another corpus of the same files. Everything
    asked of a corpus is asked of the reviews chosen.
    """

    def where(
        self,
        *,
        scope: Values = None,
        board: Values = None,
        year: Values = None,
        period: Values = None,
        kind: Values = None,
        nation: Values = None,
        review: Values = None,
    ) -> "Corpus":
        """Only the reviews that have one of these values in each of these fields.

        A year may be a span, `"2015-2020"` or `"2018-"`. A field that was chosen by before is
        chosen by anew. A value that no review has is an InputError as soon as anything is counted.

        >>> corpus.where(scope="local", year="2019-").reviews
        <4 x Review>
        """
        given = {
            **{"scope": scope, "board": board, "year": year, "period": period},
            **{"kind": kind, "nation": nation, "review": review},
        }
        chosen = {name: values_of(value) for name, value in given.items() if value is not None}
        return replace(self, chosen={**self.chosen, **chosen})

    def counting(self, *, once: Repeated | None = None, rule: Rule | None = None) -> "Corpus":
        """The same reviews counted otherwise.

        `once` leaves out what repeats a passage of any review (`everywhere`), of the same review
        (`within`), or nothing (`never`); `rule` says when a theme is present in a review.

        >>> strict = corpus.counting(rule=scr_mine.Rule(support=3, strength=0.9))
        >>> corpus.table().cell("neglect", "reviews").value
        4
        >>> strict.table().cell("neglect", "reviews").value
        2
        """
        return replace(self, once=once or self.once, rule=rule or self.rule)

    @property
    def reviews(self) -> Records[Review]:
        """The reviews, local before national, then by board, year and label.

        >>> corpus.reviews.frame()[["review_id", "scope", "year"]].head(2)
                              review_id  scope  year
        0      caldermouth-child-p-2023  local  2023
        1  kelderby-young-person-j-2021  local  2021
        """
        return Records(in_case_order(self._found.counts.reviews), Review)

    @property
    def readings(self) -> Records[ReadingReport]:
        """What was read of every file of the folders, whichever reviews are chosen.

        >>> sum(reading.passages for reading in corpus.readings)
        1065
        """
        return Records(folder.readings_in(self.paths)[0], ReadingReport)

    @property
    def failures(self) -> tuple[str, ...]:
        """A sentence for each file that could not be read, whichever reviews are chosen.

        >>> corpus.failures
        ()
        """
        return folder.readings_in(self.paths)[1]

    def passages(
        self, *, theme: str | None = None, role: str | None = None, review: str | None = None
    ) -> Records[TaggedPassage]:
        """The passages that have this theme, this role and are of this review, in their order.

        Each has its text, page and paragraph number, its probabilities by theme in 0..1, and the
        stretches of the text that are evidence. Raises CodebookError for an unknown theme and
        InputError where there is no such passage.

        >>> found = corpus.passages(theme="escalation-challenge", role="finding")
        >>> found[0].page, found[0].paragraph
        (None, '4.28')
        """
        from scr_mine.report import evidence

        return Records(
            evidence.chosen(
                self._read(evidence=True),
                theme=self.codebook.theme(theme).id if theme else None,
                role=role,
                review=review,
            ),
            TaggedPassage,
        )

    def behind(self, figure: Cell | Iterable[str]) -> Records[TaggedPassage]:
        """The passages behind a cell of a table, or with these ids, in their order.

        Raises InputError naming an id that no passage here has.

        >>> len(corpus.behind(corpus.table().cell("neglect", "reviews")))
        10
        """
        wanted = dict.fromkeys(figure.passages if isinstance(figure, Cell) else figure)
        found = [p for p in self._read(evidence=True) if p.id in wanted]
        missing = wanted.keys() - {p.id for p in found}
        if missing:
            raise InputError(f"No passage here has the id '{min(missing)}'; take it from a table.")
        return Records(found, TaggedPassage)

    def kwic(self, phrase: str, *, roles: Sequence[str] = (), width: int = 60) -> Table:
        """Every place where a phrase stands, in its context: key words in context.

        A `*` ends a word any way: `chronolog*`. `width` is characters on either side. Raises
        InputError where it stands nowhere.

        >>> lines = corpus.kwic("health visitor*", width=20)
        >>> lines.rows[0].cells["match"].value
        'health visitor'
        """
        from scr_mine.tabulate.wording.concordance import concordance_table

        return shown(concordance_table(self._read(), phrase, width=width, roles=roles or None))

    def words(
        self,
        *,
        between: Field = "scope",
        groups: str | Sequence[str | int] = ("local", "national"),
        roles: Sequence[str] = (),
        top: int = 40,
    ) -> Table:
        """The words and phrases in which two groups of reviews differ, at most `top` of each.

        `groups` are two values of the field, in a list or in one text with a comma; of `year` also
        spans, as in `"2005-2012,2013-"`. Raises UsageError where there are not two, InputError
        where a group or role is in no review.

        >>> [row.label for row in corpus.words(top=2).rows]
        ['mum', 'child', 'reviews', 'cases']
        """
        from scr_mine.tabulate.wording.keyness import keyness

        named = groups_named(groups)
        if len(named) != 2:
            raise UsageError("`groups` names two groups, as in ['local', 'national'].")
        one, other = named
        return shown(
            keyness(
                self._read(), between=between, groups=(one, other), roles=roles or None, top=top
            )
        )

    def tables(self, *, least: int = 0) -> dict[str, Table]:
        """All tables of a report, as `run` writes them to `tables/`, by their names.

        A table that cannot be made of these reviews is not there; its own method says why. Counts
        of reviews from 1 to below `least` are withheld.

        >>> sorted(corpus.tables())[:2]
        ['features', 'features-beside-published']
        """
        from scr_mine.report import guard

        made = guard.printed(self._study(), quotes=True, least=least).tables
        return {name: shown(table) for name, table in made.items()}

    def report(
        self,
        path: Path | str,
        *,
        quotes: bool = True,
        least: int = 0,
        template: Path | str | None = None,
    ) -> tuple[Path, ...]:
        """Write the page (.html), the workbook (.xlsx) or the board paper (.docx).

        Without `quotes` no text of any passage is in it; counts of reviews from 1 to below `least`
        are withheld; `template` is a Word file whose styles the paper takes. Returns the files
        written: the report and, where a name, a date of birth or an address is suspected in a
        passage, the list of these to check before it is shared. Raises UsageError for another
        suffix.

        >>> [path.name for path in corpus.report(page, quotes=False)]
        ['page.html']
        """
        from scr_mine import store
        from scr_mine.report import guard, outputs

        path = Path(path)
        suffix = outputs.suffix_of(path.name)
        styles = store.read_bytes(Path(template)) if template else None
        study = guard.printed(self._study(), quotes=quotes, least=least)
        store.write_bytes(path, outputs.render(study, suffix, template=styles))
        listed = guard.warnings(study)
        if not listed:
            return (path,)
        check = path.with_name(f"{path.name}.check.md")
        store.write_text(check, guard.as_markdown(listed))
        return path, check

    def _study(self) -> "Study":
        again = partial(self._again, evidence=True)
        about = gathering.about(self.paths, self._found)
        return gathering.gathered(
            self._found, again, self.codebook, about, rule=self.rule, once=self.once
        )
