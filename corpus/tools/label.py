"""The labelled passages of a source, as `labels.jsonl` holds them."""

from collections.abc import Iterable, Iterator
from typing import Any

from corpus.tools.source import Label, Source, document
from scr_mine import themes
from scr_mine.records import Block, Passage
from scr_mine.segment import segment

CODEBOOK_VERSION = themes.shipped().version
ORIGIN = "illustrative"
#: If two roles fit, the first of these is taken (codebook, section 4).
ROLE_ORDER = (
    "recommendation",
    "good-practice",
    "finding",
    "narrative",
    "context",
    "boilerplate",
)


def labelled(source: Source) -> list[dict[str, Any]]:
    """One line per passage that the toolkit cuts from the source, with its labels.

    A passage of several blocks (a lead-in and its short bullets) takes the first of their roles
    by the codebook's order and all their themes; a block cut into several passages gives its
    label to each. Every block must have a label.
    """
    read = document(source)
    labels = [block.label for block in source.blocks]
    if len(labels) != len(read.blocks):
        raise AssertionError(f"{source.path.name}: blocks were lost on the way to the document")
    places = list(zip(read.blocks, labels, strict=True))
    return [
        _line(source, passage, _joined(_covered(passage, places)))
        for passage in segment(read, source.meta.id)
    ]


def lines(
    sources: Iterable[Source], readings: Iterable[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The labelled passages of all sources, each with its second reading where that differs.

    `readings` holds what a second coder, who did not see the first labels, gave to passages of
    the training part: `id`, `role`, `themes`. Where the two differ the line has both under
    `readings`, first the author's, which also stands in `role` and `themes`. Raises ValueError
    for a reading of no passage.
    """
    second = {line["id"]: line for line in readings}
    for source in sources:
        for line in labelled(source):
            other = second.pop(line["id"], line)
            same = line["role"] == other["role"] and set(line["themes"]) == set(other["themes"])
            pair = [{"role": r["role"], "themes": r["themes"]} for r in (line, other)]
            yield line if same else {**line, "readings": pair}
    if second:
        raise ValueError(
            f"{len(second)} second readings are of passages that no source has, such as "
            f"{next(iter(second))}; take them out of readings.jsonl or read the passages again."
        )


def _covered(passage: Passage, places: Iterable[tuple[Block, Label | None]]) -> list[Label]:
    return [
        label
        for block, label in places
        if label is not None and block.start < passage.end and passage.start < block.end
    ]


def _joined(labels: list[Label]) -> Label:
    role = min((label.role for label in labels), key=ROLE_ORDER.index)
    themes = dict.fromkeys(theme for label in labels for theme in label.themes)
    return Label(role=role, themes=tuple(themes))


def _line(source: Source, passage: Passage, label: Label) -> dict[str, Any]:
    meta = source.meta
    return {
        "id": passage.id,
        "doc": meta.id,
        "part": meta.part,
        "scope": meta.scope,
        "kind": meta.kind,
        "year": meta.year,
        "stem": passage.stem,
        "headings": list(passage.headings),
        "text": passage.text,
        "role": label.role,
        "themes": list(label.themes),
        "origin": ORIGIN,
        "codebook": CODEBOOK_VERSION,
    }
