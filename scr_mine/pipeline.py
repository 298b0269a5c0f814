"""The whole flow: read > segment > tokenise > classify > tabulate > report."""

import platform
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from scr_mine import __version__, counting, folder, gathering, manifest, reviews, tokenise
from scr_mine.errors import InputError
from scr_mine.inputs import Source
from scr_mine.records import (
    Passage,
    Review,
    TokenisedPassage,
    behind_lead,
)
from scr_mine.report import formats, reading
from scr_mine.reviews import File, Progress
from scr_mine.segment import segment
from scr_mine.store import plain, with_tags
from scr_mine.study import Study
from scr_mine.tabulate.rule import Rule
from scr_mine.themes import Codebook

if TYPE_CHECKING:
    from scr_mine.classify.model import Model

_Item = TypeVar("_Item")

#: Texts tokenised and tagged at a time.
BATCH = 1024
#: How many of a run's files the caller is told of: what a person opens first.
OPEN_FIRST = ("tables/lessons.md", "tables/features.md", "reading.md", manifest.NAME)
#: The formats a run writes its tables in: all of them as data, the main ones for reading as well.
FORMS, MAIN_FORMS = ("csv",), ("csv", "json", "md")
MAIN = ("lessons", "features", "repeats")


@dataclass(frozen=True, kw_only=True)
class Result:
    """A finished run: what was found, what was redone, what to open.

    `redone` counts reviews that were not taken over from the last run.
    """

    study: Study
    redone: int
    inferred: tuple[str, ...]
    paths: tuple[Path, ...]


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How a run counts: which reviews, which repeats (see `counting.counted`), by which rule."""

    where: Mapping[str, Sequence[str]] = field(default_factory=dict)
    once: str = "everywhere"
    rule: Rule = field(default_factory=Rule)


def run(
    sources: Sequence[Source],
    out: Path,
    model: "Model",
    codebook: Codebook,
    *,
    model_hash: str,
    clock: Callable[[], float],
    progress: Progress,
    options: dict[str, Any],
    counted: Counted | None = None,
    card: str = "",
) -> Result:
    """From report files to theme tables in the folder `out`.

    A file that cannot be read costs that file only: it is named in `failures` and the rest is
    done. What has not changed since the last run into `out` is not done again: `model_hash` is
    the sha256 of the model's `model.json`. `clock` gives seconds; `progress` is called with
    (file name, files done, files in all). `options` are recorded; `card` is the model's card.
    Raises InputError if no file could be read, or none of the reviews is to be counted.
    """
    started = clock()
    target = folder.opened(out)
    users = folder.manifest_is_users(out, {source.manifest for source in sources})
    stamp = folder.key_of(folder.code_hash(), model.id, model_hash, codebook.version)
    files, failures = reviews.read_files(sources, _known(target, stamp), progress)
    if not files:
        raise InputError("None of the reports could be read. " + " ".join(failures))
    entries, redone = _write_reviews(files, target, model, stamp)
    written = [out / entry["file"] for entry in entries]
    files = _with_passages(files, entries)
    about = gathering.About(
        verdicts=model.verdicts,
        readings=tuple(file.report for file in files),
        failures=tuple(failures),
        card=card,
    )
    study = _study(written, codebook, about, counted or Counted())
    for table in study.tables.values():
        for form in MAIN_FORMS if table.id in MAIN else FORMS:
            name = f"tables/{folder.file_name(table.id)}.{form}"
            target.write(name, formats.write([table], form))
    target.write("reading.md", reading.as_markdown(study.readings, failures))
    if not users:
        target.write(manifest.NAME, manifest.dumps(reviews.listed(files)))
    facts = {
        "scr_mine": __version__,
        "python": platform.python_version(),
        "model": model.id,
        "verdicts": model.verdicts,
        "codebook": codebook.version,
        "options": options,
        "stamp": stamp,
        "seconds": round(clock() - started, 2),
        "inputs": [reviews.remembered(file) for file in files],
        "not_read": failures,
        "reviews": entries,
    }
    target.finish(facts)
    return Result(
        study=study,
        redone=redone,
        inferred=_inferred(files),
        paths=tuple(out / name for name in OPEN_FIRST),
    )


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


def _known(target: folder.Folder, stamp: str) -> dict[tuple[str, str], dict[str, Any]]:
    """The files of the last run, if code, model and codebook are still the same."""
    if target.before.get("stamp") != stamp:
        return {}
    return {(i["file"], i["sha256"]): i for i in target.before["inputs"]}


def _write_reviews(
    files: Sequence[File], target: folder.Folder, model: "Model", stamp: str
) -> tuple[list[dict[str, Any]], int]:
    """Tag and write each review that is not there already; its entries, and how many were new."""
    entries, redone = [], 0
    for review, members in reviews.grouped(files):
        key = folder.key_of(stamp, review, [member.sha256 for member in members])
        entry = target.reusable(review.review_id, key)
        if entry is None:
            redone += 1
            lines = list(tag_passages(tokenised(review, members), review, model))
            by_file = Counter(line["document"] for line in lines)
            entry = target.write_review(review.review_id, lines, key=key, by_file=by_file)
        entries.append(entry)
    return entries, redone


def tokenised(review: Review, members: Iterable[File]) -> Iterator[TokenisedPassage]:
    """The tokenised passages of a review, file by file."""
    for member in members:
        yield from tokenise.passages(segment(member.as_read(), review.review_id))


def tokenised_lines(
    groups: Iterable[tuple[Review, Sequence[File]]],
) -> Iterator[dict[str, Any]]:
    """The passages of all reviews with their tokens and sentences, one object each."""
    for review, members in groups:
        about = plain(review)
        for item in tokenised(review, members):
            line = passage_line(item.passage, about)
            yield {**line, "tokens": plain(item.tokens), "sentences": plain(item.sentences)}


def tag_passages(
    found: Iterable[TokenisedPassage], review: Review, model: "Model"
) -> Iterator[dict[str, Any]]:
    """Tagged lines of a review's passages; see DESIGN: id, text, review, place, tags."""
    about = plain(review)
    for batch in _batches(found):
        tags = model.tag([tokenise.with_lead(item) for item in batch])
        for item, tag in zip(batch, tags, strict=True):
            yield with_tags(passage_line(item.passage, about), tag)


