"""What is printed on a page but is not the report: running heads, page numbers, stamps.

Works on pages of lines, so the same rules serve PDF and plain text. Everything taken out is
counted, with an example, for the reading report.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from scr_mine.read.parts import Part, Tally
from scr_mine.read.printed import toc
from scr_mine.read.printed.lines import Line, Page, body_size
from scr_mine.read.printed.pagenumbers import drop_page_numbers, squeezed, zones
from scr_mine.read.printed.running import drop_running

STAMP_WORDS = (
    "OFFICIAL|SENSITIVE|CONFIDENTIAL|STRICTLY|PRIVATE|AND|RESTRICTED|PROTECTED?|DRAFT|FINAL|PUBLIC|"
    "PUBLICATION|NOT|FOR|PROTECTIVELY|MARKED|UNCLASSIFIED|EMBARGOED|UNTIL|VERSION|REPORT|COPY|"
    r"MARKED|PUBLISHED|V?\d+(?:\.\d+)*"
)
STAMP = re.compile(
    r"^(?=.*(?:OFFICIAL|SENSITIVE|CONFIDENTIAL|RESTRICTED|DRAFT|FINAL|PUBLIC|PROTECT|MARKED|"
    rf"UNCLASSIFIED|EMBARGOED))(?:(?:{STAMP_WORDS})[\s:/|()\[\]–-]*)+$"
)
CONVERTER_HEAD = re.compile(r"^Page \d{1,4}:(?:\s|$)")
#: Pale text this much larger than the body is a watermark if it is repeated or a stamp.
WATERMARK = 2.0
#: Sentences of at least this many words tell whether a site printed everything twice.
SENTENCE_WORDS = 5
#: The space first: a search for a space is fast, one for what stands before it is not.
SENTENCE_END = re.compile(r" (?<=[.?!] )")
DOUBLED_SHARE, DOUBLED_SENTENCES = 0.7, 6


def strip(pages: list[Page], tally: Tally) -> list[Page]:
    """The pages without their furniture; what was taken out is added to `tally`."""
    pages = _drop(pages, tally, "converter page heads", _matches(CONVERTER_HEAD))
    pages = _drop(pages, tally, "watermarks and turned text", _is_watermark(pages))
    pages = _drop_stamps(pages, tally)
    pages = drop_page_numbers(pages, tally)
    pages = drop_running(pages, tally)
    pages = drop_page_numbers(pages, tally)
    return toc.drop(pages, tally)


def doubled(parts: list[Part]) -> tuple[str, ...]:
    """A note for the user if nearly every sentence of a document is printed twice."""
    counts: Counter[str] = Counter()
    for part in parts:
        for sentence in SENTENCE_END.split(" ".join(part.text.split())):
            if sentence.count(" ") >= SENTENCE_WORDS - 1:
                counts[sentence] += 1
    twice = sum(count > 1 for count in counts.values())
    if len(counts) < DOUBLED_SENTENCES or twice < DOUBLED_SHARE * len(counts):
        return ()
    return ("nearly every sentence is printed twice, so counts of passages are too high",)


def _matches(pattern: re.Pattern[str]) -> Callable[[Line], bool]:
    return lambda line: not line.cells and bool(pattern.match(line.text.strip()))


def _drop(pages: list[Page], tally: Tally, what: str, test: Callable[[Line], bool]) -> list[Page]:
    result = []
    for page in pages:
        gone = [line for line in page.lines if test(line)]
        for line in gone:
            tally.drop(what, line.text)
        if gone:
            page = replace(page, lines=tuple(line for line in page.lines if line not in gone))
        result.append(page)
    return result


def _is_watermark(pages: list[Page]) -> Callable[[Line], bool]:
    faint = [line for page in pages for line in page.lines if line.faint]
    if not faint:
        return lambda line: False
    large = WATERMARK * body_size(line for page in pages for line in page.lines)
    counts = Counter(squeezed(line.text) for line in faint)

    def test(line: Line) -> bool:
        if not line.faint or line.size < large:
            return False
        return counts[squeezed(line.text)] > 1 or bool(STAMP.match(line.text.strip().upper()))

    return test


def _drop_stamps(pages: list[Page], tally: Tally) -> list[Page]:
    """Handling marks: at the head or foot of a page, or repeated."""
    is_stamp = _matches(STAMP)
    found = [x for page in pages for x in page.lines if x.text.isupper() and is_stamp(x)]
    if not found:
        return pages
    counts = Counter(squeezed(line.text) for line in found)
    edge = {id(page.lines[i]) for page in pages for zone in zones(page) for i in zone}
    stamps = {id(line) for line in found if id(line) in edge or counts[squeezed(line.text)] > 1}
    return _drop(pages, tally, "handling stamps", lambda line: id(line) in stamps)
