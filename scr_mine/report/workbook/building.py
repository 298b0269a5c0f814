"""From a study to the bytes of the workbook."""

from io import BytesIO

from scr_mine.report.formats.xlsx import CREATED
from scr_mine.report.workbook import checking, lists, passages, readme
from scr_mine.report.workbook.leaf import FILL, Leaf, Looks
from scr_mine.report.workbook.plan import BEHIND, Part, behind, parts
from scr_mine.report.workbook.sampling import Sample
from scr_mine.study import Study

#: Past so many passages rows are kept in temporary files, as memory would not do.
IN_MEMORY_UP_TO = 50_000
ALL = "All passages"
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_PASSAGES = "Every passage with where it stands, its role, themes, probabilities and text."
#: A mark that is not shown cannot be confirmed.
_WITHHELD = "Left out, as the themes of single passages are withheld."
_CHECKING = "Up to 200 passages for a person to check, with lists to choose from."


def as_xlsx(study: Study) -> bytes:
    """The workbook, the same bytes for the same study."""
    from xlsxwriter import Workbook

    out = BytesIO()
    number = sum(sum(sizes.values()) for sizes in study.sizes.values()) + len(study.repeats)
    kept = "in_memory" if number <= IN_MEMORY_UP_TO else "constant_memory"
    with Workbook(out, {**_OPTIONS, kept: True}) as book:
        book.set_properties({"title": readme.title(study), "created": CREATED})
        looks = Looks(book)
        planned = _planned(study)
        first = Leaf(book, readme.NAME, looks)
        left_out: dict[str, int] = {}
        for part in planned:
            if part.write is not None:
                left_out[part.name] = part.write(Leaf(book, part.name, looks, part.tab))
        checking.lists(Leaf(book, checking.LISTS, looks), study, book)
        readme.write(first, study, planned, left_out)
        first.sheet.activate()
    return out.getvalue()


def _planned(study: Study) -> list[Part]:
    """All sheets but the first; that of the sample is written after that of all passages."""
    sample = Sample(study)

    def write_all(leaf: Leaf) -> int:
        lines = passages.lines(study, sample.see)
        return lists.write(leaf, passages.HEADS, lines, printed=passages.PRINTED)

    def write_sample(leaf: Leaf) -> int:
        checking.write(leaf, study, study.looked_up(sample.chosen()).values())
        return 0

    return [
        *parts(study),
        Part(name=ALL, says=_PASSAGES, tab=BEHIND, write=write_all),
        Part(
            name=checking.NAME,
            says=_WITHHELD if study.least > 1 else _CHECKING,
            tab=FILL,
            write=None if study.least > 1 else write_sample,
        ),
        *behind(study),
    ]
