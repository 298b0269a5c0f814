"""What the classifier learns from and is measured on: labelled passages and codebook texts."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from scr_mine.errors import LabelsError
from scr_mine.labels import is_reading
from scr_mine.records import Tokens, behind_lead
from scr_mine.themes import Codebook, Theme

Tokeniser = Callable[[Iterable[tuple[str, int]]], Iterator[Tokens]]

#: The weight of a definition or list of indicators beside a labelled passage.
SEED_WEIGHT = 1.0
#: A passage two readers disagree on counts half for either reading.
DISPUTED_WEIGHT = 0.5
#: The group of codebook texts: never measured, in every training fold.
CODEBOOK_GROUP = "codebook"
#: The weight of a sentence cut from a passage without themes, and how many words it must have.
SENTENCE_WEIGHT, SENTENCE_WORDS = 0.15, 5
STATEMENTS = Path(__file__).with_name("statements.txt")


@dataclass(frozen=True, kw_only=True)
class Example:
    """A passage with its labels. `doc` is the review it belongs to: the unit of resampling.

    `role` is None where only themes are known. `weight` is 1 for a labelled passage. `stands_for`
    is above 1 where a sample drew few passages like it, below 1 where it drew many: probabilities
    and thresholds are fitted to what the passages stand for. A `derived` example was cut from
    another: learnt from, never measured on.
    """

    tokens: Tokens
    doc: str
    role: str | None
    themes: tuple[str, ...]
    weight: float = 1.0
    derived: bool = False
    stands_for: float = 1.0

    @property
    def key(self) -> str:
        """The same for all readings of a passage, with or without what is read before it."""
        own = self.tokens.text[self.tokens.lead :]
        return sha256(f"{self.doc}\0{own}".encode()).hexdigest()[:16]


def read(
    lines: Iterable[dict[str, Any]],
    *,
    tokenise: Tokeniser,
    codebook: Codebook,
    name: str,
    part: str | None = None,
    disputed: bool = False,
    headed: bool = False,
) -> list[Example]:
    """Labelled passages of JSON lines with `text`, `role`, `themes`, and `doc`, `case` or `review`.

    `stem` is read before the text, and with `headed` the last of `headings` where there is no
    stem. With `part` given, lines of another part are left out; a line without a part counts as
    training. Lines that say nothing (`labels.is_reading`) are left out, and of one with themes and
    no role only the themes are taken; `disputed` takes a line on which two `readings` differ as two
    halves. Raises LabelsError naming the line for an unknown role or theme.
    """
    found: list[tuple[str, int, dict[str, Any], float]] = []
    known = _Known.of(codebook)
    for number, line in enumerate(lines, 1):
        if part is not None and line.get("part", "training") != part:
            continue
        for labels, weight in _labels(line, disputed=disputed):
            known.check(labels, where=f"{name}, line {number}")
            headings = line.get("headings") or () if headed else ()
            text, lead = behind_lead(str(line.get("text", "")), line.get("stem"), headings)
            found.append((text, lead, {**line, **labels}, weight))
    tokens = tokenise((text, lead) for text, lead, _, _ in found)
    stands_for = _stands_for([line for _, _, line, _ in found])
    return [
        Example(
            tokens=made,
            doc=doc_of(line),
            role=line["role"],
            themes=tuple(line["themes"]),
            weight=weight,
            stands_for=stands,
        )
        for made, (_, _, line, weight), stands in zip(tokens, found, stands_for, strict=True)
    ]


def _stands_for(lines: list[dict[str, Any]]) -> list[float]:
    """What each line stands for; 1 where it is not of a sample.

    A sample's weights are brought down to the number of passages drawn alike that would tell as
    much (Kish 1965), so that it does not outweigh what was labelled whole.
    """
    given = [line.get("weight_of_inclusion") for line in lines]
    weights = [float(w) for w in given if w]
    heavy = sum(weights) / sum(w**2 for w in weights) if weights else 1.0
    return [float(w) * heavy if w else 1.0 for w in given]


def doc_of(line: dict[str, Any]) -> str:
    """What a passage belongs to: its `doc`, `case` or review, or else itself."""
    review = line.get("review")
    of = review.get("review_id") if isinstance(review, dict) else None
    return str(line.get("doc") or line.get("case") or of or line.get("id"))


@dataclass(frozen=True)
class _Known:
    roles: frozenset[str]
    themes: frozenset[str]

    @classmethod
    def of(cls, codebook: Codebook) -> "_Known":
        return cls(frozenset(r.id for r in codebook.roles), frozenset(codebook.theme_ids))

    def check(self, labels: dict[str, Any], *, where: str) -> None:
        """Raises LabelsError for a role or theme the codebook does not define."""
        if labels["role"] is not None and labels["role"] not in self.roles:
            raise LabelsError(
                f"{where}: the role '{labels['role']}' is not in the codebook; correct the label."
            )
        for theme in labels["themes"]:
            if theme not in self.themes:
                raise LabelsError(
                    f"{where}: the theme '{theme}' is not in the codebook; "
                    "correct the label or name another themes file."
                )


def _labels(line: dict[str, Any], *, disputed: bool) -> list[tuple[dict[str, Any], float]]:
    if disputed and line.get("readings"):
        return [
            ({"role": r["role"], "themes": list(r["themes"])}, DISPUTED_WEIGHT)
            for r in line["readings"]
        ]
    if is_reading(line):
        labels = {"role": line.get("role") or None, "themes": list(line.get("themes") or ())}
        return [(labels, float(line.get("weight", 1.0)))]
    return []


def seeds(codebook: Codebook, *, tokenise: Tokeniser) -> list[Example]:
    """The codebook's own texts as examples: what each theme is, its indicators, its examples.

    To them come the statements shipped beside this module, where the codebook has their labels.
    """
    texts: list[tuple[str, str | None, tuple[str, ...], float]] = [
        (text, None, (theme.id,), SEED_WEIGHT)
        for theme in codebook.themes
        for text in _texts(theme)
    ]
    shown = {(e.text, e.role, e.themes): None for e in codebook.examples}
    texts += [(text, role, themes, 1.0) for text, role, themes in shown]
    texts += [(text, role, themes, 1.0) for text, role, themes in _statements(codebook)]
    tokens = tokenise((text, 0) for text, _, _, _ in texts)
    return [
        Example(tokens=made, doc=CODEBOOK_GROUP, role=role, themes=themes, weight=weight)
        for made, (_, role, themes, weight) in zip(tokens, texts, strict=True)
    ]


def sentences(examples: Iterable[Example]) -> list[Example]:
    """The single sentences of passages without any theme, as further passages without any.

    A sentence of such a passage can carry no theme either, so this is sound; it teaches the
    model how the short passages look of which most of a report consists.
    """
    found = []
    for example in examples:
        if example.themes or example.role is None or len(example.tokens.sentences) < 2:
            continue
        cut = [_cut(example.tokens, span) for span in example.tokens.sentences]
        weight = example.weight * SENTENCE_WEIGHT
        found += [
            replace(example, tokens=tokens, weight=weight, derived=True)
            for tokens in cut
            if len(tokens.tokens) >= SENTENCE_WORDS
        ]
    return found


def _cut(tokens: Tokens, span: tuple[int, int]) -> Tokens:
    start, end = span
    inside = [(a - start, b - start) for a, b in tokens.tokens if start <= a and b <= end]
    return Tokens(text=tokens.text[start:end], tokens=tuple(inside), sentences=((0, end - start),))


def _statements(codebook: Codebook) -> list[tuple[str, str, tuple[str, ...]]]:
    """The shipped statements, as far as the codebook has their labels.

    None for a codebook with a theme of its own: no statement was read for that theme.
    """
    lines = [
        line.partition(" | ")
        for line in STATEMENTS.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    labelled = [
        (text, label.partition(":")[0], tuple(label.partition(":")[2].split()))
        for label, _, text in lines
    ]
    known = _Known.of(codebook)
    if not known.themes <= {theme for _, _, themes in labelled for theme in themes}:
        return []
    return [
        (text, role, themes)
        for text, role, themes in labelled
        if role in known.roles and known.themes.issuperset(themes)
    ]


def _texts(theme: Theme) -> list[str]:
    texts = (f"{theme.label}. {theme.definition}", theme.include, "; ".join(theme.indicators))
    return [text for text in texts if text.strip()]
