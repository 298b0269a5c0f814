"""Footnotes and endnotes of a Word file, by the mark that cites them."""

from scr_mine.read.office.docx_styles import value
from scr_mine.read.office.numbering import W, formatted
from scr_mine.read.office.ooxml import Element

ENDING_PARTS = ("footnotes", "endnotes", "settings")
#: Word's own formats where the settings give none.
FORMATS = {"footnote": "decimal", "endnote": "lowerRoman"}


class Endings:
    """The notes of one document, numbered in the order in which they are cited."""

    def __init__(self, roots: dict[str, Element | None]) -> None:
        self._notes = {kind: _by_id(roots.get(f"{kind}s"), kind) for kind in FORMATS}
        settings = roots.get("settings")
        self._formats = {
            kind: value(settings, f"{kind}Pr/numFmt") or usual for kind, usual in FORMATS.items()
        }
        self._count = dict.fromkeys(FORMATS, 0)

    def cited(self, kind: str, note_id: str, mark: str | None) -> tuple[Element | None, str]:
        """A note and its mark, `mark` if it has one of its own; None if it was cited before."""
        element = self._notes[kind].pop(note_id, None)
        if element is None or mark is not None:
            return element, mark or ""
        self._count[kind] += 1
        return element, formatted(self._count[kind], self._formats[kind])


def _by_id(root: Element | None, kind: str) -> dict[str, Element]:
    found = root.iter(f"{W}{kind}") if root is not None else ()
    return {el.get(f"{W}id", ""): el for el in found if el.get(f"{W}type", "normal") == "normal"}
