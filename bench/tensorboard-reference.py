"""Reads back with TensorBoard's own reader what `train.tensorboard` wrote, and holds it against the history in training.json.

    pip install tensorboard && python bench/tensorboard-reference.py PROJECT_FOLDER

PROJECT_FOLDER: a project that was trained with `train: { tensorboard: true }`.
"""

import json
import pathlib
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

project = pathlib.Path(sys.argv[1])
run = sorted((project / "reports/tensorboard").iterdir())[-1]
trainings = sorted((project / ".mlx/artifacts/train").glob("*/training.json"), key=lambda path: path.stat().st_mtime)
candidates = {each["name"]: each for each in json.loads(trainings[-1].read_text())["candidates"]}
compared = 0
for folder in sorted(run.iterdir()):
    # Members of ensembles and folds have curves, too, and no history of their own.
    if folder.name not in candidates:
        continue
    accumulator = EventAccumulator(str(folder))
    accumulator.Reload()
    history = candidates[folder.name]["history"]
    for tag, key in [("loss/train", "loss"), ("loss/validation", "validationLoss")]:
        if tag not in accumulator.Tags()["scalars"]:
            continue
        events = accumulator.Scalars(tag)
        assert [event.step for event in events] == [record["epoch"] for record in history]
        for event, record in zip(events, history):
            assert abs(event.value - record[key]) <= 1e-6 * max(1, abs(record[key])), (event, record)
        compared += len(events)
        print(f"{folder.name} {tag}: {len(events)} epochs, last {events[-1].value:.6g}")
assert compared > 0
print(f"{compared} scalars are as in training.json")
