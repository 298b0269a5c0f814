"""What is fuzzed: for each name a function of bytes that fails only where our code is wrong.

Each returns quietly where the bytes are taken, or refused by one of our errors, in one sentence.
Nothing here needs the fuzzer, so that a finding becomes a test by its bytes alone.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from hashlib import sha256
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import msgspec

from fuzz import seeds
from scr_mine import exchange, ledger, manifest, store, titlepage
from scr_mine import lines as tagged_lines
from scr_mine.errors import ScrMineError
from scr_mine.read import READERS, assemble, read
from scr_mine.segment import segment
from scr_mine.themes import load as load_themes

#: The readers, each given whatever bytes come, whatever `detect` would say of them.
FORMATS = tuple(READERS)
MODEL_ARRAYS = ("pairs", "rarity", "together", "weights")


def refused(error: ScrMineError) -> None:
    """Fail unless an error is one sentence on one line."""
    said = str(error)
    assert said and "\n" not in said, repr(said)
    assert "Traceback" not in said, repr(said)


@contextmanager
def in_words() -> Iterator[None]:
    """Let our own errors pass, if they are put as they should be."""
    try:
        yield
    except ScrMineError as error:
        refused(error)


def _document(made, name="report"):
    """The invariants of a document and of its passages (`scr_mine/records.py`)."""
    text, end = made.text, -1
    for block in made.blocks:
        assert end < block.start < block.end <= len(text), block
        assert "\n" not in text[block.start : block.end], block
        end = block.end
    assert text == "\n".join(text[b.start : b.end] for b in made.blocks)
    passages = segment(made, "r")
    for one, other in pairwise(passages):
        assert one.end <= other.start, (one, other)
    for passage in passages:
        assert text[passage.start : passage.end] == passage.text != ""
    assert len({p.id for p in passages}) == len(passages)
    titlepage.said(made)
    msgspec.msgpack.encode((made, passages))
    store.dumps(made).encode("utf-8")


def reader(form: str, data: bytes) -> None:
    """One format's reader, and everything up to passages."""
    path = Path(f"report.{form}")
    with in_words():
        if data.strip(b"\0 \t\r\n"):
            found = import_module(f"scr_mine.read.{READERS[form]}").read(data, path)
            _document(assemble.document(found, path, "0" * 64))


def whole(data: bytes) -> None:
    """Any file, by its content."""
    with written(data, "report.bin") as path, in_words():
        _document(read(path))


def importer(form: str, data: bytes) -> None:
    """Labels in one exchange format: of known passages, with known themes."""
    with in_words():
        found = exchange.labels(form, data, seeds.KNOWN, seeds.BOOK, coder="a", name="file")
        for label in found.labels:
            assert label.id in seeds.KNOWN, label
            assert set(label.themes) <= set(seeds.BOOK.theme_ids), label
            store.dumps(label).encode("utf-8")
        assert all("\n" not in note for note in found.notes), found.notes


def reviews(data: bytes) -> None:
    """A manifest; what is written of it is read as the same."""
    with written(data, "reviews.csv") as path, in_words():
        found = manifest.load(path)
        path.write_text(manifest.dumps(found.items()), encoding="utf-8", newline="")
        assert manifest.load(path) == found


def themes(data: bytes) -> None:
    """A codebook of one's own."""
    with written(data, "themes.toml") as path, in_words():
        store.dumps(load_themes(path)).encode("utf-8")


def changes(data: bytes) -> None:
    """A ledger of changes to a codebook."""
    with written(data, "themes.ledger.toml") as path, in_words():
        store.dumps(ledger.load(path, ("snow", "rain"))).encode("utf-8")


def lines(data: bytes) -> None:
    """Tagged lines that somebody else wrote."""
    with in_words():
        for number, value in enumerate(store.parse_lines(data.split(b"\n"), "file"), 1):
            passage = tagged_lines.tagged(value, "file", number, evidence=True)
            store.dumps(passage).encode("utf-8")


def header(data: bytes) -> None:
    """A model by whatever `model.json`: what loads also tags."""
    with model({"model.json": data}) as folder, in_words():
        _tags(folder)


def array(name: str, data: bytes) -> None:
    """A model with whatever array, its fingerprint set right: what loads also tags."""
    file = f"{name}.npy"
    head = _model_files()["model.json"]
    before = sha256(_model_files()[file]).hexdigest().encode()
    changed = head.replace(before, sha256(data).hexdigest().encode())
    with model({file: data, "model.json": changed}) as folder, in_words():
        _tags(folder)


def _tags(folder):
    from scr_mine.classify import stored
    from scr_mine.tokenise import tokenise

    found = stored.load(folder, seeds.toy_book())
    texts = ((text, 0) for text in seeds.TEXTS)
    for tags in found.tag(list(tokenise(texts))):
        assert all(0 <= p <= 1 for p in tags.probabilities.values()), tags
        store.dumps(tags).encode("utf-8")


@contextmanager
def written(data: bytes, name: str) -> Iterator[Path]:
    """A file of these bytes, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        yield path


@contextmanager
def model(changed: dict[str, bytes]) -> Iterator[Path]:
    """A small model's folder with some files of it changed."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in (_model_files() | changed).items():
            (Path(folder) / name).write_bytes(data)
        yield Path(folder)


@cache
def _model_files() -> dict[str, bytes]:
    folder = Path(tempfile.mkdtemp())
    try:
        seeds.toy_model(folder)
        return {path.name: path.read_bytes() for path in folder.iterdir()}
    finally:
        shutil.rmtree(folder)


TARGETS: dict[str, Callable[[bytes], None]] = {
    **{f"read-{form}": partial(reader, form) for form in FORMATS},
    "read-any": whole,
    **{f"labels-{form}": partial(importer, form) for form in exchange.FORMATS},
    "manifest": reviews,
    "themes": themes,
    "ledger": changes,
    "tagged": lines,
    "model-json": header,
    **{f"model-{name}": partial(array, name) for name in MODEL_ARRAYS},
}
#: Those whose bytes are a zip, changed by the part and not only as a whole.
ZIPPED = ("read-docx", "read-pptx", "read-any", "labels-xlsx", "labels-qdpx")


def seeds_of(name: str) -> list[bytes]:
    """Small good inputs of a target."""
    if name == "model-json":
        return [_model_files()["model.json"]]
    if name.startswith("model-"):
        return [_model_files()[f"{name.removeprefix('model-')}.npy"]]
    return seeds.of(name)
