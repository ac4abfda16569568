"""Models made elsewhere, as small files, with what the library that made them says of the rows: fixtures of test/stages/imports.

    python bench/imports-fixtures.py test/stages/imports/fixtures [PART ...]

Parts, each with what it needs: sklearn (scikit-learn, skl2onnx, lightgbm, xgboost), torch (torch, onnx),
tensorflow (tensorflow, tensorflowjs, tf2onnx). Each adds to said.json what it made.
"""

import json
import os
import sys

import numpy as np
import pandas as pd

out = sys.argv[1]
parts = sys.argv[2:] or ["sklearn", "torch", "tensorflow"]


def table():
    rng = np.random.default_rng(7)
    n = 160
    frame = pd.DataFrame(
        {
            "age": np.round(rng.uniform(18, 80, n), 3),
            "income": np.round(rng.lognormal(10, 0.5, n), 2),
            "plan": rng.choice(["basic", "pro", "größer plan"], n),
        }
    )
    score = frame.age / 20 + 1.5 * (frame.plan == "pro") + frame.income / 40000 + rng.normal(0, 0.5, n)
    frame["churn"] = np.where(score > np.median(score), "yes", "no")
    frame["size"] = np.where(score < np.quantile(score, 0.33), "small", np.where(score < np.quantile(score, 0.66), "mid", "tall"))
    frame["value"] = np.round(score * 100, 2)
    return frame


frame = table()
frame.to_csv(f"{out}/rows.csv", index=False)
numbers = frame[["age", "income"]].to_numpy()
said = {}


def sklearn_part():
    import lightgbm
    import xgboost
    from skl2onnx import to_onnx
    from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, StringTensorType
    from sklearn.compose import ColumnTransformer
    from sklearn.ensemble import GradientBoostingRegressor, RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    def columns():
        return ColumnTransformer(
            [("n", StandardScaler(), ["age", "income"]), ("c", OneHotEncoder(handle_unknown="ignore"), ["plan"])]
        )

    def save(name, model, types, **options):
        made = to_onnx(model, initial_types=types, target_opset=17, **options)
        with open(f"{out}/{name}.onnx", "wb") as file:
            file.write(made.SerializeToString())

    by_name = [("age", DoubleTensorType([None, 1])), ("income", DoubleTensorType([None, 1])), ("plan", StringTensorType([None, 1]))]
    # The probabilities leave as a list of maps (ZipMap), as they do when nobody says otherwise.
    churn = make_pipeline(columns(), LogisticRegression()).fit(frame[["age", "income", "plan"]], frame.churn)
    save("columns", churn, by_name)
    said["columns"] = churn.predict_proba(frame[["age", "income", "plan"]]).tolist()

    forest = RandomForestClassifier(5, max_depth=3, random_state=0).fit(numbers.astype(np.float32), frame["size"])
    save("matrix", forest, [("float_input", FloatTensorType([None, 2]))], options={"zipmap": False})
    said["matrix"] = {"classes": forest.classes_.tolist(), "rows": forest.predict_proba(numbers.astype(np.float32)).tolist()}

    value = GradientBoostingRegressor(n_estimators=5, max_depth=2, random_state=0).fit(numbers.astype(np.float32), frame.value)
    save("value", value, [("X", FloatTensorType([None, 2]))])
    said["value"] = value.predict(numbers.astype(np.float32)).tolist()

    # pandas sorts the categories, and their codes are what both libraries read.
    given = frame[["age", "income", "plan"]].assign(plan=pd.Categorical(frame.plan))
    small = dict(n_estimators=6, num_leaves=5, min_data_per_group=5, min_child_samples=10, verbose=-1)
    booster = lightgbm.LGBMClassifier(**small).fit(given, frame.churn)
    booster.booster_.save_model(f"{out}/lightgbm.txt")
    said["lightgbm"] = booster.predict_proba(given).tolist()
    three = lightgbm.LGBMClassifier(**small).fit(given, frame["size"])
    three.booster_.save_model(f"{out}/lightgbm-classes.txt")
    said["lightgbm-classes"] = {"classes": three.classes_.tolist(), "rows": three.predict_proba(given).tolist()}

    def xgb(kind, **more):
        return kind(n_estimators=6, max_depth=3, enable_categorical=True, max_cat_to_onehot=1, **more)

    codes = (frame.churn == "yes").astype(int)
    xgb_churn = xgb(xgboost.XGBClassifier).fit(given, codes)
    xgb_churn.save_model(f"{out}/xgboost.json")
    said["xgboost"] = xgb_churn.predict_proba(given).astype(float).tolist()
    sizes = sorted(frame["size"].unique())
    xgb_size = xgb(xgboost.XGBClassifier).fit(given, frame["size"].map(sizes.index))
    xgb_size.save_model(f"{out}/xgboost-classes.json")
    said["xgboost-classes"] = {"classes": sizes, "rows": xgb_size.predict_proba(given).astype(float).tolist()}
    holes = given.assign(age=given.age.mask(given.age < 25))
    counts = xgb(xgboost.XGBRegressor, objective="count:poisson").fit(holes, np.round(frame.value / 50))
    counts.save_model(f"{out}/xgboost-counts.json")
    said["xgboost-counts"] = counts.predict(given).astype(float).tolist()


