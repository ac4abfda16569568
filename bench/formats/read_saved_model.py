"""Loads SavedModels in TensorFlow for Python and answers: reads [{folder, feeds}] and writes [{answers, labels} or {error}]."""
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import tensorflow as tf  # noqa: E402

types = {"double": tf.float64, "float": tf.float32, "string": tf.string}


def tensor(feed):
    cells = [float("nan") if cell is None else cell for cell in feed["data"]]
    return tf.reshape(tf.constant(cells, types[feed["type"]]), feed["dims"])


def answer(case):
    model = tf.saved_model.load(case["folder"])
    signature = model.signatures["serving_default"]
    said = signature(**{feed["name"]: tensor(feed) for feed in case["feeds"]})
    numbers = {name: said[name].numpy().flatten().tolist() for name in ("answers", "low", "high") if name in said}
    labels = said["label"].numpy().tolist() if "label" in said else []
    return {"version": tf.__version__, **numbers, "labels": [label.decode() for label in labels]}


def main():
    answers = []
    for case in json.load(sys.stdin):
        try:
            answers.append(answer(case))
        except Exception as error:  # What went wrong is the result.
            answers.append({"error": str(error)[:200]})
    json.dump(answers, sys.stdout)


main()
