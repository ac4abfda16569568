# The side of Optuna and LightGBM in bench/real-search.mjs: python real-search.py CSV SPEC.json
# Two processes share a journal, each with one thread, until the study has all its trials. Prints JSON.
import json
import multiprocessing
import sys
import tempfile
import time
from pathlib import Path

import lightgbm
import optuna
import pandas
from sklearn.metrics import mean_squared_error, roc_auc_score

optuna.logging.set_verbosity(optuna.logging.ERROR)


def storage_at(journal):
    backend = optuna.storages.journal.JournalFileBackend(journal)
    return optuna.storages.JournalStorage(backend)


def work(csv, spec, journal, worker):
    rows = pandas.read_csv(csv)
    for name in spec["categories"]:
        rows[name] = rows[name].astype("category")
    features = spec["numbers"] + spec["categories"]
    is_binary = spec["kind"] == "binary"
    target = rows[spec["target"]]
    y = (target == spec["positive"]).astype(int) if is_binary else target.astype(float)
    train, validation = rows["part"] == "train", rows["part"] == "validation"

    def objective(trial):
        family = lightgbm.LGBMClassifier if is_binary else lightgbm.LGBMRegressor
        model = family(
            n_estimators=spec["trees"],
            learning_rate=trial.suggest_float("learning_rate", 0.01, 0.3, log=True),
            num_leaves=trial.suggest_int("leaves", 7, 127, log=True),
            min_child_samples=trial.suggest_int("min_rows", 5, 100),
            reg_lambda=trial.suggest_float("l2", 0.001, 10, log=True),
            n_jobs=1,
            verbosity=-1,
            random_state=1,
        )
        model.fit(
            rows.loc[train, features],
            y[train],
            eval_set=[(rows.loc[validation, features], y[validation])],
            callbacks=[lightgbm.early_stopping(30, verbose=False)],
        )
        seen = rows.loc[validation, features]
        if is_binary:
            return roc_auc_score(y[validation], model.predict_proba(seen)[:, 1])
        return mean_squared_error(y[validation], model.predict(seen)) ** 0.5

    study = optuna.load_study(
        study_name="search",
        storage=storage_at(journal),
        sampler=optuna.samplers.TPESampler(seed=spec["seed"] * 10 + worker, constant_liar=True),
    )
    # Each makes its half: the trials are alike, and no more than asked for are made.
    study.optimize(objective, n_trials=spec["trials"] // 2)


if __name__ == "__main__":
    started = time.perf_counter()
    csv, spec = sys.argv[1], json.loads(Path(sys.argv[2]).read_text())
    with tempfile.TemporaryDirectory() as folder:
        journal = str(Path(folder) / "journal")
        direction = "maximize" if spec["kind"] == "binary" else "minimize"
        study = optuna.create_study(
            study_name="search", storage=storage_at(journal), direction=direction
        )
        workers = [
            multiprocessing.Process(target=work, args=(csv, spec, journal, at)) for at in range(2)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        print(
            json.dumps(
                {
                    "seconds": time.perf_counter() - started,
                    "best": study.best_value,
                    "trials": len(study.trials),
                    "versions": f"Optuna {optuna.__version__}, LightGBM {lightgbm.__version__}",
                }
            )
        )
