"""`themes.xlsx`: the whole study as one workbook, a sheet for each thing that is asked of it."""

from scr_mine.report.workbook.building import as_xlsx, write

__all__ = ["as_xlsx", "write"]
