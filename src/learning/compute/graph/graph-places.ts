import type { TensorFlow } from '../compute.js';
import type { TrainingJob } from '../trainer.js';
import type { BlockLayout } from '../weight-layout.js';
import { after, type Graph, type Ref } from './graph-def.js';
import type { GraphOptimizer } from './graph-optimizer.js';

/** Steps in one call, at most: as many losses are kept. */
export const mostSteps = 512;

/** A graph under construction, with all that loops share. */
export interface Building {
  readonly tf: TensorFlow;
  readonly job: TrainingJob;
  readonly graph: Graph;
  readonly optimizer: GraphOptimizer;
  readonly variables: TrainVariables;
  readonly inputs: TrainInputs;
}

export interface VariablePlace {
  readonly handle: Ref;
  /** Its value, between calls. */
  readonly read: Ref;
  /** Name of the placeholder of its first value. */
  readonly feed: string;
}

export interface TrainVariables {
  readonly weights: readonly VariablePlace[];
  readonly state: readonly VariablePlace[];
  /** For each slot, a variable for each parameter. */
  readonly slots: readonly (readonly VariablePlace[])[];
  /** The losses of the last call's steps. */
  readonly losses: Ref;
  /** Is there once all variables have taken what they are fed. */
  readonly started: Ref;
}

export function addVariables(
  graph: Graph,
  { layout, stateLayout }: TrainingJob,
  slotCount: number,
): TrainVariables {
  const assigned: Ref[] = [];
  const add = (kind: string, { blocks }: BlockLayout): VariablePlace[] =>
    blocks.map(({ shape }, index) => {
      const handle = graph.variable(`${kind}_${index}`, shape);
      const feed = `start_${kind}_${index}`;
      assigned.push(graph.assign(handle, graph.placeholder(feed, 'float32', shape)));
      return { handle, feed, read: graph.read(handle) };
    });
  const weights = add('weights', layout);
  const state = add('state', stateLayout);
  const slots = Array.from({ length: slotCount }, (_, slot) => add(`slot${slot}`, layout));
  const losses = graph.variable('losses', [mostSteps]);
  const shape = [mostSteps];
  const none = graph.constant({ type: 'float32', shape, values: new Float32Array(mostSteps) });
  assigned.push(graph.assign(losses, none));
  const values = Float32Array.of(1);
  const started = graph.constant({ type: 'float32', shape: [], values }, assigned.map(after));
  return { weights, state, slots, losses, started };
}

/** What is fed at each call. */
export interface TrainInputs {
  readonly x: Ref;
  readonly y: Ref;
  readonly rowWeights?: Ref;
  /** Which rows of these, batch after batch. */
  readonly order: Ref;
  /** A row for each step: the learning rate, then what the optimiser wants. */
  readonly scalars: Ref;
  /** Number of steps. */
  readonly count: Ref;
  /** Steps of the training before this call. */
  readonly stepsBefore: Ref;
}

export function addInputs(graph: Graph, { train }: TrainingJob): TrainInputs {
  return {
    x: graph.placeholder('x', 'float32', [-1, train.features]),
    y: graph.placeholder('y', 'float32', [-1, train.targetWidth]),
    ...(train.isWeighted ? { rowWeights: graph.placeholder('row_weights', 'float32', [-1]) } : {}),
    order: graph.placeholder('order', 'int32', [-1]),
    scalars: graph.placeholder('scalars', 'float32', [-1, -1]),
    count: graph.placeholder('count', 'int32', []),
    stepsBefore: graph.placeholder('steps_before', 'int32', []),
  };
}
