"""Fine-tune MiniLM on the labelled corpus and export it for onnxruntime.

`train_encoder.py fit --labels FILE... --encoder DIR --fold N --out DIR` leaves a fifth of the
reviews out, and writes the network and its scores of those reviews, to calibrate on. The encoder's
folder holds `model.safetensors` and `vocab.txt` of all-MiniLM-L6-v2.
`train_encoder.py join DIR... --encoder DIR --out DIR` takes the mean of the networks' weights, and
writes what `scr-mine train --encoder` reads: `encoder.onnx`, `vocab.txt`, `heldout.npz`. The same
seed, machine and version of torch give the same model. Needs torch, safetensors and onnx.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from encoder_export import export
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional

from scr_mine import themes, tokenise
from scr_mine.classify import examples, train
from scr_mine.classify.encoder import Cut, cut, stacked
from scr_mine.classify.wordpiece import WordPieces
from scr_mine.records import Tokens
from scr_mine.store import read_lines

WIDTH, HEADS, LAYERS = 384, 12, 6
#: Rate of the top layer, its fall by layer, the heads' multiple of it; rise in share of the steps.
RATE, FALL, HEAD_RATE, DECAY, RISE, BATCH = 2e-4, 0.85, 5.0, 0.02, 0.08, 32
#: How often a passage is read behind its heading or stem, and behind its stem at least.
WITH_HEADING, WITH_STEM = 0.5, 0.875
#: How sharply a theme attends to tokens.
SHARPNESS = 4 * WIDTH**-0.5
#: Where the published weights go in a layer of torch.
PARTS = {
    "self_attn.out_proj": "attention.output.dense",
    "norm1": "attention.output.LayerNorm",
    "linear1": "intermediate.dense",
    "linear2": "output.dense",
    "norm2": "output.LayerNorm",
}


class Layer(nn.TransformerEncoderLayer):
    """Torch's layer, its attention written out: torch's own is exported for one length only."""

    def forward(self, x: Tensor, seen: Tensor) -> Tensor:  # type: ignore[override]
        """One layer; `seen` marks the tokens that are there."""
        size, length, width = x.shape
        own, rate = self.self_attn, 0.1 if self.training else 0.0
        three = functional.linear(x, own.in_proj_weight, own.in_proj_bias)
        q, k, v = (
            three.view(size, length, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        )
        mask = seen[:, None, None, :] != 0
        mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask, dropout_p=rate)
        x = self.norm1(x + self.dropout1(own.out_proj(mixed.transpose(1, 2).reshape(x.shape))))
        return self.norm2(x + self._ff_block(x))


class Network(nn.Module):
    """MiniLM; roles are read from the mean of the tokens, a theme from those it attends to."""

    def __init__(self, roles: int, names: int, weights: dict[str, Tensor]) -> None:
        """A network with the published weights, and heads that know nothing yet."""
        super().__init__()
        self.roles, self.drop = roles, nn.Dropout(0.1)
        self.tok, self.pos = nn.Embedding(30522, WIDTH), nn.Embedding(512, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        layer: dict[str, Any] = {"activation": "gelu", "batch_first": True, "layer_norm_eps": 1e-12}
        self.layers = nn.ModuleList(Layer(WIDTH, HEADS, 4 * WIDTH, **layer) for _ in range(LAYERS))
        self.head, self.query = nn.Linear(WIDTH, roles + names), nn.Linear(WIDTH, names, bias=False)
        nn.init.zeros_(self.query.weight)
        state = self.state_dict()
        state["tok.weight"] = weights["embeddings.word_embeddings.weight"]
        kind_of_token = weights["embeddings.token_type_embeddings.weight"][0]
        state["pos.weight"] = weights["embeddings.position_embeddings.weight"] + kind_of_token
        for kind in ("weight", "bias"):
            state[f"norm.{kind}"] = weights[f"embeddings.LayerNorm.{kind}"]
            for i in range(LAYERS):
                of = f"encoder.layer.{i}."
                three = [
                    weights[f"{of}attention.self.{n}.{kind}"] for n in ("query", "key", "value")
                ]
                state[f"layers.{i}.self_attn.in_proj_{kind}"] = torch.cat(three)
                for mine, theirs in PARTS.items():
                    state[f"layers.{i}.{mine}.{kind}"] = weights[f"{of}{theirs}.{kind}"]
        self.load_state_dict(state)

    def forward(self, ids: Tensor, seen: Tensor, pooled: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of roles then themes, and what each token adds to each theme's logit."""
        x = self.drop(self.norm(self.tok(ids) + self.pos(torch.arange(ids.shape[1]))))
        for layer in self.layers:
            x = layer(x, seen)
        x, mask = x.float(), pooled.float()[..., None]
        mean = self.drop((x * mask).sum(1) / mask.sum(1))
        share = torch.softmax(self.query(x) * SHARPNESS + (1.0 - mask) * -1e4, 1)
        added = share * functional.linear(self.drop(x), self.head.weight[self.roles :])
        role = functional.linear(mean, self.head.weight[: self.roles])
        return torch.cat([role, added.sum(1)], 1) + self.head.bias, added

    def optimiser(self) -> torch.optim.Optimizer:
        """AdamW, slower towards the bottom; word pieces and the first layer stay as they are."""
        for part in (self.tok, self.pos, self.norm, self.layers[0]):
            part.requires_grad_(False)
        layers = [self.layers[i].parameters() for i in range(1, LAYERS)]
        rates = [RATE * FALL ** (LAYERS - 1 - i) for i in range(1, LAYERS)] + [RATE * HEAD_RATE]
        heads = [*self.head.parameters(), *self.query.parameters()]
        groups = [{"params": p, "lr": r} for p, r in zip([*layers, heads], rates, strict=True)]
        return torch.optim.AdamW(groups, weight_decay=DECAY)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A passage with less and less read before it, and what its readers say: shares of readers."""

    key: str
    doc: str
    read: tuple[Cut, Cut, Cut]
    role: dict[str, float]
    themes: dict[str, float]


def read(files: Sequence[Path], codebook: themes.Codebook, pieces: WordPieces) -> list[Row]:
    """Training passages of JSON lines, and the codebook's texts; a passage once."""
    pairs: list[tuple[examples.Example, examples.Example]] = []
    for file in files:
        ways = [
            examples.read(
                read_lines(file),
                tokenise=tokenise.tokenise,
                codebook=codebook,
                name=file.name,
                part="training",
                disputed=True,
                headed=headed,
            )
            for headed in (True, False)
        ]
        pairs += zip(*ways, strict=True)
    pairs += [(e, e) for e in examples.seeds(codebook, tokenise=tokenise.tokenise)]
    rows: dict[str, Row] = {}
    for headed, plain in pairs:
        made = rows.setdefault(plain.key, _row(headed, plain, pieces))
        if plain.role:
            made.role[plain.role] = made.role.get(plain.role, 0.0) + plain.weight
        for theme in plain.themes:
            made.themes[theme] = made.themes.get(theme, 0.0) + plain.weight
    return list(rows.values())


