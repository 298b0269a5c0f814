"""Small records for tests: documents, reviews and tagged passages built by hand."""

from scr_mine.records import Block, Document, ReadingReport, Review, TaggedPassage


def document(*blocks, name="report.pdf"):
    """A Document from (kind, text) or (kind, text, fields of Block)."""
    made, texts, at = [], [], 0
    for kind, text, *fields in blocks:
        made.append(Block(kind=kind, start=at, end=at + len(text), **(fields[0] if fields else {})))
        texts.append(text)
        at += len(text) + 1
    report = ReadingReport(file=name, format="pdf", pages=1)
    return Document(
        document_id=name, sha256="0" * 64, text="\n".join(texts), blocks=tuple(made), report=report
    )


def review(review_id, **fields):
    return Review(review_id=review_id, **fields)


def tagged(number, of, role="finding", themes=(), **fields):
    return TaggedPassage(
        id=f"{of.review_id}/{number}",
        text=fields.pop("text", f"Passage {number}."),
        role=role,
        themes=tuple(themes),
        probabilities=fields.pop("probabilities", {}),
        model=fields.pop("model", "test@1"),
        review=of,
        **fields,
    )
