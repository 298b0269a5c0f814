"""What is done to one file and to one review, by whichever process: plain data in and out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from zlib import compress, decompress

import msgspec

from scr_mine import pseudonyms, titlepage, tokenise
from scr_mine.errors import ModelError, UnreadableFileError
from scr_mine.pseudonyms import Pseudonyms
from scr_mine.read import read
from scr_mine.read.limits import DEFAULT, Limits
from scr_mine.records import Passage, ReadingReport, Review
from scr_mine.report import guard
from scr_mine.segment import segment
from scr_mine.store import dumps, file_hash, plain
from scr_mine.tagging import tag_passages
from scr_mine.themes import Codebook

if TYPE_CHECKING:
    from scr_mine.classify.model import Model

#: What is wrong with a file that can be read but says nothing.
NO_PASSAGES = "there are only headings, figures or single words in it"
_HEADER = "model.json"


class Tagger(Protocol):
    """A model as a run knows it, before it is read: sent to whichever process needs it."""

    @property
    def id(self) -> str:
        """Its name and version, `name@version`."""

    @property
    def hash(self) -> str:
        """A fingerprint of all of it."""

    @property
    def verdicts(self) -> dict[str, str]:
        """The verdict on each theme, as far as it was measured."""

    def load(self) -> "Model":
        """The model itself."""


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A model folder, read once in every process that needs it.

    `hash` is the sha256 of its `model.json`, which names the sha256 of every other file.
    """

    folder: Path
    id: str
    hash: str
    verdicts: dict[str, str]
    codebook: Codebook

    def load(self) -> "Model":
        """The model; raises ModelError where this process finds another one in that folder."""
        from scr_mine.classify import stored

        key = (str(self.folder), self.hash, self.codebook.version)
        if key not in _LOADED:
            header = self.folder / _HEADER
            if not header.is_file() or file_hash(header) != self.hash:
                raise ModelError(
                    f"{self.folder.name}: a worker finds another model, or none, in that folder; "
                    "install the same version of scr-mine, and the model, on every worker."
                )
            _LOADED.clear()
            _LOADED[key] = stored.load(self.folder, self.codebook)
        return _LOADED[key]


def stored(folder: Path, codebook: Codebook) -> Stored:
    """A model folder as a run knows it; raises ModelError if it is no model for the codebook as it
    is, or what it was made for has changed since.

    Its arrays are not read here.
    """
    from scr_mine.classify import drift
    from scr_mine.classify.folder import header_of
    from scr_mine.classify.stored import check_fit

    about = header_of(folder)
    check_fit(folder.name, about.get("themes", ()), about.get("roles", ()), codebook)
    drift.check(folder.name, about, codebook)
    found = about.get("verdicts", {})
    return Stored(
        folder=folder.resolve(),
        id=f"{about.get('name')}@{about.get('version')}",
        hash=file_hash(folder / _HEADER),
        verdicts={theme: str(each["verdict"]) for theme, each in found.items()},
        codebook=codebook,
    )


_LOADED: "dict[tuple[str, str, str], Model]" = {}


@dataclass(frozen=True, kw_only=True)
class Read:
    """A file as read: what its title page says, what was left out, and its passages, packed.

    `sha256` is of the very bytes that were read; `names` are the lines of the names replaced.
    """

    sha256: str
    said: dict[str, Any]
    report: ReadingReport
    passages: bytes
    names: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadingOptions:
    """How files are read: within which limits, whether scanned pages are recognised, and which
    names are replaced before anything is made of the text.
    """

    limits: Limits = DEFAULT
    recognise: bool = False
    names: Pseudonyms | None = None

    def recorded(self) -> dict[str, Any]:
        """What of it is not as usual, for the record of a run; never the names themselves."""
        own = {name: v for name, v in plain(self.limits).items() if v != plain(DEFAULT)[name]}
        said = {"limits": own, "ocr": self.recognise, "redacted": self.names is not None}
        return {name: value for name, value in said.items() if value}


USUAL = ReadingOptions()


@dataclass(frozen=True, kw_only=True)
class Unread:
    """A file that no reader can turn into text: what is wrong, and what to do."""

    reason: str
    remedy: str


@dataclass(frozen=True, kw_only=True)
class Tagged:
    """The tagged lines of a review as JSON Lines, and how many there are of each file.

    `suspected` says of each passage that could name a person which it is; it holds no text.
    """

    lines: bytes
    by_file: dict[str, int]
    suspected: tuple[str, ...]


def read_file(path: Path, name: str, how: ReadingOptions = USUAL) -> Read | Unread:
    """Read a report file, which goes by this name, and cut it into passages."""
    try:
        document = read(path, how.limits, recognise=how.recognise)
    except UnreadableFileError as error:
        return Unread(reason=error.reason, remedy=error.remedy)
    found_names: tuple[int, ...] = ()
    if how.names:
        document, found_names = pseudonyms.redacted(document, how.names)
    report = replace(document.report, file=name)
    named = replace(document, document_id=name, report=report)
    found = segment(named, "")
    if not found:
        return Unread(reason=NO_PASSAGES, remedy="open it and see whether it is the whole report")
    return Read(
        sha256=document.sha256,
        said=titlepage.said(named),
        report=replace(report, passages=len(found)),
        passages=compress(msgspec.msgpack.encode(found), 1),
        names=tuple(sorted(set(found_names))),
    )


def tag_review(review: Review, packed: Sequence[bytes], tagger: Tagger) -> Tagged:
    """Tag the passages of a review, given as `read_file` packed those of each of its files."""
    found = tokenise.passages(passages_of(review.review_id, packed))
    by_file: Counter[str] = Counter()
    suspected: list[str] = []
    # Its value is given without a copy, and the lines are most of what a long report takes up.
    lines = BytesIO()
    for line in tag_passages(found, review, tagger.load()):
        by_file[line["document"]] += 1
        lines.write(dumps(line).encode() + b"\n")
        about = guard.warned(
            line["id"],
            line["text"],
            guard.place(review, line["document"]),
            page=line["page"],
            paragraph=line["paragraph"],
        )
        suspected += [str(about)] if about else []
    return Tagged(lines=lines.getvalue(), by_file=dict(by_file), suspected=tuple(suspected))


def passages_of(review_id: str, packed: Iterable[bytes]) -> Iterator[Passage]:
    """The passages of a review from those of its files, which were read before it was known."""
    for data in packed:
        waiting = msgspec.msgpack.decode(decompress(data), type=list[Passage])
        waiting.reverse()
        # Taken off one by one, as none is needed any more when its line is written.
        while waiting:
            passage = waiting.pop()
            # Nobody else has seen this record yet; to copy it would take longer than to read it.
            vars(passage).update(review_id=review_id, id=f"{review_id}{passage.id}")
            yield passage
