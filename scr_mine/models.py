"""The model folders that can be named: those shipped with the tool and any folder by path."""

import json
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from scr_mine.errors import ModelError

#: The fast model, and the better and slower one that is used where its extra is installed.
FAST, BEST = "lexical", "embed"
NEEDED_BY_BEST = "onnxruntime"
HEADER, CARD = "model.json", "CARD.md"
#: Bytes; a larger file of that name is no card.
LARGEST_CARD = 1024 * 1024
_HERE = Path(__file__).parent


def shipped() -> Path:
    """The folder of shipped models: inside an installed package, beside it in a checkout."""
    inside = _HERE / "shipped_models"
    return inside if inside.is_dir() else _HERE.parent / "models"


def names() -> list[str]:
    """Names of the shipped models, sorted."""
    return sorted(path.parent.name for path in shipped().glob(f"*/{HEADER}"))


def default() -> str:
    """The model used where none is named: the better one if what it needs is installed."""
    return BEST if BEST in names() and find_spec(NEEDED_BY_BEST) else FAST


def find(name: str | None) -> Path:
    """The folder of a shipped model or of a path; the model of `default` if `name` is None.

    Raises ModelError naming the models there are.
    """
    wanted = name or default()
    known = names()
    if wanted in known:
        return shipped() / wanted
    # What cannot be the name of a folder is the name of none.
    with suppress(OSError, ValueError):
        if (Path(wanted) / HEADER).is_file():
            return Path(wanted)
        if Path(wanted).is_dir():
            raise ModelError(
                f"{wanted}: not a model folder, since it has no {HEADER}; name the folder that "
                "`scr-mine train` wrote."
            )
    there = ", ".join(known) or "none; run `scr-mine train`"
    raise ModelError(f"There is no model '{wanted}'; there are: {there}.")


def card(folder: Path) -> str:
    """The model card in a model folder, in Markdown; empty if there is none of a card's size."""
    path = folder / CARD
    with suppress(OSError):
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= LARGEST_CARD:
            return path.read_text(encoding="utf-8", errors="replace")
    return ""


def card_of(model_id: str) -> str:
    """The card of a shipped model, `name@version`; empty for any other model."""
    name, _, version = model_id.partition("@")
    if name not in names() or _header(name).get("version") != version:
        return ""
    return card(shipped() / name)


def verdicts(model_id: str) -> dict[str, str]:
    """The verdict on each theme of a shipped model, `name@version`; empty for any other model."""
    name, _, version = model_id.partition("@")
    if name not in names():
        return {}
    header = _header(name)
    found = header.get("verdicts", {}) if header.get("version") == version else {}
    return {theme: str(about["verdict"]) for theme, about in found.items()}


def _header(name: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((shipped() / name / HEADER).read_text(encoding="utf-8"))
    return value
