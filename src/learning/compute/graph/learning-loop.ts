import type { Tensor } from '@tensorflow/tfjs-core';
import { gradientStep, type StepOutputs } from '../eager/eager-step.js';
import { addBatchLoop, type BatchLoop, integers, type StandIns } from './batch-loop.js';
import { after, attribute, type Ref } from './graph-def.js';
import type { Building } from './graph-places.js';
import type { LoopStep } from './loop.js';
import { type Lookup, record } from './record.js';
import { steeredGradients } from './steered-gradients.js';

/** Adds a loop that learns from batches of so many rows. */
export function addLearningLoop(build: Building, rows: number): BatchLoop {
  const { tf, job, graph, inputs } = build;
  return addBatchLoop(build, { name: `learn_${rows}`, rows }, (step, batch) => {
    const number = tf.scalar(0, 'int32');
    const stepsBefore = step.enter(inputs.stepsBefore, 'int32');
    const numberRef = graph.typed('AddV2', [stepsBefore, step.index], 'int32');
    const place = {
      graph,
      known: [...batch.known, [number, numberRef] as const],
      constant: step.constant,
    };
    let loss: Ref = '';
    let done: readonly Ref[] = [];
    record(tf, place, {
      run: () => {
        const { weights } = batch.tensors;
        const outputs = gradientStep(tf, job, {
          inputs: batch.tensors,
          place: { ...job.context, step: number },
        });
        return { ...outputs, gradients: steeredGradients(tf, job, { ...outputs, weights }) };
      },
      use: (outputs, at) => {
        loss = at(outputs.loss);
        done = [
          ...moveWeights(build, step, { outputs, batch, at }),
          ...keepState(build, step, { outputs, batch, at }),
        ];
      },
    });
    number.dispose();
    return { loss, done };
  });
}

interface Recorded {
  readonly outputs: StepOutputs;
  readonly batch: StandIns;
  readonly at: Lookup;
}

/** One optimiser op for each parameter; weight decay comes first. */
function moveWeights(build: Building, step: LoopStep, { outputs, batch, at }: Recorded): Ref[] {
  const { graph, variables, optimizer } = build;
  const [rate = '', ...scalars] = scalarsOf(build, step);
  const constant = (value: number) =>
    step.constant({ type: 'float32', shape: [], values: Float32Array.of(value) });
  return outputs.gradients.map((gradient, index) => {
    const weights = step.enter(variables.weights[index]?.handle ?? '', 'resource');
    const slots = variables.slots.map((slot) => step.enter(slot[index]?.handle ?? '', 'resource'));
    const read = at(batch.tensors.weights[index] as Tensor);
    const waits = decayed(build, { index, weights, read, rate, constant });
    const slope =
      waits.length === 0
        ? at(gradient)
        : graph.typed('Identity', [at(gradient), ...waits], 'float32');
    return optimizer.apply(graph, { weights, slots, gradient: slope, scalars, constant });
  });
}

interface Decayed {
  readonly index: number;
  readonly weights: Ref;
  readonly read: Ref;
  readonly rate: Ref;
  readonly constant: (value: number) => Ref;
}

/** Takes its share of the weights away, where they are regularised; gives what the optimiser then has to wait for. */
function decayed(
  { graph, job }: Building,
  { index, weights, read, rate, constant }: Decayed,
): Ref[] {
  const { weightDecay = 0 } = job.options.optimizer;
  if (weightDecay === 0 || job.network.parameters[index]?.regularised !== true) return [];
  const share = graph.typed('Mul', [rate, constant(weightDecay)], 'float32');
  const part = graph.typed('Mul', [read, share], 'float32');
  const attributes = { dtype: attribute.type('float32') };
  return [after(graph.add('AssignSubVariableOp', [weights, part], { attributes }))];
}

function keepState(
  { graph, variables }: Building,
  step: LoopStep,
  { outputs, batch, at }: Recorded,
): Ref[] {
  return outputs.state.flatMap((value, index) => {
    if (value.dataId === batch.tensors.state[index]?.dataId) return [];
    const handle = step.enter(variables.state[index]?.handle ?? '', 'resource');
    return [graph.assign(handle, at(value))];
  });
}

/** What was fed for this step: the learning rate, then the optimiser's numbers. */
function scalarsOf({ graph, inputs, optimizer }: Building, step: LoopStep): readonly Ref[] {
  const axis = integers(step, [0], []);
  const row = graph.add('GatherV2', [step.enter(inputs.scalars, 'float32'), step.index, axis], {
    attributes: {
      Tparams: attribute.type('float32'),
      Tindices: attribute.type('int32'),
      Taxis: attribute.type('int32'),
      batch_dims: attribute.integer(0),
    },
  });
  const count = 1 + optimizer.scalars({ number: 1, rate: 1 }).length;
  const unpacked = graph.add('Unpack', [row], {
    attributes: {
      T: attribute.type('float32'),
      num: attribute.integer(count),
      axis: attribute.integer(0),
    },
  });
  return Array.from({ length: count }, (_, index) =>
    index === 0 ? unpacked : `${unpacked}:${index}`,
  );
}
