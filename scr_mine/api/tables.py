"""The tables of a corpus: one method for each command, and the same options."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Literal

from scr_mine import counting, facts, folder, ledger
from scr_mine.api.options import groups_named
from scr_mine.api.shown import Table, shown
from scr_mine.records import TaggedPassage, View
from scr_mine.tabulate.once.repeats import Once, as_mapping, as_table
from scr_mine.tabulate.rule import Rule
from scr_mine.themes import Codebook

Field = Literal["scope", "board", "year", "period", "kind", "nation"]
By = Literal["review", "role", "scope", "board", "year", "period", "kind", "nation"]
Repeated = Literal["everywhere", "within", "never"]


@dataclass(frozen=True, kw_only=True)
class Tables:
    """Tagged passages, and how they are counted: which reviews, which repeats, by which rule."""

    paths: tuple[Path, ...]
    codebook: Codebook = field(repr=False)
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    once: Repeated = "everywhere"
    rule: Rule = field(default_factory=Rule)

    @property
    def _again(self) -> Callable[..., Iterator[TaggedPassage]]:
        """Reads all tagged passages anew at every call, in the themes of today."""
        return partial(folder.tagged_lines, self.paths, (), changes=self.codebook.ledger)

    @cached_property
    def _found(self) -> Once:
        return counting.counted(self._again(), self.codebook, where=self.chosen, once=self.once)

    def _read(self, *, evidence: bool = False) -> Iterator[TaggedPassage]:
        """The passages of the chosen reviews, repeats included."""
        found = self._again(evidence=evidence)
        if not self.chosen:
            return found
        reviews = self._found.counts.reviews
        return (passage for passage in found if passage.review.review_id in reviews)

    def _shown(self, table: facts.Table) -> Table:
        return shown(ledger.marked(table, self.codebook.ledger))

    def table(self, view: View = "lessons", *, by: By = "review") -> Table:
        """In how many reviews each theme is present, in all and by review, role or group.

        `lessons` is what is said about practice, `features` what is recorded about children and
        families. Column `reviews` counts reviews, 0..n; columns of one review count passages.
        Raises UsageError for another view or field.

        >>> corpus.table("features", by="scope").frame()[["reviews", "local", "national"]].head(2)
                       reviews  local  national
        row
        neglect              4      2         2
        unborn-infant        4      1         3
        """
        from scr_mine.tabulate.theme_table import theme_table

        verdicts = counting.verdicts(self.paths, self._found)
        return self._shown(
            theme_table(
                self._found.counts,
                self.codebook,
                view=view,
                by=by,
                rule=self.rule,
                verdicts=verdicts,
            )
        )

    def compare(
        self,
        view: View = "lessons",
        *,
        between: Field = "scope",
        groups: str | Sequence[str | int] = (),
        correction: Literal["holm", "bh"] = "holm",
        seed: int = 1,
    ) -> Table:
        """Groups of reviews, theme by theme: rates, difference, ratio, intervals, p, a sentence.

        `groups` are two or more values of the field, in a list or in one text with commas; all of
        them if none is named. `correction` is for looking at many themes, `seed` of the random
        deals. Differences are in -1..1, intervals of 95 %. Raises UsageError for options that do
        not fit, InputError where there is nothing to compare.

        >>> round(corpus.compare().cell("escalation-challenge", "difference").value, 2)
        0.67
        """
        from scr_mine.tabulate.comparing.compare import compare

        return self._shown(
            compare(
                self._found.counts,
                self.codebook,
                view=view,
                between=between,
                groups=groups_named(groups),
                rule=self.rule,
                correction=correction,
                seed=seed,
            )
        )

    def picture(
        self,
        review_id: str,
        *,
        view: View = "lessons",
        against: str = "national",
        field: Field = "scope",
    ) -> Table:
        """One review beside the others whose `field` is `against`: what it shares, what is unusual.

        Raises InputError where the review, or the group beside it, is not there.

        >>> corpus.picture("ravensholt-baby-t-2019").cell("unborn-infant", "others").value
        3
        """
        from scr_mine.tabulate.comparing.picture import picture

        return self._shown(
            picture(
                self._found.counts,
                self.codebook,
                view=view,
                review_id=review_id,
                against=against,
                field=field,
                rule=self.rule,
            )
        )

    def together(self, view: View = "lessons", *, pairs: bool = False) -> Table:
        """Which themes come together: a square of counts of reviews, or a list of `pairs`.

        Pairs are the closest first, with how often they meet by chance, the ratio (`lift`), its
        interval of 95 % and p.

        >>> corpus.together().cell("escalation-challenge", "escalation-challenge").value
        6
        """
        from scr_mine.tabulate import cooccurrence

        make = cooccurrence.pairs if pairs else cooccurrence.cooccurrence
        return self._shown(make(self._found.counts, self.codebook, view=view, rule=self.rule))

    def trend(self, view: View = "lessons", *, step: int = 1) -> Table:
        """Themes over the years, `step` years in a column; flags where kinds of review changed.

        Raises UsageError for a step below 1 and InputError where no review has a year.

        >>> [column.id for column in corpus.trend(step=5).columns]
        ['reviews', '2015-2019', '2020-2024']
        """
        from scr_mine.tabulate.trend import trend

        counts = self._found.counts
        return self._shown(
            trend(
                counts,
                self.codebook,
                view=view,
                rule=self.rule,
                step=step,
                marked_by=counts.tagged_by,
            )
        )

    def published(
        self,
        *,
        figures: Path | str | None = None,
        nation: str | None = None,
        population: str | None = None,
    ) -> Table:
        """Published national figures beside the case features, with their sources.

        `figures` is a CSV file of further ones (docs/published-figures.md). Shares are in 0..1.
        Raises InputError where nothing can be set beside.

        >>> corpus.published().cell("neglect", "published").value
        0.75
        """
        from scr_mine.tabulate.national.beside import beside
        from scr_mine.tabulate.national.published import published

        given = published(Path(figures) if figures else None, codebook=self.codebook)
        return self._shown(
            beside(
                self._found.counts,
                self.codebook,
                figures=given,
                rule=self.rule,
                nation=nation,
                population=population,
            )
        )

    def recommendations(
        self,
        *,
        by: Literal["remedy", "agency"] = "remedy",
        agency_names: Path | str | None = None,
        remedy_words: Path | str | None = None,
    ) -> Table:
        """Themes by the remedy that recommendations ask for, or the agency they are addressed to.

        `agency_names` and `remedy_words` are TOML files of your own (docs/recommendations.md). A
        cell counts reviews, 0..n. Raises InputError for a file that cannot be used.

        >>> corpus.recommendations(by="agency").n
        8
        """
        from scr_mine.tabulate import groups
        from scr_mine.tabulate.asked import addressed, recommendations

        agencies = addressed.load_agencies(Path(agency_names)) if agency_names else None
        remedies = addressed.load_remedies(Path(remedy_words)) if remedy_words else None
        make = recommendations.by_agency
        if by == "remedy":
            make = partial(recommendations.recommendations, remedies=remedies)
        return self._shown(
            make(
                self._read(),
                self.codebook,
                repeats=as_mapping(self._found.repeats, within_only=self.once == "within"),
                agencies=agencies,
                selection=tuple(filter(None, [groups.sentence(self.chosen)])),
            )
        )

    def repeats(self) -> Table:
        """The passages that repeat another, within a review or from one to another.

        >>> len(corpus.repeats().rows)
        0
        """
        found = counting.counted(self._again(), self.codebook, where=self.chosen)
        return shown(as_table(found.repeats, found.counts.reviews, found.same_reports))
