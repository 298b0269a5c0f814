"""The whole flow: read > segment > tokenise > classify > tabulate > report."""

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from scr_mine import __version__, counting, engine, folder, gathering, manifest, reviews, steps
from scr_mine.cache import Cache
from scr_mine.engine import Engine, Lost
from scr_mine.errors import InputError, OutputError
from scr_mine.inputs import Source
from scr_mine.records import ReadingReport, Review
from scr_mine.report import formats, guard, outputs, reading
from scr_mine.reviews import File, Progress
from scr_mine.steps import USUAL, ReadingOptions, Tagger
from scr_mine.study import Study
from scr_mine.tabulate.rule import Rule
from scr_mine.themes import Codebook

#: The passages in which a name, a date of birth or an address is suspected.
CHECK = "check-before-sharing.md"
#: What a person opens first, in this order.
OPEN_FIRST = (*outputs.FILES.values(), "reading.md", manifest.NAME)
#: The formats a run writes its tables in: all of them as data, the main ones for reading as well.
FORMS, MAIN_FORMS = ("csv",), ("csv", "json", "md")
MAIN = ("lessons", "features")
#: Which of the outputs is made beside the others, and what the process for it reads in beforehand.
BESIDE = "xlsx"
BESIDE_NEEDS = ("scr_mine.folder", "scr_mine.report.workbook.building", "xlsxwriter")
#: The code that decides how passages are tagged.
TAGGING = (
    *("classify", "report/guard", "tokenise.py", "tagging.py", "steps.py"),
    *("language.py", "lines.py", "records.py", "store.py"),
)


