"""The toolkit in Python: the same flow as the command line, as records, tables and data frames.

Every function does what the command of its name does, through the same code (docs/api.md). What can
go wrong is a ScrMineError, a sentence that says what to do.
"""

from scr_mine.api.corpus import Corpus
from scr_mine.api.learning import Trained, card, evaluate, train
from scr_mine.api.options import codebook
from scr_mine.api.runs import NotReadWarning, open, run
from scr_mine.api.shown import Records, Table
from scr_mine.api.texts import read_document, segment_document, tag, tag_all, tokenise_passages
from scr_mine.errors import ScrMineError
from scr_mine.tabulate.rule import Rule

__all__ = [
    "Corpus",
    "NotReadWarning",
    "Records",
    "Rule",
    "ScrMineError",
    "Table",
    "Trained",
    "card",
    "codebook",
    "evaluate",
    "open",
    "read_document",
    "run",
    "segment_document",
    "tag",
    "tag_all",
    "tokenise_passages",
    "train",
]
