"""Passages to tagged lines, and any lines with text to the same lines with tags."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from scr_mine import tokenise
from scr_mine.errors import InputError
from scr_mine.lines import with_tags
from scr_mine.records import Passage, Review, TokenisedPassage, behind_lead
from scr_mine.store import plain

if TYPE_CHECKING:
    from scr_mine.classify.model import Model

_Item = TypeVar("_Item")

#: Texts tokenised and tagged at a time, and about so many characters: tokens take far more room.
BATCH, CHARACTERS = 1024, 500_000


def tokenised_lines(found: Iterable[Passage], review: Review) -> Iterator[dict[str, Any]]:
    """The passages of a review with their tokens and sentences, one object each."""
    about = plain(review)
    for item in tokenise.passages(found):
        line = passage_line(item.passage, about)
        yield {**line, "tokens": plain(item.tokens), "sentences": plain(item.sentences)}


def tag_passages(
    found: Iterable[TokenisedPassage], review: Review, model: "Model"
) -> Iterator[dict[str, Any]]:
    """Tagged lines of a review's passages; see DESIGN: id, text, review, place, tags."""
    about = plain(review)
    for batch in _batches(found, _size):
        tags = model.tag([tokenise.with_lead(item) for item in batch])
        for item, tag in zip(batch, tags, strict=True):
            yield with_tags(passage_line(item.passage, about), tag)


def passage_line(passage: Passage, review: dict[str, Any]) -> dict[str, Any]:
    """A passage as one JSON object, the review whole instead of its id."""
    line = {**vars(passage), "headings": list(passage.headings)}
    del line["review_id"]
    return {"id": line.pop("id"), "review": review, **line}


def tag_lines(lines: Iterable[dict[str, Any]], model: "Model") -> Iterator[dict[str, Any]]:
    """Any objects with `text`, and `stem` or `headings` if they have them, tagged.

    Other fields are kept.
    An object without `id` is given its place as one. Raises InputError naming the line where
    `text` is missing or not text.
    """
    numbered = enumerate(lines, 1)
    for batch in _batches(numbered, lambda item: len(str(item[1].get("text", "")))):
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


def _size(item: TokenisedPassage) -> int:
    """The characters that the classifier reads, which a long stem multiplies."""
    passage = item.passage
    return len(behind_lead(passage.text, passage.stem, passage.headings)[0])


def _batches(items: Iterable[_Item], size: Callable[[_Item], int]) -> Iterator[list[_Item]]:
    batch: list[_Item] = []
    characters = 0
    for item in items:
        batch.append(item)
        characters += size(item)
        if len(batch) >= BATCH or characters >= CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
