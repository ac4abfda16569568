"""Searches the functions of bench/samplers.mjs with Optuna's samplers; called by it.

    samplers-reference.py SAMPLER PROBLEM TRIALS SEEDS [FIRST SEED]  ->  JSON on standard output
"""

import json
import math
import sys
import time
import warnings

import numpy as np
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)


def branin(p):
    x, y = p["x"], p["y"]
    bowl = y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6
    return [bowl * bowl + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10]


def hartmann6(p):
    x = np.array([p[f"x{i}"] for i in range(6)])
    alpha = np.array([1, 1.2, 3, 3.2])
    a = np.array([[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]])
    q = np.array([[1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991], [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381]]) / 1e4
    return [float(-(alpha * np.exp(-(a * (x - q) ** 2).sum(axis=1))).sum())]


def mixed_rosenbrock(p):
    steepness = {"plain": 10, "shifted": 10, "steep": 100, "flat": 1}[p["kind"]]
    shift = {"plain": 0.5, "shifted": 0, "steep": 1, "flat": 2}[p["kind"]]
    valley = steepness * (p["b"] - p["a"] ** 2) ** 2 + (1 - p["a"]) ** 2
    return [valley + math.log10(p["c"] / 0.3) ** 2 + ((p["k"] - 7) / 5) ** 2 + shift]


def two_objectives(p):
    g = 1 + 9 / 4 * sum(p[f"x{i}"] for i in range(1, 5)) + {"one": 0, "two": 0.5, "three": 1}[p["kind"]]
    return [p["x0"], g * (1 - math.sqrt(p["x0"] / g))]


plane = {"x": FloatDistribution(-5, 10), "y": FloatDistribution(0, 15)}
problems = {
    "branin": (plane, branin, 0),
    "hartmann6": ({f"x{i}": FloatDistribution(0, 1) for i in range(6)}, hartmann6, 0),
    "mixed rosenbrock": (
        {
            "a": FloatDistribution(-2, 2),
            "b": FloatDistribution(-2, 2),
            "c": FloatDistribution(0.01, 10, log=True),
            "k": IntDistribution(0, 20),
            "kind": CategoricalDistribution(["plain", "shifted", "steep", "flat"]),
        },
        mixed_rosenbrock,
        0,
    ),
    "noisy branin": (plane, branin, 5),
    "two objectives": (
        {**{f"x{i}": FloatDistribution(0, 1) for i in range(5)}, "kind": CategoricalDistribution(["one", "two", "three"])},
        two_objectives,
        0,
    ),
}

samplers = {
    "random": lambda seed: optuna.samplers.RandomSampler(seed=seed),
    "quasi-random": lambda seed: optuna.samplers.QMCSampler(scramble=True, seed=seed),
    "tpe": lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=False),
    "tpe-multivariate": lambda seed: optuna.samplers.TPESampler(seed=seed, multivariate=True),
    "gp": lambda seed: optuna.samplers.GPSampler(seed=seed),
    "cma-es": lambda seed: optuna.samplers.CmaEsSampler(seed=seed),
    "nsga2": lambda seed: optuna.samplers.NSGAIISampler(seed=seed),
}

sampler, problem, trials, seeds, *first = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
first = first[0] if first else 0
space, function, noise = problems[problem]
runs, milliseconds = [], []
for seed in range(first, first + seeds):
    rng = np.random.default_rng(seed)
    objectives = 2 if problem == "two objectives" else 1
    study = optuna.create_study(sampler=samplers[sampler](seed), directions=["minimize"] * objectives)
    run = []
    start = time.process_time()
    for _ in range(trials):
        trial = study.ask(space)
        values = function(trial.params)
        seen = [value + noise * rng.standard_normal() for value in values]
        study.tell(trial, seen)
        run.append([seen, values])
    milliseconds.append(1000 * (time.process_time() - start) / trials)
    runs.append(run)
print(json.dumps({"version": optuna.__version__, "runs": runs, "milliseconds": float(np.median(milliseconds))}))
