"""Export a fine-tuned encoder to ONNX, its large matrices as int8 that are read back as floats.

Dynamic int8 of onnxruntime also rounds what passes between layers, and moved probabilities by up to
0.3; weights alone, with a scale for each group of inputs, move them by 0.05 at most, in a file of
the same size. Sessions turn them into floats as they load.
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import nn

#: Word pieces; weights that share a scale; matrices with fewer numbers stay floats.
PIECES, GROUP, SMALL = 30522, 16, 200_000


def export(net: nn.Module, file: Path) -> None:
    """Write the network; the large matrices as int8 with a scale for each group of inputs."""
    example = tuple(torch.ones(2, 12, dtype=torch.long) for _ in range(3))
    names, outputs = ["input_ids", "attention_mask", "pooled_mask"], ["scores", "evidence"]
    axes = {n: {0: "batch", 1: "length"} for n in [*names, "evidence"]} | {"scores": {0: "batch"}}
    settings: dict[str, Any] = {"input_names": names, "output_names": outputs, "dynamic_axes": axes}
    torch.onnx.export(net.eval(), example, str(file), opset_version=17, dynamo=False, **settings)
    model, kept, nodes = onnx.load(file), [], []
    for tensor in model.graph.initializer:
        values, name = numpy_helper.to_array(tensor), tensor.name
        if values.size < SMALL or values.ndim != 2:
            kept.append(tensor)
            continue
        table = len(values) == PIECES
        groups = values.reshape((len(values), -1, GROUP) if table else (-1, GROUP, values.shape[1]))
        scale = np.abs(groups).max(axis=2 if table else 1, keepdims=True) / 127
        scale = np.maximum(scale, 1e-6).astype(np.float16)
        small = np.clip(np.round(groups / scale.astype(np.float32)), -127, 127).astype(np.int8)
        shape = np.array(values.shape, dtype=np.int64)
        kept += [
            numpy_helper.from_array(a, name + e)
            for a, e in ((small, "q"), (scale, "s"), (shape, "d"))
        ]
        nodes += [helper.make_node("Cast", [name + e], [f"{name}f{e}"], to=1) for e in "qs"]
        nodes += [helper.make_node("Mul", [f"{name}fq", f"{name}fs"], [f"{name}m"])]
        nodes += [helper.make_node("Reshape", [f"{name}m", f"{name}d"], [name])]
    rest = list(model.graph.node)
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(kept)
    model.graph.node.extend([*nodes, *rest])
    onnx.save(model, file)
