"""One measurement of bench/training-speed.mjs with PyTorch: a tight loop over slices of tensors, Adam, no DataLoader.

    training-speed-torch.py '{"rows": 100000, "batch": 256, "epochs": 3, "threads": 2}'
"""
import json
import sys
import time

import torch

wish = json.loads(sys.argv[1])
rows, batch = wish["rows"], wish["batch"]
torch.set_num_threads(wish["threads"])
torch.manual_seed(0)
x = torch.randn(rows, 50)
y = (x[:, :1] - x[:, 1:2] / 2 > 0).float()
net = torch.nn.Sequential(
    torch.nn.Linear(50, 128), torch.nn.ReLU(), torch.nn.Linear(128, 64), torch.nn.ReLU(), torch.nn.Linear(64, 1)
)
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3, fused=wish.get("fused", False))
loss_of = torch.nn.BCEWithLogitsLoss()
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
