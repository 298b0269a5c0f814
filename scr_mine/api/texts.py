"""One file or one text at a time: read, cut into passages, tokenised, tagged."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from scr_mine.api.options import codebook, model_folder, reading
from scr_mine.api.shown import Records
from scr_mine.records import Document, Evidence, Passage, Tags, TokenisedPassage


def read_document(
    path: Path | str, *, limits: Mapping[str, int] | None = None, ocr: bool = False
) -> Document:
    """Read one report of any supported format.

    `limits` are by the names of docs/limits.md; with `ocr` an installed program recognises scanned
    pages. Raises UnreadableFileError, which says what is wrong and what to do.

    >>> document = scr_mine.read_document(report)
    >>> document.report.format, len(document.blocks) > 100
    ('html', True)
    """
    from scr_mine.read import read

    how = reading(limits, ocr)
    return read(Path(path), how.limits, recognise=how.recognise)


def segment_document(document: Document, *, review_id: str = "") -> Records[Passage]:
    """Cut a document into passages, in order: `document.text[p.start:p.end] == p.text`.

    `review_id` is the review that the passages are said to be of; their ids begin with it.

    >>> passages = scr_mine.segment_document(document, review_id="briefing")
    >>> passages[0].text.split()[:3]
    ['One', 'lunchtime', 'in']
    """
    from scr_mine.segment import segment

    return Records(segment(document, review_id), Passage)


def tokenise_passages(passages: Iterable[Passage]) -> Records[TokenisedPassage]:
    """Passages with their tokens and sentences, as offsets in their own text.

    >>> first = scr_mine.tokenise_passages(passages)[0]
    >>> [first.passage.text[start:end] for start, end in first.tokens[:3]]
    ['One', 'lunchtime', 'in']
    """
    from scr_mine import tokenise

    return Records(tokenise.passages(passages), TokenisedPassage)


def tag(
    text: str | Passage, *, model: Path | str | None = None, themes: Path | str | None = None
) -> Tags:
    """What the classifier says of one text: role, themes, probabilities in 0..1, evidence.

    A passage is read behind its stem or heading, as in a run; a bare text by itself. `model` is a
    shipped model's name or a folder. Raises ModelError for a model that is not there or does not
    fit the codebook.

    >>> tags = scr_mine.tag("The health visitor did not challenge the decision to close the case.")
    >>> tags.role, tags.themes
    ('finding', ('escalation-challenge', 'thresholds-referrals'))
    """
    return tag_all([text], model=model, themes=themes)[0]


def tag_all(
    texts: Iterable[str | Passage],
    *,
    model: Path | str | None = None,
    themes: Path | str | None = None,
) -> Records[Tags]:
    """The tags of many texts, in order; the model is read once. Errors are those of `tag`.

    >>> [tags.role for tags in scr_mine.tag_all(passages[-2:])]
    ['boilerplate', 'boilerplate']
    """
    from scr_mine import steps
    from scr_mine.tagging import tag_lines

    loaded = steps.stored(model_folder(model), codebook(themes)).load()
    return Records(map(_tags, tag_lines(map(_line, texts), loaded)), Tags)


def _line(text: str | Passage) -> dict[str, Any]:
    if isinstance(text, Passage):
        return {"text": text.text, "stem": text.stem, "headings": text.headings}
    return {"text": text}


def _tags(line: dict[str, Any]) -> Tags:
    return Tags(
        role=line["role"],
        role_probability=line["role_probability"],
        themes=tuple(line["themes"]),
        probabilities=line["probabilities"],
        evidence=tuple(Evidence(**each) for each in line["evidence"]),
        model=line["model"],
    )
