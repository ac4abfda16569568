"""Trains scikit-learn's models on the rows that mlx trained on; bench/compare-scikit-learn.mjs calls it.

Reads one JSON task a line and answers each with a line. Preprocessing is that of mlx's defaults: median and
standard scaler for numbers, one-hot with a feature of its own for missing values for categories, and a standardised
target for regression. Models have scikit-learn's defaults, but LogisticRegression may take 1,000 iterations.
"""

import functools
import json
import sys
import warnings

import numpy as np
import pandas as pd
import sklearn
from sklearn import metrics as m
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

warnings.simplefilter("ignore")


@functools.cache
def table(path, categories, label):
    types = {name: str for name in [*categories, *([label] if label else [])]}
    frame = pd.read_csv(path, dtype=types, keep_default_na=False, na_values=[""])
    for name in categories:
        frame[name] = frame[name].astype(object).where(frame[name].notna(), "(missing)")
    return frame


def preprocessing(numbers, categories):
    return ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
            ("categories", OneHotEncoder(handle_unknown="ignore", sparse_output=False), categories),
        ]
    )


def models_of(task):
    """What mlx is held against, and for a network also one that stops early, on a tenth of its training rows."""
    regression = task["kind"] == "regression"
    if task["model"] == "linear":
        return {"default": Ridge() if regression else LogisticRegression(max_iter=1000)}
    return {
        "default": network(regression, random_state=task["seed"]),
        "stopped": network(regression, random_state=task["seed"], early_stopping=True),
    }


def network(regression, **params):
    if not regression:
        return MLPClassifier(**params)
    return TransformedTargetRegressor(MLPRegressor(**params), transformer=StandardScaler())


def classification_metrics(truth, probabilities, classes, positive):
    decided = np.asarray(classes)[probabilities.argmax(1)]
    scores = {
        "accuracy": m.accuracy_score(truth, decided),
        "log_loss": m.log_loss(truth, probabilities, labels=classes),
    }
    if positive is None:
        return scores | {"f1": m.f1_score(truth, decided, average="macro", zero_division=0)}
    column = list(classes).index(positive)
    return scores | {"roc_auc": m.roc_auc_score(truth == positive, probabilities[:, column])}


def regression_metrics(truth, predicted):
    return {
        "rmse": m.root_mean_squared_error(truth, predicted),
        "mae": m.mean_absolute_error(truth, predicted),
        "r2": m.r2_score(truth, predicted),
    }


def judged_by_scikit_learn(task, frame):
    """The metrics of mlx's own predictions, and whether they are of the very rows of the test split."""
    said = pd.read_csv(task["predictions"], dtype={"truth": str})
    truth = frame[task["target"]].iloc[said["row"]].to_numpy()
    assert sorted(said["row"]) == sorted(task["rows"]["test"]), "predictions are of other rows"
    values = said.iloc[:, 2:].to_numpy(float)
    if task["kind"] == "regression":
        assert np.allclose(truth, said["truth"].astype(float), rtol=1e-6), "truth differs"
        return regression_metrics(truth, values[:, 0])
    assert (truth == said["truth"].to_numpy()).all(), "truth differs"
    classes = [name[2:-1] for name in said.columns[2:]]
    order = np.argsort(classes)
    values = values[:, order] / values.sum(1, keepdims=True)
    return classification_metrics(truth, values, np.array(classes)[order], task.get("positive"))


def fitted_and_judged(task, model, frames):
    train, test = frames
    # As mlx, without columns that have the same value in every training row.
    numbers = [name for name in task["numbers"] if train[name].nunique(dropna=False) > 1]
    pipeline = make_pipeline(preprocessing(numbers, task["categories"]), model)
    pipeline.fit(train, train[task["target"]])
    truth, fitted = test[task["target"]], pipeline[-1]
    if task["kind"] == "regression":
        scores = regression_metrics(truth, pipeline.predict(test))
    else:
        probabilities = pipeline.predict_proba(test)
        scores = classification_metrics(truth, probabilities, fitted.classes_, task.get("positive"))
    iterations = getattr(fitted, "regressor_", fitted).n_iter_
    return {
        "metrics": scores,
        "iterations": None if iterations is None else int(np.max(iterations)),
        "features": len(pipeline[0].get_feature_names_out()),
    }


def answer(task):
    label = None if task["kind"] == "regression" else task["target"]
    frame = table(task["csv"], tuple(task["categories"]), label)
    frames = [frame.iloc[task["rows"][split]] for split in ["train", "test"]]
    models = models_of(task)
    return {
        "fits": {name: fitted_and_judged(task, each, frames) for name, each in models.items()},
        "mlx": [judged_by_scikit_learn(task | {"predictions": each}, frame) for each in task["predictions"]],
    }


def main():
    print(json.dumps({"scikit-learn": sklearn.__version__, "python": sys.version.split()[0]}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


main()
