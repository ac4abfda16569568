"""Exponential smoothing of statsmodels, and linear least squares on windows, for bench/forecasting.mjs.

    python bench/forecasting-reference.py DATA-FOLDER > OUT/reference.json

Airline passengers and daily minimum temperatures: every form, its log-likelihood less constants as n·log Σe² + 2·Σ log|ŷ|
(to compare with mlx, less is better), AICc, and the errors of the form with the least AICc on what was held out.
"""

import gzip
import json
import sys
import warnings

import numpy as np
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

warnings.filterwarnings("ignore")
folder = sys.argv[1]


def column(path, at):
    lines = (gzip.open if path.endswith("gz") else open)(f"{folder}/timeseries/{path}", "rt").read().strip().split("\n")
    return np.array([float(line.split(",")[at]) for line in lines[1:]])


def forms(season):
    for error in ("add", "mul"):
        for trend in (None, "add", "damped"):
            for kind in (None, "add", "mul") if season > 1 else (None,):
                if error == "add" and kind == "mul":
                    continue
                yield error, trend, kind


def letters(error, trend, kind):
    names = {None: "N", "add": "A", "mul": "M", "damped": "Ad"}
    return names[error] + names[trend] + names[kind]


def fitted(values, season, error, trend, kind):
    model = ETSModel(
        values,
        error=error,
        trend="add" if trend else None,
        damped_trend=trend == "damped",
        seasonal=kind,
        seasonal_periods=season if kind else None,
    )
    return model.fit(disp=False, maxiter=2000)


def loss(result, error):
    resid = np.asarray(result.resid)
    said = np.asarray(result.fittedvalues)
    n = len(resid)
    return float(n * np.log(np.sum(resid**2)) + (2 * np.sum(np.log(np.abs(said))) if error == "mul" else 0))


out = {}
for name, values, season, held, positive in (
    ("airline", column("airline-passengers.csv", 1), 12, 24, True),
    ("temperatures", column("daily-min-temperatures.csv.gz", 1)[-1095:], 7, 28, False),
):
    train, test = values[:-held], values[-held:]
    rows = {}
    best = None
    for form in forms(season):
        if not positive and "mul" in form:
            continue
        result = fitted(train, season, *form)
        said = np.asarray(result.forecast(held))
        rows[letters(*form)] = {
            "loss": loss(result, form[0]),
            "rmse": float(np.sqrt(np.mean((said - test) ** 2))),
            "mape": float(np.mean(np.abs((said - test) / test))) if positive else None,
            "aicc": float(result.aicc),
        }
        if best is None or result.aicc < rows[best]["aicc"]:
            best = letters(*form)
    out[name] = {"forms": rows, "chosen": best}

# ETTh1, each channel by itself: least squares from 336 values to 96, as the reference of the requirement.
lines = gzip.open(f"{folder}/timeseries/ETTh1.csv.gz", "rt").read().strip().split("\n")
data = np.array([[float(cell) for cell in line.split(",")[1:]] for line in lines[1:14401]])
mean, sd = data[:8640].mean(0), data[:8640].std(0)
data = (data - mean) / sd
length, horizon = 336, 96
errors = []
for channel in data.T:
    windows = np.lib.stride_tricks.sliding_window_view(channel, length + horizon)
    learnt = windows[: 8640 - length - horizon + 1]
    judged = windows[11520 - length : 14400 - length - horizon + 1]
    x = np.c_[learnt[:, :length], np.ones(len(learnt))]
    weights = np.linalg.lstsq(x, learnt[:, length:], rcond=None)[0]
    said = np.c_[judged[:, :length], np.ones(len(judged))] @ weights
    errors.append(np.mean((said - judged[:, length:]) ** 2))
out["ETTh1"] = {"least squares, window 336": float(np.mean(errors))}
json.dump(out, sys.stdout, indent=1)
