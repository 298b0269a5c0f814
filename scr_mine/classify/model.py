"""A trained model: a folder of plain arrays and one JSON file, read without running any code.

Prediction needs numpy and scipy's sparse matrices only, so a model outlives the version of
scikit-learn that made it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from scr_mine.classify import folder as files
from scr_mine.classify.calibrate import Calibration, softmax
from scr_mine.classify.explain import strongest
from scr_mine.classify.features import Features, Settings
from scr_mine.classify.sparse import Floats
from scr_mine.errors import ModelError
from scr_mine.records import Evidence, Tags, Tokens
from scr_mine.themes import Codebook

#: Passages turned into numbers at a time: bounds memory, large enough for speed.
BATCH = 2048


@dataclass(frozen=True, kw_only=True)
class Scores:
    """Probabilities for a batch: roles and themes, passages by roles and by themes."""

    roles: Any
    themes: Any


@dataclass(frozen=True, kw_only=True)
class Model:
    """Weights and everything needed to read them.

    `weights` has one column per role, then one per theme. `about` holds what was learnt from
    and how well it does.
    """

    name: str
    version: str
    roles: tuple[str, ...]
    themes: tuple[str, ...]
    features: Features
    weights: Floats
    bias: Floats
    temperature: float
    calibration: Calibration
    thresholds: tuple[float, ...]
    about: dict[str, Any]

    @property
    def id(self) -> str:
        """The coder's name put on every tag: `name@version`."""
        return f"{self.name}@{self.version}"

    def scores(self, batch: Sequence[Tokens]) -> Scores:
        """Probabilities of roles and themes for any number of texts."""
        parts = [
            self._scores(self.features.matrix(self.features.count(batch[i : i + BATCH])))
            for i in range(0, len(batch), BATCH)
        ]
        empty = Scores(roles=np.empty((0, len(self.roles))), themes=np.empty((0, len(self.themes))))
        if not parts:
            return empty
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
        tags: list[Tags] = []
        for start in range(0, len(batch), BATCH):
            tags += self._tag(batch[start : start + BATCH])
        return tags

    def save(self, folder: Path) -> None:
        """Write the model's folder over whatever model is there; equal models give equal bytes."""
        files.write(
            folder,
            arrays={
                "weights": self.weights.astype(np.float16),
                "rarity": self.features.rarity,
                "pairs": self.features.pairs,
                "together": self.features.together,
            },
            lists={
                "words": self.features.words,
                "pieces": self.features.pieces,
                "families": self.features.families,
                "manner": self.features.manner,
            },
            about=self._header(),
        )

    def _scores(self, matrix: Any) -> Scores:
        raw = np.asarray(matrix @ self.weights, dtype=np.float64) + self.bias
        n_roles = len(self.roles)
        roles = softmax(raw[:, :n_roles] * self.temperature)
        themes = self.calibration.apply(raw[:, n_roles:], roles)
        return Scores(roles=roles, themes=themes)

    def _tag(self, batch: Sequence[Tokens]) -> list[Tags]:
        counted = self.features.count(batch)
        scores = self._scores(self.features.matrix(counted))
        # A text without a single word says nothing, whatever the base rates are.
        worded = np.bincount(counted.owner, minlength=len(batch)) > 0
        given = self.given(scores) & worded[:, None]
        effects = self.features.effects(counted, self.weights[:, len(self.roles) :])
        spans = strongest(batch, counted, effects, given)
        best = self.role_of(scores, given)
        tops = scores.roles[np.arange(len(batch)), best].tolist()
        rows = scores.themes.tolist()
        return [
            self._tags(rows[i], given[i], spans[i], self.roles[best[i]], tops[i])
            for i in range(len(batch))
        ]

    def _tags(
        self,
        row: list[float],
        given: Any,
        spans: dict[int, list[tuple[int, int]]],
        role: str,
        probability: float,
    ) -> Tags:
        order = sorted(np.flatnonzero(given).tolist(), key=lambda k: (-row[k], k))
        return Tags(
            role=role,
            role_probability=probability,
            themes=tuple(self.themes[k] for k in order),
            probabilities=dict(zip(self.themes, row, strict=True)),
            evidence=tuple(
                Evidence(theme=self.themes[k], start=start, end=end)
                for k in order
                for start, end in spans.get(k, ())
            ),
            model=self.id,
        )

    def _header(self) -> dict[str, Any]:
        settings = self.features.settings
        return {
            "name": self.name,
            "version": self.version,
            "roles": list(self.roles),
            "themes": list(self.themes),
            "thresholds": dict(zip(self.themes, self.thresholds, strict=True)),
            "features": {
                "pieces": list(settings.pieces),
                "window": settings.window,
                "least": list(settings.least),
                "lengths": list(settings.lengths),
            },
            "bias": np.round(self.bias.astype(float), 6).tolist(),
            "temperature": self.temperature,
            "calibration": {
                "slope": self.calibration.slope.tolist(),
                "offset": self.calibration.offset.tolist(),
                "from_roles": self.calibration.from_roles.tolist(),
                "silences": self.calibration.silences.tolist(),
            },
            **self.about,
        }


