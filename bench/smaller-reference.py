"""Rounds random matrices as numpy and onnxruntime do, for test/learning/smaller/reference.test.ts. Needs numpy, onnx, onnxruntime and torch.

    python bench/smaller-reference.py > test/learning/smaller/fixtures/reference.json
"""

import json

import numpy as np
import onnxruntime
from onnx import TensorProto, helper
from onnxruntime.quantization.quant_utils import QuantType, quantize_data

random = np.random.default_rng(7)
weights = (random.standard_normal((12, 5)) * np.array([0.01, 1, 3, 100, 0])).astype(np.float32)
rows = (random.standard_normal((4, 12)) * 3).astype(np.float32)
rows[1] = np.abs(rows[1])
rows[2] = 0

channels = []
for channel in weights.T:
    result = quantize_data(channel, QuantType.QInt8.tensor_type, symmetric=True)
    scale, quantised = result[-2], result[-1]
    channels.append({"scale": float(scale), "values": [int(x) for x in quantised]})

graph = helper.make_graph(
    [helper.make_node("DynamicQuantizeLinear", ["x"], ["y", "scale", "zero"])],
    "g",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None])],
    [
        helper.make_tensor_value_info("y", TensorProto.UINT8, None),
        helper.make_tensor_value_info("scale", TensorProto.FLOAT, None),
        helper.make_tensor_value_info("zero", TensorProto.UINT8, None),
    ],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
dynamic = []
for row in rows:
    y, scale, zero = session.run(None, {"x": row})
    dynamic.append({"y": [int(x) for x in y], "scale": float(scale), "zero": int(zero)})

halves = np.concatenate([
    random.standard_normal(40) * 10.0 ** random.integers(-9, 5, 40),
    [0.0, -0.0, 65504.0, 65519.9, 2.0**-24, 2.0**-25, 1 + 2.0**-11, 1 + 3 * 2.0**-11],
]).clip(-65504, 65504)

import torch
from torch.nn.utils import prune

layer = torch.nn.Linear(12, 5, bias=False)
layer.weight.data = torch.from_numpy(weights.T.copy())
prune.l1_unstructured(layer, "weight", amount=0.35)

print(json.dumps({
    "weights": {"shape": list(weights.shape), "values": [float(x) for x in weights.ravel()]},
    "channels": channels,
    "rows": [[float(x) for x in row] for row in rows],
    "dynamic": dynamic,
    "halves": [float(x) for x in halves],
    "float16": [int(x) for x in halves.astype(np.float16).view(np.uint16)],
    "pruned": {"sparsity": 0.35, "values": [float(x) for x in layer.weight.detach().numpy().T.ravel()]},
    "versions": {"numpy": np.__version__, "onnxruntime": onnxruntime.__version__, "torch": torch.__version__},
}))
