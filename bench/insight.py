"""What shap and scikit-learn say of the models of bench/insight.mjs, which calls this and compares.

    python bench/insight.py fit FOLDER       a LightGBM model and a random forest on synthetic rows, with what shap and scikit-learn say
    python bench/insight.py explain FOLDER   what shap says of FOLDER/model.txt, which mlx wrote, for FOLDER/x.json
"""

import json
import sys
import time
from pathlib import Path

import lightgbm
import numpy as np
import shap
from sklearn.ensemble import RandomForestRegressor
from sklearn.inspection import partial_dependence, permutation_importance

task, folder = sys.argv[1], Path(sys.argv[2])


def write(name, content):
    (folder / name).write_text(json.dumps(content))


def listed(table):
    return [[None if np.isnan(value) else float(value) for value in row] for row in table]


if task == "explain":
    rows = [[np.nan if value is None else value for value in row] for row in json.loads((folder / "x.json").read_text())]
    booster = lightgbm.Booster(model_file=str(folder / "model.txt"))
    explainer = shap.TreeExplainer(booster)
    values = np.array(explainer.shap_values(np.array(rows, np.float32)))
    write("shap.json", {"base": np.ravel(explainer.expected_value).tolist(), "values": values.reshape(len(rows), -1).tolist()})
    sys.exit()

random = np.random.default_rng(4)
x = random.standard_normal((6000, 8)).astype(np.float32)
x[:, 7] = x[:, 0] + 0.1 * x[:, 7]
y = 3 * x[:, 0] + x[:, 1] * x[:, 2] + np.sin(2 * x[:, 3]) + 0.3 * random.standard_normal(len(x))
train, test = slice(0, 4000), slice(4000, 6000)

booster = lightgbm.LGBMRegressor(n_estimators=200, verbose=-1).fit(x[train], y[train])
(folder / "lightgbm.txt").write_text(booster.booster_.model_to_string())
start = time.process_time()
found = permutation_importance(booster, x[test], y[test], scoring="neg_mean_squared_error", n_repeats=30, random_state=1)
seconds = {"permutation": time.process_time() - start}
grid = [-1.5, -1, -0.5, 0, 0.5, 1, 1.5]
dependence = partial_dependence(booster, x[test], [3], custom_values={3: np.array(grid)}, method="brute")
# Interventional, of the value itself: every coalition, against the same background.
background = x[4000:4020]
exact = shap.explainers.Exact(booster.predict, shap.maskers.Independent(background, max_samples=len(background)))
start = time.process_time()
shapley = exact(x[4100:4105])
seconds["exact"] = time.process_time() - start

forest = RandomForestRegressor(n_estimators=100, random_state=2).fit(x[train], y[train])
explainer = shap.TreeExplainer(forest)
start = time.process_time()
values = explainer.shap_values(x[4000:4050])
seconds["forest"] = time.process_time() - start
trees = [each.tree_ for each in forest.estimators_]
write("fitted.json", {
    "x": listed(x[test]), "y": y[test].tolist(), "seconds": seconds,
    "importance": found.importances.tolist(),
    "grid": grid, "dependence": dependence["average"][0].tolist(),
    "shapley": {"base": np.ravel(shapley.base_values).tolist(), "values": shapley.values.tolist()},
    "forest": {
        "trees": [{
            "left": tree.children_left.tolist(), "right": tree.children_right.tolist(), "feature": tree.feature.tolist(),
            "threshold": tree.threshold.tolist(), "cover": tree.weighted_n_node_samples.tolist(),
            "values": tree.value[:, 0, :].tolist(),
        } for tree in trees],
        "base": np.ravel(explainer.expected_value).tolist(), "values": values.tolist(),
    },
})
