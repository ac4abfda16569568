"""What a Python team would serve: LightGBM behind a scikit-learn pipeline, FastAPI with pydantic, uvicorn (uvloop, httptools).

`python bench/serving-reference.py fit CSV MODEL` trains; `uvicorn` serves `app` with MODEL in the environment. `LEAN=1` leaves the
pipeline and pandas out: codes are looked up by hand and the booster gets one row of numbers, which is the least that can be done.
"""
import os
import sys

import joblib
import numpy as np
import pandas as pd

TEXTS = ["region", "plan", "contract", "payment_method"]
NUMBERS = ["paperless", "senior", "tenure_months", "monthly_charge", "data_gb", "support_calls", "late_payments", "satisfaction"]


def fit(csv, path):
    from lightgbm import LGBMClassifier
    from sklearn.compose import ColumnTransformer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OrdinalEncoder

    frame = pd.read_csv(csv)
    for name in ("paperless", "senior"):
        frame[name] = frame[name].map(lambda value: str(value).lower() in ("true", "yes", "1")).astype(float)
    codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    pipeline = make_pipeline(
        ColumnTransformer([("texts", codes, TEXTS), ("numbers", "passthrough", NUMBERS)]),
        LGBMClassifier(n_estimators=100, n_jobs=1, verbose=-1),
    )
    pipeline.fit(frame[TEXTS + NUMBERS], frame["churned"])
    joblib.dump(pipeline, path)


if __name__ == "__main__":
    fit(sys.argv[2], sys.argv[3])
else:
    from fastapi import FastAPI
    from pydantic import BaseModel

    class Row(BaseModel):
        region: str | None
        plan: str | None
        contract: str | None
        payment_method: str | None
        paperless: bool | None
        senior: bool | None
        tenure_months: int | None
        monthly_charge: float | None
        data_gb: float | None
        support_calls: int | None
        late_payments: int | None
        satisfaction: int | None

    model = joblib.load(os.environ["MODEL"])
    classes = [str(label) for label in model.classes_]
    app = FastAPI()

    def answer(probabilities):
        best = int(np.argmax(probabilities))
        named = {label: float(value) for label, value in zip(classes, probabilities)}
        return {"label": classes[best], "probability": float(probabilities[best]), "probabilities": named}

    if os.environ.get("LEAN") == "1":
        encoder = model[0].named_transformers_["texts"]
        tables = [{value: code for code, value in enumerate(values)} for values in encoder.categories_]
        booster = model[-1].booster_

        @app.post("/predict")
        async def predict(row: Row):
            codes = [table.get(getattr(row, name), -1) for name, table in zip(TEXTS, tables)]
            numbers = [np.nan if getattr(row, name) is None else float(getattr(row, name)) for name in NUMBERS]
            p = float(booster.predict(np.array([codes + numbers], dtype=float), num_threads=1)[0])
            return answer([1 - p, p])

    else:

        @app.post("/predict")
        async def predict(row: Row):
            frame = pd.DataFrame([row.model_dump()])
            frame[NUMBERS] = frame[NUMBERS].astype(float)
            return answer(model.predict_proba(frame[TEXTS + NUMBERS])[0])
