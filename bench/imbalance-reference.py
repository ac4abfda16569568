"""Writes what imbalanced-learn and scikit-learn make of fixed rows, for the tests of resampling and calibration.

    pip install imbalanced-learn==0.14.2 scikit-learn==1.9.1
    python bench/imbalance-reference.py
"""

import json
from collections import Counter
from pathlib import Path

import numpy as np
from imblearn.over_sampling import ADASYN, SMOTE, SMOTENC, BorderlineSMOTE, RandomOverSampler
from imblearn.under_sampling import EditedNearestNeighbours, RandomUnderSampler, TomekLinks
from scipy.optimize import minimize
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import NearestNeighbors

root = Path(__file__).resolve().parent.parent / "test" / "learning"


def counts(y):
    return [int(Counter(y)[label]) for label in sorted(set(y.tolist()))]


def near(x, among, of, k):
    """Numbers of the k nearest of `among` for each row of `of`, itself left out."""
    found = NearestNeighbors(n_neighbors=k + 1).fit(x[among]).kneighbors(x[of], return_distance=False)
    rows = []
    for own, line in zip(of, found):
        rows.append([int(among[at]) for at in line if among[at] != own][:k])
    return rows


def clouds(seed, sizes, width=4):
    rng = np.random.default_rng(seed)
    x = np.vstack([rng.normal(0.9 * label, 1.0, (size, width)) for label, size in enumerate(sizes)])
    y = np.concatenate([np.full(size, label) for label, size in enumerate(sizes)])
    order = rng.permutation(len(y))
    return x[order].astype(np.float32), y[order]


def resampling(name, sizes, seed):
    x, y = clouds(seed, sizes)
    wide = x.astype(np.float64)
    case = {"name": name, "x": [[float(v) for v in row] for row in x], "y": y.tolist(), "methods": {}}
    methods = {
        "random-over": RandomOverSampler(random_state=0),
        "random-under": RandomUnderSampler(random_state=0),
        "smote": SMOTE(random_state=0),
        "borderline-smote": BorderlineSMOTE(random_state=0),
        "adasyn": ADASYN(random_state=0),
        "tomek-links": TomekLinks(),
        "enn": EditedNearestNeighbours(),
    }
    for method, sampler in methods.items():
        _, labels = sampler.fit_resample(wide, y)
        case["methods"][method] = {"counts": counts(labels)}
    for method in ("tomek-links", "enn"):
        for strategy in ("auto", "all"):
            sampler = methods[method].set_params(sampling_strategy=strategy)
            sampler.fit_resample(wide, y)
            case["methods"][method][f"kept_{strategy}"] = sorted(int(at) for at in sampler.sample_indices_)
    mode = EditedNearestNeighbours(kind_sel="mode")
    mode.fit_resample(wide, y)
    case["methods"]["enn"]["kept_mode"] = sorted(int(at) for at in mode.sample_indices_)
    if len(sizes) == 2:
        for ratio in (0.5, 0.73):
            for method, sampler in (
                ("random-over", RandomOverSampler(sampling_strategy=ratio, random_state=0)),
                ("random-under", RandomUnderSampler(sampling_strategy=ratio, random_state=0)),
                ("smote", SMOTE(sampling_strategy=ratio, random_state=0)),
                ("adasyn", ADASYN(sampling_strategy=ratio, random_state=0)),
            ):
                _, labels = sampler.fit_resample(wide, y)
                case["methods"][method][f"counts_{ratio}"] = counts(labels)
    borderline = methods["borderline-smote"]
    case["methods"]["borderline-smote"]["danger"] = {
        str(label): sorted(int(at) for at in rows) for label, rows in borderline.in_danger_indices.items()
    }
    smallest = int(np.argmin(np.bincount(y)))
    own = np.flatnonzero(y == smallest)
    case["neighbours"] = {"label": smallest, "rows": near(wide, own, own, 5)}
    return case


