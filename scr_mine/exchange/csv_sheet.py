"""The checking sheet as CSV."""

import csv
import io
from collections.abc import Iterable, Mapping

from scr_mine.errors import LabelsError
from scr_mine.exchange import sheet
from scr_mine.inert import bare, inert
from scr_mine.labels import Imported
from scr_mine.records import TaggedPassage
from scr_mine.themes import Codebook


def export(passages: Iterable[TaggedPassage], codebook: Codebook, *, blind: bool) -> bytes:
    """The sheet in UTF-8 with a byte order mark, for Excel; no cell can act as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(sheet.COLUMNS)
    for row in sheet.rows(passages, blind=blind):
        writer.writerow("" if v is None else inert(v) if isinstance(v, str) else v for v in row)
    return out.getvalue().encode("utf-8-sig")


def labels(
    data: bytes,
    passages: Mapping[str, TaggedPassage],
    codebook: Codebook,
    *,
    coder: str,
    name: str,
) -> Imported:
    """What a person filled in; commas, semicolons or tabs between the cells, as Excel saves them.

    Raises LabelsError naming file and row.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LabelsError(
            f"{name}: not saved as UTF-8; in Excel, save it as 'CSV UTF-8'."
        ) from error
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = [
            [bare(value) for value in row]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error as error:
        raise LabelsError(f"{name}: not a CSV file ({error}); save it again.") from error
    return sheet.labels(rows, passages, codebook, coder=coder, name=name)
