"""Writes what scikit-learn says of small random cases: test/learning/metrics/fixtures/scikit-learn.json.

The tests hold our metrics against it. Run again only to add cases:

    pip install scikit-learn==1.9.1 && python bench/metrics-reference.py && npx biome check --write test
"""

import json
import math
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn import metrics as m

warnings.simplefilter("ignore")
OUT = pathlib.Path(__file__).parent.parent / "test/learning/metrics/fixtures/scikit-learn.json"


def number(compute):
    try:
        value = float(compute())
    except ValueError:
        # What scikit-learn refuses has no value.
        return None
    return None if math.isnan(value) else value


def classification(truth, probabilities, weights):
    classes = probabilities.shape[1]
    binary = classes == 2
    labels = list(range(classes))
    decided = (probabilities[:, 1] >= 0.5).astype(int) if binary else probabilities.argmax(1)
    w = {"sample_weight": weights}
    average = {"average": "binary" if binary else "macro", "zero_division": 0}

    def ranked(score):
        if binary:
            return score(truth, probabilities[:, 1], **w)
        each = [score((truth == k).astype(int), probabilities[:, k], **w) for k in labels]
        return np.mean(each)

    brier = (
        m.brier_score_loss(truth, probabilities[:, 1], pos_label=1, **w)
        if binary
        else m.brier_score_loss(truth, probabilities, labels=labels, scale_by_half=False, **w)
    )
    return {
        "accuracy": number(lambda: m.accuracy_score(truth, decided, **w)),
        "balanced_accuracy": number(lambda: m.balanced_accuracy_score(truth, decided, **w)),
        "precision": number(lambda: m.precision_score(truth, decided, **average, **w)),
        "recall": number(lambda: m.recall_score(truth, decided, **average, **w)),
        "f1": number(lambda: m.f1_score(truth, decided, **average, **w)),
        "f1_weighted": number(
            lambda: m.f1_score(truth, decided, average="weighted", zero_division=0, **w)
        ),
        "mcc": number(lambda: m.matthews_corrcoef(truth, decided, **w)),
        "roc_auc": number(lambda: ranked(m.roc_auc_score)),
        "pr_auc": number(lambda: ranked(m.average_precision_score)),
        "log_loss": number(lambda: m.log_loss(truth, probabilities, labels=labels, **w)),
        "brier": number(lambda: brier),
        **averages(truth, decided, w),
        **agreement(truth, decided, w),
        "ece": number(lambda: calibration_error(truth, decided, probabilities, weights, 10)),
        "ece(bins=5)": number(lambda: calibration_error(truth, decided, probabilities, weights, 5)),
        **(of_two(truth, decided, probabilities, w) if binary else of_several(truth, probabilities, w)),
    }


def averages(truth, decided, w):
    found = {}
    for average in ("micro", "macro", "weighted"):
        how = {"average": average, "zero_division": 0, **w}
        found[f"precision_{average}"] = number(lambda: m.precision_score(truth, decided, **how))
        found[f"recall_{average}"] = number(lambda: m.recall_score(truth, decided, **how))
        found[f"f1_{average}"] = number(lambda: m.f1_score(truth, decided, **how))
        for beta in (0.5, 2):
            found[f"fbeta(beta={beta}, average={average})"] = number(
                lambda: m.fbeta_score(truth, decided, beta=beta, **how)
            )
    return found


def agreement(truth, decided, w):
    each = {"kappa": None, "kappa(weights=linear)": "linear", "kappa(weights=quadratic)": "quadratic"}
    return {
        name: number(lambda: m.cohen_kappa_score(truth, decided, weights=how, **w))
        for name, how in each.items()
    }