@dataclass(frozen=True, kw_only=True)
class Result:
    """A finished run: what was found, what was redone, what to open.

    `anew` counts files that were not taken from the cache, `redone` reviews that were tagged now.
    `suspected` counts passages that may hold a name, a date of birth or an address. `study` is None
    where nothing at all has changed, so that no table was made again. `names` are the lines of the
    file of names that were found.
    """

    reports: tuple[ReadingReport, ...]
    failures: tuple[str, ...]
    reviews: int
    anew: int
    redone: int
    inferred: tuple[str, ...]
    paths: tuple[Path, ...]
    suspected: int = 0
    study: Study | None = None
    names: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Printed:
    """How a run prints: with quotations or without, which small counts are withheld, whose styles.

    Counts of reviews from 1 to below `least` are withheld; `template` is a Word file.
    """

    quotes: bool = True
    least: int = 0
    template: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How a run counts: which reviews, which repeats (see `counting.counted`), by which rule."""

    where: Mapping[str, Sequence[str]] = field(default_factory=dict)
    once: str = "everywhere"
    rule: Rule = field(default_factory=Rule)


def run(
    sources: Sequence[Source],
    out: Path,
    tagger: Tagger,
    codebook: Codebook,
    *,
    workers: Engine,
    cache: Cache,
    clock: Callable[[], float],
    progress: Progress,
    options: dict[str, Any],
    counted: Counted | None = None,
    printed: Printed | None = None,
    how: ReadingOptions = USUAL,
    card: str = "",
) -> Result:
    """From report files to theme tables in the folder `out`.

    A file that cannot be read costs that file only: it is named in `failures`, the rest is done.
    What the `cache` holds is not done again, nor any table if nothing changed since the last run
    into `out`. `clock` gives seconds; `progress` is called with (what is done, how much, of how
    much). `options` are recorded; `card` is the model's card. Raises InputError if no file could be
    read, or none of the reviews is to be counted.
    """
    started = clock()
    with folder.held(out) as target:
        users = folder.manifest_is_users(out, {source.manifest for source in sources})
        files = reviews.read_files(sources, cache, workers, progress, how)
        if not files.read:
            raise InputError("None of the reports could be read. " + " ".join(files.failures))
        tagged, redone = _write_reviews(files.read, target, tagger, cache, workers, progress)
        entries = [review.entry for review in tagged]
        workers.rest()
        about = gathering.About(
            verdicts=tagger.verdicts,
            readings=tuple(file.report for file in files.read),
            failures=files.failures,
            card=card,
        )
        counted, printed = counted or Counted(), printed or Printed()
        result = Result(
            reports=about.readings,
            failures=about.failures,
            reviews=len(entries),
            anew=files.anew,
            redone=redone,
            inferred=_inferred(files.read),
            names=frozenset(line for file in files.read for line in file.names),
            paths=tuple(out / name for name in OPEN_FIRST),
        )
        listing = "" if users else manifest.dumps(reviews.listed(files.read))
        made_of = folder.key_of(
            *(folder.code_hash(["."]), tagger.id, [e["sha256"] for e in entries], codebook),
            *(counted, printed.quotes, printed.least, sha256(printed.template or b"").hexdigest()),
            about,
            listing,
        )
        if target.is_whole(made_of):
            target.leave()
            return replace(result, suspected=int(target.before.get("suspected", 0)))
        workers.expect(*BESIDE_NEEDS)
        written = sorted(out / entry["file"] for entry in entries)
        study = _study(written, codebook, about, counted)
        study = guard.printed(study, quotes=printed.quotes, least=printed.least)
        _write_outputs(target, study, workers, printed.template)
        suspected = _suspected(tagged, study)
        if suspected:
            target.write(CHECK, guard.as_markdown(suspected))
        if not users:
            target.write(manifest.NAME, listing)
        facts = {
            "options": options,
            "made_of": made_of,
            "suspected": len(suspected),
            "seconds": round(clock() - started, 2),
            "inputs": [reviews.remembered(file) for file in files.read],
            "not_read": list(files.failures),
            "reviews": entries,
        }
        target.finish({**_made_by(tagger, codebook), **facts})
        readings = {key for file in files.read for key in file.keys}
        cache.keep(readings | {entry["key"] for entry in entries})
        return replace(result, study=study, suspected=len(suspected))


def _made_by(tagger: Tagger, codebook: Codebook) -> dict[str, Any]:
    """What has to be the same for a run to come out the same."""
    return {
        "scr_mine": __version__,
        "python": platform.python_version(),
        "model": tagger.id,
        "verdicts": tagger.verdicts,
        "codebook": codebook.version,
    }


def _write_outputs(
    target: folder.Folder, study: Study, workers: Engine, template: bytes | None
) -> None:
    """Everything that is made of the study; the workbook, which takes longest, beside the rest."""
    files = dict(outputs.FILES)
    with target.filled(files.pop(BESIDE)) as path:
        beside = workers.aside(outputs.write, study.without_evidence(), BESIDE, path)
        _write_tables(target, study)
        for suffix, name in files.items():
            target.write(name, outputs.render(study, suffix, template=template))
        lost = beside.result()
        if isinstance(lost, Lost):
            raise OutputError(f"{outputs.FILES[BESIDE]}: was given up, since {lost.reason}.")


def _suspected(tagged: Sequence["_Tagged"], study: Study) -> list[str]:
    """A line on each passage of the study that could name a person, in the order of the files."""
    printed = {review.review_id for review in study.reviews} if study.quotes else set()
    ordered = sorted(tagged, key=lambda review: str(review.entry["file"]))
    return [line for r in ordered if r.entry["review_id"] in printed for line in r.suspected]


def _write_tables(target: folder.Folder, study: Study) -> None:
    for table in study.tables.values():
        for form in MAIN_FORMS if table.id in MAIN else FORMS:
            name = f"tables/{folder.file_name(table.id)}.{form}"
            with target.open(name) as file:
                formats.write_into([table], form, file)
    target.write("reading.md", reading.as_markdown(study.readings, study.failures))


def _study(
    written: Sequence[Path], codebook: Codebook, about: gathering.About, counted: Counted
) -> Study:
    found = counting.counted(
        folder.tagged_lines(written, ()), codebook, where=counted.where, once=counted.once
    )
    again = partial(folder.tagged_lines, written, (), evidence=True)
    return gathering.gathered(found, again, codebook, about, rule=counted.rule, once=counted.once)


def _inferred(files: Sequence[File]) -> tuple[str, ...]:
    """The fields that title pages filled in anywhere, in the order of the record."""
    said = {field for file in files for field in file.said if field in file.review.inferred}
    return tuple(f.name for f in fields(Review) if f.name in said)


@dataclass(frozen=True, kw_only=True)
class _Tagged:
    """A review as written: its entry in `run.json`, and a line on each passage that may name."""

    entry: dict[str, Any]
    suspected: tuple[str, ...]


def _write_reviews(
    files: Sequence[File],
    target: folder.Folder,
    tagger: Tagger,
    cache: Cache,
    workers: Engine,
    progress: Progress,
) -> tuple[list[_Tagged], int]:
    """Tag and write each review that is not there already; all of them, and how many were new."""
    stamp = folder.key_of(folder.code_hash(TAGGING), tagger.id, tagger.hash)
    done: dict[str, _Tagged] = {}
    wanted = []
    groups = reviews.grouped(files)
    for review, members in groups:
        key = folder.key_of(stamp, review, [member.key for member in members])
        kept = cache.get(key, _Tagged)
        if kept is None or target.reusable(kept.entry) is None:
            wanted.append((sum(m.report.passages for m in members), review, members, key))
        else:
            done[review.review_id] = kept
    wanted.sort(key=lambda item: (-item[0], item[1].review_id))
    sizes = {review.review_id: size for size, review, _, _ in wanted}
    so_far, total = 0, sum(sizes.values())
    progress("Tagging", 0, total)
    tasks = (
        ((review.review_id, key), (review, [reviews.packed(m, cache) for m in members], tagger))
        for _, review, members, key in wanted
    )
    for (review_id, key), tagged in engine.done(workers, steps.tag_review, tasks):
        if isinstance(tagged, Lost):
            raise InputError(f"{review_id}: tagging was given up, since {tagged.reason}.")
        entry = target.write_review(review_id, tagged.lines, key=key, by_file=tagged.by_file)
        done[review_id] = _Tagged(entry=entry, suspected=tagged.suspected)
        cache.put(key, done[review_id])
        so_far += sizes[review_id]
        progress(f"Tagged {review_id}", so_far, total)
    return [done[review.review_id] for review, _ in groups], len(wanted)
