"""The reference side of bench/rare-and-odd.mjs: makes the matrices both sides read, and scores scikit-learn and imbalanced-learn.

    pip install scikit-learn==1.9.1 imbalanced-learn==0.14.2 pandas
    python bench/rare-and-odd.py DATA-FOLDER OUT-FOLDER
"""

import io
import json
import sys
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
from imblearn.combine import SMOTEENN, SMOTETomek
from imblearn.over_sampling import ADASYN, SMOTE, BorderlineSMOTE, RandomOverSampler
from imblearn.under_sampling import EditedNearestNeighbours, RandomUnderSampler, TomekLinks
from sklearn.cluster import DBSCAN, KMeans
from sklearn.ensemble import IsolationForest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.neighbors import LocalOutlierFactor, NearestNeighbors
from sklearn.neural_network import MLPRegressor
from sklearn.svm import OneClassSVM

warnings.simplefilter("ignore")
data, out = Path(sys.argv[1]) / "tabular", Path(sys.argv[2])
most = 2000


def adult():
    frame = pd.read_csv(data / "adult/adult.data.gz", header=None, skipinitialspace=True)
    return frame.drop(columns=14), (frame[14] == ">50K").astype(int)


def bank():
    with zipfile.ZipFile(data / "bank/bank-additional.zip") as archive:
        name = next(n for n in archive.namelist() if n.endswith("bank-additional-full.csv"))
        frame = pd.read_csv(io.BytesIO(archive.read(name)), sep=";")
    return frame.drop(columns=["y", "duration"]), (frame["y"] == "yes").astype(int)


def oil():
    frame = pd.read_csv(data / "oilspill/oil-spill.csv.gz", header=None)
    return frame.drop(columns=[0, 49]), frame[49]


def cancer():
    frame = pd.read_csv(data / "breastcancer/breast-cancer-wisconsin.data", header=None, na_values="?")
    frame = frame.iloc[:, -10:].dropna()
    return frame.iloc[:, :-1], (frame.iloc[:, -1] == 4).astype(int)


def matrices(load):
    x, y = load()
    if len(y) > most:
        x, _, y, _ = train_test_split(x, y, train_size=most, stratify=y, random_state=1)
    x = pd.get_dummies(x, dtype=float)
    x_train, x_test, y_train, y_test = train_test_split(
        x.to_numpy(float), y.to_numpy(), test_size=0.3, stratify=y, random_state=0
    )
    is_number = np.array([len(np.unique(column)) > 2 for column in x_train.T])
    mean, sd = x_train.mean(0), x_train.std(0)
    mean, sd = np.where(is_number, mean, 0), np.where(is_number & (sd > 0), sd, 1)
    scale = lambda part: ((part - mean) / sd).astype(np.float32)
    return scale(x_train), y_train, scale(x_test), y_test


# Draws by method: what leaves out rows at random depends most on which.
seeds_of = {"none": 1, "tomek-links": 1, "enn": 1, "random-under": 200}
many = 20


def resamplers(seed):
    return {
        "none": None,
        "random-over": RandomOverSampler(random_state=seed),
        "random-under": RandomUnderSampler(random_state=seed),
        "smote": SMOTE(random_state=seed),
        "borderline-smote": BorderlineSMOTE(random_state=seed),
        "adasyn": ADASYN(random_state=seed),
        "tomek-links": TomekLinks(),
        "enn": EditedNearestNeighbours(),
        "smote-tomek": SMOTETomek(random_state=seed),
        "smote-enn": SMOTEENN(random_state=seed),
    }


def rare(x_train, y_train, x_test, y_test):
    result = {}
    for name in resamplers(0):
        scores, counts = [], []
        for seed in range(seeds_of.get(name, many)):
            sampler = resamplers(seed)[name]
            x, y = (x_train, y_train) if sampler is None else sampler.fit_resample(x_train, y_train)
            model = LogisticRegression(max_iter=3000).fit(x, y)
            scores.append(roc_auc_score(y_test, model.decision_function(x_test)))
            counts.append([int((y == 0).sum()), int((y == 1).sum())])
        result[name] = {"auc": float(np.mean(scores)), "se": standard_error(scores), "seeds": len(scores), "counts": counts[0]}
    return result


def standard_error(scores):
    return float(np.std(scores, ddof=1) / len(scores) ** 0.5) if len(scores) > 1 else 0.0


def core_distance(x_train, x_test):
    far = NearestNeighbors(n_neighbors=5).fit(x_train).kneighbors(x_train)[0][:, 4]
    radius = np.sort(far)[int(0.9 * (len(far) - 1))]
    core = x_train[DBSCAN(eps=radius + 1e-9, min_samples=5).fit(x_train).core_sample_indices_]
    return NearestNeighbors(n_neighbors=1).fit(core).kneighbors(x_test)[0][:, 0]


def odd(x_train, y_train, x_test, y_test):
    def auto(seed):
        model = MLPRegressor(hidden_layer_sizes=(32, 8, 32), activation="tanh", batch_size=64, max_iter=100, alpha=1e-5,
                             random_state=seed).fit(x_train, x_train)
        return ((model.predict(x_test) - x_test) ** 2).mean(1)

    ways = {
        "isolation-forest": lambda seed: -IsolationForest(random_state=seed).fit(x_train).score_samples(x_test),
        "local-outlier-factor": lambda seed: -LocalOutlierFactor(novelty=True).fit(x_train).score_samples(x_test),
        "one-class-svm": lambda seed: -OneClassSVM().fit(x_train).decision_function(x_test),
        "autoencoder": auto,
        "kmeans-distance": lambda seed: KMeans(8, n_init=3, random_state=seed).fit(x_train).transform(x_test).min(1),
        "dbscan-distance": lambda seed: core_distance(x_train, x_test),
    }
    result = {}
    for name, score in ways.items():
        seeds = range(1 if name in ("local-outlier-factor", "one-class-svm", "dbscan-distance") else 5)
        runs = [score(seed) for seed in seeds]
        result[name] = {
            "auc": float(np.mean([roc_auc_score(y_test, run) for run in runs])),
            "sd": float(np.std([roc_auc_score(y_test, run) for run in runs])),
            "ap": float(np.mean([average_precision_score(y_test, run) for run in runs])),
        }
    return result


facts = {}
for name, load in {"oil-spill": oil, "breast-cancer": cancer, "adult": adult, "bank": bank}.items():
    x_train, y_train, x_test, y_test = matrices(load)
    for part, values in {"x-train": x_train, "x-test": x_test}.items():
        (out / f"{name}-{part}.f32").write_bytes(np.ascontiguousarray(values, dtype="<f4").tobytes())
    facts[name] = {
        "width": int(x_train.shape[1]),
        "y_train": y_train.tolist(),
        "y_test": y_test.tolist(),
        "rare": rare(x_train, y_train, x_test, y_test) if name != "breast-cancer" else {},
        "odd": odd(x_train, y_train, x_test, y_test) if name in ("oil-spill", "breast-cancer") else {},
    }
    (out / "facts.json").write_text(json.dumps(facts))
