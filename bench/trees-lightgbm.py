"""LightGBM's side of bench/trees-speed.mjs; that script calls it.

    trees-lightgbm.py make ROWS FOLDER        writes x.f32 (row-major), y.f32, test-x.f32, test-y.f32 (half as many rows)
    trees-lightgbm.py fit FOLDER JSON         trains with the params in JSON and prints times and scores as JSON
"""

import json
import os
import sys
import time

import numpy as np

NUMBERS, LEVELS = 24, [4, 8, 16, 32, 64, 200]


def make(rows, folder):
    """24 numbers and 6 categories, 8.5 % missing; what is to be learnt hangs on some of them, smoothly and by interaction."""
    random = np.random.default_rng(7)
    total = rows + rows // 2
    x = random.standard_normal((total, NUMBERS + len(LEVELS)), dtype=np.float32)
    x[:, 3] = np.exp(x[:, 3])
    x[:, 7] = np.round(x[:, 7] * 3)
    score = x[:, 0] + 0.8 * np.sin(2 * x[:, 1]) + 0.6 * x[:, 2] * x[:, 4] + 0.5 * np.abs(x[:, 5]) - 0.3 * x[:, 7] / 3
    score += 0.4 * np.log(x[:, 3]) * (x[:, 6] > 0)
    for at, levels in enumerate(LEVELS):
        weights = 1 / np.arange(1, levels + 1)
        codes = random.choice(levels, total, p=weights / weights.sum())
        score += 0.5 * random.standard_normal(levels)[codes]
        x[:, NUMBERS + at] = codes
    score -= np.quantile(score, 0.6)
    label = random.random(total) < 1 / (1 + np.exp(-1.2 * score))
    amount = 10 * score + 5 * random.standard_normal(total)
    x[random.random(x.shape) < 0.085] = np.nan
    for name, part in [("", slice(0, rows)), ("test-", slice(rows, total))]:
        x[part].tofile(f"{folder}/{name}x.f32")
        label[part].astype(np.float32).tofile(f"{folder}/{name}y-binary.f32")
        amount[part].astype(np.float32).tofile(f"{folder}/{name}y-regression.f32")


def fit(folder, options):
    import lightgbm
    from sklearn.metrics import roc_auc_score

    kind, threads = options["kind"], options["threads"]
    width = NUMBERS + len(LEVELS)
    x = np.fromfile(f"{folder}/x.f32", np.float32).reshape(-1, width)
    y = np.fromfile(f"{folder}/y-{kind}.f32", np.float32)
    test = np.fromfile(f"{folder}/test-x.f32", np.float32).reshape(-1, width)
    truth = np.fromfile(f"{folder}/test-y-{kind}.f32", np.float32)
    params = {
        "objective": kind,
        "num_leaves": options["leaves"],
        "learning_rate": 0.1,
        "num_threads": threads,
        "verbose": -1,
    }
    started, cpu = time.perf_counter(), sum(os.times()[:2])
    data = lightgbm.Dataset(x, y, categorical_feature=list(range(NUMBERS, width)), params=params)
    data.construct()
    binned = time.perf_counter()
    model = lightgbm.train(params, data, options["trees"])
    done, cpu = time.perf_counter(), sum(os.times()[:2]) - cpu
    predicted = model.predict(test)
    score = roc_auc_score(truth, predicted) if kind == "binary" else float(np.sqrt(np.mean((predicted - truth) ** 2)))
    print(json.dumps({"bin": binned - started, "train": done - binned, "cpu": cpu, "score": score}))


if sys.argv[1] == "make":
    make(int(sys.argv[2]), sys.argv[3])
else:
    fit(sys.argv[2], json.loads(sys.argv[3]))
