import type { TensorFlow } from '../compute.js';
import { lossStep } from '../eager/eager-step.js';
import { evaluationBatch } from '../rows/batches.js';
import type { TrainingJob } from '../trainer.js';
import { addBatchLoop, type BatchLoop } from './batch-loop.js';
import { Graph, type Ref } from './graph-def.js';
import { type GraphOptimizer, graphOptimizer } from './graph-optimizer.js';
import { addInputs, addVariables, type Building, type TrainVariables } from './graph-places.js';
import { addLearningLoop } from './learning-loop.js';
import { record } from './record.js';

/** A training as one graph. */
export interface TrainGraph {
  readonly graph: Graph;
  readonly optimizer: GraphOptimizer;
  readonly variables: TrainVariables;
  readonly learning: readonly BatchLoop[];
  readonly evaluating: readonly BatchLoop[];
}

/**
 * Writes a training into a graph. For each size that batches come in there is a loop, whose step gathers its rows, computes loss
 * and gradients as `gradientStep` did while it was recorded, and lets fused ops move the weights.
 */
export function buildTrainGraph(tf: TensorFlow, job: TrainingJob): TrainGraph {
  const graph = new Graph();
  const optimizer = graphOptimizer(job.options.optimizer);
  const variables = addVariables(graph, job, optimizer.slots);
  const build = { tf, job, graph, optimizer, variables, inputs: addInputs(graph, job) };
  const { train, validation, batchSize } = job;
  return {
    graph,
    optimizer,
    variables,
    learning: batchSizes(train.rows, batchSize).map((rows) => addLearningLoop(build, rows)),
    evaluating:
      validation === undefined
        ? []
        : batchSizes(validation.rows, evaluationBatch(validation.features, validation.rows)).map(
            (rows) => addEvaluatingLoop(build, rows),
          ),
  };
}

/** Shapes in the graph are fixed, so what is left at the end needs a loop of its own. */
function batchSizes(rows: number, batchSize: number): readonly number[] {
  const rest = rows % batchSize;
  return rest === 0 ? [batchSize] : [batchSize, rest];
}

function addEvaluatingLoop(build: Building, rows: number): BatchLoop {
  const { tf, job, graph } = build;
  return addBatchLoop(build, { name: `evaluate_${rows}`, rows }, (step, { tensors, known }) => {
    let loss: Ref = '';
    record(
      tf,
      { graph, known, constant: step.constant },
      {
        run: () => lossStep(tf, job, tensors),
        use: (value, at) => {
          loss = at(value);
        },
      },
    );
    return { loss, done: [] };
  });
}
