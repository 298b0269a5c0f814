"""A model to and from its folder: plain arrays, lists of words and one JSON file over them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from scr_mine.classify import folder as files
from scr_mine.classify.calibrate import Calibration
from scr_mine.classify.encoder import Encoder
from scr_mine.classify.features import Features, Settings
from scr_mine.classify.linear import Linear
from scr_mine.classify.model import Model
from scr_mine.classify.wordpiece import WordPieces
from scr_mine.errors import ModelError
from scr_mine.themes import Codebook

#: Fields of the header that are the model itself; the rest is about it.
_OWN = frozenset(
    (
        *("format", "format_version", "files", "name", "version", "roles", "themes"),
        *("thresholds", "features", "bias", "temperature", "calibration", "encoder"),
    )
)


def save(model: Model, folder: Path) -> None:
    """Write a model's folder over whatever model is there; equal models give equal bytes."""
    words, encoder = model.words, model.encoder
    features = words.features
    lists = {
        "words": features.words,
        "pieces": features.pieces,
        "families": features.families,
        "manner": features.manner,
    }
    files.write(
        folder,
        arrays={
            "weights": words.weights.astype(np.float16),
            "rarity": features.rarity,
            "pairs": features.pairs,
            "together": features.together,
        },
        lists=lists | ({"wordpieces": encoder.pieces.pieces} if encoder else {}),
        networks={"encoder": encoder.network} if encoder else {},
        about=_header(model),
    )


def _header(model: Model) -> dict[str, Any]:
    settings, calibration = model.words.features.settings, model.calibration
    encoder = {"encoder": {"share": model.encoder.share}} if model.encoder else {}
    return {
        "name": model.name,
        "version": model.version,
        "roles": list(model.roles),
        "themes": list(model.themes),
        "thresholds": dict(zip(model.themes, model.thresholds, strict=True)),
        "features": {
            "pieces": list(settings.pieces),
            "window": settings.window,
            "least": list(settings.least),
            "lengths": list(settings.lengths),
        },
        **encoder,
        "bias": np.round(model.words.bias.astype(float), 6).tolist(),
        "temperature": model.temperature,
        "calibration": {
            "slope": calibration.slope.tolist(),
            "offset": calibration.offset.tolist(),
            "from_roles": calibration.from_roles.tolist(),
            "silences": calibration.silences.tolist(),
        },
        **model.about,
    }


def load(folder: Path, codebook: Codebook) -> Model:
    """Read a model and check that it fits the codebook.

    Raises ModelError, in one sentence, where the folder is missing, damaged, foreign, made by a
    newer version of the toolkit, or trained for other themes or roles.
    """
    stored = files.read(folder)
    try:
        model = _model(stored)
    except (AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
        raise ModelError(
            f"{folder.name}: model.json does not describe a whole model ({error}); "
            "fetch the folder again or train a new model."
        ) from error
    check_fit(folder.name, model.themes, model.roles, codebook)
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
        words=Linear(
            features=features,
            weights=stored.arrays["weights"].astype(np.float32),
            bias=np.array(header["bias"], dtype=np.float32),
            n_roles=len(header["roles"]),
        ),
        temperature=float(header["temperature"]),
        calibration=Calibration(
            slope=np.array(calibration["slope"], dtype=np.float64),
            offset=np.array(calibration["offset"], dtype=np.float64),
            from_roles=np.array(calibration["from_roles"], dtype=np.float64),
            silences=np.array(calibration["silences"], dtype=np.float64),
        ),
        thresholds=tuple(float(header["thresholds"][theme]) for theme in header["themes"]),
        about={k: v for k, v in header.items() if k not in _OWN},
        encoder=_encoder(stored),
    )


def _encoder(stored: files.Stored) -> Encoder | None:
    used = stored.header.get("encoder")
    if used is None:
        return None
    return Encoder(
        network=stored.networks["encoder"],
        pieces=WordPieces(stored.lists["wordpieces"]),
        share=float(used["share"]),
    )


def check_fit(name: str, themes: Sequence[str], roles: Sequence[str], codebook: Codebook) -> None:
    """Raise ModelError if a model of these themes and roles is not one for the codebook."""
    _check_same(name, "themes", themes, codebook.theme_ids)
    _check_same(name, "roles", roles, tuple(role.id for role in codebook.roles))


def _check_same(name: str, what: str, ours: Sequence[str], theirs: Sequence[str]) -> None:
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
    words, calibration = model.words, model.calibration
    features = words.features
    flat = features.pairs.ndim == features.together.ndim == 1
    width = sum(features.widths) if flat else -1
    right = (
        words.weights.shape == (width, n_roles + n_themes)
        and features.rarity.shape == (width,)
        and len(features.settings.lengths) == len(features.widths)
        and words.bias.shape == (n_roles + n_themes,)
        and calibration.slope.shape == calibration.offset.shape == (n_themes,)
        and calibration.from_roles.shape == (n_roles, n_themes)
        and calibration.silences.shape == (n_roles,)
    )
    if not right:
        raise ModelError(
            f"{name}: its numbers do not fit model.json; "
            "fetch the folder again or train a new model."
        )
