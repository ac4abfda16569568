"""What Nixtla's utilsforecast says of small random forecasts: test/learning/metrics/fixtures/utilsforecast.json.

    python bench/forecast-metrics-reference.py > test/learning/metrics/fixtures/utilsforecast.json
"""

import json

import numpy as np
import pandas as pd
from utilsforecast.losses import coverage, mae, mape, mase, rmse, rmsse, smape

rng = np.random.default_rng(5)
season, horizon, length = 4, 3, 20
train, truth = [], []
for name, level in (("a", 10.0), ("b", 200.0)):
    values = level * (1 + 0.1 * rng.standard_normal(length))
    train.append(pd.DataFrame({"unique_id": name, "ds": range(length), "y": values}))
    after = level * (1 + 0.1 * rng.standard_normal(horizon))
    said = after * (1 + 0.1 * rng.standard_normal(horizon))
    truth.append(
        pd.DataFrame(
            {
                "unique_id": name,
                "ds": range(length, length + horizon),
                "y": after,
                "m": said,
                "m-lo-80": said - 0.05 * level,
                "m-hi-80": said + 0.05 * level,
            }
        )
    )
train_df, truth_df = pd.concat(train), pd.concat(truth)


def mean(frame):
    return float(frame["m"].mean())


scores = {
    "mase": mean(mase(truth_df, ["m"], season, train_df)),
    "rmsse": mean(rmsse(truth_df, ["m"], season, train_df)),
    # utilsforecast halves it: |error| / (|truth| + |forecast|).
    "smape": 2 * mean(smape(truth_df, ["m"])),
    "mape": mean(mape(truth_df, ["m"])),
    "mae": mean(mae(truth_df, ["m"])),
    "coverage": mean(coverage(truth_df, ["m"], level=80)),
}
print(
    json.dumps(
        {
            "season": season,
            "horizon": horizon,
            "train": [t["y"].tolist() for t in train],
            "truth": truth_df["y"].tolist(),
            "said": truth_df["m"].tolist(),
            "low": truth_df["m-lo-80"].tolist(),
            "high": truth_df["m-hi-80"].tolist(),
            "scores": scores,
        }
    )
)
