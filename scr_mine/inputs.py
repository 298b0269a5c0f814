"""Find the report files a user means, and the review each belongs to."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path

from scr_mine import manifest
from scr_mine.errors import ManifestError, UsageError
from scr_mine.manifest import SCOPES, slug
from scr_mine.records import NO_REVIEW_IDS, Review

#: What a finished run leaves beside the list it wrote.
RUN = "run.json"


@dataclass(frozen=True, kw_only=True)
class Source:
    """A report file: where it is, the name it goes by, what is known of its review.

    `name` is the path from the folder the user gave, with forward slashes; it is unique in a
    run. `manifest` is the manifest that lists the file, None if none does.
    """

    path: Path
    name: str
    review: Review
    manifest: Path | None = None


def find(
    reports: Sequence[Path],
    *,
    suffixes: Collection[str],
    local: Path | None = None,
    national: Path | None = None,
    listing: Path | None = None,
    apart_from: Path | None = None,
) -> list[Source]:
    """The report files under the given files and folders, sorted by name.

    A folder is searched to the bottom for `suffixes`; hidden files, manifests and what lies in
    the folder `apart_from` (an earlier output) are passed over. `listing` is a manifest to use
    instead of those that lie beside the files. Raises UsageError where nothing is found,
    ManifestError where a manifest names a file that is not there.
    """
    roots: list[tuple[Path, str | None]] = [(path, None) for path in reports]
    roots += [(path, scope) for path, scope in ((local, "local"), (national, "national")) if path]
    if not roots:
        raise UsageError("Name at least one report or folder, or use --local and --national.")
    found: dict[Path, Source] = {}
    for root, scope in roots:
        for path in _files(root, suffixes, apart_from):
            folder = root if root.is_dir() else root.parent
            found.setdefault(path.resolve(), _source(path, folder, scope))
    sources = _uniquely_named(sorted(found.values(), key=lambda s: s.name))
    if listing:
        rows = _by_name(manifest.load(listing), sources, listing.name)
        given = dict.fromkeys(rows, listing)
    else:
        folders = [root for root, _ in roots if root.is_dir()]
        rows, given = _beside(folders, set(found), apart_from)
    return _distinct([_with_row(s, rows, given) for s in sources])


def _files(root: Path, suffixes: Collection[str], apart_from: Path | None) -> list[Path]:
    if root.is_file():
        return [root]
    if not root.is_dir():
        raise UsageError(f"{root}: there is no such file or folder; check the path.")
    paths = sorted(
        path
        for path in root.rglob("*")
        if path.suffix.lower() in suffixes
        and path.is_file()
        and not any(part.startswith((".", "~$")) for part in path.relative_to(root).parts)
        and not _within(path, apart_from)
    )
    if not paths:
        kinds = ", ".join(sorted(suffixes))
        raise UsageError(f"{root}: no report in this folder ({kinds}); check the path.")
    return paths


def _within(path: Path, folder: Path | None) -> bool:
    return folder is not None and folder.resolve() in path.resolve().parents


def _beside(
    roots: list[Path], found: set[Path], apart_from: Path | None
) -> tuple[dict[Path, Review], dict[Path, Path]]:
    """The rows of every manifest at or below the folders, and the manifest, by file."""
    rows: dict[Path, Review] = {}
    given: dict[Path, Path] = {}
    for path in sorted({path for root in roots for path in root.rglob(manifest.NAME)}):
        if _within(path, apart_from) or (path.parent / RUN).is_file():
            continue
        for name, review in manifest.load(path).items():
            file = (path.parent / name).resolve()
            if file not in found and not file.is_file():
                raise ManifestError(
                    f"{path.name} names {name}, which is not there; "
                    "correct the column 'file' or add the file."
                )
            rows[file], given[file] = review, path
    return rows, given


def _by_name(rows: dict[str, Review], sources: list[Source], name: str) -> dict[Path, Review]:
    """The rows of one manifest, matched by path from the folder or else by file name.

    Where nothing is written so, capitals, the way accents are stored and spaces around a name make
    no difference.
    """
    matched: dict[Path, Review] = {}
    for file, review in rows.items():
        hits = (
            [s for s in sources if s.name == file]
            or [s for s in sources if s.path.name == file]
            or [s for s in sources if _folded(s.name) == _folded(file)]
            or [s for s in sources if _folded(s.path.name) == _folded(file)]
        )
        if len(hits) != 1:
            what = "is not among the reports" if not hits else "fits several reports"
            raise ManifestError(
                f"{name}: {file} {what}; write the path from the folder you name, or correct it."
            )
        matched[hits[0].path.resolve()] = review
    return matched


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().strip()


def _source(path: Path, folder: Path, scope: str | None) -> Source:
    name = _printable(path.relative_to(folder).as_posix())
    if scope is None:
        parts = [part.casefold() for part in (folder.resolve().name, *Path(name).parts[:-1])]
        scope = next((part for part in reversed(parts) if part in SCOPES), None)
    inferred = ("scope",) if scope else ()
    return Source(
        path=path,
        name=name,
        review=Review(review_id=slug(path.stem), scope=scope, inferred=inferred),
    )


def _printable(name: str) -> str:
    """A file name, its bytes that are not UTF-8 as `%E9`: such names come out of old archives."""
    return re.sub("[\udc80-\udcff]", lambda m: f"%{ord(m[0]) - 0xDC00:02X}", name)


def _with_row(source: Source, rows: dict[Path, Review], given: dict[Path, Path]) -> Source:
    """The source as its manifest row describes it; the folder fills in a missing scope."""
    file = source.path.resolve()
    if file not in rows:
        return source
    row = rows[file]
    if not row.scope and source.review.scope:
        row = replace(row, scope=source.review.scope, inferred=(*row.inferred, "scope"))
    return replace(source, review=row, manifest=given[file])


def _uniquely_named(sources: list[Source]) -> list[Source]:
    """Prefix folders' names, as many as it takes, where two roots hold files of one name."""
    while again := [n for n, times in Counter(s.name for s in sources).items() if times > 1]:
        named = [_longer(s) if s.name in again else s for s in sources]
        if named == sources:
            raise UsageError(f"{again[0]}: two files go by this name; rename one of them.")
        sources = named
    return sources


def _longer(source: Source) -> Source:
    """The source by a name with one more of the folders it is in, if there is one."""
    whole = source.path.parent.resolve() / source.path.name
    folders = whole.relative_to(whole.anchor)
    parts = folders.parts[-len(Path(source.name).parts) - 1 :]
    return replace(source, name=_printable("/".join(parts)))


def _distinct(sources: list[Source]) -> list[Source]:
    """Tell apart the ids of files that no manifest lists: by folder, then by number."""
    ids = Counter(source.review.review_id for source in sources)
    taken = {source.review.review_id for source in sources if source.manifest} | NO_REVIEW_IDS
    result = []
    for source in sources:
        if source.manifest is None:
            review_id = source.review.review_id
            if ids[review_id] > 1:
                review_id = slug(Path(source.name).with_suffix("").as_posix())
            numbered = (f"{review_id}-{n}" for n in count(2))
            chosen = next(c for c in chain([review_id], numbered) if c not in taken)
            taken.add(chosen)
            source = replace(source, review=replace(source.review, review_id=chosen))
        result.append(source)
    return result
