"""The sentences of the board paper."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from scr_mine.cases import KIND_WORDS, case_name
from scr_mine.inert import clean
from scr_mine.records import Review
from scr_mine.report.paper import counted
from scr_mine.report.quotations import shortened
from scr_mine.study import Study

#: So many reviews are named; of more, only how many there are of each kind.
NAMED_REVIEWS = 12
TOP_THEMES, TOP_ASKED, MOST_FAILURES = 5, 3, 8
KINDS = KIND_WORDS | {"lcspr": ("local practice review (LCSPR)", "local practice reviews (LCSPR)")}
CAUTION = (
    "The themes were marked by a program, not by people. It misses some passages and marks some "
    "wrongly, so read the passages behind a number before relying on it."
)
USE = (
    "A theme is in a review if the review says enough about it. That is no finding of fact about a "
    "child, a family, a worker or an agency, and no cause of what happened.",
    "Reviews are not a sample of families or of services: only cases that went badly wrong are "
    "reviewed, and what is written down differs between boards and over the years. No number "
    "here says how common something is.",
    "A theme that is not mentioned may still have been there.",
)
FOUND_MOST = "Found in most reviews"
UNTOLD = "Some are of another kind, with no telling phrase"
NO_QUOTES = "Quotations are left out of this paper."
NO_QUOTES_LEAST = (
    "Quotations are left out, as each would say what is found in a single review, and small "
    "numbers are withheld from this paper."
)
NO_ROOM = "Five pages do not hold quotations beside the rest."
NONE_FIT = "No passage of these themes was fit to be quoted by itself."
NOT_ALIKE = "That does not mean that they are alike."
ALL_READ = "No file is recorded as one that could not be read."


def title(study: Study) -> str:
    """`Lessons from 56 safeguarding reviews`, or from the one that there is."""
    if len(study.reviews) == 1:
        return f"Lessons from {shortened(case_name(study.reviews[0]))}"
    return f"Lessons from {many(len(study.reviews), 'safeguarding review')}"


def summary(study: Study) -> Iterator[str]:
    """Which reviews, what was found most, what differs, what is asked for, and how sure that is."""
    yield which(study.reviews)
    alone = len(study.reviews) == 1
    found = counted.most_found(study)
    top = found[:TOP_THEMES]
    if top:
        begin = "Found in this review, as the codebook has them" if alone else FOUND_MOST
        yield f"{begin}: {_named(top, alone)}{_more(found, TOP_THEMES, alone)}."
    if unsure := counted.weak(study, [c.id for c in top]):
        yield (
            f"Of these, the marks of {_listed(_quoted(unsure))} are less reliable; see the "
            "verdicts in Table 1."
        )
    yield difference(study)
    yield from _asked_for(study, alone)
    if study.failures:
        yield f"Not read: {many(len(study.failures), 'file')}; see the last section."
    yield CAUTION


def _asked_for(study: Study, alone: bool) -> Iterator[str]:
    """What recommendations ask for, what has no known kind, and how well kinds are told."""
    every = counted.asked(study, counted.REMEDIES)
    asked = [c for c in every if c.number and c.known]
    if not asked:
        return
    begin = "Recommendations ask for" if alone else "Recommendations ask most often for"
    most = len(asked) if alone else TOP_ASKED
    said = [f"{begin}: {_named(asked[:most], alone)}{_more(asked, most, alone)}."]
    other = [c for c in every if c.id == counted.OTHER and c.number != 0]
    said += [f"{UNTOLD}{'' if alone else f' ({_inside(c.words)})'}." for c in other]
    yield " ".join([*said, counted.told(study)]).strip()


def _more(found: Sequence[counted.Counted], most: int, alone: bool) -> str:
    """That there are others as often found as the last one named, if there are."""
    more = counted.as_many(found, most)
    if not more:
        return ""
    return f"; and {more} more" if alone else f"; and {more} more in as many reviews"


def _named(found: Sequence[counted.Counted], alone: bool) -> str:
    """Names with their figures, which in one review would say nothing."""
    return "; ".join(c.label if alone else f"{c.label} ({_inside(c.words)})" for c in found)


def which(reviews: Sequence[Review]) -> str:
    """How many reviews of which scope, kind, place and years; a few are named."""
    scopes = _tally(review.scope for review in reviews)
    kinds = Counter(review.kind for review in reviews)
    named = [
        f"{number} {_kind(kind, number)}"
        for kind, number in sorted(kinds.items(), key=lambda k: (not k[0], -k[1], k[0] or ""))
    ]
    years = sorted({review.year for review in reviews if review.year})
    when = f", of {years[0]}" if years else ""
    when += f" to {years[-1]}" if len(years) > 1 else ""
    verb = "was" if len(reviews) == 1 else "were"
    begin = f"{many(len(reviews), 'review')} {verb} read{when}: {scopes} ({_listed(named)})."
    if len(reviews) > NAMED_REVIEWS:
        return f"{begin} The workbook and the page name them."
    if len(reviews) == 1:
        return begin
    return f"{begin} {'; '.join(shortened(case_name(r)) for r in reviews)}."


def _kind(kind: str | None, number: int) -> str:
    return KINDS[kind][number != 1] if kind in KINDS else clean(kind or "of no stated kind")


def difference(study: Study) -> str:
    """What differs between local and national reviews, in one sentence."""
    found = counted.comparison(study)
    if found.themes:
        return (
            f"Local and national reviews differ in {_listed(_quoted(found.themes))}; "
            "of the other themes we cannot say so."
        )
    if found.why_not or not found.others:
        return "Local and national reviews are not compared here; the reason is given below."
    shown = " whose counts are shown" if _held_back(found) else ""
    return f"Of no theme{shown} can we say that local and national reviews differ."


def _held_back(found: counted.Comparison) -> bool:
    return any(why == counted.HELD_BACK for _, why in found.others)


def compared(study: Study) -> tuple[list[str], list[str], list[str]]:
    """Paragraphs before the list of differences, that list, and paragraphs after it."""
    found = counted.comparison(study)
    if found.why_not or not (found.others or found.differing):
        return (
            [f"Local and national reviews are not compared here. {_why_not(study, found)}"],
            [],
            [],
        )
    total = sum(number for number, _ in found.others) + len(found.differing)
    of = f"Of {many(total, 'theme')} compared, "
    if found.differing:
        verb = "differs" if len(found.differing) == 1 else "differ"
        before = (
            f"{of}{len(found.differing)} {verb} between local and national reviews by more than "
            "chance alone would well explain:"
        )
    else:
        shown = " whose counts are shown" if _held_back(found) else ""
        before = f"{of}none{shown} can be said to differ between local and national reviews."
    others = "; ".join(f"for {many(number, 'theme')} {why}" for number, why in found.others)
    after = [f"{_upper(others)}. {NOT_ALIKE}"] if others else []
    if found.power:
        after.append(clean(found.power))
    return [before], list(found.differing), after


def _why_not(study: Study, found: counted.Comparison) -> str:
    scopes = {review.scope for review in study.reviews}
    if len(scopes) == 1 and None not in scopes:
        every = "This review is" if len(study.reviews) == 1 else "All of these reviews are"
        return f"{every} {clean(str(*scopes))}, so there is nothing to compare."
    return _upper(clean(found.why_not) or "No comparison was made of these reviews.")


def method(study: Study) -> Iterator[str]:
    """How the numbers came about, as far as the tables do not say it."""
    models = _listed(clean(name) for name in study.models) if study.models else "an unknown model"
    yield (
        f"Each paragraph or bullet was marked with its role and any of "
        f"{many(len(study.codebook.themes), 'theme')} (codebook {clean(study.codebook.version)}) "
        f"by {models}, with scr-mine {study.version}, on one computer and without a network. Each "
        "review counts once for a theme, however often it says it; what repeats an earlier passage "
        "is not counted again."
    )


def not_read(study: Study) -> tuple[str, list[str]]:
    """What could not be read: a sentence, and a line for each file."""
    if not study.failures:
        return ALL_READ, []
    lines = [shortened(failure, 300) for failure in study.failures[:MOST_FAILURES]]
    more = len(study.failures) - len(lines)
    if more:
        lines.append(f"{more} more, listed in reading.md")
    return "These files have no part in any number here:", lines


def no_quotations(study: Study, found: bool) -> str:
    """Why there are no quotations; empty where there are."""
    if not study.quotes:
        return NO_QUOTES
    if study.least > 1:
        return NO_QUOTES_LEAST
    return "" if found else NONE_FIT


def fewer_quotations(printed: int, chosen: int) -> str:
    """That not all quotations are printed; empty where they are."""
    if printed == chosen:
        return ""
    if not printed:
        return NO_ROOM
    return (
        f"Printed here: {printed} of {many(chosen, 'quotation')} chosen; five pages hold no more."
    )


def many(number: int, noun: str) -> str:
    """`1 review`, `2,000 reviews`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _tally(values: Iterable[str | None]) -> str:
    counts = Counter(value or "of no stated scope" for value in values)
    return _listed(f"{counts[name]:,} {clean(name)}" for name in sorted(counts))


def _listed(items: Iterable[str]) -> str:
    every = list(items)
    return every[0] if len(every) == 1 else f"{', '.join(every[:-1])} and {every[-1]}"


def _inside(figure: str) -> str:
    """A figure as it stands in brackets: `3 of 8`, `12 of 30, 40%`."""
    return figure.replace(" (", ", ").replace(")", "")


def _quoted(items: Iterable[str]) -> Iterator[str]:
    return (f"‘{item}’" for item in items)


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]