def _row(headed: examples.Example, plain: examples.Example, pieces: WordPieces) -> Row:
    bare = Tokens(text=plain.tokens.text[plain.tokens.lead :], tokens=(), sentences=())
    ways = (headed.tokens, plain.tokens, bare)
    a, b, c = (cut(pieces, way) for way in ways)
    return Row(key=plain.key, doc=plain.doc, read=(a, b, c), role={}, themes={})


def chosen(row: Row, luck: float) -> Cut:
    """The passage behind more or less of what is read before it."""
    return row.read[0 if luck < WITH_HEADING else 1 if luck < WITH_STEM else 2]


def stack(batch: Sequence[Cut]) -> Iterator[Tensor]:
    """The three inputs of a batch."""
    return map(torch.from_numpy, stacked(batch))


def batches(lengths: Any, random: np.random.Generator) -> Iterator[Any]:
    """Random batches of texts of like length."""
    order, pool = random.permutation(len(lengths)), 12 * BATCH
    cuts = [order[i : i + pool] for i in range(0, len(order), pool)]
    pools = [p[np.argsort(lengths[p], kind="stable")] for p in cuts]
    made = [p[i : i + BATCH] for p in pools for i in range(0, len(p), BATCH)]
    yield from (made[i] for i in random.permutation(len(made)))


def targets(rows: Sequence[Row], ids: list[list[str]]) -> tuple[Tensor, Tensor]:
    """Shares of readers by role (all nothing where unknown) and by theme."""
    role = torch.tensor([[row.role.get(r, 0.0) for r in ids[0]] for row in rows])
    marks = torch.tensor([[min(row.themes.get(t, 0.0), 1.0) for t in ids[1]] for row in rows])
    return role / role.sum(1, keepdim=True).clamp(min=1e-6), marks


