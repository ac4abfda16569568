"""Writes what Fairlearn and SciPy say of small random cases: test/learning/judging/fixtures/references.json.

    pip install fairlearn scipy && python bench/fairness-reference.py && npx biome check --write test
"""

import json
import pathlib

import numpy as np
from fairlearn import metrics as f
from scipy import stats

OUT = pathlib.Path(__file__).parent.parent / "test/learning/judging/fixtures/references.json"


def fairness(random, groups, rows, decided=None):
    group = random.integers(0, groups, rows)
    truth = random.integers(0, 2, rows)
    said = (random.random(rows) < 0.3 + 0.1 * group + 0.3 * truth).astype(int) if decided is None else np.full(rows, decided)
    of = {"sensitive_features": group}
    precision = f.MetricFrame(metrics=f.count, y_true=truth, y_pred=said, **of)
    assert len(precision.by_group) == groups
    return {
        "group": group.tolist(),
        "truth": truth.tolist(),
        "decided": said.tolist(),
        "difference": {
            "demographic_parity": f.demographic_parity_difference(truth, said, **of),
            "equalised_odds": f.equalized_odds_difference(truth, said, **of),
            "equal_opportunity": f.true_positive_rate_difference(truth, said, **of),
        },
        "ratio": {
            "demographic_parity": f.demographic_parity_ratio(truth, said, **of),
            "equalised_odds": f.equalized_odds_ratio(truth, said, **of),
        },
    }


def intervals(random):
    """SciPy's BCa of a mean draws other resamples: it is compared within what resampling leaves open."""
    values = random.lognormal(0, 1, 80)
    both = {
        method: stats.bootstrap((values,), np.mean, n_resamples=20000, method=method, rng=1).confidence_interval
        for method in ("percentile", "BCa")
    }
    return {"values": values.tolist(), **{name: [found.low, found.high] for name, found in both.items()}}


def main():
    random = np.random.default_rng(11)
    cases = [fairness(random, 2, 80), fairness(random, 3, 120), fairness(random, 5, 200)]
    student = [[p, df, stats.t.ppf(p, df)] for p in (0.9, 0.975, 0.995) for df in (1, 2, 3, 4, 9, 10, 30)]
    normal = [[z, stats.norm.cdf(z)] for z in (-6, -2.5, -1, 0, 0.3, 1.96, 5)]
    content = {"fairness": cases, "student": student, "normal": normal, "bootstrap": intervals(random)}
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(content))


main()
