"""scr_mine: from a folder of serious case reviews to cross-case theme tables.

In Python: `scr_mine.run("reports", out="out")`, `scr_mine.open("out")`; see docs/api.md.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scr_mine.api import (
        Corpus,
        NotReadWarning,
        Records,
        Rule,
        ScrMineError,
        Table,
        Trained,
        card,
        codebook,
        evaluate,
        open,
        read_document,
        run,
        segment_document,
        tag,
        tag_all,
        tokenise_passages,
        train,
    )

__version__ = "0.1.0"

__all__ = [
    "Corpus",
    "NotReadWarning",
    "Records",
    "Rule",
    "ScrMineError",
    "Table",
    "Trained",
    "__version__",
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


def __getattr__(name: str) -> Any:
    # What the interface needs takes a second to load, and the command line does not need it.
    if name in __all__:
        return getattr(import_module("scr_mine.api"), name)
    raise AttributeError(f"module 'scr_mine' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
