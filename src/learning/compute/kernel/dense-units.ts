import type { Network } from '../network.js';

/** A dense layer with what is done to its sums. */
export interface DenseUnit {
  readonly weights: string;
  readonly biases: string | undefined;
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: 'relu' | 'tanh' | 'gelu' | undefined;
  /** Share that is dropped, and the number of the mask in the pass. */
  readonly dropout: { readonly rate: number; readonly number: number } | undefined;
}

/** Says in a clause why a network cannot be trained by the kernel. */
export class BeyondKernel extends Error {}

/** A network as dense layers one after another; throws `BeyondKernel` when it is anything else. */
export function denseUnits({ steps }: Network): readonly DenseUnit[] {
  if (steps === undefined) throw new BeyondKernel('the network is more than dense layers in a row');
  const units: DenseUnit[] = [];
  let masks = 0;
  for (const step of steps) {
    if (step.kind === 'dense') {
      units.push({ biases: undefined, ...step, activation: undefined, dropout: undefined });
      continue;
    }
    const unit = units.pop();
    if (unit === undefined || unit.dropout !== undefined) {
      throw new BeyondKernel(`the kernel has no ${step.kind} there`);
    }
    if (step.kind === 'activation') units.push(activated(unit, step.name));
    else units.push({ ...unit, dropout: { rate: step.rate, number: masks++ } });
  }
  if (units.length === 0) throw new BeyondKernel('the kernel has no network without layers');
  return units;
}

function activated(unit: DenseUnit, name: string): DenseUnit {
  const isKnown = name === 'relu' || name === 'tanh' || name === 'gelu';
  if (!isKnown || unit.activation !== undefined) {
    throw new BeyondKernel(`the kernel has no ${name} there`);
  }
  return { ...unit, activation: name };
}
