"""The manifest `reviews.csv`: which file is which review. Read, checked, and drafted."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

from scr_mine.errors import ManifestError, cause
from scr_mine.inert import bare, formula_like
from scr_mine.records import KINDS, NO_REVIEW_IDS, Review

NAME = "reviews.csv"
COLUMNS = (
    *("file", "review_id", "board", "label", "year", "scope", "nation", "kind"),
    *("source", "licence", "inferred"),
)
SCOPES = ("local", "national")
NATIONS = ("England", "Wales", "Scotland", "Northern Ireland", "UK")
YEARS = range(1945, 2100)

EXCEL_LINE = re.compile(r"sep=.\s*\n")

_REVIEW_FIELDS = {f.name for f in fields(Review)}


def load(path: Path) -> dict[str, Review]:
    """A manifest as {file name as written: review}; two files with one `review_id` are one review.

    Needed column: `file`. Raises ManifestError naming file, line and what to do.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ManifestError(
            f"{path.name}: not saved as UTF-8; in Excel, save it as 'CSV UTF-8'."
        ) from error
    except OSError as error:
        raise ManifestError(
            f"{path.name}: cannot be read ({cause(error)}); check the path."
        ) from error
    try:
        reviews = _reviews(text, path)
    except csv.Error as error:
        raise ManifestError(
            f"{path.name}: not a table ({error}); save it as 'CSV UTF-8'."
        ) from error
    _check_consistent(reviews, path.name)
    return reviews


def _reviews(text: str, path: Path) -> dict[str, Review]:
    # Excel may tell itself the separator in a line of its own.
    above = EXCEL_LINE.match(text)
    text = text[above.end() :] if above else text
    reader = csv.DictReader(io.StringIO(text), dialect=_dialect(text))
    names = ["_".join(name.casefold().split()) for name in reader.fieldnames or ()]
    reader.fieldnames = names
    if "file" not in names:
        raise ManifestError(f"{path.name}: it has no column 'file'; add one with the file names.")
    reviews: dict[str, Review] = {}
    for number, row in enumerate(reader, 3 if above else 2):
        plain = {
            key: bare((value or "").strip()) for key, value in row.items() if isinstance(key, str)
        }
        if not any(plain.values()):
            continue
        where = f"{path.name}, line {number}"
        name = plain["file"].replace("\\", "/").removeprefix("./")
        if not name:
            raise ManifestError(f"{where}: the column 'file' is empty; name the report's file.")
        if name in reviews:
            raise ManifestError(f"{where}: {name} is listed twice; keep one line for it.")
        reviews[name] = _row(plain, name, where)
    return reviews


def _dialect(text: str) -> type[csv.Dialect]:
    """Comma, or the semicolon or tab that some spreadsheets write."""
    head = text.split("\n", 1)[0]

    class Found(csv.excel):
        delimiter = max(",;\t", key=head.count)

    return Found


def _row(row: dict[str, str], name: str, where: str) -> Review:
    year = row.get("year", "")
    if year and not (re.fullmatch("[0-9]{4}", year) and int(year) in YEARS):
        raise ManifestError(f"{where}: the year '{year}' is not a year such as 2019; correct it.")
    for column, allowed in (("scope", SCOPES), ("kind", KINDS), ("nation", NATIONS)):
        given = row.get(column, "")
        match = [a for a in allowed if a.casefold() == given.casefold()]
        if given and not match:
            raise ManifestError(
                f"{where}: the {column} '{given}' is not one of {', '.join(allowed)}; correct it."
            )
        row[column] = match[0] if match else ""
    review_id = row.get("review_id") or slug(Path(name).stem)
    if review_id in NO_REVIEW_IDS:
        raise ManifestError(
            f"{where}: '{review_id}' is the name of a column; give it another review_id."
        )
    return Review(
        review_id=review_id,
        board=row.get("board") or None,
        label=row.get("label") or None,
        year=int(year) if year else None,
        scope=row["scope"] or None,
        nation=row["nation"] or None,
        kind=row["kind"] or None,
        source=row.get("source") or None,
        licence=row.get("licence") or None,
        inferred=tuple(i for i in re.split(r"[;, ]+", row.get("inferred", "")) if i),
    )


def _check_consistent(reviews: dict[str, Review], name: str) -> None:
    first: dict[str, Review] = {}
    for review in reviews.values():
        other = first.setdefault(review.review_id, review)
        for key in ("board", "label", "year", "scope", "nation"):
            one, two = getattr(other, key), getattr(review, key)
            if one and two and one != two:
                raise ManifestError(
                    f"{name}: '{review.review_id}' has two values of {key}, '{one}' and '{two}'; "
                    "make them agree or give one file another review_id."
                )


def dumps(rows: Iterable[tuple[str, Review]]) -> str:
    """A manifest as CSV text, one line a file; a user corrects it and passes it back."""
    out = io.StringIO()
    # Excel takes a CSV file without this mark for one in the old encoding of its country.
    out.write("\ufeff")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for name, review in rows:
        values = {**{key: getattr(review, key) for key in COLUMNS if key in _REVIEW_FIELDS}}
        values |= {"file": name, "inferred": " ".join(review.inferred)}
        writer.writerow(["" if values[key] is None else _cell(values[key]) for key in COLUMNS])
    return out.getvalue()


def _cell(value: Any) -> Any:
    """The value, unless a spreadsheet would take it for a formula, when `bare` gives it back."""
    return f"'{value}" if isinstance(value, str) and formula_like(value) else value


def slug(text: str) -> str:
    """Lower-case letters, digits and hyphens: an id that is also a safe file name."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")[:80] or "report"
