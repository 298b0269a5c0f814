"""What was read of every file and what was not, in short and in full."""

import re
from collections.abc import Sequence

from scr_mine.inert import clean
from scr_mine.records import ReadingReport

#: Page numbers printed in full up to this many.
PAGES_SHOWN = 12
#: What could begin a tag, a link or a cell in Markdown.
_SPECIAL = re.compile(r"[<&\[|]")


def in_short(report: ReadingReport) -> str:
    """One line on a file: format, pages, passages, what was left out."""
    parts = [report.format.upper()]
    if report.pages is not None:
        parts.append(count(report.pages, "slide" if report.format == "pptx" else "page"))
    parts.append(count(report.passages, "passage"))
    if report.tables:
        parts.append(count(report.tables, "table"))
    left_out = sum(dropped.count for dropped in report.dropped)
    if left_out:
        parts.append(f"{left_out} lines of page furniture left out")
    if report.columns:
        parts.append(f"columns on {count(len(report.columns), 'page')}")
    if report.pages_without_text:
        parts.append(f"NO TEXT on {count(len(report.pages_without_text), 'page')}")
    return f"{clean(report.file)}: {', '.join(parts)}"


def as_markdown(reports: Sequence[ReadingReport], failures: Sequence[str]) -> str:
    """The whole reading report: what could not be read first, then each file."""
    lines = ["# Reading report", ""]
    lines += ["What was read of each file, and what was left out and why.", ""]
    if failures:
        lines += ["## Not read", "", *(f"- {_plain(failure)}" for failure in failures), ""]
    for report in reports:
        lines += _file(report)
    return "\n".join(lines)


def _file(report: ReadingReport) -> list[str]:
    lines = [f"## {_plain(report.file)}", "", f"- Format: {report.format.upper()}"]
    if report.pages is not None:
        lines.append(f"- Pages: {report.pages}")
    if report.pages_without_text:
        lines.append(f"- Pages without text: {_pages(report.pages_without_text)}")
    if report.columns:
        lines.append(f"- Pages with columns, put in order: {_pages(report.columns)}")
    lines += [f"- Tables: {report.tables}", f"- Passages: {report.passages}"]
    lines += [f"- Note: {_plain(note)}" for note in report.notes]
    if report.dropped:
        lines += ["", "| left out | how often | for example |", "| --- | ---: | --- |"]
        lines += [f"| {d.what} | {d.count} | {_plain(d.example)} |" for d in report.dropped]
    return [*lines, ""]


def count(number: int, noun: str) -> str:
    """`1 page`, `2 pages`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _pages(pages: Sequence[int]) -> str:
    shown = ", ".join(map(str, pages[:PAGES_SHOWN]))
    return shown if len(pages) <= PAGES_SHOWN else f"{shown} and {len(pages) - PAGES_SHOWN} more"


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", clean(text))
