"""Boosted trees of LightGBM on questions about a series as lag-boosting asks them, for bench/known-ahead.mjs.

    python bench/known-ahead-reference.py day.csv holiday,workingday

Prints the mean absolute error 7 days ahead from every day of the last 90; the 90 before choose the number of trees.
"""

import sys
import warnings

import lightgbm
import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
path, names = sys.argv[1:]
days = pd.read_csv(path)
known = [name for name in names.split(",") if name]
values = days["cnt"].to_numpy(float)
times = pd.to_datetime(days["dteday"])
columns = days[known].to_numpy(float)
season, horizon, held, lags, window = 7, 7, 90, 7, 14
end = len(values)


def level(at):
    return values[at - season : at].mean()


def size(at):
    return np.abs(values[at - window : at] - level(at)).mean()


def above(at, step):
    """How far the same weekday was above its week, over three weeks."""
    aligned = at + step - 1 - season
    return np.mean([values[aligned - back * season] - values[at - (back + 1) * season : at - back * season].mean() for back in range(3)])


def question(at, step):
    unit = lambda value: (value - level(at)) / size(at)
    aligned = at + step - 1 - season
    then = at + step - 1
    row = [step]
    row += [unit(values[at - lag]) for lag in range(1, lags + 1)]
    row += [unit(values[aligned - back * season]) for back in range(3)]
    row += [unit(values[at - 2 * season : at - season].mean()), size(at) / level(at)]
    row += [then % season, times[then].weekday(), times[then].day, times[then].month]
    for column in columns.T:
        row += [column[then], column[then] - column[at - season : at].mean()]
    return row


def questions(first, last):
    asked = [(at, step) for at in range(first, last + 1) for step in range(1, horizon + 1)]
    x = np.array([question(*each) for each in asked])
    base = np.array([level(at) + above(at, step) for at, step in asked])
    unit = np.array([size(at) for at, _ in asked])
    truth = np.array([values[at + step - 1] for at, step in asked])
    return x, (truth - base) / unit, base, unit, truth


train = questions(21, end - 2 * held - horizon)
chosen = questions(end - 2 * held, end - held - horizon)
test = questions(end - held, end - horizon)
model = lightgbm.LGBMRegressor(n_estimators=300, num_leaves=31, learning_rate=0.1, verbose=-1, random_state=0)
model.fit(train[0], train[1], eval_set=[(chosen[0], chosen[1])], callbacks=[lightgbm.early_stopping(30, verbose=False)])
said = model.predict(test[0]) * test[3] + test[2]
print(np.abs(said - test[4]).mean())
