"""Key word in context: every place where a phrase stands, with its page and paragraph."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from scr_mine.cases import case_name
from scr_mine.errors import InputError, UsageError
from scr_mine.facts import Cell, Column, Row, Table
from scr_mine.inert import clean
from scr_mine.records import Review, TaggedPassage
from scr_mine.tabulate.footnotes import listed, reviews_line
from scr_mine.tabulate.groups import ordered

#: Characters of context on each side.
WIDTH = 60
CUT = "…"
CAUTION = "These are words, not themes: read the passage before counting on one."

_APOSTROPHES = "'’‘ʼ`´＇"
# The dashes that stand for a hyphen; one between spaces is a dash, and parts what it stands in.
_HYPHENS = "-‐‑‒–−"
_APART = rf"(?:\s+|[{_HYPHENS}](?:[^\S\n]*\n\s*)?)"
_COLUMNS = (
    *(("page", "Page"), ("paragraph", "Paragraph"), ("role", "Role"), ("before", "Before")),
    *(("match", "Words"), ("after", "After"), ("passage", "Passage")),
)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One occurrence. `start` and `end` are its offsets in the text of the passage.

    `before`, `match` and `after` are as printed, on one line; `…` stands where text was cut.
    """

    review: Review
    passage: str
    role: str
    start: int
    end: int
    before: str
    match: str
    after: str
    page: int | None = None
    paragraph: str | None = None

    def as_text(self, width: int = WIDTH) -> str:
        """The line for a terminal: the words in the middle, then where they stand."""
        place = [self.review.review_id]
        place += [f"page {self.page}"] if self.page is not None else []
        place += [f"para. {self.paragraph}"] if self.paragraph else []
        before, match, after = map(clean, (self.before, self.match, self.after))
        line = f"{before:>{width}}  {match}  {after:<{width}}"
        return f"{line.rstrip()}  ({clean(', '.join(place))}; {clean(self.role)})"


@dataclass
class _Searched:
    """What was looked through: its reviews, its roles, and how many passages."""

    reviews: dict[str, Review] = field(default_factory=dict)
    roles: set[str] = field(default_factory=set)
    passages: int = 0


def concordance(
    passages: Iterable[TaggedPassage],
    phrase: str,
    *,
    width: int = WIDTH,
    roles: Sequence[str] | None = None,
    pattern: bool = False,
) -> list[Line]:
    """Every occurrence of a phrase, in the order of the passages, each read once and let go.

    Whole words, whatever the case; one kind of apostrophe, of hyphen or of white space is as good
    as another, and a hyphen as a space; `*` ends a word any way (`neglect*`). With `pattern` the
    phrase is a regular expression. `width` is how many characters of context stand on each side.
    Raises InputError where it stands nowhere or a role is on no passage, and UsageError for a
    phrase that cannot be searched for.
    """
    return _search(passages, phrase, width=width, roles=roles, pattern=pattern)[0]


def concordance_table(
    passages: Iterable[TaggedPassage],
    phrase: str,
    *,
    width: int = WIDTH,
    roles: Sequence[str] | None = None,
    pattern: bool = False,
) -> Table:
    """The same as a table, a row an occurrence; raises as `concordance` does."""
    lines, searched = _search(passages, phrase, width=width, roles=roles, pattern=pattern)
    reviews = len({line.review.review_id for line in lines})
    places = len({line.passage for line in lines})
    return Table(
        id="concordance",
        title=f"Where '{phrase}' stands",
        head="Review",
        columns=tuple(Column(id=key, label=label, measure="words") for key, label in _COLUMNS),
        rows=tuple(map(_row, lines)),
        n=len(searched.reviews),
        footer=(
            f"Found {_many(len(lines), 'time')} in {_many(places, 'passage')} of "
            f"{reviews} of {_many(len(searched.reviews), 'review')}. "
            f"Roles searched: {listed(roles or ordered(searched.roles))}.",
            reviews_line(list(searched.reviews.values())),
            CAUTION,
        ),
    )


