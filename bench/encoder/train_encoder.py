"""Fine-tune MiniLM on the labelled corpus and export it for onnxruntime.

`train_encoder.py --labels FILE... --encoder DIR --out DIR [--fold N]`: the encoder's folder holds
`model.safetensors` and `tokenizer.json` of all-MiniLM-L6-v2. Writes `encoder.onnx` or, with
`--fold`, the logits of the reviews left out, to calibrate on (`scores.npz`). The same seed, machine
and version of torch give the same model. Needs torch, safetensors, tokenizers and onnx.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from encoder_export import export
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from scr_mine import themes, tokenise
from scr_mine.classify import examples, train, words

WIDTH, HEADS, LAYERS, LONGEST, CONTEXT, CLS, SEP = 384, 12, 6, 160, 48, 101, 102
#: Rate of the top layer, its fall by layer, the heads' multiple of it; rise in share of the steps.
RATE, FALL, HEAD_RATE, DECAY, RISE, BATCH = 2e-4, 0.85, 5.0, 0.02, 0.08, 32
#: How often a passage is read behind its heading and stem, and behind its stem at least.
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


def read(files: Sequence[Path], codebook: themes.Codebook) -> list[dict[str, Any]]:
    """Training passages of JSON lines, and the codebook's texts."""
    lines = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    rows = [r for r in lines if r.get("role") and r.get("part", "training") == "training"]
    for row in rows:
        row["text"] = row["text"] if row.get("stem") else row["text"][words.head(row["text"]) :]
    return rows + [
        {"text": e.tokens.text, "doc": e.doc, "role": e.role, "themes": e.themes}
        for e in examples.seeds(codebook, tokenise=tokenise.tokenise)
    ]


def encode(tok: Tokenizer, row: dict[str, Any], luck: float = 0.0) -> tuple[list[int], int]:
    """Ids of a text behind its context, and where the text begins: only the text is pooled."""
    heading = (row.get("headings") or [""])[-1] if luck < WITH_HEADING else ""
    stem = (row.get("stem") or "") if luck < WITH_STEM else ""
    context = " ".join(part for part in (heading and f"{heading}:", stem) if part)
    before = [*tok.encode(context).ids[1:-1][-CONTEXT:], SEP] if context else []
    text = tok.encode(row["text"]).ids[1:-1]
    return [CLS, *before, *text, SEP][:LONGEST], len(before) + 1 if before else 0


def stack(batch: Sequence[tuple[list[int], int]]) -> Iterator[Tensor]:
    """Ids, mask of what is there, and mask of what is pooled, padded to the longest."""
    made = torch.zeros(3, len(batch), max(len(ids) for ids, _ in batch), dtype=torch.long)
    for row, (ids, first) in enumerate(batch):
        made[0, row, : len(ids)] = torch.tensor(ids)
        made[1, row, : len(ids)] = made[2, row, first : len(ids)] = 1
    return iter(made)


def batches(lengths: Any, random: np.random.Generator) -> Iterator[Any]:
    """Random batches of texts of like length."""
    order, pool = random.permutation(len(lengths)), 12 * BATCH
    cuts = [order[i : i + pool] for i in range(0, len(order), pool)]
    pools = [p[np.argsort(lengths[p], kind="stable")] for p in cuts]
    made = [p[i : i + BATCH] for p in pools for i in range(0, len(p), BATCH)]
    yield from (made[i] for i in random.permutation(len(made)))


def fit(
    net: Network, tok: Tokenizer, rows: list[Any], ids: list[list[str]], *, epochs: int
) -> None:
    """Train: themes by logistic loss, the rare ones lifted, and roles by cross-entropy."""
    random = np.random.default_rng(torch.initial_seed())
    role = torch.tensor([ids[0].index(r["role"]) if r["role"] else -100 for r in rows])
    marks = torch.tensor([[float(t in r["themes"]) for t in ids[1]] for r in rows])
    odds = (1 - marks.mean(0)) / marks.mean(0)
    net.head.bias.data[net.roles :] = -odds.log()
    opt, steps = net.optimiser(), epochs * -(-len(rows) // BATCH)
    rate = torch.optim.lr_scheduler.LambdaLR(
        opt, lambda n: min(1.0, (n + 1) / (RISE * steps)) * max(0.0, 1 - n / steps)
    )
    for _ in range(epochs):
        draw = random.random(len(rows))
        made = [encode(tok, row, luck) for row, luck in zip(rows, draw, strict=True)]
        for batch in batches(np.array([len(i) for i, _ in made]), random):
            with torch.autocast("cpu", torch.bfloat16):
                scores = net.train()(*stack([made[i] for i in batch]))[0].float()
            theme = functional.binary_cross_entropy_with_logits(
                scores[:, net.roles :], marks[batch], pos_weight=odds.sqrt(), reduction="none"
            )
            mine = functional.cross_entropy(
                scores[:, : net.roles], role[batch], label_smoothing=0.05
            )
            opt.zero_grad()
            (theme.sum(1).mean() / 4 + mine).backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            opt.step()
            rate.step()


def main() -> None:
    """Read, train, and write the encoder or the scores of a fold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=Path, nargs="+", required=True)
    for name in ("--encoder", "--out"):
        parser.add_argument(name, type=Path, required=True)
    for name, default in (("--fold", -1), ("--epochs", 6), ("--seed", 1)):
        parser.add_argument(name, type=int, default=default)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    codebook = themes.load()
    rows = read(options.labels, codebook)
    folds = train.folds([r["doc"] for r in rows], seed=options.seed)
    held = set(folds[options.fold].tolist()) if options.fold >= 0 else set()
    tok = Tokenizer.from_file(str(options.encoder / "tokenizer.json"))
    tok.no_truncation()
    tok.no_padding()
    stored = load_file(options.encoder / "model.safetensors")
    weights = {name.removeprefix("bert."): value for name, value in stored.items()}
    ids = [[role.id for role in codebook.roles], list(codebook.theme_ids)]
    net = Network(len(ids[0]), len(ids[1]), weights)
    fit(net, tok, [r for i, r in enumerate(rows) if i not in held], ids, epochs=options.epochs)
    options.out.mkdir(parents=True, exist_ok=True)
    if held:
        with torch.inference_mode():
            made = [net.eval()(*stack([encode(tok, rows[i])]))[0] for i in sorted(held)]
        np.savez(options.out / "scores.npz", rows=sorted(held), scores=torch.cat(made).numpy())
    else:
        export(net, options.out / "encoder.onnx")


if __name__ == "__main__":
    main()
