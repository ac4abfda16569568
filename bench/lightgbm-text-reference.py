"""Models that LightGBM wrote, with what it predicts: the fixture of test/learning/models/trees/lightgbm.test.ts.

    python bench/lightgbm-text-reference.py            writes test/learning/models/trees/fixtures/lightgbm.json
    python bench/lightgbm-text-reference.py FOLDER     LightGBM's predictions for FOLDER/model.txt and FOLDER/x.json
"""

import json
import sys
from pathlib import Path

import lightgbm
import numpy as np

if len(sys.argv) > 1:
    folder = Path(sys.argv[1])
    rows = [[np.nan if value is None else value for value in row] for row in json.loads((folder / "x.json").read_text())]
    booster = lightgbm.Booster(model_file=str(folder / "model.txt"))
    print(json.dumps(booster.predict(np.array(rows, np.float32)).tolist()))
    sys.exit()

random = np.random.default_rng(5)
x = random.standard_normal((400, 4)).astype(np.float32)
x[:, 2] = random.integers(0, 40, 400)
x[random.random((400, 4)) < 0.1] = np.nan
score = np.nan_to_num(x[:, 0]) + np.sin(np.nan_to_num(x[:, 2])) - (np.isnan(x[:, 1]) * 2)
targets = {
    "binary": (score > 0).astype(int),
    "multiclass": np.digitize(score, [-1, 1]),
    "regression": score * 10,
}
models = {}
for kind, y in targets.items():
    params = {"objective": kind, "verbose": -1, "num_leaves": 6, "min_data_per_group": 5, "cat_smooth": 1}
    params |= {"num_class": 3} if kind == "multiclass" else {}
    booster = lightgbm.train(params, lightgbm.Dataset(x, y, categorical_feature=[2]), 5)
    text = booster.model_to_string()
    models[kind] = {"text": text[: text.index("\nparameters:")], "predictions": booster.predict(x[:60]).tolist()}
rows = [[None if np.isnan(value) else float(value) for value in row] for row in x[:60]]
fixture = Path(__file__).parent.parent / "test/learning/models/trees/fixtures/lightgbm.json"
fixture.write_text(json.dumps({"version": lightgbm.__version__, "x": rows, "models": models}, indent=1) + "\n")
