import type { SavedModel } from '../../../contracts/model.js';
import type { BodyFunction } from '../parts/block-predictor.js';
import { plainConvolution, type Signal } from '../parts/plain-convolution.js';
import { type PlannedConvolution, planResnet, type ResnetShape } from './resnet-plan.js';

/** A residual network whose normalisations are folded into its convolutions, as plain loops over one image. */
export function resnetBodyFunction(
  shape: ResnetShape,
  weights: SavedModel['weights'],
): BodyFunction {
  const plan = planResnet(shape);
  const convolution = (planned: PlannedConvolution): ((input: Signal) => Signal) =>
    plainConvolution({
      ...planned,
      filter: weights[`${planned.name}/filter`]?.values ?? [],
      biases: weights[`${planned.name}/biases`]?.values ?? [],
    });
  const stem = convolution(plan.stem);
  const blocks = plan.blocks.map(({ first, second, shortcut }) => ({
    first: convolution(first),
    second: convolution(second),
    shortcut: shortcut && convolution(shortcut),
  }));
  const [height, width, channels] = shape.image;
  const values = new Float64Array(height * width * channels);
  const image: Signal = { height, width, channels, values };

  const means = new Float64Array(plan.outputs);

  return (pixels) => {
    image.values.set(pixels);
    let signal = cut(stem(image));
    for (const { first, second, shortcut } of blocks) {
      const beside = shortcut === undefined ? signal : shortcut(signal);
      signal = cut(added(second(cut(first(signal))), beside));
    }
    const places = signal.height * signal.width;
    means.fill(0);
    for (let at = 0; at < places * plan.outputs; at++) {
      const channel = at % plan.outputs;
      means[channel] = (means[channel] as number) + (signal.values[at] as number) / places;
    }
    return means;
  };
}

/** Nothing below 0 passes. */
function cut(signal: Signal): Signal {
  const { values } = signal;
  const length = signal.height * signal.width * signal.channels;
  for (let at = 0; at < length; at++) if ((values[at] as number) < 0) values[at] = 0;
  return signal;
}

function added(signal: Signal, other: Signal): Signal {
  const { values } = signal;
  const length = signal.height * signal.width * signal.channels;
  for (let at = 0; at < length; at++) {
    values[at] = (values[at] as number) + (other.values[at] as number);
  }
  return signal;
}
