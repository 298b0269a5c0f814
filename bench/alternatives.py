"""What a person could use instead, over the same passages: processor time of one process.

Each is a function from passages to the seconds it took, or None where it is not installed here.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

#: Passages that the slow ones are measured on; a network has much the same to do for each.
FEW = 300
Work = Callable[[], Any]


def seconds(work: Work, *, times: int = 2) -> float:
    """The least processor time of a piece of work, in this process."""
    least = float("inf")
    for _ in range(times):
        started = time.process_time()
        work()
        least = min(least, time.process_time() - started)
    return least


def ours(passages: Sequence[Any], name: str) -> float:
    """Text to tags as a run does it: tokens, sentences, scores, thresholds, evidence."""
    from scr_mine import models, themes, tokenise
    from scr_mine.classify import stored

    model = stored.load(models.find(name), themes.shipped())

    def work() -> None:
        found = [tokenise.with_lead(item) for item in tokenise.passages(passages)]
        for at in range(0, len(found), 1024):
            model.tag(found[at : at + 1024])

    work()
    return seconds(work, times=1 if model.encoder else 2)


def spacy_tokens(passages: Sequence[Any]) -> float:
    """spaCy's blank English tokeniser alone."""
    import spacy

    english = spacy.blank("en")
    return seconds(lambda: [english.make_doc(p.text) for p in passages])


def spacy_sentences(passages: Sequence[Any]) -> float:
    """A blank spaCy pipeline with its sentencizer, as the documentation sets it up."""
    import spacy

    english = spacy.blank("en")
    english.add_pipe("sentencizer")
    return seconds(lambda: [list(d.sents) for d in english.pipe(p.text for p in passages)])


def spacy_small(passages: Sequence[Any]) -> float | None:
    """spaCy's small English model: tagger, parser, names."""
    import spacy

    try:
        english = spacy.load("en_core_web_sm")
    except OSError:
        return None
    return seconds(lambda: list(english.pipe(p.text for p in passages)), times=1)


def bare_linear(passages: Sequence[Any]) -> float:
    """scikit-learn alone: TF-IDF of words and pairs, 32 linear outputs; no tokens, no evidence."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [passage.text for passage in passages]
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2).fit(texts)
    weights = np.ones((len(words.vocabulary_), 32), dtype=np.float32)
    return seconds(lambda: words.transform(texts) @ weights)


def keywords(passages: Sequence[Any]) -> float:
    """The codebook's indicators looked for in each text, whatever their case."""
    from scr_mine import themes

    terms = {t.id: [w.casefold() for w in t.indicators] for t in themes.shipped().themes}

    def work() -> list[list[str]]:
        texts = [passage.text.casefold() for passage in passages]
        return [[t for t, words in terms.items() if any(w in x for w in words)] for x in texts]

    return seconds(work)


def zero_shot(passages: Sequence[Any]) -> float | None:
    """No training: every passage goes to the theme whose definition lies nearest to it.

    Both are read by the shipped encoder, of which what it says of a text stands for its embedding.
    """
    try:
        import onnxruntime  # noqa: F401
    except ImportError:
        return None
    import numpy as np

    from scr_mine import models, themes, tokenise
    from scr_mine.classify import stored

    book = themes.shipped()
    encoder = stored.load(models.find("embed"), book).encoder
    if encoder is None:
        return None

    def embedded(texts: list[str]) -> Any:
        found = encoder.read(list(tokenise.tokenise((text, 0) for text in texts))).scores
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    definitions = embedded([theme.definition for theme in book.themes])
    texts = [passage.text for passage in passages]
    return seconds(lambda: (embedded(texts) @ definitions.T).argmax(axis=1), times=1)


#: What is said of each, what it does, and whether it is slow.
ROWS: tuple[tuple[str, Callable[[Sequence[Any]], float | None], bool], ...] = (
    ("spaCy's tokeniser alone", spacy_tokens, False),
    ("a blank spaCy pipeline with sentencizer", spacy_sentences, False),
    ("spaCy's en_core_web_sm", spacy_small, True),
    ("the codebook's indicators as keywords", keywords, False),
    ("bare TF-IDF and a linear model, scikit-learn", bare_linear, False),
    ("zero-shot: the shipped encoder, nearest definition", zero_shot, True),
    ("our model `embed`, text to tags", lambda passages: _embed(passages), True),
)


def _embed(passages: Sequence[Any]) -> float | None:
    try:
        import onnxruntime  # noqa: F401
    except ImportError:
        return None
    return ours(passages, "embed")


def lines(passages: Sequence[Any]) -> Iterator[str]:
    """A table: what each takes for a passage, as a multiple of our `lexical` model's whole work."""
    own = ours(passages, "lexical") / len(passages)
    yield f"| over {len(passages):,} passages | time for a passage, ours (text to tags) = 1 |"
    yield "| --- | ---: |"
    yield "| our model `lexical`, text to tags | 1 |"
    for name, work, slow in ROWS:
        some = passages[:: max(1, len(passages) // FEW)][:FEW] if slow else passages
        took = work(some)
        told = "not installed here" if took is None else f"{took / len(some) / own:.2f}"
        yield f"| {name} | {told} |"
