"""Runs Optuna's pruners over learning curves; called by bench/pruners.mjs with the path of a task, answers in JSON."""

import json
import sys
import warnings

import optuna

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)
task = json.load(open(sys.argv[1]))
curves, budget = task["curves"], task["budget"]
pruners = {
    "none": optuna.pruners.NopPruner,
    "median": optuna.pruners.MedianPruner,
    "percentile": lambda: optuna.pruners.PercentilePruner(25.0),
    "asha": optuna.pruners.SuccessiveHalvingPruner,
    "hyperband": optuna.pruners.HyperbandPruner,
}


def spent(make, order, seed):
    study = optuna.create_study(pruner=make(), study_name=f"study {seed}", direction="minimize")
    left, finals = budget, []
    for number, at in enumerate(order):
        trial, stopped = study.ask(), False
        for step, value in enumerate(curves[at], 1):
            if left <= 0:
                return {"trials": number, "final": min(finals)}
            left -= 1
            trial.report(value, step)
            if trial.should_prune():
                stopped = True
                break
        if stopped:
            study.tell(trial, state=optuna.trial.TrialState.PRUNED)
        else:
            finals.append(curves[at][-1])
            study.tell(trial, finals[-1])
    return {"trials": len(order), "final": min(finals)}


runs = {name: [spent(make, order, seed) for seed, order in enumerate(task["orders"])] for name, make in pruners.items()}
print(json.dumps({"version": optuna.__version__, "runs": runs}))
