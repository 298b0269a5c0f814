"""A sentence encoder beside the words: a small transformer, read by onnxruntime.

It reads a passage behind its heading or stem and gives a score per role and theme, and what each
word adds to each theme. onnxruntime comes with the extra `embed`; the network is plain data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from scr_mine.classify.sparse import Floats
from scr_mine.classify.wordpiece import WordPieces
from scr_mine.classify.words import head
from scr_mine.errors import ModelError
from scr_mine.records import Tokens

#: The heading or stem is read up to its last so many pieces, and so many pieces in all.
CONTEXT, LONGEST = 48, 160
#: Passages read at a time, of like length so that little is padded.
BATCH = 8
#: The encoder's part in the scores of both; from 0.3 to 0.7 all are within chance of each other.
SHARE = 0.5
INPUTS = ("input_ids", "attention_mask", "pooled_mask")


class Cut(NamedTuple):
    """A text as the encoder reads it: piece numbers, the index of the first piece of the passage
    itself, and for each piece from there on the offset of its word in the text."""

    numbers: list[int]
    first: int
    starts: list[int]


class Read(NamedTuple):
    """What the encoder says: `scores`, texts by roles then themes; for each text the offsets of
    its words' pieces and what each adds to each theme."""

    scores: Floats
    starts: list[list[int]]
    effects: list[Floats]


def cut(pieces: WordPieces, tokens: Tokens) -> Cut:
    """A text as piece numbers: `[CLS] heading or stem [SEP] passage [SEP]`."""
    before: list[int] = []
    begin = tokens.lead or head(tokens.text)
    if tokens.lead:
        lead, _ = pieces.cut(tokens.text[: tokens.lead])
        before = [*lead[-CONTEXT:], pieces.sep]
    numbers, starts = pieces.cut(tokens.text[begin:])
    first = len(before) + 1
    room = LONGEST - first - 1
    return Cut(
        numbers=[pieces.cls, *before, *numbers[:room], pieces.sep],
        first=first,
        starts=[begin + start for start in starts[:room]],
    )


def stacked(batch: Sequence[Cut]) -> tuple[Any, Any, Any]:
    """Piece numbers, which of them are there and which are summed up, padded to the longest.

    Only the passage is summed up, its end mark with it, not what is read before it.
    """
    longest = max(len(one.numbers) for one in batch)
    numbers, there, own = np.zeros((3, len(batch), longest), dtype=np.int64)
    for row, one in enumerate(batch):
        n = len(one.numbers)
        numbers[row, :n] = one.numbers
        there[row, :n] = 1
        own[row, (one.first if one.first > 1 else 0) : n] = 1
    return numbers, there, own


_NO_NETWORK = (
    "The model's encoder.onnx is no network that onnxruntime can read; "
    "fetch the folder again or train a new model."
)


@dataclass(frozen=True, kw_only=True)
class Encoder:
    """A network with its word pieces. `share` is its part in the scores; the words' is the rest."""

    network: bytes
    pieces: WordPieces
    share: float

    def read(self, batch: Sequence[Tokens]) -> Read:
        """Scores of any number of texts, in order.

        Raises ModelError where onnxruntime is not installed or cannot read the network.
        """
        made = [cut(self.pieces, tokens) for tokens in batch]
        order = sorted(range(len(made)), key=lambda i: (len(made[i].numbers), i))
        scores: list[Any] = [None] * len(made)
        effects: list[Any] = [None] * len(made)
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            fed = dict(zip(INPUTS, stacked([made[i] for i in rows]), strict=True))
            found, added = self._run(fed, len(rows))
            for k, i in enumerate(rows):
                one = made[i]
                scores[i] = found[k]
                effects[i] = added[k, one.first : one.first + len(one.starts)]
        return Read(scores=np.array(scores), starts=[one.starts for one in made], effects=effects)

    def _run(self, fed: dict[str, Any], number: int) -> tuple[Any, Any]:
        """What the network says of so many texts, as far as it has the form that it should have."""
        session = self._session
        try:
            found, added = session.run(("scores", "evidence"), fed)
            length = fed[INPUTS[0]].shape[1]
            right = found.shape[:1] == (number,) and added.shape[:2] == (number, length)
            if right and found.ndim == 2 and added.ndim == 3 and np.isfinite(found).all():
                return found, added
        except Exception as error:  # onnxruntime raises kinds of its own
            raise ModelError(_NO_NETWORK) from error
        raise ModelError(_NO_NETWORK)

    @cached_property
    def _session(self) -> Any:
        try:
            import onnxruntime
        except ImportError as error:
            raise ModelError(
                f"This model needs onnxruntime, which {_wrong_with(error)}; `scr-mine doctor` says "
                "what to do, or name another model with --model lexical."
            ) from error
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        try:
            return onnxruntime.InferenceSession(
                self.network, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime raises kinds of its own without a common parent
            raise ModelError(_NO_NETWORK) from error


@dataclass(frozen=True, kw_only=True)
class Taught:
    """An encoder fresh from its own training, with scores of passages whose review it had not
    seen: by the key of the example, roles then themes."""

    encoder: Encoder
    held_out: dict[str, Floats]


def taught(folder: Path, *, share: float = SHARE) -> Taught:
    """Read what an encoder's training wrote: `encoder.onnx`, `vocab.txt`, `heldout.npz`.

    Raises ModelError naming the file that is missing or is not what it should be.
    """
    try:
        network = (folder / "encoder.onnx").read_bytes()
        pieces = WordPieces((folder / "vocab.txt").read_text(encoding="utf-8").split("\n")[:-1])
        with np.load(folder / "heldout.npz", allow_pickle=False) as stored:
            scores = dict(zip(stored["keys"].tolist(), stored["scores"], strict=True))
    except OSError as error:
        name = Path(error.filename or folder).name
        raise ModelError(f"{folder.name}: {name} cannot be read; name an encoder's folder.") from (
            error
        )
    except (KeyError, ValueError) as error:
        raise ModelError(
            f"{folder.name}: not what an encoder's training writes ({error}); train it again."
        ) from error
    return Taught(encoder=Encoder(network=network, pieces=pieces, share=share), held_out=scores)


def _wrong_with(error: ImportError) -> str:
    """Why onnxruntime cannot be had: one that is there and does not load is not missing."""
    missing = isinstance(error, ModuleNotFoundError) and error.name == "onnxruntime"
    return "is not installed" if missing else "is installed, but does not load on this computer"
