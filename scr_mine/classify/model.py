"""A trained model: from texts to roles, themes, probabilities and evidence.

Prediction needs numpy and scipy's sparse matrices only, so a model outlives the version of
scikit-learn that made it; a model with an encoder needs onnxruntime as well.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scr_mine.classify.calibrate import Calibration, softmax
from scr_mine.classify.counted import Counted
from scr_mine.classify.encoder import Encoder, Read
from scr_mine.classify.explain import strongest
from scr_mine.classify.linear import Linear
from scr_mine.errors import ModelError
from scr_mine.records import Evidence, Tags, Tokens

#: Passages given to the encoder at a time, which reads those of like length together; and turned
#: into numbers at a time, few enough for the arrays to stay in the processor's cache.
BATCH, WORDS_BATCH = 2048, 256


@dataclass(frozen=True, kw_only=True)
class Scores:
    """Probabilities for a batch: roles and themes, passages by roles and by themes."""

    roles: Any
    themes: Any


@dataclass(frozen=True, kw_only=True)
class Model:
    """What gives scores, and everything needed to read them.

    Outputs are the roles, then the themes. With an `encoder` its scores and those of the `words`
    are mixed in its share. `about` holds what was learnt from and how well it does.
    """

    name: str
    version: str
    roles: tuple[str, ...]
    themes: tuple[str, ...]
    words: Linear
    temperature: float
    calibration: Calibration
    thresholds: tuple[float, ...]
    about: dict[str, Any]
    encoder: Encoder | None = None

    @property
    def id(self) -> str:
        """The coder's name put on every tag: `name@version`."""
        return f"{self.name}@{self.version}"

    @property
    def verdicts(self) -> dict[str, str]:
        """The verdict on each theme, as far as the model was measured (see `verdict`)."""
        return {t: str(v["verdict"]) for t, v in self.about.get("verdicts", {}).items()}

    def scores(self, batch: Sequence[Tokens]) -> Scores:
        """Probabilities of roles and themes for any number of texts."""
        parts = [scores for _, _, scores, _ in self._read(batch)]
        if not parts:
            roles, themes = np.empty((0, len(self.roles))), np.empty((0, len(self.themes)))
            return Scores(roles=roles, themes=themes)
        return Scores(
            roles=np.concatenate([p.roles for p in parts]),
            themes=np.concatenate([p.themes for p in parts]),
        )

    def given(self, scores: Scores) -> Any:
        """Which themes are given, passages by themes.

        Those at or above their threshold, and none where a role that never carries a theme is
        likely.
        """
        return self.calibration.given(scores.themes, scores.roles, self.thresholds)

    def role_of(self, scores: Scores, given: Any) -> Any:
        """The number of each passage's role: the likeliest that agrees with the themes given."""
        silent = (np.asarray(self.calibration.silences) > 0)[None, :]
        possible = ~(given.any(axis=1)[:, None] & silent)
        return np.where(possible, scores.roles, -1.0).argmax(axis=1)

    def tag(self, batch: Sequence[Tokens]) -> list[Tags]:
        """Role, themes, probabilities and evidence of each text, in order."""
        return [tags for read in self._read(batch) for tags in self._tag(*read)]

    def _read(
        self, batch: Sequence[Tokens]
    ) -> Iterator[tuple[Sequence[Tokens], Counted, Scores, Read | None]]:
        """The texts, a few at a time, with what was read in them."""
        for start in range(0, len(batch), BATCH):
            several = batch[start : start + BATCH]
            read = self.encoder.read(several) if self.encoder else None
            for first in range(0, len(several), WORDS_BATCH):
                few = slice(first, first + WORDS_BATCH)
                heard = read and Read(read.scores[few], read.starts[few], read.effects[few])
                yield several[few], *self._scored(several[few], heard), heard

    def _scored(self, batch: Sequence[Tokens], read: Read | None) -> tuple[Counted, Scores]:
        counted, raw = self.words.read(batch)
        if self.encoder and read:
            if read.scores.shape != raw.shape and len(batch):
                raise ModelError(
                    f"{self.name}: its encoder.onnx is for other roles and themes; "
                    "fetch the folder again or train a new model."
                )
            raw = self.encoder.share * read.scores + (1.0 - self.encoder.share) * raw
        n_roles = len(self.roles)
        roles = softmax(raw[:, :n_roles] * self.temperature)
        themes = self.calibration.apply(raw[:, n_roles:], roles)
        return counted, Scores(roles=roles, themes=themes)

    def _tag(
        self, batch: Sequence[Tokens], counted: Counted, scores: Scores, read: Read | None
    ) -> Iterator[Tags]:
        # A text without a single word says nothing, whatever the base rates are.
        worded = np.diff(counted.bounds) > 0
        given = self.given(scores) & worded[:, None]
        spans = strongest(batch, counted, self.words.effects(counted.forms), given, read)
        best = self.role_of(scores, given)
        tops = scores.roles[np.arange(len(batch)), best].tolist()
        roles = [self.roles[i] for i in best.tolist()]
        rows = scores.themes.tolist()
        marks: list[list[int]] = [[] for _ in batch]
        for passage, theme in np.argwhere(given).tolist():
            marks[passage].append(theme)
        return map(self._tags, rows, marks, spans, roles, tops)

    def _tags(
        self,
        row: list[float],
        given: list[int],
        spans: dict[int, list[tuple[int, int]]],
        role: str,
        probability: float,
    ) -> Tags:
        order = sorted(given, key=lambda k: (-row[k], k))
        return Tags(
            role=role,
            role_probability=probability,
            themes=tuple([self.themes[k] for k in order]),
            probabilities=dict(zip(self.themes, row, strict=True)),
            evidence=tuple(
                [
                    Evidence(theme=self.themes[k], start=start, end=end)
                    for k in order
                    for start, end in spans.get(k, ())
                ]
            ),
            model=self.id,
        )
