"""What the `shap` package says of small models of LightGBM and scikit-learn: the fixture of test/learning/insight/tree-shapley.test.ts.

    python bench/insight-fixture.py            writes test/learning/insight/fixtures/shap.json
"""

import json
from pathlib import Path

import lightgbm
import numpy as np
import shap
import sklearn
from sklearn.ensemble import ExtraTreesRegressor, RandomForestClassifier, RandomForestRegressor


def rounded(values):
    return [[float(f"{value:.12g}") for value in np.ravel(row)] for row in values]


random = np.random.default_rng(11)
x = random.standard_normal((500, 5)).astype(np.float32)
x[:, 2] = random.integers(0, 30, 500)
full = x.copy()
x[random.random(x.shape) < 0.1] = np.nan
score = np.nan_to_num(x[:, 0]) * np.nan_to_num(x[:, 3]) + np.sin(np.nan_to_num(x[:, 2])) - np.isnan(x[:, 1])
targets = {"binary": (score > 0).astype(int), "multiclass": np.digitize(score, [-1, 0.5]), "regression": score * 10}
shown = 16

boosted = {}
for kind, y in targets.items():
    params = {"objective": kind, "verbose": -1, "num_leaves": 12, "min_data_per_group": 5, "cat_smooth": 1, "min_data_in_leaf": 5}
    params |= {"num_class": 3} if kind == "multiclass" else {}
    booster = lightgbm.train(params, lightgbm.Dataset(x, y, categorical_feature=[2]), 4)
    text = booster.model_to_string()
    explainer = shap.TreeExplainer(booster)
    values = np.array(explainer.shap_values(x[:shown]))
    boosted[kind] = {
        "text": text[: text.index("\nparameters:")],
        "base": np.ravel(explainer.expected_value).tolist(),
        # Row by row: column, then output.
        "values": rounded(values.reshape(shown, 5, -1)),
    }

forests = {}
families = {
    "classifier": (RandomForestClassifier(n_estimators=4, max_depth=7, random_state=1), targets["multiclass"]),
    "regressor": (RandomForestRegressor(n_estimators=3, min_samples_leaf=6, random_state=2), targets["regression"]),
    "drawn": (ExtraTreesRegressor(n_estimators=3, max_depth=6, random_state=3), targets["regression"]),
}
for name, (model, y) in families.items():
    model.fit(full, y)
    explainer = shap.TreeExplainer(model)
    values = np.array(explainer.shap_values(full[:shown]))
    trees = []
    for each in model.estimators_:
        tree = each.tree_
        trees.append({
            "left": tree.children_left.tolist(),
            "right": tree.children_right.tolist(),
            "feature": tree.feature.tolist(),
            "threshold": tree.threshold.tolist(),
            "cover": tree.weighted_n_node_samples.tolist(),
            "values": rounded(tree.value / (tree.value.sum(axis=-1, keepdims=True) if name == "classifier" else 1)),
        })
    forests[name] = {
        "trees": trees,
        "base": np.ravel(explainer.expected_value).tolist(),
        "values": rounded(values.reshape(shown, 5, -1)),
    }

rows = lambda table: [[None if np.isnan(value) else float(value) for value in row] for row in table[:shown]]
versions = {"shap": shap.__version__, "lightgbm": lightgbm.__version__, "scikit-learn": sklearn.__version__}
fixture = Path(__file__).parent.parent / "test/learning/insight/fixtures/shap.json"
fixture.write_text(json.dumps({"versions": versions, "x": rows(x), "full": rows(full), "boosted": boosted, "forests": forests}) + "\n")
