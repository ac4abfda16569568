"""One forest of scikit-learn for bench/forest-speed.mjs, on the rows that it wrote; two threads, library defaults but min leaf 5."""

import json
import resource
import sys
import time

import numpy as np
from sklearn import ensemble
from sklearn.metrics import roc_auc_score, root_mean_squared_error

task = json.loads(sys.argv[1])
rows, kind = task["rows"], task["kind"]
x = np.fromfile(f"{task['folder']}/x.f32", dtype=np.float32).reshape(-1, task["width"])
y = np.fromfile(f"{task['folder']}/y.f64")
forest = {"random-forest": "RandomForest", "extra-trees": "ExtraTrees"}[task["model"]]
make = getattr(ensemble, forest + ("Classifier" if kind == "binary" else "Regressor"))
# As many features for each split as mlx looks at.
features = "sqrt" if kind == "binary" else 1 / 3
model = make(task["trees"], min_samples_leaf=5, max_features=features, n_jobs=2, random_state=1)

started, cpu = time.perf_counter(), time.process_time()
model.fit(x[:rows], y[:rows])
seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
held, truth = x[rows:], y[rows:]
score = (
    roc_auc_score(truth, model.predict_proba(held)[:, 1])
    if kind == "binary"
    else root_mean_squared_error(truth, model.predict(held))
)
print(
    json.dumps(
        {
            "seconds": round(seconds, 2),
            "cpu": round(cpu, 2),
            "score": round(float(score), 4),
            "peakMegabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }
    )
)
