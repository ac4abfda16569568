"""What statsmodels makes of a small series: test/learning/models/fixtures/statsmodels-ets.json.

    python bench/exponential-smoothing-fixture.py > test/learning/models/fixtures/statsmodels-ets.json
"""

import json
import warnings

import numpy as np
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

warnings.filterwarnings("ignore")
rng = np.random.default_rng(3)
season, length = 4, 60
at = np.arange(length)
values = (50 + 0.8 * at) * (1 + 0.2 * np.sin(2 * np.pi * at / season)) * (1 + 0.03 * rng.standard_normal(length))
words = {"add": "additive", "mul": "multiplicative", None: "none"}
forms = {}
for error, trend, damped, kind in (
    ("add", None, False, None),
    ("add", "add", False, None),
    ("add", "add", True, "add"),
    ("mul", None, False, "mul"),
    ("mul", "add", False, "mul"),
    ("mul", "add", True, "add"),
):
    model = ETSModel(values, error=error, trend=trend, damped_trend=damped, seasonal=kind, seasonal_periods=season if kind else None)
    result = model.fit(disp=False, maxiter=5000)
    params = dict(zip(model.param_names, map(float, result.params)))
    said, resid = np.asarray(result.fittedvalues), np.asarray(result.resid)
    loss = length * np.log(np.sum(resid**2)) + (2 * np.sum(np.log(np.abs(said))) if error == "mul" else 0)
    name = f"{error}, {'damped' if damped else trend}, {kind}"
    seasonal = [params[f"initial_seasonal.{i}"] for i in range(season)] if kind else []
    forms[name] = {
        "error": words[error],
        "trend": "damped" if damped else "additive" if trend else "none",
        "season": words[kind],
        "length": season if kind else 1,
        "loss": float(loss),
        "forecast": np.asarray(result.forecast(6)).tolist(),
        "params": {
            "alpha": params["smoothing_level"],
            "beta": params.get("smoothing_trend", 0),
            "gamma": params.get("smoothing_seasonal", 0),
            "phi": params.get("damping_trend", 1),
            "level": params["initial_level"],
            "slope": params.get("initial_trend", 0),
            # statsmodels counts backwards from the last place before the first value.
            "seasonal": seasonal[::-1],
        },
    }
print(json.dumps({"values": values.tolist(), "forms": forms}))
