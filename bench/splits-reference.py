"""Splits the tables of bench/splits.mjs with scikit-learn, and judges its splits and those of mlx by one measure.

    python bench/splits-reference.py CASES.json

Prints JSON: for each table and strategy how far the sizes and the classes of the parts are from exact ones.
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import sklearn
from sklearn.model_selection import (
    GroupKFold,
    GroupShuffleSplit,
    KFold,
    ShuffleSplit,
    StratifiedGroupKFold,
    StratifiedKFold,
    StratifiedShuffleSplit,
    TimeSeriesSplit,
)

SHARES = {"train": 0.70, "validation": 0.15, "test": 0.15}


def strata_of(table, case):
    """The target's classes; of numbers its tenths, equal ones in one, as mlx has them."""
    y = table[case["target"]]
    if case.get("regression"):
        edges = np.unique(np.quantile(y, np.arange(1, 10) / 10, method="inverted_cdf"))
        return np.searchsorted(edges, y, side="left")
    return y.astype(str).to_numpy()


def groups_of(table, case):
    """A row without a group is a group of its own."""
    group = table[case["group"]].astype(object)
    return np.array([f"row {at}" if pd.isna(value) else f"value {value}" for at, value in enumerate(group)])


def judged(parts, shares, strata, groups):
    """The largest distance from exact: of a part's rows, of its rows of a class, of its share of a class in points."""
    rows = sum(len(part) for part in parts)
    total = pd.Series(strata[np.concatenate(parts)]).value_counts()
    size = stratum = share = 0.0
    seen, shared = {}, set()
    for at, (part, wanted) in enumerate(zip(parts, shares)):
        size = max(size, abs(len(part) - wanted * rows))
        counts = pd.Series(strata[part]).value_counts().reindex(total.index, fill_value=0)
        stratum = max(stratum, float((counts - wanted * total).abs().max()))
        share = max(share, float((counts / max(len(part), 1) - total / rows).abs().max()) * 100)
        for group in set(groups[part]) if groups is not None else ():
            if seen.setdefault(group, at) != at:
                shared.add(group)
    return {"size": size, "stratum": stratum, "share": share, "shared": len(shared) if groups is not None else None}


def two_steps(splitter, rows):
    """Train and rest, then validation and test, as users of scikit-learn do it; `splitter(share, rows)` cuts once."""
    train, rest = splitter(SHARES["train"], rows)
    validation, test = splitter(0.5, rest)
    return [train, validation, test]


def sklearn_splits(strategy, strata, groups, order):
    rows = np.arange(len(strata))
    if strategy == "time":
        cut = [round(0.70 * len(order)), round(0.85 * len(order))]
        return np.split(order, cut)
    if strategy == "stratified-grouped":
        folds = StratifiedGroupKFold(n_splits=20, shuffle=True, random_state=0).split(rows, strata, groups)
        held = [test for _, test in folds]
        return [np.concatenate(held[:14]), np.concatenate(held[14:17]), np.concatenate(held[17:])]
    makers = {
        "random": lambda share: ShuffleSplit(1, train_size=share, random_state=0),
        "stratified": lambda share: StratifiedShuffleSplit(1, train_size=share, random_state=0),
        "grouped": lambda share: GroupShuffleSplit(1, train_size=share, random_state=0),
    }

    def once(share, among):
        own = groups[among] if strategy == "grouped" else None
        first, second = next(makers[strategy](share).split(among, strata[among], own))
        return among[first], among[second]

    return two_steps(once, rows)


def sklearn_folds(strategy, count, among, strata, groups):
    makers = {
        "random": KFold(count, shuffle=True, random_state=0),
        "stratified": StratifiedKFold(count, shuffle=True, random_state=0),
        "grouped": GroupKFold(count),
        "stratified-grouped": StratifiedGroupKFold(count, shuffle=True, random_state=0),
    }
    own = groups[among] if "grouped" in strategy else None
    return [among[test] for _, test in makers[strategy].split(among, strata[among], own)]