def calibration_error(truth, decided, probabilities, weights, bins):
    # Not in scikit-learn: by its definition, each bin with its upper end.
    binary = probabilities.shape[1] == 2
    said = np.ones(len(truth), int) if binary else decided
    p = probabilities[np.arange(len(truth)), said]
    w = np.ones(len(truth)) if weights is None else weights
    place = np.clip(np.ceil(p * bins), 1, bins)
    error = 0
    for bin in np.unique(place):
        own = place == bin
        error += abs(np.sum(w[own] * p[own]) - np.sum(w[own] * (truth[own] == said[own])))
    return error / w.sum()


def of_two(truth, decided, probabilities, w):
    positive = probabilities[:, 1]

    def ks():
        false_alarms, recall, _ = m.roc_curve(truth, positive, drop_intermediate=False, **w)
        return np.max(recall - false_alarms)

    def cost():
        (_, fp), (fn, _) = m.confusion_matrix(truth, decided, labels=[0, 1], normalize="all", **w)
        return 2 * fp + 7 * fn

    return {
        "fbeta": number(lambda: m.fbeta_score(truth, decided, beta=2, zero_division=0, **w)),
        "fbeta(beta=0.5)": number(lambda: m.fbeta_score(truth, decided, beta=0.5, zero_division=0, **w)),
        "ks": number(ks),
        "mean_cost(false_positive=2, false_negative=7)": number(cost),
    }


def of_several(truth, probabilities, w):
    labels = list(range(probabilities.shape[1]))
    auc = lambda **how: number(lambda: m.roc_auc_score(truth, probabilities, labels=labels, **how))
    return {
        "top_k_accuracy": number(lambda: m.top_k_accuracy_score(truth, probabilities, k=2, labels=labels, **w)),
        "top_k_accuracy(k=1)": number(lambda: m.top_k_accuracy_score(truth, probabilities, k=1, labels=labels, **w)),
        "roc_auc_weighted": auc(multi_class="ovr", average="weighted", **w),
        # scikit-learn takes no weights here.
        **(
            {
                "roc_auc_ovo": auc(multi_class="ovo", average="macro"),
                "roc_auc_ovo_weighted": auc(multi_class="ovo", average="weighted"),
            }
            if w["sample_weight"] is None
            else {}
        ),
    }


def regression(truth, predicted, weights):
    w = {"sample_weight": weights}
    return {
        "rmse": number(lambda: m.root_mean_squared_error(truth, predicted, **w)),
        "mse": number(lambda: m.mean_squared_error(truth, predicted, **w)),
        "mae": number(lambda: m.mean_absolute_error(truth, predicted, **w)),
        "median_absolute_error": number(lambda: m.median_absolute_error(truth, predicted, **w)),
        "mape": number(lambda: m.mean_absolute_percentage_error(truth, predicted, **w)),
        "r2": number(lambda: m.r2_score(truth, predicted, **w)),
        "explained_variance": number(lambda: m.explained_variance_score(truth, predicted, **w)),
        "smape": number(lambda: symmetric(truth, predicted, weights)),
        "msle": number(lambda: m.mean_squared_log_error(truth, predicted, **w)),
        "rmsle": number(lambda: m.root_mean_squared_log_error(truth, predicted, **w)),
        "pinball": number(lambda: m.mean_pinball_loss(truth, predicted, alpha=0.5, **w)),
        "pinball(quantile=0.9)": number(lambda: m.mean_pinball_loss(truth, predicted, alpha=0.9, **w)),
    }


def symmetric(truth, predicted, weights):
    # Not in scikit-learn; 0 where both are 0.
    size = np.abs(truth) + np.abs(predicted)
    each = np.divide(2 * np.abs(predicted - truth), size, out=np.zeros(len(size)), where=size > 0)
    return np.average(each, weights=weights)


def case(name, kind, truth, given, weights=None):
    compute = regression if kind == "regression" else classification
    return {
        "name": name,
        "kind": kind,
        "truth": truth.tolist(),
        "predictions": given.tolist(),
        **({} if weights is None else {"weights": weights.tolist()}),
        "scores": compute(truth, given, weights),
    }


