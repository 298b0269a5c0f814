"""The checks, in the order in which a person reads them."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from scr_mine import engine, inputs, lock, models, pipeline, steps
from scr_mine.cache import Cache
from scr_mine.doctor import extras, samples
from scr_mine.doctor.findings import Finding, failed
from scr_mine.errors import ModelError, ScrMineError
from scr_mine.read import SUFFIXES, read

if TYPE_CHECKING:
    from scr_mine.themes import Codebook

#: Seconds that one of the small reports may take: far more than it does.
LIMIT = 120
#: Below so much free space, in bytes, there is little room for what reports are unpacked to.
LITTLE = 1_000_000_000
_CUT = "part of what it says was not found in it"
_RUNTIME = (
    "onnxruntime is installed but cannot be loaded; set SCR_MINE_MODEL=lexical to use the fast "
    "model, or mend it"
)
_ON_WINDOWS = " (on Windows by Microsoft's Visual C++ Redistributable)"


def examine(
    model: str | None,
    codebook: Codebook,
    *,
    folder: Path,
    cores: int,
    clock: Callable[[], float],
) -> list[Finding]:
    """Everything the main job needs, with that `model` or the default one, and what could be added.

    `folder` is where outputs would go, `cores` how many files are read at a time, `clock` gives
    seconds. What does not work is found, never raised.
    """
    found = []
    try:
        with lock.passing() as place:
            found += _formats(_written(place / "reports"))
            found += [_model(model, codebook), _main_job(model, codebook, place, cores, clock)]
        found += [_temporary(Path(tempfile.gettempdir()))]
    except (OSError, ScrMineError) as error:
        found += [failed("Temporary files cannot be written", error)]
    return [*found, _folder(folder), _memory(), extras.recognition(), *extras.packages()]


def _written(reports: Path) -> dict[str, Path]:
    """A small report of each format, some local and some national."""
    made = {}
    for number, (name, (suffix, content)) in enumerate(samples.all_formats().items()):
        place = reports / ("national" if number % 2 else "local")
        place.mkdir(parents=True, exist_ok=True)
        made[name] = place / f"sample-{number}{suffix}"
        made[name].write_bytes(content)
    return made


def _formats(reports: dict[str, Path]) -> list[Finding]:
    read_well, found = [], []
    for name, path in reports.items():
        try:
            text = read(path).text
            if not all(line in text for line in samples.LINES):
                raise ScrMineError(_CUT)
            read_well.append(name)
        except Exception as error:  # a library may be missing or broken in any way
            found.append(failed(f"{name} cannot be read", error))
    if read_well:
        text = f"{_and(read_well)}: a small file of each was read."
        found.insert(0, Finding(state="works", text=text))
    return found


def _model(name: str | None, codebook: Codebook) -> Finding:
    """Whether the model's files are whole and fit the codebook, and why it is this one."""
    from scr_mine.classify import drift
    from scr_mine.classify import folder as files

    try:
        place = models.find(name)
        header = files.verify(place)
        drift.check(place.name, header, codebook)
        if "encoder" in header:
            _load_runtime()
    except Exception as error:  # so may what reads a model
        return failed("The model", error)
    number = len(header["files"]) + 1
    return Finding(
        state="works", text=f"Model {place.name}{_why(name)}. Its {number} files are whole."
    )


def _load_runtime() -> None:
    """Raise ModelError where the library is there but does not start."""
    try:
        __import__(models.NEEDED_BY_BEST)
    except Exception as error:
        raise ModelError(_RUNTIME + (_ON_WINDOWS if sys.platform == "win32" else "")) from error


def _why(name: str | None) -> str:
    if name is not None:
        return ", which is named by --model or SCR_MINE_MODEL"
    if models.default() == models.BEST:
        return f", the better one, as {models.NEEDED_BY_BEST} is installed"
    return f", the fast one, as {models.NEEDED_BY_BEST} is not installed"


def _main_job(
    model: str | None, codebook: Codebook, place: Path, cores: int, clock: Callable[[], float]
) -> Finding:
    """A whole run over the small reports, by processes as any run."""
    out = place / "out"
    try:
        tagger = steps.stored(models.find(model), codebook)
        sources = inputs.find([place / "reports"], suffixes=SUFFIXES)
        with engine.processes(min(2, cores), limit=LIMIT) as workers:
            result = pipeline.run(
                sources,
                out,
                tagger,
                codebook,
                workers=workers,
                cache=Cache(folder=out / "cache"),
                clock=clock,
                progress=lambda doing, done, total: None,
                options={},
            )
        if result.failures:
            raise ScrMineError(result.failures[0])
    except Exception as error:  # whatever it is, it is what would stop a run
        return failed("The main job", error)
    text = f"The main job: {len(result.reports)} small reports became tables, a page, a workbook "
    return Finding(state="works", text=f"{text}and a paper. {_workers(cores)}")


def _workers(cores: int) -> str:
    if cores == 1:
        return "With 1 core, one report is read at a time."
    return f"With {cores} cores, {cores} reports are read at a time."


def _temporary(place: Path) -> Finding:
    free = shutil.disk_usage(place).free
    little = " That is little." if free < LITTLE else ""
    text = f"Temporary files go to {place}, where {free / 1e9:.1f} GB are free.{little}"
    return Finding(state="works", text=text)


def _folder(folder: Path) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return Finding(state="works", text="This folder can be written to.")
    except OSError:
        text = "This folder cannot be written to: name another one by -o."
        return Finding(state="absent", text=text)


def _memory() -> Finding:
    if sys.platform == "linux":
        return Finding(state="works", text="The memory that one report may take is bounded.")
    text = "The memory that one report may take is not bounded: only Linux can."
    return Finding(state="absent", text=text)


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