def unless_refused(make, *given):
    """What scikit-learn makes; None where it will not, for a class that is too small."""
    try:
        return make(*given)
    except ValueError as refusal:
        if "too few" not in str(refusal):
            raise
        return None


def tied(parts, times):
    """How many times stand on both sides of a border."""
    borders = zip(parts, parts[1:])
    return sum(len(np.intersect1d(times[one], times[next_])) for one, next_ in borders)


def time_folds(case, times, count):
    """Where the blocks begin, and how far training ends before what it is judged by."""
    gap = case["gap"]
    among = np.array([row for row, _, _ in case["folds"]])
    block = np.array([fold for _, fold, _ in case["folds"]])
    order = among[np.argsort(times[among], kind="stable")]
    # scikit-learn counts rows, so its gap is so many rows; that of mlx is a distance in time.
    theirs = list(TimeSeriesSplit(count, gap=gap).split(order))
    starts = [int(test[0]) for _, test in theirs]
    own_starts = [int((block < held).sum()) for held in range(1, count + 1)]
    own_gap, own_tied = [], 0
    for held in range(1, count + 1):
        judged_by = among[block == held]
        learnt = among[(block < held) & (times[among] <= case["until"][held - 1])]
        own_gap.append(float(times[judged_by].min() - times[learnt].max()))
        own_tied += len(np.intersect1d(times[among[block < held]], times[judged_by]))
    their_gap = [float(times[order[test]].min() - times[order[train]].max()) for train, test in theirs]
    their_tied = sum(len(np.intersect1d(times[order[: test[0]]], times[order[test]])) for _, test in theirs)
    return {
        "kind": "time folds",
        "name": case["name"],
        "gap": gap,
        "border": max(abs(a - b) for a, b in zip(starts, own_starts)),
        "mlx": {"gap": min(own_gap), "tied": own_tied, "starts": own_starts},
        "sklearn": {"gap": min(their_gap), "tied": their_tied, "starts": starts},
    }


def main():
    given = json.loads(Path(sys.argv[1]).read_text())
    count, rows = given["folds"], []
    for case in given["cases"]:
        table = pd.read_csv(case["csv"])
        strategy = case["strategy"]
        strata = strata_of(table, case)
        groups = groups_of(table, case)
        shown = groups if "grouped" in strategy else None
        own = [np.array(case["splits"][name]) for name in SHARES]
        row = {"kind": "splits", "name": case["name"], "strategy": strategy}
        times = table[case["time"]].to_numpy() if strategy == "time" else None
        order = np.argsort(times, kind="stable") if strategy == "time" else None
        theirs = unless_refused(sklearn_splits, strategy, strata, groups, order)
        shares = list(SHARES.values())
        both = {"mlx": own, "sklearn": theirs}
        for who, parts in both.items():
            if parts is None:
                row[who] = None
                continue
            row[who] = judged(parts, shares, strata, shown)
            row[who]["tied"] = tied(parts, times) if times is not None else None
        rows.append(row)
        if strategy == "time":
            rows.append(time_folds(case, times, count))
            continue
        among = np.array([at for at, _, _ in case["folds"]])
        held = np.array([fold for _, fold, _ in case["folds"]])
        own = [among[held == fold] for fold in range(1, count + 1)]
        # Tenths of the rows that are folded.
        strata = strata.copy()
        strata[among] = strata_of(table.iloc[among], case)
        theirs = unless_refused(sklearn_folds, strategy, count, among, strata, groups)
        row = {"kind": "folds", "name": case["name"], "strategy": strategy}
        for who, parts in {"mlx": own, "sklearn": theirs}.items():
            row[who] = judged(parts, [1 / count] * count, strata, shown) if parts is not None else None
        rows.append(row)
    print(json.dumps({"versions": {"sklearn": sklearn.__version__}, "rows": rows}))


main()
