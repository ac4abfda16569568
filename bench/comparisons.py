"""Holds the tests of `mlx runs compare` against statsmodels and definitions written out.

In a project with two runs on the same test rows, whose decisions are by the more probable class:

    mlx runs compare latest~1 latest --json > compared.json
    python bench/comparisons.py compared.json A/predictions.csv B/predictions.csv POSITIVE
"""

import csv
import json
import math
import sys

import numpy as np
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar


def read(path, positive):
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    truth = np.array([row["truth"] == positive for row in rows])
    score = np.array([float(row[f"p({positive})"]) for row in rows])
    return truth, score


def auc(truth, score):
    up, down = score[truth], score[~truth]
    return ((up[:, None] > down[None, :]) + 0.5 * (up[:, None] == down[None, :])).mean()


def delong(truth, first, second):
    """By definition: placement values over all pairs."""
    places = []
    for score in (first, second):
        up, down = score[truth], score[~truth]
        wins = (up[:, None] > down[None, :]) + 0.5 * (up[:, None] == down[None, :])
        places.append((wins.mean(axis=1), wins.mean(axis=0)))
    up = places[1][0] - places[0][0]
    down = places[1][1] - places[0][1]
    error = math.sqrt(up.var(ddof=1) / len(up) + down.var(ddof=1) / len(down))
    return 2 * stats.norm.sf(abs(up.mean() / error))


def main():
    compared, a, b, positive = sys.argv[1:5]
    with open(compared) as file:
        found = json.load(file)["against"][0]["comparison"]["metrics"]
    truth, first = read(a, positive)
    again, second = read(b, positive)
    assert (truth == again).all()
    right = [(score >= 0.5) == truth for score in (first, second)]
    table = [[np.sum(right[0] & right[1]), np.sum(right[0] & ~right[1])],
             [np.sum(~right[0] & right[1]), np.sum(~right[0] & ~right[1])]]
    random = np.random.default_rng(0)
    draws = []
    for _ in range(4000):
        rows = random.integers(0, len(truth), len(truth))
        draws.append(auc(truth[rows], second[rows]) - auc(truth[rows], first[rows]))
    low, high = np.quantile(draws, [0.025, 0.975])
    print("|  | mlx | reference |\n|---|---:|---:|")
    lines = [
        ("roc_auc, difference", found["roc_auc"]["difference"], auc(truth, second) - auc(truth, first)),
        ("roc_auc, p of DeLong", found["roc_auc"]["p"], delong(truth, first, second)),
        ("accuracy, p of McNemar", found["accuracy"]["p"], mcnemar(table, exact=True).pvalue),
        ("roc_auc, 2.5 %", found["roc_auc"]["interval"][0], low),
        ("roc_auc, 97.5 %", found["roc_auc"]["interval"][1], high),
    ]
    for name, ours, theirs in lines:
        print(f"| {name} | {ours:.6f} | {theirs:.6f} |")


main()
