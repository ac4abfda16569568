"""One measurement of training speed with PyTorch: a tight loop over slices of tensors, Adam, no DataLoader.

    training-speed-torch.py '{"net": "mlp", "rows": 100000, "batch": 256, "epochs": 3, "threads": 2}'

The networks are those of bench/training-speed-nets.mjs by the same names: mlp, resnet, text-conv, text-gru.
"""
import json
import sys
import time

import torch
from small_resnet import body
from torch import nn


def resnet():
    return nn.Sequential(*body(1), nn.Linear(64, 10))


class Text(nn.Module):
    def __init__(self, body):
        super().__init__()
        self.words = nn.Embedding(4000, 64)
        if body == "gru":
            self.gru = nn.GRU(64, 64, batch_first=True)
        else:
            self.convs = nn.ModuleList([nn.Conv1d(64, 64, size) for size in (1, 2, 3)])
        self.body = body
        self.head = nn.Linear(64 if body == "gru" else 192, 1)

    def forward(self, ids):
        vectors = self.words(ids)
        if self.body == "gru":
            seen = self.gru(vectors)[1][0]
        else:
            signal = vectors.transpose(1, 2)
            seen = torch.cat([torch.relu(conv(signal)).amax(2) for conv in self.convs], 1)
        return self.head(seen)


def mlp():
    return nn.Sequential(
        *(nn.Linear(50, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 1)),
    )


nets = {
    "mlp": (mlp, lambda rows: torch.randn(rows, 50), 2),
    "resnet": (resnet, lambda rows: torch.randn(rows, 1, 28, 28), 10),
    "text-conv": (lambda: Text("conv"), lambda rows: torch.randint(0, 4000, (rows, 32)), 2),
    "text-gru": (lambda: Text("gru"), lambda rows: torch.randint(0, 4000, (rows, 32)), 2),
}

wish = json.loads(sys.argv[1])
rows, batch = wish["rows"], wish["batch"]
torch.set_num_threads(wish["threads"])
torch.manual_seed(0)
make, draw, classes = nets[wish.get("net", "mlp")]
net, x = make(), draw(rows)
first = x.reshape(rows, -1).float()
score = first[:, 0] - first[:, 1] / 2
y = (score > 0).float()[:, None] if classes == 2 else (2 * score).abs().long().clamp(max=9)
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3, fused=wish.get("fused", False))
loss_of = nn.BCEWithLogitsLoss() if classes == 2 else nn.CrossEntropyLoss()
seconds, cpu = [], []
for epoch in range(wish["epochs"]):
    at, cpu_at = time.perf_counter(), time.process_time()
    order = torch.randperm(rows)
    xs, ys = x[order], y[order]
    total = torch.zeros(())
    for start in range(0, rows, batch):
        xb, yb = xs[start : start + batch], ys[start : start + batch]
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(net(xb), yb)
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(xb)
    seconds.append(time.perf_counter() - at)
    cpu.append(time.process_time() - cpu_at)
print(json.dumps({"seconds": seconds, "cpu": cpu, "loss": total.item() / rows, "road": torch.__version__}))
