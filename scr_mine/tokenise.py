"""Tokens with offsets, by spaCy's blank English and the rules of this domain.

What a token is, is decided here only. Words are kept whole where they are one word here:
`s.47`, `para.`, `non-mobile`, `Child A1`'s `A1`, `WT2015`, `T/C`.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from scr_mine.language import ABBREVIATIONS, sentences
from scr_mine.records import Passage, TokenisedPassage, Tokens, behind_lead

#: Texts handed to spaCy at a time.
BATCH = 256
#: Kept whole: statute references, doses and ages with their unit, codes, clock times, dates.
_WHOLE = re.compile(
    r"^(?:[sS]\.?\d{1,3}[A-Z]?(?:\(\d+\))?|[Rr]eg\.\d+|[A-Za-z]{1,6}\d{1,4}[A-Za-z]?|"
    r"\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}[.:]\d{2}(?:am|pm)?|(?:[A-Za-z]\.){2,}|[A-Za-z]/[A-Za-z])$"
)

_DASH = r"(?<=[^\s\d])(?:[–—]+|--+)(?=[^\s\d])"


def tokenise(texts: Iterable[tuple[str, int]]) -> Iterator[Tokens]:
    """Each text with its lead (see `Tokens`), tokenised; lazily and in order.

    Tokens are in order and do not overlap; none is white space.
    """
    english = _english()
    for text, lead in texts:
        yield Tokens(
            text=text,
            tokens=_offsets(english, text),
            sentences=sentences(text),
            lead=lead,
        )


def passages(found: Iterable[Passage]) -> Iterator[TokenisedPassage]:
    """Passages with the tokens and sentences of their own text."""
    english = _english()
    for passage in found:
        yield TokenisedPassage(
            passage=passage,
            tokens=_offsets(english, passage.text),
            sentences=sentences(passage.text),
        )


def with_lead(item: TokenisedPassage) -> Tokens:
    """The passage behind its stem or heading, as the classifier reads it."""
    passage = item.passage
    text, lead = behind_lead(passage.text, passage.stem, passage.headings)
    before = text[: max(lead - 1, 0)]
    return Tokens(
        text=text,
        tokens=_offsets(_english(), before) + _moved(item.tokens, lead),
        sentences=sentences(before) + _moved(item.sentences, lead),
        lead=lead,
    )


def _moved(spans: tuple[tuple[int, int], ...], by: int) -> tuple[tuple[int, int], ...]:
    return tuple((start + by, end + by) for start, end in spans)


def _offsets(english: Any, text: str) -> tuple[tuple[int, int], ...]:
    from spacy.attrs import IDX, LENGTH, SPACY

    document = english.make_doc(text)
    rows = document.to_array([IDX, LENGTH, SPACY]).tolist()
    return tuple((start, start + length) for start, length, _ in rows if not text[start].isspace())


@cache
def _english() -> Any:
    """The blank English pipeline with this domain's rules."""
    import spacy
    from spacy.util import compile_infix_regex

    nlp: Any = spacy.blank("en")
    # The bound is there for parsers; this pipeline has none.
    nlp.max_length = sys.maxsize
    # spaCy cuts at every hyphen between letters; compounds are one word in this domain.
    infixes = [rule for rule in nlp.Defaults.infixes or [] if "-|–" not in rule]
    nlp.tokenizer.infix_finditer = compile_infix_regex([*infixes, _DASH]).finditer
    usual = nlp.tokenizer.token_match
    nlp.tokenizer.token_match = lambda text: _WHOLE.match(text) or (usual and usual(text))
    for word in ABBREVIATIONS:
        if len(word) > 1 and "." not in word:
            for form in (word, word.capitalize(), word.upper()):
                nlp.tokenizer.add_special_case(f"{form}.", [{"ORTH": f"{form}."}])
    return nlp
