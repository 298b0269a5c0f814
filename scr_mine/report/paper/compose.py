"""The board paper, section by section, within five pages."""

from collections.abc import Sequence
from math import ceil

from scr_mine.inert import clean
from scr_mine.report.formats.shown import grouped, head
from scr_mine.report.paper import checked, counted, words
from scr_mine.report.paper.writing import Paper
from scr_mine.report.quotations import Quotation, quotations
from scr_mine.study import Study

#: Themes that are quoted, and quotations for each; fewer where five pages do not hold them.
MOST_THEMES, MOST_QUOTES = 8, 3
#: Rows of the table of lessons, and of each part of the table of recommendations.
MOST_ROWS, MOST_ASKED = 45, 7
#: Widths of the columns, as shares of the width of the text.
THEME, FIGURES, JUDGED = 5.9, 2.9, 2.1
#: Five pages in points, less a little; papers come out about a tenth lower than is reckoned here,
#: which leaves room for what is lost at the ends of pages and between one program and another.
ROOM = 4.85 * 717
#: About what things take in points: headings by level, the source of a quotation, lines, rows.
HEADINGS, SOURCE, GAP = {1: 37, 2: 25}, 17, 4
LINE, NOTE, ROW = 13.4, 10, 14.6
#: How sentences begin that explain columns which are in the page and the workbook only.
ELSEWHERE = ("Under each review:", "Share of passages, corrected by checks:")
#: How many letters a line holds, of running text and of notes.
LETTERS, SMALL_LETTERS = 94, 118


def as_docx(study: Study, template: bytes | None = None) -> bytes:
    """The paper as a Word file, the same bytes for the same study and template.

    A `template` is a .docx or .dotx file whose styles, headers, footers and page are used. Raises
    InputError if it is no Word file.
    """
    made = Paper(template, words.title(study))
    paper = _Paced(made)
    already: set[str] = set()
    paper.heading("Summary")
    paper.bullets(list(words.summary(study)))
    _lessons(paper, study, already)
    _compared(paper, study, already)
    _asked(paper, study, already)
    end = _Paced(None)
    _ending(end, study, set(already))
    _quotations(paper, study, ROOM * made.holds() - paper.height - end.height)
    _ending(paper, study, already)
    return made.saved()


class _Paced:
    """A paper, or none, and about how high what was written is, in points."""

    def __init__(self, paper: Paper | None) -> None:
        self._paper = paper
        self.height = 45.0

    def heading(self, text: str, level: int = 1) -> None:
        self._add(text, f"Heading {level}", HEADINGS[level])

    def text(self, text: str) -> None:
        self._add(text, "Normal", _height(text, LETTERS, LINE))

    def bullets(self, lines: Sequence[str]) -> None:
        for line in lines:
            self._add(line, "List Bullet", _height(line, LETTERS - 5, LINE))

    def notes(self, lines: Sequence[str]) -> None:
        for line in lines:
            self._add(line, "Table Note", _height(line, SMALL_LETTERS, NOTE))

    def quotation(self, quotation: Quotation) -> None:
        self._add(f"“{quotation.text}”", "Quote", _height(quotation.text, LETTERS - 8, LINE))
        self._add(quotation.citation, "Quote Source", SOURCE)

    def table(
        self,
        caption: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
    ) -> None:
        first = LETTERS * widths[0] / sum(widths)
        lines = (ceil(len(row[0]) / first) if len(row) > 1 else 1 for row in rows)
        self.height += HEADINGS[2] + ROW + sum(ROW + (number - 1) * NOTE for number in lines)
        if self._paper:
            self._paper.table(self._paper.caption(caption), heads, rows, widths)

    def _add(self, text: str, style: str, height: float) -> None:
        self.height += height
        if self._paper:
            self._paper.add(text, style)


def _height(text: str, letters: float, line: float) -> float:
    return line * max(1, ceil(len(text) / letters)) + GAP


