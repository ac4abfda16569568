import type { SavedModel } from '../../../contracts/model.js';
import type { BodyFunction } from '../parts/block-predictor.js';
import { ConvolutionRoom, type Plane, plainConvolution } from './plain-convolution.js';
import { type PlannedConvolution, planResnet, type ResnetShape } from './resnet-plan.js';

/** A residual network whose normalisations are folded into its convolutions, image by image, without TensorFlow. */
export function resnetBodyFunction(
  shape: ResnetShape,
  weights: SavedModel['weights'],
): BodyFunction {
  const plan = planResnet(shape);
  const room = new ConvolutionRoom();
  const [height, width, channels] = shape.image;
  const size = height * width * channels;
  const image: Plane = { height, width, channels, stride: channels, at: room.reserve(size) };
  const steps: (() => void)[] = [];

  const convolved = (planned: PlannedConvolution, input: Plane): Plane => {
    const { output, run } = plainConvolution(
      room,
      {
        ...planned,
        filter: weights[`${planned.name}/filter`]?.values ?? [],
        biases: weights[`${planned.name}/biases`]?.values ?? [],
      },
      input,
    );
    steps.push(run);
    return output;
  };

  let signal = convolved(plan.stem, image);
  steps.push(cutBelow0(room, signal));
  for (const { first, second, shortcut } of plan.blocks) {
    const beside = shortcut === undefined ? signal : convolved(shortcut, signal);
    const inner = convolved(first, signal);
    steps.push(cutBelow0(room, inner));
    signal = convolved(second, inner);
    steps.push(addAndCut(room, signal, beside));
  }
  const { at: last, stride } = signal;
  const places = signal.height * signal.width;
  const means = new Float64Array(plan.outputs);

  return (pixels) => {
    room.floats.set(pixels, image.at);
    for (const step of steps) step();
    const { floats } = room;
    means.fill(0);
    for (let place = 0; place < places; place++) {
      for (let channel = 0; channel < plan.outputs; channel++) {
        means[channel] =
          (means[channel] as number) + (floats[last + place * stride + channel] as number) / places;
      }
    }
    return means;
  };
}

/** Nothing below 0 passes. */
function cutBelow0(room: ConvolutionRoom, { at, height, width, stride }: Plane): () => void {
  const end = at + height * width * stride;
  return () => {
    const { floats } = room;
    for (let place = at; place < end; place++) {
      if ((floats[place] as number) < 0) floats[place] = 0;
    }
  };
}

/** Both have the same shape. */
function addAndCut(
  room: ConvolutionRoom,
  { at, height, width, stride }: Plane,
  other: Plane,
): () => void {
  const count = height * width * stride;
  return () => {
    const { floats } = room;
    for (let place = 0; place < count; place++) {
      const sum = (floats[at + place] as number) + (floats[other.at + place] as number);
      floats[at + place] = sum < 0 ? 0 : sum;
    }
  };
}
