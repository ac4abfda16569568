"""Writes test/learning/models/fixtures/scikit-learn-classic.json: what scikit-learn's classic models say of small tables.

    python bench/classic-reference.py test/learning/models/fixtures/scikit-learn-classic.json
"""

import json
import sys

import numpy as np
import sklearn
from sklearn.ensemble import AdaBoostClassifier, IsolationForest
from sklearn.linear_model import PoissonRegressor
from sklearn.naive_bayes import BernoulliNB, CategoricalNB, ComplementNB, GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

random = np.random.default_rng(0)


def numbers(value):
    return np.asarray(value, dtype=float).round(10).tolist()


def rows(count, width):
    return random.normal(size=(count, width)).astype(np.float32).astype(float).round(3)


x, fresh = rows(60, 4), rows(12, 4)
labels = (x[:, 0] + 0.5 * x[:, 1] > 0).astype(int) + (x[:, 2] > 0.7)
counts, fresh_counts = random.poisson(1.5, (60, 6)), random.poisson(1.5, (12, 6))
codes, fresh_codes = random.integers(0, 4, (60, 3)), random.integers(0, 4, (12, 3))
target = 3 * x[:, 0] - x[:, 1] ** 2
weights = random.integers(1, 4, 60)


def bayes(model, train, test):
    return numbers(model.fit(train, labels, sample_weight=weights).predict_proba(test))


neighbours = {}
for metric in ["euclidean", "manhattan", "cosine"]:
    for weighting in ["uniform", "distance"]:
        options = {"n_neighbors": 4, "metric": metric, "weights": weighting}
        neighbours[f"{metric} {weighting}"] = {
            "classes": numbers(KNeighborsClassifier(**options).fit(x, labels).predict_proba(fresh)),
            "number": numbers(KNeighborsRegressor(**options).fit(x, target).predict(fresh)),
        }

stump = DecisionTreeClassifier(max_depth=1)
boosted = {
    "classes": numbers(AdaBoostClassifier(stump, n_estimators=6).fit(x, labels).predict_proba(fresh)),
    "two": numbers(AdaBoostClassifier(stump, n_estimators=6).fit(x, labels > 0).predict_proba(fresh)),
}

# One deep tree that sees every row and feature says the same of its rows, whoever grows it. The weights see to it that two
# splits are equally good only when they part the rows in the same way.
uneven = random.uniform(0.5, 2, 60).round(3)
number_tree, class_tree = DecisionTreeRegressor(min_samples_leaf=4), DecisionTreeClassifier(min_samples_leaf=4)
tree = {
    "weights": numbers(uneven),
    "number": numbers(number_tree.fit(x, target, sample_weight=uneven).predict(x)),
    "classes": numbers(class_tree.fit(x, labels, sample_weight=uneven).predict_proba(x)),
}

# Scores hang on the draws, so the reference is the mean of many trees, and how far single forests lie from it.
odd = np.concatenate([x, [[6, 6, -6, 6]]])
forests = [-IsolationForest(n_estimators=200, random_state=seed).fit(odd).score_samples(odd) for seed in range(10)]

# The same objective as mlx's with l2 = 2: its alpha is the penalty of the mean loss.
poisson = PoissonRegressor(alpha=2 / weights.sum(), tol=1e-10, max_iter=10_000)
poisson.fit(x, counts[:, 0] * 100, sample_weight=weights)

json.dump(
    {
        "poisson": numbers(poisson.predict(fresh)),
        "scikit-learn": sklearn.__version__,
        "x": numbers(x),
        "fresh": numbers(fresh),
        "labels": labels.tolist(),
        "target": numbers(target),
        "weights": weights.tolist(),
        "counts": counts.tolist(),
        "freshCounts": fresh_counts.tolist(),
        "codes": codes.tolist(),
        "freshCodes": fresh_codes.tolist(),
        "bayes": {
            "gaussian": bayes(GaussianNB(), x, fresh),
            "multinomial": bayes(MultinomialNB(alpha=0.5), counts, fresh_counts),
            "complement": bayes(ComplementNB(alpha=0.5), counts, fresh_counts),
            "bernoulli": bayes(BernoulliNB(alpha=0.5), counts, fresh_counts),
            "categories": bayes(CategoricalNB(alpha=0.5, min_categories=4), codes, fresh_codes),
        },
        "neighbours": neighbours,
        "boosted": boosted,
        "tree": tree,
        "isolation": {
            "rows": numbers(odd),
            "mean": numbers(np.mean(forests, 0)),
            "spread": float(np.std(forests, 0).max()),
        },
    },
    open(sys.argv[1], "w"),
    separators=(",", ":"),
)