def nominal(seed):
    rng = np.random.default_rng(seed)
    y = np.array([0] * 60 + [1] * 14)
    numbers = np.round(rng.normal(0, [1.0, 2.5, 0.4], (len(y), 3)) + y[:, None], 3).astype(np.float32)
    codes = np.stack([rng.integers(0, 3, len(y)), rng.integers(0, 5, len(y))], axis=1)
    x = np.hstack([numbers.astype(np.float64), codes])
    sampler = SMOTENC(categorical_features=[3, 4], random_state=0)
    _, labels = sampler.fit_resample(x, y)
    median = float(sampler.median_std_[1])
    own = np.flatnonzero(y == 1)
    encoded = np.hstack([
        numbers.astype(np.float64),
        np.eye(3)[codes[:, 0]] * median / np.sqrt(2),
        np.eye(5)[codes[:, 1]] * median / np.sqrt(2),
    ])
    return {
        "x": [[float(v) for v in row] for row in x],
        "y": y.tolist(),
        "median": median,
        "counts": counts(labels),
        "neighbours": near(encoded, own, own, 5),
    }


def platt_optimum(scores, truth, start):
    """scikit-learn's solver stops at a slope of some 1e-3; from there to the optimum of the same loss."""
    score, positive = np.array(scores), truth.sum()
    target = np.where(truth > 0, (positive + 1) / (positive + 2), 1 / (len(truth) - positive + 2))

    def loss(ab):
        f = ab[0] * score + ab[1]
        slope = target - 1 / (1 + np.exp(f))
        return (np.logaddexp(0, f) - (1 - target) * f).sum(), np.array([(slope * score).sum(), slope.sum()])

    best = minimize(loss, [start.a_, start.b_], jac=True, method="BFGS", options={"gtol": 1e-11})
    return [float(value) for value in best.x]


def calibration():
    x, y = clouds(3, [260, 60], 3)
    fresh, _ = clouds(4, [80, 20], 3)
    model = LogisticRegression(C=0.05, class_weight="balanced").fit(x[:160], y[:160])
    held, truth = x[160:], y[160:]
    result = {
        "scores": model.decision_function(held).tolist(),
        "truth": truth.tolist(),
        "fresh": model.decision_function(fresh).tolist(),
    }
    for method in ("sigmoid", "isotonic"):
        calibrated = CalibratedClassifierCV(FrozenEstimator(model), method=method).fit(held, truth)
        result[method] = calibrated.predict_proba(fresh)[:, 1].tolist()
        if method == "sigmoid":
            inner = calibrated.calibrated_classifiers_[0].calibrators[0]
            result["stopped"] = [float(inner.a_), float(inner.b_)]
            result["a"], result["b"] = platt_optimum(result["scores"], truth, inner)
    # Isotonic regression by itself, with equal inputs and weights.
    rng = np.random.default_rng(5)
    at = np.round(rng.uniform(0, 1, 90), 1)
    target = (rng.uniform(0, 1, 90) < at).astype(float)
    weights = rng.integers(1, 4, 90).astype(float)
    asked = np.linspace(-0.2, 1.2, 57)
    fitted = IsotonicRegression(out_of_bounds="clip").fit(at, target, sample_weight=weights)
    result["regression"] = {
        "x": at.tolist(),
        "y": target.tolist(),
        "weights": weights.tolist(),
        "asked": asked.tolist(),
        "expected": fitted.predict(asked).tolist(),
    }
    # Three classes, each against the rest.
    x3, y3 = clouds(6, [120, 60, 30], 3)
    three = LogisticRegression(C=0.02).fit(x3[:100], y3[:100])
    for name, method in (("three_sigmoid", "sigmoid"), ("three_isotonic", "isotonic")):
        calibrated = CalibratedClassifierCV(FrozenEstimator(three), method=method).fit(x3[100:], y3[100:])
        result[name] = calibrated.predict_proba(x3[:40]).tolist()
    result["three"] = {
        "scores": three.decision_function(x3[100:]).tolist(),
        "truth": y3[100:].tolist(),
        "fresh": three.decision_function(x3[:40]).tolist(),
    }
    return result


cases = [
    resampling("two classes", [90, 22], 1),
    resampling("three classes", [80, 40, 18], 2),
]
(root / "resampling/fixtures/imbalanced-learn.json").write_text(
    json.dumps({"cases": cases, "nominal": nominal(7)}) + "\n"
)
(root / "probabilities/fixtures/scikit-learn.json").write_text(json.dumps(calibration()) + "\n")
