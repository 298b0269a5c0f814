"""The premises of a model, and which of them have changed since it was made.

A model's thresholds and figures hold for the themes as they were defined, for passages as they were
cut and for the rule its thresholds were chosen by. It records a fingerprint of each; models made
before that was so have none, and are not checked.
"""

import ast
import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from scr_mine.classify import calibrate
from scr_mine.classify import folder as files
from scr_mine.errors import ModelError
from scr_mine.store import write_text
from scr_mine.themes import Codebook, Role, Theme

PREMISES = "premises"
#: The modules that cut reports into passages and passages into words, and what each is called.
READING = {"segment": "passages", "tokenise": "words", "language": "sentences"}
#: The constants of `calibrate` that the choice and use of thresholds rest on.
RULE = (
    *("LEAST_SEEN", "MOST_WITH_THEME", "LIKELY_SILENT"),
    *("GRID", "LEAST_UNTAGGED", "PENALTY", "NEARLY"),
)
NOT_RECORDED, UNCHANGED = "premises not recorded", "premises unchanged"
_PACKAGE = Path(__file__).parent.parent


def premises(codebook: Codebook) -> dict[str, Any]:
    """The fingerprints that a model made now, for this codebook, records."""
    return {
        "themes": {theme.id: _hash(_of_theme(theme)) for theme in codebook.themes},
        "roles": {role.id: _hash(_of_role(role)) for role in codebook.roles},
        "reading": {name: code_hash(name) for name in READING},
        "thresholds": {name: _shown(getattr(calibrate, name)) for name in RULE},
    }


def changed(header: Mapping[str, Any], codebook: Codebook) -> list[str]:
    """What has changed since the model of this header was made, in words; nothing if unrecorded.

    Themes and roles that only one of the two has are not named: `stored.check_fit` does that.
    """
    before, now = header.get(PREMISES) or {}, premises(codebook)
    found = []
    for part, what in (("themes", "theme"), ("roles", "role")):
        differ = _differ(before.get(part) or {}, now[part])
        if differ:
            plural = "s" if len(differ) > 1 else ""
            found.append(f"the definition{plural} of the {what}{plural} {', '.join(differ)}")
    differ = _differ(before.get("reading") or {}, now["reading"])
    if differ:
        found.append(f"how {_and([READING[name] for name in differ])} are cut")
    rule = before.get("thresholds") or {}
    found += [
        f"the threshold rule ({name} was {rule[name]} and is {now['thresholds'][name]})"
        for name in _differ(rule, now["thresholds"])
    ]
    return found


def check(name: str, header: Mapping[str, Any], codebook: Codebook) -> None:
    """Raise ModelError, naming what changed, for a model whose premises no longer hold."""
    found = changed(header, codebook)
    if found:
        raise ModelError(
            f"{name}: since the model was made, {'; '.join(found)} changed, so its thresholds and "
            "figures no longer hold; train it again, or use the codebook and version it was "
            "made with."
        )


def state(header: Mapping[str, Any], codebook: Codebook) -> str:
    """A model's premises in a few words, for a list of models."""
    if not header.get(PREMISES):
        return NOT_RECORDED
    found = changed(header, codebook)
    return f"changed since it was made: {'; '.join(found)}" if found else UNCHANGED


def stamp(folder: Path, codebook: Codebook) -> bool:
    """Record today's premises in a whole model folder that has none; whether it was so.

    For models made from this very code and codebook before premises were recorded; only
    `model.json` is written. Raises ModelError for a damaged folder.
    """
    header = files.verify(folder)
    if header.get(PREMISES):
        return False
    text = json.dumps(
        {**header, PREMISES: premises(codebook)}, ensure_ascii=False, indent=1, allow_nan=False
    )
    path = folder / files.HEADER
    mode = path.stat().st_mode
    write_text(path, text + "\n")
    path.chmod(mode)
    return True


def code_hash(module: str) -> str:
    """A fingerprint of what a module does: its comments, docstrings and layout do not count."""
    source = (_PACKAGE / f"{module}.py").read_text(encoding="utf-8")
    return _hash(_meaning(ast.parse(source)))


def _meaning(node: Any) -> Iterator[str]:
    """The parts of a syntax tree, the same for every version of Python that reads it."""
    if isinstance(node, ast.AST):
        yield f"({type(node).__name__}"
        for name, value in ast.iter_fields(node):
            if value is not None and value != [] and name != "kind":
                yield name
                yield from _meaning(_undocumented(node, value) if name == "body" else value)
        yield ")"
    elif isinstance(node, list):
        for item in node:
            yield from _meaning(item)
    else:
        yield repr(node)


def _undocumented(node: ast.AST, body: Any) -> Any:
    if not isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
        return body
    return body if ast.get_docstring(node) is None else body[1:]


def _of_theme(theme: Theme) -> tuple[str, ...]:
    return (theme.label, theme.definition, theme.include, theme.exclude, *theme.indicators)


def _of_role(role: Role) -> tuple[str, ...]:
    return (role.label, role.definition, role.signs)


def _shown(value: Any) -> str:
    """A constant in words; of a row of numbers its ends and its length."""
    if hasattr(value, "__len__"):
        return f"{float(value[0]):g} to {float(value[-1]):g} in {len(value)} steps"
    return f"{value:g}"


def _hash(parts: Iterable[str]) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()[:16]


def _differ(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return [name for name in now if name in before and before[name] != now[name]]


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
