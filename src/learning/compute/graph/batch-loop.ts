import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { StepInputs } from '../eager/eager-step.js';
import type { BlockLayout } from '../weight-layout.js';
import { after, attribute, type Ref } from './graph-def.js';
import type { Building, VariablePlace } from './graph-places.js';
import { addLoop, type LoopStep } from './loop.js';

/** A loop over batches of just so many rows. */
export interface BatchLoop {
  readonly rows: number;
  /** The losses of the call's steps, read after the last; what follows them means nothing. */
  readonly losses: Ref;
}

/** Tensors to record a step with, and what in the graph they stand for. */
export interface StandIns {
  readonly tensors: StepInputs;
  readonly known: readonly (readonly [Tensor, Ref])[];
}

interface BatchStep {
  /** Where the loss of the step is, and what else has to be done before the next. */
  readonly loss: Ref;
  readonly done: readonly Ref[];
}

/** Adds a loop whose body gets a batch of its own at each step, gathered by `order`. */
export function addBatchLoop(
  build: Building,
  { name, rows }: { readonly name: string; readonly rows: number },
  body: (step: LoopStep, batch: StandIns) => BatchStep,
): BatchLoop {
  const { graph, inputs, variables } = build;
  const end = addLoop(graph, { name, count: inputs.count }, (step) => {
    const batch = standIns(build, step, rows);
    const { loss, done } = body(step, batch);
    for (const [tensor] of batch.known) tensor.dispose();
    const losses = step.enter(variables.losses, 'resource');
    const kept = graph.add('ResourceScatterUpdate', [losses, step.index, loss], {
      attributes: { dtype: attribute.type('float32'), Tindices: attribute.type('int32') },
    });
    return [...done, kept];
  });
  return { rows, losses: graph.read(variables.losses, [after(end)]) };
}

function standIns(build: Building, step: LoopStep, rows: number): StandIns {
  const { tf, job, graph, variables, inputs } = build;
  const known: (readonly [Tensor, Ref])[] = [];
  const standIn = (shape: readonly number[], ref: Ref): Tensor => {
    const tensor = tf.zeros([...shape]);
    known.push([tensor, ref]);
    return tensor;
  };
  const read = ({ blocks }: BlockLayout, places: readonly VariablePlace[]) =>
    blocks.map(({ shape }, index) => {
      const handle = step.enter(places[index]?.handle ?? '', 'resource');
      return standIn(shape, graph.read(handle, [step.inStep]));
    });
  const wanted = rowsOfStep(build, step, rows);
  const gather = (outside: Ref) => {
    const axis = integers(step, [0], []);
    return graph.add('GatherV2', [step.enter(outside, 'float32'), wanted, axis], {
      attributes: {
        Tparams: attribute.type('float32'),
        Tindices: attribute.type('int32'),
        Taxis: attribute.type('int32'),
        batch_dims: attribute.integer(0),
      },
    });
  };
  const { train, layout, stateLayout } = job;
  const tensors = {
    x: standIn([rows, train.features], gather(inputs.x)) as Tensor2D,
    y: standIn([rows, train.targetWidth], gather(inputs.y)) as Tensor2D,
    ...(inputs.rowWeights === undefined
      ? {}
      : { rowWeights: standIn([rows], gather(inputs.rowWeights)) }),
    weights: read(layout, variables.weights),
    state: read(stateLayout, variables.state),
  };
  return { tensors, known };
}

/** `order[index · rows]` and the `rows − 1` that follow. */
function rowsOfStep({ graph, inputs }: Building, step: LoopStep, rows: number): Ref {
  const start = graph.typed('Mul', [step.index, integers(step, [rows], [])], 'int32');
  const begin = graph.add('Pack', [start], {
    attributes: { T: attribute.type('int32'), N: attribute.integer(1), axis: attribute.integer(0) },
  });
  const order = step.enter(inputs.order, 'int32');
  return graph.add('Slice', [order, begin, integers(step, [rows])], {
    attributes: { T: attribute.type('int32'), Index: attribute.type('int32') },
  });
}

/** A constant inside a step; a list unless the shape says otherwise. */
export function integers(
  step: LoopStep,
  values: readonly number[],
  shape: readonly number[] = [values.length],
): Ref {
  return step.constant({ type: 'int32', shape, values: Int32Array.from(values) });
}
