"""In which order forests should see few categories: by the alphabet, by the target, or by chance anew for each tree. For docs/benchmarks.md.

    python bench/category-orders.py DATA [TABLE …]

Forests of 100 of scikit-learn's own trees, which differ in nothing but the codes of categories; splits of at most 4,000 rows, 80/20. Prints for
each order the mean score and by how many per cent it is better than that of the target, with the standard error over the splits.
"""

import sys

import numpy as np
import pandas as pd
from sklearn.metrics import accuracy_score, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

tabular = f"{sys.argv[1]}/tabular"
TREES = 100


def telco():
    frame = pd.read_csv(f"{tabular}/telco/Telco-Customer-Churn.csv.gz").drop(columns="customerID")
    frame["TotalCharges"] = pd.to_numeric(frame["TotalCharges"], errors="coerce")
    return frame, "Churn", 8


tables = {
    "california-housing": lambda: (pd.read_csv(f"{tabular}/california/housing.csv.gz"), "median_house_value", 16),
    "penguins": lambda: (pd.read_csv(f"{tabular}/penguins/penguins.csv"), "species", 60),
    "telco-churn": telco,
    "titanic": lambda: (
        pd.read_csv(f"{tabular}/titanic/train.csv").drop(columns=["PassengerId", "Name", "Ticket", "Cabin"]),
        "Survived",
        30,
    ),
}


def by_target(codes, y, classes):
    """Codes of categories in the order of the mean target or, for several classes, along the first principal component of their shares."""
    count = codes.max() + 1
    rows = np.bincount(codes, minlength=count)
    outputs = np.eye(classes)[y] if classes > 2 else y[:, None].astype(float)
    overall = outputs.mean(axis=0)
    sums = np.stack([np.bincount(codes, weights=column, minlength=count) for column in outputs.T], axis=1)
    shares = (sums + 10 * overall) / (rows[:, None] + 10) - overall
    along = shares[:, 0]
    if classes > 2:
        along = shares @ np.linalg.svd(shares * np.sqrt(rows)[:, None], full_matrices=False)[2][0]
    return np.argsort(np.argsort(along))


def score(numbers, codes, y, parts, order, classes, split):
    train, test = parts
    fixed = [by_target(each[train], y[train], classes) for each in codes]
    fixed = [np.append(known, range(len(known), each.max() + 1)) for known, each in zip(fixed, codes)]
    draws = np.random.default_rng(1000 + split)
    said = 0
    for _ in range(TREES):
        seed = int(draws.integers(1 << 30))
        bag = draws.integers(0, len(train), len(train))
        tree_order = np.random.default_rng(seed)
        columns = {
            "alphabet": lambda: codes,
            "target": lambda: [known[each] for known, each in zip(fixed, codes)],
            "drawn": lambda: [tree_order.permutation(each.max() + 1)[each] for each in codes],
        }[order]()
        x = np.column_stack([numbers, *columns])
        if classes == 0:
            tree = DecisionTreeRegressor(max_features=1 / 3, random_state=seed)
            said = said + tree.fit(x[train][bag], y[train][bag]).predict(x[test])
        else:
            tree = DecisionTreeClassifier(max_features="sqrt", random_state=seed).fit(x[train][bag], y[train][bag])
            shares = np.zeros((len(test), classes))
            shares[:, tree.classes_] = tree.predict_proba(x[test])
            said = said + shares
    if classes == 0:
        return -np.sqrt(np.mean((said / TREES - y[test]) ** 2))
    return roc_auc_score(y[test], said[:, 1]) if classes == 2 else accuracy_score(y[test], said.argmax(1))


for name in sys.argv[2:] or tables:
    frame, target, splits = tables[name]()
    frame = frame.dropna(subset=[target])
    inputs = frame.drop(columns=target)
    is_number = [pd.api.types.is_numeric_dtype(inputs[column]) for column in inputs]
    numbers = inputs.loc[:, is_number].pipe(lambda each: each.fillna(each.median())).to_numpy()
    words = inputs.loc[:, [not each for each in is_number]].astype(object).fillna("").astype(str)
    codes = [np.unique(words[column], return_inverse=True)[1] for column in words]
    is_regression = frame[target].nunique() > 20
    y = frame[target].to_numpy() if is_regression else np.unique(frame[target], return_inverse=True)[1]
    classes = 0 if is_regression else y.max() + 1
    scores = {"target": [], "alphabet": [], "drawn": []}
    for split in range(splits):
        drawn = np.random.default_rng(split).permutation(len(y))[:4000]
        parts = train_test_split(drawn, test_size=0.2, random_state=split, stratify=None if is_regression else y[drawn])
        for order, found in scores.items():
            found.append(score(numbers, codes, y, parts, order, classes, split))
    base = np.array(scores["target"])
    for order, found in scores.items():
        gain = 100 * (np.array(found) - base) / abs(base)
        print(f"{name:20} {order:9} {abs(np.mean(found)):.5g}  {gain.mean():+.2f} % ± {gain.std(ddof=1) / splits**0.5:.2f}", flush=True)
