import type { SavedModel, Weights } from '../../../contracts/model.js';
import { MlxError } from '../../../errors/index.js';
import type { Network, NetworkParameter } from '../../compute/network.js';

/** A setting of a model, as it is and as it was in the one it goes on from. */
interface GoneOnSetting {
  readonly name: string;
  readonly now: unknown;
  readonly before: unknown;
}

/** Throws `learning/cannot-go-on` with every setting that has to be as it was, and is not. */
export function refuseOtherShape(label: string, settings: readonly GoneOnSetting[]): void {
  const other = settings.filter(
    ({ now, before }) => JSON.stringify(now) !== JSON.stringify(before),
  );
  if (other.length === 0) return;
  const shown = (value: unknown): string => (value === undefined ? 'unset' : JSON.stringify(value));
  throw new MlxError(
    'learning/cannot-go-on',
    `\`${label}\` is not of the shape of the model it starts from`,
    {
      problems: other.map(({ name, now, before }) => ({
        code: 'learning/cannot-go-on',
        message: `\`${name}\` is ${shown(now)}, and was ${shown(before)}`,
      })),
      hints: ['Set them as they were, or leave `train.start_from` out'],
    },
  );
}

/** A network whose parameters start from some weights. Those that it has and the weights have not are a bug of the caller. */
export function startingFrom(network: Network, weights: SavedModel['weights']): Network {
  return {
    ...network,
    parameters: network.parameters.map((each) => from(each, weights[each.name])),
  };
}

function from(parameter: NetworkParameter, block: Weights | undefined): NetworkParameter {
  const size = parameter.shape.reduce((product, length) => product * length, 1);
  if (block?.values.length !== size) {
    throw new Error(`the model to go on from has no ${parameter.name} of ${size} numbers`);
  }
  return { ...parameter, initial: () => Float32Array.from(block.values) };
}