def _search(
    passages: Iterable[TaggedPassage],
    phrase: str,
    *,
    width: int,
    roles: Sequence[str] | None,
    pattern: bool,
) -> tuple[list[Line], _Searched]:
    if width < 0:
        raise UsageError(f"The width of the context is {width}; give 0 or more characters.")
    places = _matches(phrase) if pattern else _occurrences(phrase)
    searched = _Searched()
    lines: list[Line] = []
    for passage in passages:
        searched.reviews.setdefault(passage.review.review_id, passage.review)
        searched.roles.add(passage.role)
        if roles is None or passage.role in roles:
            searched.passages += 1
            lines += (_line(passage, *at, width) for at in places(passage.text))
    _check(searched, roles)
    if not lines:
        raise InputError(
            f"'{phrase}' stands in none of {_many(searched.passages, 'passage')} of "
            f"{_many(len(searched.reviews), 'review')}; "
            + ("check the pattern." if pattern else "use fewer words, or end one with * for any.")
        )
    return lines, searched


def _check(searched: _Searched, roles: Sequence[str] | None) -> None:
    if not searched.reviews:
        raise InputError("There is no tagged passage to search; tag some reports first.")
    for role in roles or ():
        if role not in searched.roles:
            there = ", ".join(ordered(searched.roles))
            raise InputError(f"No passage here has the role '{role}'; there are: {there}.")


def _occurrences(phrase: str) -> Callable[[str], Iterator[tuple[int, int]]]:
    """Finds the words of a phrase in a text, occurrences that overlap included."""
    if not re.search(r"\w", phrase):
        raise UsageError(f"There is no word to search for in '{phrase}'; give one or more words.")
    if re.search(rf"(?<!\w)\*|\*(?![{_HYPHENS}\s]|$)", phrase):
        raise UsageError(f"'{phrase}': a * stands for the rest of a word, so it can only end one.")
    words = re.split(rf"\s+|(?<=\S)[{_HYPHENS}](?=\S)", phrase.strip())
    wanted = re.compile(rf"(?<!\w){_APART.join(map(_word, words))}(?!\w)", re.IGNORECASE)

    def places(text: str) -> Iterator[tuple[int, int]]:
        at = 0
        while match := wanted.search(text, at):
            yield match.span()
            at = match.start() + 1

    return places


def _word(word: str) -> str:
    letters = (
        rf"[{_APOSTROPHES}]"
        if letter in _APOSTROPHES
        else r"\w*"
        if letter == "*"
        else re.escape(letter)
        for letter in word
    )
    return "".join(letters)


def _matches(phrase: str) -> Callable[[str], Iterator[tuple[int, int]]]:
    """Finds a regular expression in a text; an empty match is none."""
    if not phrase:
        raise UsageError("The pattern is empty; give a regular expression.")
    try:
        wanted = re.compile(phrase, re.IGNORECASE)
    except re.error as error:
        raise UsageError(f"'{phrase}' is not a regular expression ({error}); mend it.") from error
    return lambda text: (m.span() for m in wanted.finditer(text) if m.end() > m.start())


def _line(passage: TaggedPassage, start: int, end: int, width: int) -> Line:
    text = passage.text
    first, last = max(0, start - width), min(len(text), end + width)
    before, after = _printed(text[first:start]), _printed(text[end:last])
    if first > 0:
        whole = text[first - 1].isspace()
        before = CUT + (before if whole else before[before.find(" ") + 1 :])
    if last < len(text):
        whole = text[last].isspace()
        after = (after if whole else after[: after.rfind(" ") + 1]) + CUT
    return Line(
        review=passage.review,
        passage=passage.id,
        role=passage.role,
        start=start,
        end=end,
        before=before,
        match=_printed(text[start:end]),
        after=after,
        page=passage.page,
        paragraph=passage.paragraph,
    )


def _printed(text: str) -> str:
    return re.sub(r"\s", " ", text)


def _row(line: Line) -> Row:
    values = {
        "page": str(line.page) if line.page else "",
        "paragraph": line.paragraph or "",
        **{key: getattr(line, key) for key in ("role", "before", "match", "after", "passage")},
    }
    return Row(
        id=f"{line.passage}@{line.start}",
        label=case_name(line.review),
        cells={key: Cell(value=value, passages=(line.passage,)) for key, value in values.items()},
    )


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
