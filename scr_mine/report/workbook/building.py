"""From a study to the bytes of the workbook."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import IO, Any

from scr_mine import lock
from scr_mine.report.formats.xlsx import CREATED
from scr_mine.report.workbook import checking, lists, passages, readme
from scr_mine.report.workbook.leaf import FILL, Leaf, Looks
from scr_mine.report.workbook.plan import BEHIND, Part, behind, parts
from scr_mine.report.workbook.sampling import Sample
from scr_mine.study import Study

#: Past so many passages rows are kept in temporary files, as memory would not do.
IN_MEMORY_UP_TO = 50_000
#: Of more passages the sheet has those that some figure counts: Excel opens no more with ease.
ALL_UP_TO = 50_000
PASSAGES = "Passages"
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_ALL = "Every passage with where it stands, its role, themes, probabilities and text."
_COUNTED = (
    "Every recommendation, and every passage with a theme, where it stands, its role, themes, "
    "probabilities and text. With so many, others are left out; the reviews' own files have all."
)
#: A mark that is not shown cannot be confirmed.
_WITHHELD = "Left out, as the themes of single passages are withheld."
_CHECKING = "Up to 200 passages for a person to check, with lists to choose from."


def as_xlsx(study: Study) -> bytes:
    """The workbook, the same bytes for the same study."""
    out = BytesIO()
    write(study, out)
    return out.getvalue()


def write(study: Study, out: IO[bytes]) -> None:
    """Write the workbook to a file."""
    from xlsxwriter import Workbook

    file = _File(out)
    number = sum(sum(sizes.values()) for sizes in study.sizes.values()) + len(study.repeats)
    with _somewhere(number > IN_MEMORY_UP_TO) as how, Workbook(file, {**_OPTIONS, **how}) as book:
        book.set_properties({"title": readme.title(study), "created": CREATED})
        looks = Looks(book)
        # Where themes are withheld, no passage shows that it is counted.
        everything = number <= ALL_UP_TO or study.least > 1
        planned = _planned(study, everything=everything, tall=number <= IN_MEMORY_UP_TO)
        first = Leaf(book, readme.NAME, looks)
        left_out: dict[str, int] = {}
        for part in planned:
            if part.write is not None:
                left_out[part.name] = part.write(Leaf(book, part.name, looks, part.tab))
        checking.lists(Leaf(book, checking.LISTS, looks), study, book)
        readme.write(first, study, planned, left_out)
        first.sheet.activate()
    file.flush()
    if file.error:
        raise file.error


@contextmanager
def _somewhere(large: bool) -> Iterator[dict[str, Any]]:
    """Where rows are kept while they are written: in memory, or in a folder that is gone after."""
    if not large:
        yield {"in_memory": True}
        return
    # They hold the text of reports, and a killed process must not leave them lying about.
    with lock.passing() as folder:
        yield {"constant_memory": True, "tmpdir": str(folder)}


class _File:
    """A file as a zip needs it, of which `error` says in the end what came in the way.

    A zip that fails in the middle cannot be closed, and complains of that on its own.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._at = file, 0
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        """Write to it, unless that failed before."""
        self._done(self._file.write, data)
        self._at += len(data)
        return len(data)

    def seek(self, place: int, whence: int = 0) -> int:
        """Go elsewhere in it, as counted from its start."""
        self._done(self._file.seek, place)
        self._at = place
        return place

    def tell(self) -> int:
        """Where it is written to."""
        return self._at

    def flush(self) -> None:
        """Bring out what was written."""
        self._done(self._file.flush)

    def seekable(self) -> bool:
        """One can go elsewhere in it."""
        return True

    def _done(self, method: Callable[..., Any], *given: Any) -> None:
        if self.error is None:
            try:
                method(*given)
            except OSError as error:
                self.error = error


def _planned(study: Study, *, everything: bool, tall: bool) -> list[Part]:
    """All sheets but the first; that of the sample is written after that of all passages."""
    sample = Sample(study)

    def write_all(leaf: Leaf) -> int:
        lines = passages.lines(study, sample.see, everything=everything)
        return lists.write(leaf, passages.HEADS, lines, printed=passages.PRINTED, tall=tall)

    def write_sample(leaf: Leaf) -> int:
        checking.write(leaf, study, study.looked_up(sample.chosen()).values())
        return 0

    return [
        *parts(study),
        Part(
            name=PASSAGES,
            says=_ALL if everything else _COUNTED,
            tab=BEHIND,
            write=write_all,
        ),
        Part(
            name=checking.NAME,
            says=_WITHHELD if study.least > 1 else _CHECKING,
            tab=FILL,
            write=None if study.least > 1 else write_sample,
        ),
        *behind(study),
    ]