def load(folder: Path, codebook: Codebook) -> Model:
    """Read a model and check that it fits the codebook.

    Raises ModelError, in one sentence, where the folder is missing, damaged, foreign, made by a
    newer version of the toolkit, or trained for other themes or roles.
    """
    stored = files.read(folder)
    try:
        model = _model(stored)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise ModelError(
            f"{folder.name}: model.json does not describe a whole model ({error}); "
            "fetch the folder again or train a new model."
        ) from error
    _check_fit(folder.name, "themes", model.themes, codebook.theme_ids)
    _check_fit(folder.name, "roles", model.roles, tuple(r.id for r in codebook.roles))
    _check_shapes(folder.name, model)
    return model


def _model(stored: files.Stored) -> Model:
    header, used = stored.header, stored.header["features"]
    settings = Settings(
        pieces=(int(used["pieces"][0]), int(used["pieces"][1])),
        window=int(used["window"]),
        least=tuple(int(n) for n in used["least"]),
        lengths=tuple(float(n) for n in used["lengths"]),
    )
    features = Features(
        settings=settings,
        words=stored.lists["words"],
        pairs=stored.arrays["pairs"].astype(np.int64),
        pieces=stored.lists["pieces"],
        families=stored.lists["families"],
        together=stored.arrays["together"].astype(np.int64),
        manner=stored.lists["manner"],
        rarity=stored.arrays["rarity"].astype(np.float32),
    )
    calibration = header["calibration"]
    return Model(
        name=str(header["name"]),
        version=str(header["version"]),
        roles=tuple(header["roles"]),
        themes=tuple(header["themes"]),
        features=features,
        weights=stored.arrays["weights"].astype(np.float32),
        bias=np.array(header["bias"], dtype=np.float32),
        temperature=float(header["temperature"]),
        calibration=Calibration(
            slope=np.array(calibration["slope"], dtype=np.float64),
            offset=np.array(calibration["offset"], dtype=np.float64),
            from_roles=np.array(calibration["from_roles"], dtype=np.float64),
            silences=np.array(calibration["silences"], dtype=np.float64),
        ),
        thresholds=tuple(float(header["thresholds"][theme]) for theme in header["themes"]),
        about={k: v for k, v in header.items() if k not in _OWN},
    )


#: Fields of the header that are the model itself; the rest is about it.
_OWN = frozenset(
    (
        *("format", "format_version", "files", "name", "version", "roles", "themes"),
        *("thresholds", "features", "bias", "temperature", "calibration"),
    )
)


def _check_fit(name: str, what: str, ours: tuple[str, ...], theirs: tuple[str, ...]) -> None:
    extra = [x for x in ours if x not in theirs]
    missing = [x for x in theirs if x not in ours]
    if extra or missing:
        parts = [f"it lacks {', '.join(missing)}"] if missing else []
        parts += [f"it has {', '.join(extra)}"] if extra else []
        raise ModelError(
            f"{name}: the model was trained for other {what} than this codebook "
            f"({'; '.join(parts)}); name the codebook it was trained on or train a new model."
        )


def _check_shapes(name: str, model: Model) -> None:
    n_roles, n_themes = len(model.roles), len(model.themes)
    features, calibration = model.features, model.calibration
    width = sum(features.widths)
    right = (
        model.weights.shape == (width, n_roles + n_themes)
        and features.rarity.shape == (width,)
        and len(features.settings.lengths) == len(features.widths)
        and model.bias.shape == (n_roles + n_themes,)
        and calibration.slope.shape == calibration.offset.shape == (n_themes,)
        and calibration.from_roles.shape == (n_roles, n_themes)
        and calibration.silences.shape == (n_roles,)
    )
    if not right:
        raise ModelError(
            f"{name}: the arrays do not have the sizes model.json gives; "
            "fetch the folder again or train a new model."
        )