def probabilities(random, rows, classes, digits=None):
    raw = random.dirichlet(np.ones(classes), rows)
    if digits is not None:
        # On a coarse scale, so that many rows tie.
        raw = np.round(raw * digits)
        raw[raw.sum(1) == 0, 0] = 1
        raw = raw / raw.sum(1, keepdims=True)
    return raw


def two(positive):
    return np.column_stack([1 - positive, positive])


def cases():
    random = np.random.default_rng(7)
    rows = 60
    truth2 = random.integers(0, 2, rows)
    leaning = np.clip(0.5 + 0.25 * (truth2 - 0.5) + random.normal(0, 0.2, rows), 0, 1)
    weights = random.uniform(0.1, 3, rows)
    whole = random.integers(1, 4, rows).astype(float)
    yield case("binary", "binary", truth2, two(leaning))
    yield case("binary, weighted", "binary", truth2, two(leaning), weights)
    yield case("binary, ties", "binary", truth2, two(np.round(leaning * 4) / 4))
    yield case("binary, ties, weighted", "binary", truth2, two(np.round(leaning * 4) / 4), weights)
    yield case("binary, all the same prediction", "binary", truth2, two(np.full(rows, 0.25)))
    yield case("binary, certain and wrong", "binary", truth2, two((1 - truth2).astype(float)))
    yield case("binary, perfect", "binary", truth2, two(truth2.astype(float)))
    yield case("binary, only positives", "binary", np.ones(rows, int), two(leaning))
    yield case("binary, only negatives", "binary", np.zeros(rows, int), two(leaning))
    yield case("binary, one row", "binary", np.array([1]), two(np.array([0.7])))

    truth3 = random.integers(0, 3, rows)
    mixed = 0.5 * probabilities(random, rows, 3) + 0.5 * np.eye(3)[truth3]
    yield case("multiclass", "multiclass", truth3, probabilities(random, rows, 3))
    yield case("multiclass, good", "multiclass", truth3, mixed)
    yield case("multiclass, weighted", "multiclass", truth3, mixed, weights)
    yield case("multiclass, ties", "multiclass", truth3, probabilities(random, rows, 3, 3))
    constant = np.tile([0.2, 0.5, 0.3], (rows, 1))
    yield case("multiclass, all the same prediction", "multiclass", truth3, constant)
    without = np.where(truth3 == 2, 0, truth3)
    yield case("multiclass, a class never seen", "multiclass", without, mixed)
    yield case("multiclass, a class neither seen nor predicted", "multiclass", without, constant[:, [2, 1, 0]])

    y = random.normal(50, 20, rows)
    given = y + random.normal(3, 8, rows)
    yield case("regression", "regression", y, given)
    yield case("regression, weighted", "regression", y, given, weights)
    yield case("regression, whole weights", "regression", y, given, whole)
    yield case("regression, odd number of rows", "regression", y[:59], given[:59])
    yield case("regression, zeros and ties", "regression", np.round(y / 40), np.round(given / 40))
    yield case("regression, constant prediction", "regression", y, np.full(rows, y.mean()))
    yield case("regression, constant target", "regression", np.full(rows, 0.5), given)
    yield case("regression, constant target met", "regression", np.full(rows, 0.5), np.full(rows, 0.5))
    yield case("regression, constant error", "regression", np.round(y), np.round(y) + 2)
    yield case("regression, perfect", "regression", y, y)
    above = np.abs(y) + 0.5
    yield case("regression, above 0", "regression", above, np.abs(given))
    yield case("regression, above 0, weighted", "regression", above, np.abs(given), weights)
    yield case("regression, one row", "regression", y[:1], given[:1])


def main():
    content = {"scikit-learn": sklearn.__version__, "cases": list(cases())}
    OUT.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(each) for each in content["cases"])
    OUT.write_text(f'{{ "scikit-learn": "{sklearn.__version__}", "cases": [\n{lines}\n] }}\n')


main()