def _lessons(paper: _Paced, study: Study, already: set[str]) -> None:
    table = counted.lessons(study)
    if table is None:
        return
    paper.heading("What the reviews say")
    columns, reasons = counted.columns(table), counted.Reasons()
    found = counted.most_found(study)
    kept = {c.id for c in found[:MOST_ROWS]}
    short = len(table.rows) > MOST_ROWS
    rows: list[list[str]] = []
    for family, members in grouped(table):
        shown = [row for row in members if row.id in kept or not short]
        if family and shown:
            rows.append([family])
        for row in shown:
            cells = [reasons.cell(row.cells[column.id], column) for column in columns]
            rows.append([clean(row.label), *cells])
    paper.table(
        "In how many reviews each theme is found",
        [table.head, *(_head(head(column)) for column in columns)],
        rows,
        [THEME, *(JUDGED if column.id == counted.VERDICT else FIGURES for column in columns)],
    )
    # What columns mean that are not in the paper.
    already.update(line for line in table.footer if line.startswith(ELSEWHERE))
    notes = reasons.lines()
    if short:
        more = counted.as_many(found, MOST_ROWS)
        tied = f"; {more} more are in as many as the last" if more else ""
        notes.append(f"The {MOST_ROWS} themes found in most reviews, of {len(table.rows)}{tied}.")
    paper.notes([*notes, *counted.footers(study, [table.id], already)])


def _compared(paper: _Paced, study: Study, already: set[str]) -> None:
    paper.heading("Local and national reviews compared")
    before, differing, after = words.compared(study)
    already.update(after)
    for line in before:
        paper.text(line)
    paper.bullets(differing)
    for line in after:
        paper.text(line)
    corrected, lines, notes = checked.checked(study)
    if corrected:
        paper.text(corrected)
        paper.bullets(lines)
        paper.notes(notes)


def _asked(paper: _Paced, study: Study, already: set[str]) -> None:
    remedies = counted.asked(study, counted.REMEDIES)
    agencies = counted.asked(study, counted.AGENCIES)
    if not remedies:
        return
    paper.heading("What recommendations ask for")
    rows = [["Any recommendation", remedies[0].words], ["What is asked for"]]
    rows += _rows(remedies, MOST_ASKED + 2)
    if agencies:
        rows += [["Who is asked"], *_rows(agencies, MOST_ASKED)]
    paper.table(
        "In how many reviews a recommendation asks for such a thing, or asks such an agency",
        ["Recommendations", "Reviews"],
        rows,
        [3, 2],
    )
    more = counted.as_many([c for c in agencies if c.known and c.number], MOST_ASKED)
    tied = [f"Who is asked: {more} more, in as many reviews as the last."] if more else []
    names = (counted.REMEDIES, counted.AGENCIES)
    paper.notes([*tied, *counted.footers(study, names, already)])


def _rows(asked: Sequence[counted.Counted], most: int) -> list[list[str]]:
    """What is asked for most, and what is no known kind."""
    some = [c for c in asked if c.known and c.number != 0][:most]
    return [[c.label, c.words] for c in (*some, *(c for c in asked[1:] if not c.known))]


def _quotations(paper: _Paced, study: Study, room: float) -> None:
    themes = counted.most_found(study)[:MOST_THEMES]
    found = quotations(study, [theme.id for theme in themes], most=MOST_QUOTES)
    paper.heading("In the words of the reviews")
    none = words.no_quotations(study, any(found.values()))
    if none:
        paper.text(none)
        return
    until = paper.height + room - NOTE - GAP
    printed = 0
    for theme in themes:
        chosen = list(found[theme.id])
        while chosen and paper.height + _of(chosen) > until:
            chosen.pop()
        # One quotation alone gives a theme's picture too little.
        if len(chosen) < min(2, len(found[theme.id])) or not chosen:
            continue
        figure = f": {theme.words}" if len(study.reviews) > 1 else ""
        paper.heading(f"{theme.label}{figure}", 2)
        for quotation in chosen:
            paper.quotation(quotation)
        printed += len(chosen)
    fewer = words.fewer_quotations(printed, sum(map(len, found.values())))
    paper.notes([fewer] if fewer else [])


def _of(chosen: Sequence[Quotation]) -> float:
    """About how high a heading and these quotations are."""
    return HEADINGS[2] + sum(_height(q.text, LETTERS - 8, LINE) + SOURCE for q in chosen)


def _ending(paper: _Paced, study: Study, already: set[str]) -> None:
    paper.heading("Method and caution")
    for line in words.method(study):
        paper.text(line)
    paper.bullets(words.USE)
    if counted.COMPARED in study.tables:
        paper.heading("How local and national reviews were compared", 2)
        paper.notes(list(counted.how_compared(study, already)))
    paper.heading("What was not read")
    line, failures = words.not_read(study)
    paper.text(line)
    paper.bullets(failures)


def _head(label: str) -> str:
    return f"{label[:1].upper()}{label[1:]}"
