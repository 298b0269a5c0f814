"""A Word document written paragraph by paragraph, in named styles only."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from scr_mine.inert import clean
from scr_mine.report.paper.styles import A4, LANGUAGE, MARGIN, SIZE, TABLE_STYLE, document

#: The same in every file, so that the same study gives the same bytes.
CREATED = datetime(1980, 1, 1, tzinfo=UTC)
ZIPPED = (1980, 1, 1, 0, 0, 0)
MAKER = "scr-mine"
EMU = 635
#: The size of letters, in points, of a template that does not say.
WORDS_OWN = 11
#: The space beside the text of a cell, in twentieths of a point, by which tables are moved in.
BESIDE = 108
#: A field with the number of the page, in either of the ways in which Word writes one.
_NUMBERED = re.compile(r'instr(?:Text[^>]*>|=")\s*PAGE\b')


class Paper:
    """The document and what is added to it, in order. All text is cleaned of control characters."""

    def __init__(self, template: bytes | None, title: str) -> None:
        self._word = document(template)
        self._properties(title)
        self._language()
        self._page_numbers()
        self._tables = 0
        self.add(title, "Title")

    def add(self, text: str, style: str = "Normal") -> None:
        """A paragraph of that style."""
        self._word.add_paragraph(clean(text), style=self._style(style))

    def caption(self, text: str) -> str:
        """A numbered heading of a table; returns it."""
        self._tables += 1
        line = f"Table {self._tables}. {clean(text)}"
        self.add(line, "Caption")
        return line

    def table(
        self,
        caption: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
    ) -> None:
        """A table whose first row is repeated on every page.

        A row of one text is a heading across all columns. `widths` are shares of the text's width.
        """
        from docx.enum.table import WD_TABLE_ALIGNMENT

        table = self._word.add_table(rows=0, cols=len(heads))
        table.style = self._word.styles[TABLE_STYLE]
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
        width = self._text_width() - BESIDE * EMU
        sizes = [int(width * share / sum(widths)) for share in widths]
        for column, size in zip(table.columns, sizes, strict=True):
            column.width = size
        self._row(table, heads, "Table Heading", sizes)
        for row in rows:
            self._row(table, row, "Table Heading" if len(row) == 1 else "Table Text", sizes)
        _described(table, caption)

    def holds(self) -> float:
        """How much text a page of the template holds, where 1 is what one of our own does."""
        from docx.shared import Cm, Pt

        section = self._word.sections[-1]
        margins = (section.top_margin or 0) + (section.bottom_margin or 0)
        area = self._text_width() * ((section.page_height or 0) - margins)
        size = self._word.styles["Normal"].font.size or Pt(WORDS_OWN)
        ours = (A4[0] - 2 * MARGIN) * (A4[1] - 2 * MARGIN) * Cm(1) ** 2
        return float(area / ours * (Pt(SIZE) / size) ** 2)

    def saved(self) -> bytes:
        """The file, its parts packed with a fixed date."""
        out = io.BytesIO()
        self._word.save(out)
        packed = io.BytesIO()
        with zipfile.ZipFile(out) as made, zipfile.ZipFile(packed, "w") as again:
            for name in made.namelist():
                info = zipfile.ZipInfo(name, ZIPPED)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.create_system, info.external_attr = 3, 0o600 << 16
                again.writestr(info, made.read(name))
        return packed.getvalue()

    def _style(self, name: str) -> Any:
        from docx.enum.style import WD_STYLE_TYPE

        named = [s for s in self._word.styles if s.name in (name, f"{name} (paper)")]
        return next(s for s in named if s.type == WD_STYLE_TYPE.PARAGRAPH)

    def _row(self, table: Any, texts: Sequence[str], style: str, sizes: Sequence[int]) -> None:
        row = table.add_row()
        _not_split(row, header=len(table.rows) == 1)
        cells = row.cells
        if len(texts) == 1:
            cells = [cells[0].merge(cells[-1])]
        else:
            for cell, size in zip(cells, sizes, strict=True):
                cell.width = size
        for cell, text in zip(cells, texts, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.style = self._style(style)
            paragraph.add_run(clean(text))

    def _text_width(self) -> int:
        section = self._word.sections[-1]
        page, margins = section.page_width, (section.left_margin, section.right_margin)
        return int((page or 0) - sum(margin or 0 for margin in margins))

    def _properties(self, title: str) -> None:
        properties = self._word.core_properties
        properties.title, properties.subject = clean(title), "Themes of safeguarding reviews"
        properties.author = properties.last_modified_by = MAKER
        properties.comments = properties.keywords = properties.category = ""
        properties.created = properties.modified = CREATED
        properties.revision, properties.language = 1, LANGUAGE

    def _language(self) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        element: Any = self._word.styles.element
        for old in list(element.iter(qn("w:lang"))):
            old.getparent().remove(old)
        for defaults in element.findall(
            f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}"
        ):
            language = OxmlElement("w:lang")
            language.set(qn("w:val"), LANGUAGE)
            defaults.append(language)
        for theme in self._word.settings.element.findall(qn("w:themeFontLang")):
            theme.set(qn("w:val"), LANGUAGE)

    def _page_numbers(self) -> None:
        """Page numbers in the footer, unless the template's header or footer has them."""
        section = self._word.sections[-1]
        parts = (section.footer, section.header)
        if any(
            _NUMBERED.search(part._element.xml) for part in parts if not part.is_linked_to_previous
        ):
            return
        footer = section.footer
        fresh = footer.is_linked_to_previous
        paragraph = footer.paragraphs[0] if fresh else footer.add_paragraph()
        paragraph.style = self._style("Footer")
        for text, field in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
            paragraph.add_run(text)
            paragraph._p.append(_field(field))


def _field(name: str) -> Any:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    return parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    )


def _not_split(row: Any, *, header: bool) -> None:
    """Keep a row on one page; a header is repeated on the next."""
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))


def _described(table: Any, caption: str) -> None:
    """What a screen reader says of the table, and that its first row and column are headings."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        indent = OxmlElement("w:tblInd")
        indent.set(qn("w:w"), str(BESIDE))
        indent.set(qn("w:type"), "dxa")
        (
            layout if (layout := properties.find(qn("w:tblLayout"))) is not None else look
        ).addprevious(indent)
        for name, value in (("firstRow", "1"), ("firstColumn", "1"), ("noHBand", "1")):
            look.set(qn(f"w:{name}"), value)
    for tag in ("w:tblCaption", "w:tblDescription"):
        element = OxmlElement(tag)
        element.set(qn("w:val"), clean(caption))
        properties.append(element)
