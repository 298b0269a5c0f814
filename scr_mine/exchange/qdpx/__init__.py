"""Projects of REFI-QDA (QDPX), which NVivo, MAXQDA, ATLAS.ti, QualCoder and others exchange."""

from scr_mine.exchange.qdpx.reading import labels
from scr_mine.exchange.qdpx.writing import PROGRAMS, export

__all__ = ["PROGRAMS", "export", "labels"]