def passage_line(passage: Passage, review: dict[str, Any]) -> dict[str, Any]:
    """A passage as one JSON object, the review whole instead of its id."""
    line: dict[str, Any] = plain(passage)
    del line["review_id"]
    return {"id": line.pop("id"), "review": review, **line}


def tag_lines(lines: Iterable[dict[str, Any]], model: "Model") -> Iterator[dict[str, Any]]:
    """Any objects with `text`, and `stem` or `headings` if they have them, tagged.

    Other fields are kept.
    An object without `id` is given its place as one. Raises InputError naming the line where
    `text` is missing or not text.
    """
    numbered = enumerate(lines, 1)
    for batch in _batches(numbered):
        texts = [_text(line, number) for number, line in batch]
        tags = model.tag(list(tokenise.tokenise(texts)))
        for (number, line), tag in zip(batch, tags, strict=True):
            yield with_tags({"id": f"line-{number}", **line}, tag)


def _text(line: dict[str, Any], number: int) -> tuple[str, int]:
    text, stem = line.get("text"), line.get("stem")
    if not isinstance(text, str):
        raise InputError(f"Object {number}: it has no 'text'; every object needs one.")
    headings = [h for h in line.get("headings") or () if isinstance(h, str)]
    behind, lead = behind_lead(text, stem if isinstance(stem, str) else None, headings)
    return _whole(behind), lead


def _whole(text: str) -> str:
    """The text with `?` for each half character, which JSON may hold and spaCy refuses."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _batches(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def _with_passages(files: Sequence[File], entries: Iterable[dict[str, Any]]) -> list[File]:
    """The files with the number of passages found in each in its reading report."""
    counts: Counter[str] = Counter()
    for entry in entries:
        counts.update(entry["by_file"])
    return [replace(f, report=replace(f.report, passages=counts[f.source.name])) for f in files]
