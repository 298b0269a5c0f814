"""From report files to a corpus, and a corpus that is there already."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from warnings import warn

from scr_mine import engine, folder, models
from scr_mine.api.corpus import Corpus
from scr_mine.api.options import Value, codebook, doing, model_folder, reading, recorded, values_of
from scr_mine.api.tables import Repeated
from scr_mine.errors import UsageError
from scr_mine.inert import clean
from scr_mine.tabulate.rule import Rule

if TYPE_CHECKING:
    from scr_mine.reviews import Progress


class NotReadWarning(UserWarning):
    """Some of the reports could not be read; the others were."""


def open(*tagged: Path | str, themes: Path | str | None = None) -> Corpus:
    """The corpus of output folders of `run`, or of tagged JSON Lines files.

    Nothing is read again and no model is needed. `themes` is another codebook's file. Raises
    UsageError where nothing is named, InputError for a folder or file that holds no tagged passage.

    >>> scr_mine.open(out).table().n
    8
    """
    if not tagged:
        raise UsageError("Name at least one output folder or tagged file.")
    paths = tuple(map(Path, tagged))
    for path in paths:
        # Only the first line: what is not there is to be said now, not at the first table.
        next(folder.tagged_lines([path], ()), None)
    return Corpus(paths=paths, codebook=codebook(themes))


def run(
    *reports: Path | str,
    out: Path | str,
    local: Path | str | None = None,
    national: Path | str | None = None,
    manifest: Path | str | None = None,
    model: Path | str | None = None,
    themes: Path | str | None = None,
    where: Mapping[str, Value | Sequence[Value]] | None = None,
    once: Repeated = "everywhere",
    rule: Rule | None = None,
    quotes: bool = True,
    least: int = 0,
    template: Path | str | None = None,
    limits: Mapping[str, int] | None = None,
    ocr: bool = False,
    fresh: bool = False,
    workers: int = 0,
    time_limit: float = engine.LIMIT,
    scheduler: str | None = None,
    progress: "Progress | None" = None,
) -> Corpus:
    """Do the main job: from reports to tagged passages, tables and a report in the folder `out`.

    It does what `scr-mine run` does with the same options, and writes the same files. A second run
    into the same folder redoes only what changed, or everything if `fresh`.

    With `workers` 0 all is done in this process: nothing ends a file that takes too long or breaks
    the reader down. With more, files are read by so many processes, each with `time_limit` seconds
    a file; a script must then call it under `if __name__ == "__main__":`. `scheduler` is the
    address of a Dask cluster. `progress` is called with what was just done, how much of the work
    that was, and of how much.

    A file that cannot be read is a NotReadWarning and stands in the corpus's `failures`; the others
    are done. Raises UsageError for options that do not fit, ManifestError, ModelError or
    CodebookError for files that do not, and InputError where no report can be read.

    >>> scr_mine.run("corpus/reports", out=out).reviews
    <8 x Review>
    """
    from scr_mine import cache, inputs, pipeline, steps, store
    from scr_mine.read import SUFFIXES

    out, codes, how = Path(out), codebook(themes), reading(limits, ocr)
    counted = pipeline.Counted(
        where={name: values_of(values) for name, values in (where or {}).items()},
        once=once,
        rule=rule or Rule(),
    )
    styles = store.read_bytes(Path(template)) if template else None
    printed = pipeline.Printed(quotes=quotes, least=least, template=styles)
    sources = inputs.find(
        reports,
        suffixes=SUFFIXES,
        local=local,
        national=national,
        listing=manifest,
        apart_from=out,
    )
    tagger = steps.stored(model_folder(model), codes)
    names = [source.name for source in sources]
    with doing(workers, time_limit, scheduler) as does:
        result = pipeline.run(
            sources,
            out,
            tagger,
            codes,
            workers=does,
            cache=cache.Cache(folder=out / cache.NAME, read=not fresh),
            clock=time.monotonic,
            progress=progress or (lambda doing, done, total: None),
            options={"reports": names, **recorded(counted, printed, how)},
            counted=counted,
            printed=printed,
            how=how,
            card=models.card(tagger.folder),
        )
    if result.failures:
        said = " ".join(map(clean, result.failures))
        warn(NotReadWarning(f"Not read: {said}"), stacklevel=2)
    return Corpus(paths=(out,), codebook=codes, chosen=counted.where, once=once, rule=counted.rule)
