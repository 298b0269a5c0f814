"""Find the report files a user means, and the review each belongs to."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from itertools import chain, count
from pathlib import Path

from scr_mine import manifest
from scr_mine.errors import ManifestError, UsageError
from scr_mine.inputs import remote
from scr_mine.inputs.address import address_of, without_secrets
from scr_mine.inputs.local import Disk, unopened
from scr_mine.inputs.names import printable
from scr_mine.inputs.passed import Passed, sentences
from scr_mine.inputs.remote import Store
from scr_mine.inputs.source import Remote, Source
from scr_mine.manifest import slug
from scr_mine.records import NO_REVIEW_IDS, Review

__all__ = ["Remote", "Source", "find", "unopened"]


def find(
    reports: Sequence[Path | str],
    *,
    suffixes: Collection[str],
    local: Path | str | None = None,
    national: Path | str | None = None,
    listing: Path | str | None = None,
    apart_from: Path | None = None,
    told: Callable[[str], None] | None = None,
) -> list[Source]:
    """The report files under the given files, folders and addresses, sorted by name.

    A folder is searched to the bottom for `suffixes`; hidden files, manifests and what lies in
    the folder `apart_from` (an earlier output) are passed over. `told` is called with a sentence
    for each kind of thing that was passed over as well, such as files with other suffixes.
    `listing` is a manifest to use instead of those that lie beside the files. Raises UsageError
    where nothing is found, ManifestError where a manifest names a file that is not there,
    InputError where shared storage does not answer.
    """
    named: list[tuple[Path | str, str | None]] = [(given, None) for given in reports]
    named += [(g, scope) for g, scope in ((local, "local"), (national, "national")) if g]
    if not named:
        raise UsageError("Name at least one report or folder, or use --local and --national.")
    if apart_from and (address := address_of(apart_from)):
        raise UsageError(
            f"{without_secrets(address)}: results are written to this machine or a mounted disk "
            "only; name a folder there."
        )
    roots = [_root(given, suffixes, scope) for given, scope in named]
    found: dict[str, Source] = {}
    passed: list[Passed] = []
    for root in roots:
        of_root, beside = root.sources(suffixes, apart_from)
        passed += beside
        for source in of_root:
            found.setdefault(source.key, source)
    sources = _uniquely_named(sorted(found.values(), key=lambda s: s.name))
    if listing:
        rows = _by_name(_listed(listing), sources, Path(listing).name)
        given = dict.fromkeys(rows, Path(listing))
    else:
        rows, given = _beside(roots, set(found), apart_from)
    if told:
        for sentence in sentences(passed):
            told(sentence)
    return _distinct([_with_row(s, rows, given) for s in sources])


def _root(given: Path | str, suffixes: Collection[str], scope: str | None) -> Disk | Store:
    address = address_of(given)
    if address is None:
        return Disk(root=Path(given), scope=scope)
    return remote.store(address, suffixes, scope)


def _listed(listing: Path | str) -> dict[str, Review]:
    address = address_of(listing)
    return remote.manifest_at(address) if address else manifest.load(Path(listing))


def _beside(
    roots: Sequence[Disk | Store], found: set[str], apart_from: Path | None
) -> tuple[dict[str, Review], dict[str, Path]]:
    """The rows of every manifest at or below the folders, and the manifest, by the file's key."""
    rows: dict[str, Review] = {}
    given: dict[str, Path] = {}
    manifests = {
        path: (root, folder, listed)
        for root in roots
        for path, folder, listed in root.manifests(apart_from)
    }
    for path, (root, folder, listed) in sorted(manifests.items()):
        for name, review in listed.items():
            key = root.key_in(folder, name)
            if key not in found and not root.has(key):
                raise ManifestError(
                    f"{Path(path.parent.name) / path.name}: {name} is not there; "
                    "correct the column 'file', or add the file."
                )
            rows[key], given[key] = review, path
    return rows, given


def _by_name(rows: dict[str, Review], sources: list[Source], name: str) -> dict[str, Review]:
    """The rows of one manifest, matched by path from the folder or else by file name.

    Where nothing is written so, capitals, the way accents are stored and spaces around a name make
    no difference.
    """
    matched: dict[str, Review] = {}
    for file, review in rows.items():
        hits = (
            [s for s in sources if s.name == file]
            or [s for s in sources if s.path.name == file]
            or [s for s in sources if _folded(s.name) == _folded(file)]
            or [s for s in sources if _folded(s.path.name) == _folded(file)]
        )
        if len(hits) != 1:
            what = (
                "fits several reports; write its path from the folder of reports on"
                if hits
                else "is not among the reports; correct the column 'file', or add the file"
            )
            raise ManifestError(f"{name}: {file} {what}.")
        matched[hits[0].key] = review
    return matched


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().strip()


def _with_row(source: Source, rows: dict[str, Review], given: dict[str, Path]) -> Source:
    """The source as its manifest row describes it; the folder fills in a missing scope."""
    file = source.key
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
    parts = source.place[-len(Path(source.name).parts) - 1 :]
    return replace(source, name=printable("/".join(parts)))


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
