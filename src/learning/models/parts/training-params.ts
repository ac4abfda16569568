import type { Params, ValuesOf } from '../../../contracts/params.js';
import type { TrainedNetwork } from '../../compute/train-network.js';
import type { EarlyStopping } from '../../compute/training-options.js';

/** When a family that trains by epochs stops; it spreads this into its own params. */
export const earlyStoppingParams = {
  early_stopping: {
    type: 'object',
    description:
      'Stops when the validation loss (without validation rows: the training loss) no longer falls, and goes back to the best epoch',
    properties: {
      patience: {
        type: 'integer',
        minimum: 0,
        default: 30,
        description: 'Epochs to wait for something better; 0 never stops early',
      },
      min_delta: {
        type: 'number',
        minimum: 0,
        default: 0,
        description: 'How much lower the loss must be to count as better',
      },
    },
  },
} as const satisfies Params;

/** As `trainNetwork` wants it. Left out altogether it has its defaults; undefined means never to stop early. */
export function earlyStoppingOf({
  early_stopping: { patience, min_delta } = { patience: 30, min_delta: 0 },
}: ValuesOf<typeof earlyStoppingParams>): { readonly earlyStopping?: EarlyStopping } {
  return patience === 0 ? {} : { earlyStopping: { patience, minDelta: min_delta } };
}

/** What the user should know of how a training ended. */
export function trainingNotes(trained: TrainedNetwork, epochs: number): readonly string[] {
  const best = trained.history.at(-1)?.epoch === trained.bestEpoch;
  if (trained.stoppedEarly) {
    return [
      `stopped after epoch ${trained.epochs} of ${epochs}, since the loss no longer fell` +
        (best ? '' : `; kept the weights of epoch ${trained.bestEpoch}`),
    ];
  }
  return best ? [] : [`kept the weights of epoch ${trained.bestEpoch}, the best of ${epochs}`];
}
