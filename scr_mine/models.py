"""The model folders that can be named: those shipped with the tool and any folder by path."""

from pathlib import Path

from scr_mine.errors import ModelError

#: The model used where none is named.
DEFAULT = "lexical"
HEADER = "model.json"
_HERE = Path(__file__).parent


def shipped() -> Path:
    """The folder of shipped models: inside an installed package, beside it in a checkout."""
    inside = _HERE / "shipped_models"
    return inside if inside.is_dir() else _HERE.parent / "models"


def names() -> list[str]:
    """Names of the shipped models, sorted."""
    return sorted(path.parent.name for path in shipped().glob(f"*/{HEADER}"))


def find(name: str | None) -> Path:
    """The folder of a shipped model or of a path; the default model if `name` is None.

    Raises ModelError naming the models there are.
    """
    wanted = name or DEFAULT
    known = names()
    if wanted in known:
        return shipped() / wanted
    if (Path(wanted) / HEADER).is_file():
        return Path(wanted)
    there = ", ".join(known) or "none; run `scr-mine train`"
    raise ModelError(f"There is no model '{wanted}'; there are: {there}.")
