"""Real tables for bench/classic-quality.mjs: writes each as matrices, trains scikit-learn's models on them and prints how they do.

    python bench/classic-quality-reference.py DATA FOLDER MOST_ROWS SPLITS [TABLE …]

One JSON line for each table and split (80/20, seeded, stratified for classes). Two matrices of the same rows, training rows first:
`native` holds numbers with NaN and codes of categories, `scaled` medians, unit variances and a column for each category.
"""

import io
import json
import sys
import time
import warnings
import zipfile

import numpy as np
import pandas as pd
from sklearn import ensemble, linear_model, metrics, naive_bayes, neighbors
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

warnings.simplefilter("ignore")
data, folder, most_rows, splits = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
tabular = f"{data}/tabular"


def member(archive, name, **options):
    with zipfile.ZipFile(archive) as opened:
        return pd.read_csv(io.BytesIO(opened.read(name)), **options)


def adult():
    names = "age workclass fnlwgt education education_num marital occupation relationship race sex gain loss hours country income"
    options = {"header": None, "names": names.split(), "skipinitialspace": True, "na_values": "?"}
    both = pd.concat(pd.read_csv(f"{tabular}/adult/{each}.gz", **options) for each in ["adult.data", "adult-test.csv"])
    both["income"] = both["income"].str.rstrip(".")
    return both, "income", "binary"


def telco():
    frame = pd.read_csv(f"{tabular}/telco/Telco-Customer-Churn.csv.gz").drop(columns="customerID")
    frame["TotalCharges"] = pd.to_numeric(frame["TotalCharges"], errors="coerce")
    return frame, "Churn", "binary"


def bank_additional():
    frame = member(f"{tabular}/bank/bank-additional.zip", "bank-additional/bank-additional-full.csv", sep=";")
    return frame.drop(columns="duration"), "y", "binary"


def breast_cancer():
    frame = pd.read_csv(f"{tabular}/breastcancer/breast-cancer-wisconsin.data", header=None, na_values="?")
    return frame.drop(columns=0), 10, "binary"


def without_header(file, target, kind):
    return pd.read_csv(file, header=None), target, kind


def wine(colour, kind):
    return pd.read_csv(f"{tabular}/wine/winequality-{colour}.csv.gz"), "quality", kind


def bike():
    frame = member(f"{tabular}/bike/Bike-Sharing-Dataset.zip", "hour.csv")
    return frame.drop(columns=["instant", "dteday", "casual", "registered"]), "cnt", "regression"


tables = {
    "adult": adult,
    "titanic": lambda: (
        pd.read_csv(f"{tabular}/titanic/train.csv").drop(columns=["PassengerId", "Name", "Ticket", "Cabin"]),
        "Survived",
        "binary",
    ),
    "bank-full": lambda: (
        member(f"{tabular}/bank/bank-additional.zip", "bank-additional/bank-full.csv", sep=";"),
        "y",
        "binary",
    ),
    "bank-additional": bank_additional,
    "telco-churn": telco,
    "pima": lambda: without_header(f"{tabular}/pima/pima-indians-diabetes.csv", 8, "binary"),
    "breast-cancer": breast_cancer,
    "oil-spill": lambda: without_header(f"{tabular}/oilspill/oil-spill.csv.gz", 49, "binary"),
    "noaa-weather": lambda: weather(),
    "wine-red": lambda: wine("red", "multiclass"),
    "wine-white": lambda: wine("white", "multiclass"),
    "penguins": lambda: (pd.read_csv(f"{tabular}/penguins/penguins.csv"), "species", "multiclass"),
    "iris": lambda: without_header(f"{tabular}/iris/iris-noheader.csv", 4, "multiclass"),
    "california-housing": lambda: (pd.read_csv(f"{tabular}/california/housing.csv.gz"), "median_house_value", "regression"),
    "bike-hour": bike,
    "wine-white-number": lambda: wine("white", "regression"),
    "auto-mpg": lambda: (pd.read_csv(f"{tabular}/autompg/mpg.csv").drop(columns="name"), "mpg", "regression"),
}


def weather():
    frame = pd.read_csv(f"{data}/drift/weather.csv.gz")
    return frame, frame.columns[-1], "binary"


