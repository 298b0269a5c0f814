"""The board paper: a Word file of three to five pages, made of the facts of a study."""

from scr_mine.report.paper.compose import as_docx

__all__ = ["as_docx"]
