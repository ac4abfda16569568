"""LightGBM's side of bench/boosting-quality.mjs; that script calls it.

    boosting-quality.py DATA FOLDER SEEDS [NAMES]

For each data set and seed writes FOLDER/NAME-SEED/ with one 80/20 split (stratified for classes) as raw arrays,
categories as codes, and what LightGBM says of the test rows: 100 trees, defaults otherwise.
"""

import gzip
import io
import json
import sys
import zipfile
from pathlib import Path

import lightgbm
import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split


def member(path, *names):
    data = Path(path).read_bytes()
    for name in names:
        data = zipfile.ZipFile(io.BytesIO(data)).read(name)
    return io.BytesIO(data)


def adult(data):
    names = "age workclass fnlwgt education education_num marital_status occupation relationship race sex capital_gain capital_loss hours_per_week native_country income".split()
    options = {"names": names, "skipinitialspace": True, "na_values": ["?"]}
    frame = pd.concat([pd.read_csv(data / "adult" / file, **options) for file in ["adult.data.gz", "adult-test.csv.gz"]])
    frame["income"] = frame["income"].str.rstrip(".")
    return frame.reset_index(drop=True)


def titanic(data):
    return pd.read_csv(data / "titanic/train.csv").drop(columns=["PassengerId", "Name", "Ticket", "Cabin"])


def bank_full(data):
    return pd.read_csv(member(data / "bank/bank-additional.zip", "bank-additional/bank-full.csv"), sep=";")


def bank_additional(data):
    frame = pd.read_csv(member(data / "bank/bank-additional.zip", "bank-additional/bank-additional-full.csv"), sep=";")
    return frame.drop(columns="duration")


def telco(data):
    frame = pd.read_csv(data / "telco/Telco-Customer-Churn.csv.gz").drop(columns="customerID")
    frame["TotalCharges"] = pd.to_numeric(frame["TotalCharges"], errors="coerce")
    return frame


def bike(data):
    frame = pd.read_csv(member(data / "bike/Bike-Sharing-Dataset.zip", "hour.csv"))
    return frame.drop(columns=["instant", "dteday", "casual", "registered"])


def wine(colour):
    def read(data):
        path = data / f"wine/winequality-{colour}.csv.gz"
        frame = pd.read_csv(path)
        return pd.read_csv(path, sep=";") if frame.shape[1] == 1 else frame

    return read


def noaa(data):
    return pd.read_csv(next((data.parent / "drift").rglob("*noaa*.csv*")))


def unnamed(path, **options):
    def read(data):
        frame = pd.read_csv(data / path, header=None, **options)
        return frame.rename(columns=lambda at: f"c{at}")

    return read


def shuttle(_):
    """Like Statlog's shuttle: whole numbers, one class of 79 %, four of less than half a percent, all but separable."""
    random = np.random.default_rng(3)
    counts = [34108, 37, 132, 6748, 2458, 6, 11]
    parts = []
    for label, count in enumerate(counts):
        x = random.normal(0, 12, (count, 9))
        x[:, 0] += 45 + 12 * label
        x[:, label] += 40 * (-1) ** label
        x[:, 8] += 25 if label in (0, 3) else -10
        parts.append(np.column_stack([np.round(x), np.full(count, label)]))
    frame = pd.DataFrame(np.concatenate(parts), columns=[*[f"f{at}" for at in range(9)], "label"])
    frame["label"] = frame["label"].astype(int)
    return frame


SETS = {
    "adult": (adult, "income", "binary"),
    "titanic": (titanic, "Survived", "binary"),
    "bank-full": (bank_full, "y", "binary"),
    "bank-additional": (bank_additional, "y", "binary"),
    "telco": (telco, "Churn", "binary"),
    "pima": (unnamed("pima/pima-indians-diabetes.csv"), "c8", "binary"),
    "breast-cancer": (lambda d: unnamed("breastcancer/breast-cancer-wisconsin.data", na_values="?")(d).drop(columns="c0"), "c10", "binary"),
    "oil-spill": (unnamed("oilspill/oil-spill.csv.gz"), "c49", "binary"),
    "wine-red": (wine("red"), "quality", "multiclass"),
    "wine-white": (wine("white"), "quality", "multiclass"),
    "penguins": (lambda d: pd.read_csv(d / "penguins/penguins.csv").drop(columns="year", errors="ignore"), "species", "multiclass"),
    "iris": (unnamed("iris/iris-noheader.csv"), "c4", "multiclass"),
    "shuttle-like": (shuttle, "label", "multiclass"),
    "california": (lambda d: pd.read_csv(d / "california/housing.csv.gz"), "median_house_value", "regression"),
    "bike": (bike, "cnt", "regression"),
    "wine-white-regression": (wine("white"), "quality", "regression"),
    "auto-mpg": (lambda d: pd.read_csv(d / "autompg/mpg.csv").drop(columns="name"), "mpg", "regression"),
}


def splits_of(rows, seeds):
    return seeds * (12 if rows < 1000 else 4 if rows < 10_000 else 1)


def prepare(name, frame, folder, seed, seeds):
    _, target, kind = SETS[name]
    features = frame.drop(columns=target)
    levels = {}
    for at, column in enumerate(features.columns):
        if pd.api.types.is_numeric_dtype(features[column]) or pd.api.types.is_bool_dtype(features[column]):
            continue
        codes = features[column].astype("category")
        levels[at] = len(codes.cat.categories)
        features[column] = codes.cat.codes.replace(-1, np.nan)
    x = features.to_numpy(np.float32)
    y = frame[target].to_numpy(float) if kind == "regression" else frame[target].astype("category").cat.codes.to_numpy()
    classes = 0 if kind == "regression" else int(y.max()) + 1
    split = train_test_split(x, y, test_size=0.2, random_state=seed, stratify=None if kind == "regression" else y)
    x_train, x_test, y_train, y_test = split
    params = {"objective": kind, "verbose": -1, "num_threads": 1, **({"num_class": classes} if classes > 2 else {})}
    model = lightgbm.train(params, lightgbm.Dataset(x_train, y_train, categorical_feature=list(levels)), 100)
    folder = Path(folder) / f"{name}-{seed}"
    folder.mkdir(parents=True, exist_ok=True)
    for file, values, kind_of in [
        ("x.f32", x_train, np.float32),
        ("test-x.f32", x_test, np.float32),
        ("y.f64", y_train, np.float64),
        ("test-y.f64", y_test, np.float64),
        ("lightgbm.f64", model.predict(x_test), np.float64),
    ]:
        np.ascontiguousarray(values, kind_of).tofile(folder / file)
    facts = {"name": name, "seed": seed, "kind": kind, "columns": x.shape[1], "levels": levels, "classes": classes, "seeds": seeds}
    (folder / "facts.json").write_text(json.dumps(facts))
    print(json.dumps(facts), flush=True)


def main():
    data, folder, seeds = Path(sys.argv[1]) / "tabular", sys.argv[2], int(sys.argv[3])
    for name in sys.argv[4].split(",") if len(sys.argv) > 4 else SETS:
        read, target, _ = SETS[name]
        frame = read(data)
        frame = frame[frame[target].notna()]
        count = splits_of(len(frame), seeds)
        for seed in range(count):
            prepare(name, frame, folder, seed, count)


main()