def fit(net: Network, rows: list[Row], ids: list[list[str]], *, epochs: int) -> None:
    """Train: themes by logistic loss, the rare ones lifted, and roles by cross-entropy."""
    random = np.random.default_rng(torch.initial_seed())
    role, marks = targets(rows, ids)
    odds = (1 - marks.mean(0)) / marks.mean(0)
    net.head.bias.data[net.roles :] = -odds.log()
    opt, steps = net.optimiser(), epochs * -(-len(rows) // BATCH)
    rate = torch.optim.lr_scheduler.LambdaLR(
        opt, lambda n: min(1.0, (n + 1) / (RISE * steps)) * max(0.0, 1 - n / steps)
    )
    for epoch in range(epochs):
        draw, total = random.random(len(rows)), 0.0
        made = [chosen(row, luck) for row, luck in zip(rows, draw, strict=True)]
        for batch in batches(np.array([len(one.numbers) for one in made]), random):
            with torch.autocast("cpu", torch.bfloat16):
                scores = net.train()(*stack([made[i] for i in batch]))[0].float()
            theme = functional.binary_cross_entropy_with_logits(
                scores[:, net.roles :], marks[batch], pos_weight=odds.sqrt(), reduction="none"
            )
            known = role[batch].sum(1)
            mine = functional.cross_entropy(
                scores[:, : net.roles], role[batch], label_smoothing=0.05, reduction="none"
            )
            loss = theme.sum(1).mean() / 4 + (mine * known).sum() / known.sum().clamp(min=1)
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            opt.step()
            rate.step()
            total += float(loss.detach()) * len(batch)
        print(f"epoch {epoch + 1} of {epochs}: loss {total / len(rows):.4f}", flush=True)


def network(encoder: Path, ids: list[list[str]]) -> Network:
    """The published network, its heads the same each time."""
    stored = load_file(encoder / "model.safetensors")
    torch.manual_seed(0)
    weights = {name.removeprefix("bert."): value for name, value in stored.items()}
    return Network(len(ids[0]), len(ids[1]), weights)


def learn(options: argparse.Namespace, codebook: themes.Codebook, ids: list[list[str]]) -> None:
    """Train one network on all reviews but a fold of them, and score those."""
    pieces = WordPieces((options.encoder / "vocab.txt").read_text("utf-8").split("\n")[:-1])
    rows = read(options.labels, codebook, pieces)
    folds = train.folds([row.doc for row in rows], seed=1)
    held = set(folds[options.fold].tolist())
    net = network(options.encoder, ids)
    torch.manual_seed(options.fold + 1)
    fit(net, [r for i, r in enumerate(rows) if i not in held], ids, epochs=options.epochs)
    with torch.inference_mode():
        scores = [net.eval()(*stack([rows[i].read[0]]))[0] for i in sorted(held)]
    keys = np.array([rows[i].key for i in sorted(held)])
    np.savez(options.out / "heldout.npz", keys=keys, scores=torch.cat(scores).numpy())
    save_file(net.state_dict(), options.out / "net.safetensors")


def join(options: argparse.Namespace, ids: list[list[str]]) -> None:
    """The mean of several networks, exported, with the scores each has of reviews it left out."""
    states = [load_file(folder / "net.safetensors") for folder in options.nets]
    mean = {name: sum(s[name] for s in states) / len(states) for name in states[0]}
    net = network(options.encoder, ids)
    net.load_state_dict(mean)
    export(net, options.out / "encoder.onnx")
    held = [np.load(folder / "heldout.npz") for folder in options.nets]
    np.savez(
        options.out / "heldout.npz",
        keys=np.concatenate([h["keys"] for h in held]),
        scores=np.concatenate([h["scores"] for h in held]),
    )
    vocabulary = (options.encoder / "vocab.txt").read_bytes()
    (options.out / "vocab.txt").write_bytes(vocabulary)


def main() -> None:
    """Read the options, and train one network or join several."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("do", choices=["fit", "join"])
    parser.add_argument("nets", type=Path, nargs="*", help="join: folders that fit wrote")
    parser.add_argument("--labels", type=Path, nargs="+")
    for name in ("--encoder", "--out"):
        parser.add_argument(name, type=Path, required=True)
    for name, default in (("--fold", 0), ("--epochs", 6)):
        parser.add_argument(name, type=int, default=default)
    options = parser.parse_args()
    torch.set_num_threads(1)
    options.out.mkdir(parents=True, exist_ok=True)
    codebook = themes.shipped()
    ids = [[role.id for role in codebook.roles], list(codebook.theme_ids)]
    if options.do == "fit":
        learn(options, codebook, ids)
    else:
        join(options, ids)


if __name__ == "__main__":
    main()
