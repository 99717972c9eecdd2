"""A sentence encoder of a few words, saved as sentence-transformers saves its models."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers, processors

VECTORS = {
    "[PAD]": (9.0, 9.0, 9.0),
    "[UNK]": (0.0, 0.0, 0.1),
    "[CLS]": (0.0, 0.0, 1.0),
    "배송": (1.0, 0.0, 0.0),
    "택배": (0.9, 0.1, 0.0),
    "환불": (0.0, 1.0, 0.0),
    "돌려받기": (0.1, 0.9, 0.0),
    "찾기": (0.0, 0.0, 3.0),
}
"""Padding would be seen in a mean, the prompt of a query in any vector."""


Files = Mapping[str, Mapping[str, object]]


def save(
    folder: Path, settings: Files | None = None, *, sentence_output: bool = False, in_subfolder: bool = False
) -> Path:
    """Write the model. ``settings`` holds the contents of further JSON files by name."""
    vocabulary = {word: index for index, word in enumerate(VECTORS)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A", pair=None, special_tokens=[("[CLS]", vocabulary["[CLS]"])]
    )
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))

    weights = numpy_helper.from_array(np.array(list(VECTORS.values()), dtype=np.float32), "weights")
    nodes = [helper.make_node("Gather", ["weights", "input_ids"], ["last_hidden_state"])]
    outputs = [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "tokens", 3])]
    if sentence_output:
        axis = numpy_helper.from_array(np.array([1], dtype=np.int64), "axis")
        nodes.append(helper.make_node("ReduceMax", ["last_hidden_state", "axis"], ["sentence_embedding"], keepdims=0))
        outputs.append(helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["batch", 3]))
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])],
        outputs,
        [weights, *([axis] if sentence_output else [])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    place = folder / "onnx" if in_subfolder else folder
    place.mkdir(exist_ok=True)
    onnx.save(model, str(place / "model.onnx"))
    for name, content in (settings or {}).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    return folder
