import type { NetworkData, NetworkRows } from '../../compute/network.js';
import type { LabelledRows, TrainingData } from '../model-family.js';

/** The rows as `trainNetwork` takes them, from memory or from where they are streamed. */
export function networkData({ train, validation }: TrainingData): NetworkData {
  return {
    train: networkRows(train),
    ...(validation === undefined ? {} : { validation: networkRows(validation) }),
  };
}

function networkRows({ x, y, weights, stream }: LabelledRows): NetworkRows {
  return { x: stream ?? x, y, ...(weights === undefined ? {} : { weights }) };
}