def torch_part():
    import torch

    torch.manual_seed(0)
    # The layer in front scales: it is given the columns as they are.
    net = torch.nn.Sequential(torch.nn.BatchNorm1d(2, momentum=0.5), torch.nn.Linear(2, 4), torch.nn.ReLU(), torch.nn.Linear(4, 3))
    net.train()
    sizes = sorted(frame["size"].unique())
    x, y = torch.tensor(numbers.astype(np.float32)), torch.tensor(frame["size"].map(sizes.index).to_numpy())
    adam = torch.optim.Adam(net.parameters(), 0.05)
    for _ in range(100):
        adam.zero_grad()
        torch.nn.functional.cross_entropy(net(x), y).backward()
        adam.step()
    net.eval()
    # Scores, not probabilities, as networks of torch give them.
    torch.onnx.export(net, (x[:2],), f"{out}/scores.onnx", input_names=["x"], output_names=["scores"],
                      dynamic_axes={"x": {0: "rows"}}, opset_version=17, dynamo=False)
    said["scores"] = {"classes": sizes, "rows": torch.softmax(net(x), 1).detach().double().tolist()}
    import onnx

    made = onnx.load(f"{out}/scores.onnx")
    # onnx appends to a file of weights that is there.
    if os.path.exists(f"{out}/external.bin"):
        os.remove(f"{out}/external.bin")
    onnx.save(made, f"{out}/external.onnx", save_as_external_data=True, location="external.bin", size_threshold=0)


def tensorflow_part():
    import tensorflow as tf
    import types
    from importlib.machinery import ModuleSpec

    # tensorflowjs imports what only some of its converters need.
    for name in ["tensorflow_decision_forests", "tensorflow_hub", "jax", "jax.experimental", "jax.experimental.jax2tf", "flax"]:
        module = types.ModuleType(name)
        module.__spec__ = ModuleSpec(name, None)
        sys.modules.setdefault(name, module)
    tf.keras.utils.set_random_seed(0)
    first = tf.keras.layers.Normalization(mean=numbers.mean(0), variance=numbers.var(0))
    net = tf.keras.Sequential([tf.keras.Input((2,), name="x"), first, tf.keras.layers.Dense(4, "relu"),
                               tf.keras.layers.Dense(1, "sigmoid", name="share")])
    net.compile("adam", "binary_crossentropy")
    net.fit(numbers.astype(np.float32), (frame.churn == "yes").to_numpy().astype(np.float32), epochs=40, verbose=0)
    said["graph"] = net.predict(numbers.astype(np.float32), verbose=0)[:, 0].astype(float).tolist()
    folder = f"{out}/.saved"
    net.export(folder, verbose=False)
    from tensorflowjs.converters import tf_saved_model_conversion_v2 as convert

    convert.convert_tf_saved_model(folder, f"{out}/graph")
    os.system(f"{sys.executable} -m tf2onnx.convert --saved-model {folder} --output {out}/keras.onnx --opset 17 > /dev/null 2>&1")
    tf.io.gfile.rmtree(folder)


for part in parts:
    {"sklearn": sklearn_part, "torch": torch_part, "tensorflow": tensorflow_part}[part]()
known = {}
if os.path.exists(f"{out}/said.json"):
    with open(f"{out}/said.json") as file:
        known = json.load(file)
with open(f"{out}/said.json", "w") as file:
    json.dump({**known, **said}, file)
