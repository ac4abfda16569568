"""Writes what Optuna, cmaes and scipy say to given observations, for test/learning/tuners (needs optuna, cmaes, scipy, torch).

    python bench/tuners-reference.py > test/learning/tuners/fixtures/optuna.json
"""

import json
import warnings

import cmaes
import numpy as np
import optuna
import scipy
import torch
from optuna._gp import acqf, gp, prior
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.samplers._tpe import parzen_estimator as parzen
from optuna.samplers._tpe.sampler import default_weights
from scipy.stats import qmc, wilcoxon

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
rng = np.random.default_rng(7)


def rounded(value, digits=12):
    return json.loads(json.dumps(np.asarray(value).tolist()), parse_float=lambda text: float(f"{float(text):.{digits}g}"))


space = {
    "float": FloatDistribution(-2, 6),
    "log": FloatDistribution(1e-3, 10, log=True),
    "stepped": FloatDistribution(0.1, 0.9, step=0.1),
    "int": IntDistribution(1, 9),
    "intlog": IntDistribution(1, 200, log=True),
    "choice": CategoricalDistribution(["a", "b", "c"]),
}


def drawn(count):
    return {
        "float": np.round(rng.uniform(-2, 6, count), 6),
        "log": np.round(10 ** rng.uniform(-3, 1, count), 8),
        "stepped": np.round(0.1 * rng.integers(1, 10, count), 1),
        "int": rng.integers(1, 10, count),
        "intlog": np.unique(np.round(np.exp(rng.uniform(0, np.log(200), 500))))[rng.integers(0, 60, count)],
        "choice": rng.integers(0, 3, count),
    }


def as_points(columns):
    count = len(columns["float"])
    return [
        {name: ("abc"[int(columns[name][row])] if name == "choice" else float(columns[name][row])) for name in columns}
        for row in range(count)
    ]


# numpy's default sort is not stable, which shows where values repeat.
argsort = np.argsort
parzen.np.argsort = lambda values, **_: argsort(values, kind="stable")
densities = []
asked = drawn(8)
for count in [0, 1, 2, 5, 24, 26, 40]:
    seen = drawn(count)
    parameters = parzen._ParzenEstimatorParameters(
        prior_weight=1.0, consider_magic_clip=True, consider_endpoints=False, weights=default_weights, multivariate=True
    )
    estimator = parzen._ParzenEstimator(seen, space, parameters)
    densities.append({"seen": as_points(seen), "asked": as_points(asked), "logDensity": rounded(estimator.log_pdf(asked))})
np.argsort = argsort

pruners = {
    "median": lambda: optuna.pruners.MedianPruner(),
    "percentile": lambda: optuna.pruners.PercentilePruner(25.0),
    "asha": lambda: optuna.pruners.SuccessiveHalvingPruner(min_resource=1),
    "wilcoxon": lambda: optuna.pruners.WilcoxonPruner(),
}


def stops(pruner, curves, direction):
    study = optuna.create_study(pruner=pruner, direction=direction)
    stopped = []
    for curve in curves:
        trial = study.ask()
        at = 0
        for step, value in enumerate(curve, 1):
            trial.report(value, step)
            if trial.should_prune():
                at = step
                break
        stopped.append(at)
        if at > 0:
            study.tell(trial, state=optuna.trial.TrialState.PRUNED)
        else:
            study.tell(trial, float(np.mean(curve)))
    return stopped


level = rng.uniform(0.2, 1, 60)
speed = rng.uniform(0.1, 0.6, 60)
steps = np.arange(1, 21)
learning = np.round(level[:, None] + np.exp(-speed[:, None] * steps) + rng.normal(0, 0.03, (60, 20)), 4)
folds = np.round(rng.uniform(0.5, 1, 40)[:, None] + rng.normal(0, 0.05, 10) + rng.normal(0, 0.08, (40, 10)), 2)
decisions = []
for name, make in pruners.items():
    for direction in ["minimize", "maximize"]:
        curves = (folds if name == "wilcoxon" else learning) * (1 if direction == "minimize" else -1)
        decisions.append(
            {
                "pruner": name,
                "direction": "lower" if direction == "minimize" else "higher",
                "curves": "folds" if name == "wilcoxon" else "learning",
                "stopped": stops(make(), curves.tolist(), direction),
            }
        )

chances = []
for differences in [
    [0.1, 0.2, 0.3],
    [0.1, -0.2, 0.3, 0.4],
    [0.1, 0.1, -0.1, 0.3],
    [0.0, 0.1, 0.2, 0.2, -0.4],
    np.round(rng.normal(0.1, 0.3, 12), 1).tolist(),
    np.round(rng.normal(0.1, 0.3, 20), 1).tolist(),
    np.round(rng.normal(0.1, 0.3, 30), 6).tolist(),
    np.round(rng.normal(0.05, 0.3, 60), 6).tolist(),
]:
    p = wilcoxon(differences, alternative="greater", zero_method="zsplit").pvalue
    chances.append({"differences": differences, "chance": rounded(p)})

generations = []
optimizer = cmaes.CMA(mean=np.full(3, 0.5), sigma=1 / 6, seed=1)
for _ in range(4):
    points = np.round([optimizer.ask() for _ in range(optimizer.population_size)], 6)
    losses = ((points - [0.2, 0.7, 0.4]) ** 2 * [1, 5, 25]).sum(axis=1)
    optimizer.tell(list(zip(points, losses)))
    generations.append(
        {
            "points": points[np.argsort(losses, kind="stable")].tolist(),
            "mean": rounded(optimizer._mean),
            "sigma": rounded(optimizer._sigma),
            "shape": rounded(optimizer._C.ravel()),
        }
    )

rows = np.round(rng.uniform(size=(12, 3)), 6)
rows[:, 2] = rng.integers(0, 3, 12)
losses = np.round(np.sin(5 * rows[:, 0]) + rows[:, 1] + 0.5 * rows[:, 2], 6)
losses = (losses - losses.mean()) / losses.std()
regression = gp.fit_kernel_params(
    X=rows,
    Y=-losses,
    is_categorical=np.array([False, False, True]),
    log_prior=prior.default_log_prior,
    minimum_noise=prior.DEFAULT_MINIMUM_NOISE_VAR,
    deterministic_objective=False,
)
asked_rows = np.round(rng.uniform(size=(6, 3)), 6)
asked_rows[:, 2] = rng.integers(0, 3, 6)
mean, variance = regression.posterior(torch.tensor(asked_rows))
best = float(losses.min())
improvement = acqf.standard_logei((mean - (-best)) / variance.sqrt()) + variance.sqrt().log()

print(
    json.dumps(
        {
            "versions": {"optuna": optuna.__version__, "scipy": scipy.__version__, "cmaes": cmaes.__version__},
            "densities": densities,
            "curves": {"learning": learning.tolist(), "folds": folds.tolist()},
            "decisions": decisions,
            "chances": chances,
            "generations": generations,
            "sobol": qmc.Sobol(64, scramble=False, bits=32).random(33).tolist(),
            "process": {
                "rows": rows.tolist(),
                "losses": rounded(losses),
                "asked": asked_rows.tolist(),
                "mean": rounded(-mean.detach().numpy(), 8),
                "deviation": rounded(variance.sqrt().detach().numpy(), 8),
                "best": best,
                "logImprovement": rounded(improvement.detach().numpy(), 8),
            },
        }
    )
)
