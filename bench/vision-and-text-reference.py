"""The reference of bench/vision-and-text.mjs: learns from the rows that mlx learnt from, and is judged on the same test rows.

`resnet`: the network of `image-cnn` with its defaults in PyTorch, AdamW with a cosine, the epoch of the least validation loss.
`tfidf`: TF-IDF of words and pairs with logistic regression in scikit-learn. Prints JSON.
"""

import base64
import io
import json
import sys
import time

import numpy as np


def main():
    request = json.load(open(sys.argv[1]))
    table = read_table(request["table"])
    classes = sorted(table[request["target"]].astype(str).unique())
    labels = np.array([classes.index(str(value)) for value in table[request["target"]]])
    rows = {name: np.array(request["rows"][name], dtype=int) for name in ("train", "validation", "test")}
    began = time.time()
    learn = {"resnet": resnet, "tfidf": tfidf}[request["kind"]]
    probabilities = learn(table, labels, rows, len(classes), request["project"])
    truth = labels[rows["test"]]
    right = probabilities[np.arange(len(truth)), truth]
    print(
        json.dumps(
            {
                "accuracy": float((probabilities.argmax(1) == truth).mean()),
                "logLoss": float(-np.log(np.clip(right, 1e-15, 1)).mean()),
                "seconds": time.time() - began,
                "road": None,
            }
        )
    )


def read_table(path):
    import duckdb

    return duckdb.sql(f"SELECT * FROM read_parquet('{path}')").df()


def tfidf(table, labels, rows, _classes, _project):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    texts = table["v2"].fillna("").to_numpy()
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=2, max_features=5000)
    x = vectorizer.fit_transform(texts[rows["train"]])
    model = LogisticRegression(max_iter=1000).fit(x, labels[rows["train"]])
    return model.predict_proba(vectorizer.transform(texts[rows["test"]]))


def pixels(table, project):
    from PIL import Image

    images = []
    for cell in table["image"]:
        held = cell.startswith("iVBOR")
        image = Image.open(io.BytesIO(base64.b64decode(cell)) if held else f"{project}/{cell}")
        array = np.asarray(image.convert("L" if held else "RGB"), dtype=np.float32) / 255
        images.append(array[None] if array.ndim == 2 else array.transpose(2, 0, 1))
    return np.stack(images)


def resnet(table, labels, rows, classes, project):
    import copy

    import torch
    from small_resnet import body
    from torch import nn

    torch.manual_seed(7)
    x = torch.from_numpy(pixels(table, project))
    y = torch.from_numpy(labels)
    epochs = 15 if len(x) > 5000 else 30

    net = nn.Sequential(*body(x.shape[1]), nn.Dropout(0.1), nn.Linear(64, classes))
    steps = epochs * -(-len(rows["train"]) // 64)
    optimizer = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    loss_of = nn.CrossEntropyLoss()
    best, kept = float("inf"), None
    train = torch.from_numpy(rows["train"])
    for _ in range(epochs):
        net.train()
        for batch in train[torch.randperm(len(train))].split(64):
            optimizer.zero_grad()
            loss_of(net(x[batch]), y[batch]).backward()
            optimizer.step()
            schedule.step()
        net.eval()
        with torch.no_grad():
            held = torch.from_numpy(rows["validation"])
            loss = float(loss_of(net(x[held]), y[held]))
        if loss < best:
            best, kept = loss, copy.deepcopy(net.state_dict())
    net.load_state_dict(kept)
    with torch.no_grad():
        return torch.softmax(net(x[torch.from_numpy(rows["test"])]), 1).numpy()


main()