def matrices(x, train):
    categories = [name for name in x if not pd.api.types.is_numeric_dtype(x[name])]
    native, levels = x.copy(), {}
    for name in categories:
        known = sorted(x[name].iloc[train].dropna().unique())
        native[name] = x[name].map({value: code for code, value in enumerate(known)})
        levels[list(x).index(name)] = len(known)
    numbers = [name for name in x if name not in categories]
    scaled = ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numbers),
            ("categories", OneHotEncoder(handle_unknown="ignore", sparse_output=False), categories),
        ]
    ).fit(x.iloc[train])
    return native.to_numpy(np.float32), scaled.transform(x).astype(np.float32), levels


def models(kind, seed):
    shared = {"n_jobs": 2, "random_state": seed}
    if kind == "regression":
        return {
            "linear": ("scaled", linear_model.Ridge()),
            "nearest-neighbours": ("scaled", neighbors.KNeighborsRegressor()),
            "random-forest": ("native", ensemble.RandomForestRegressor(max_features=1 / 3, **shared)),
            "extra-trees": ("native", ensemble.ExtraTreesRegressor(max_features=1 / 3, **shared)),
        }
    return {
        "linear": ("scaled", linear_model.LogisticRegression(max_iter=1000)),
        "nearest-neighbours": ("scaled", neighbors.KNeighborsClassifier()),
        "naive-bayes": ("scaled", naive_bayes.GaussianNB()),
        "random-forest": ("native", ensemble.RandomForestClassifier(**shared)),
        "extra-trees": ("native", ensemble.ExtraTreesClassifier(**shared)),
        "adaboost": ("native-filled", ensemble.AdaBoostClassifier()),
    }


def judged(kind, model, x, truth):
    if kind == "regression":
        return {"rmse": metrics.root_mean_squared_error(truth, model.predict(x))}
    probabilities = model.predict_proba(x)
    scores = {"accuracy": float((model.classes_[probabilities.argmax(1)] == truth).mean())}
    if kind == "binary":
        scores["roc_auc"] = metrics.roc_auc_score(truth, probabilities[:, 1])
    return scores


wanted = sys.argv[5:] or list(tables)
for name in wanted:
    read = tables[name]
    frame, target, kind = read()
    frame = frame.dropna(subset=[target]).reset_index(drop=True)
    if len(frame) > most_rows:
        frame = frame.sample(most_rows, random_state=0).reset_index(drop=True)
    y = frame.pop(target)
    frame.columns = [str(each) for each in frame]
    if kind == "regression":
        y = y.to_numpy(float)
        classes = []
    else:
        counts = y.value_counts()
        keep = y.isin(counts[counts > 1].index)
        frame, y = frame[keep].reset_index(drop=True), y[keep]
        found, classes = pd.factorize(y, sort=True)
        y, classes = found.astype(float), [str(each) for each in classes]
    count = splits * (12 if len(y) < 1000 else 4 if len(y) < 10_000 else 1)
    for split in range(count):
        stratify = None if kind == "regression" else y
        train, test = train_test_split(np.arange(len(y)), test_size=0.2, random_state=split, stratify=stratify)
        native, scaled, levels = matrices(frame, train)
        order = np.concatenate([train, test])
        path = f"{folder}/{name}-{split}"
        native[order].tofile(f"{path}.native")
        scaled[order].tofile(f"{path}.scaled")
        y[order].tofile(f"{path}.y")
        filled = np.nan_to_num(native, nan=-1)
        by_name = {"native": native, "scaled": scaled, "native-filled": filled}
        scores = {}
        for family, (reads, model) in models(kind, split).items():
            x = by_name[reads]
            started = time.process_time()
            model.fit(x[train], y[train])
            cpu = time.process_time() - started
            scores[family] = judged(kind, model, x[test], y[test]) | {"cpu": round(cpu, 3)}
            if family in ["random-forest", "extra-trees", "adaboost"] and levels:
                # The other custom, beside codes as numbers: a column for each category.
                other = models(kind, split)[family][1].fit(scaled[train], y[train])
                scores[f"{family}, a column for each category"] = judged(kind, other, scaled[test], y[test])
        facts = {"name": name, "split": split, "splits": count, "kind": kind, "classes": classes, "train": len(train), "test": len(test)}
        widths = {"native": native.shape[1], "scaled": scaled.shape[1]}
        print(json.dumps(facts | {"path": path, "widths": widths, "levels": levels, "scores": scores}), flush=True)
