/** `mlx.yaml` over `customersCsv`: two candidates and a search, done in a second or two. */
export const customersYaml = `version: 1
name: customers
seed: 7
task: { type: classification, target: left, positive: "yes" }
ingest:
  sources:
    customers: { type: csv, path: data/customers.csv }
  columns:
    customer: id
train:
  candidates:
    linear: { model: linear }
    net: { model: mlp, layers: [8], epochs: 5, batch_size: 64 }
tune:
  trials: 4
  search:
    candidates.linear.l2: { log: [0.1, 100] }
    candidates.net.learning_rate: { log: [0.002, 0.02] }
requirements:
  - { metric: roc_auc, min: 0.6 }
`;

/** The same project with the keys of every mapping in another order. */
export const customersYamlReordered = `requirements:
  - { min: 0.6, metric: roc_auc }
tune:
  search:
    candidates.net.learning_rate: { log: [0.002, 0.02] }
    candidates.linear.l2: { log: [0.1, 100] }
  trials: 4
train:
  candidates:
    net: { batch_size: 64, epochs: 5, layers: [8], model: mlp }
    linear: { model: linear }
ingest:
  columns:
    customer: id
  sources:
    customers: { path: data/customers.csv, type: csv }
task: { positive: "yes", target: left, type: classification }
seed: 7
name: customers
version: 1
`;

/** `mlx.yaml` over `flowersCsv`: three classes. */
export const flowersYaml = `version: 1
name: flowers
seed: 3
task: { type: classification, target: kind }
ingest: { sources: { flowers: { type: csv, path: data/flowers.csv } } }
train:
  candidates:
    net: { model: mlp, layers: [8], epochs: 5 }
`;

/** `mlx.yaml` over `housesCsv`: a number to predict. */
export const housesYaml = `version: 1
name: houses
seed: 3
task: { type: regression, target: price }
ingest: { sources: { houses: { type: csv, path: data/houses.csv } } }
train:
  candidates:
    net: { model: mlp, layers: [16], epochs: 8 }
    linear: { model: linear }
`;
