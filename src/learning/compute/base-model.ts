import type { io, Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { TensorFlow } from './compute.js';
import { loadWasm } from './wasm-backend.js';

/** A saved model of TensorFlow.js as plain data; `data` are its weights in base64. */
interface SavedBase {
  readonly format: 'layers-model' | 'graph-model';
  readonly topology: unknown;
  readonly specs: readonly unknown[];
  readonly data: string;
}

interface OpenedBase {
  readonly width: number;
  embed(pixels: Float32Array, rows: number): Promise<Float32Array>;
}

/**
 * Makes a model that TensorFlow.js saved ready, from its input to one of its layers: by default to what the last layer with
 * weights reads, of a graph to its output. Places are averaged, so that each row is a list of numbers. It is always computed by
 * WebAssembly, whatever trains beside it: the same numbers in training and in prediction. Throws what TensorFlow.js throws.
 */
export async function openBaseModel(
  base: SavedBase,
  {
    shape,
    layer,
  }: { readonly shape: readonly [number, number, number]; readonly layer?: string | undefined },
): Promise<OpenedBase> {
  const run = await onWasm((tf) => loadBase(tf, base, layer));
  const embed = (pixels: Float32Array, rows: number): Promise<Float32Array> =>
    onWasm((tf) => {
      const result = tf.tidy(() => averaged(tf, run(tf.tensor4d(pixels, [rows, ...shape]))));
      const values = Float32Array.from(result.dataSync());
      result.dispose();
      return values;
    });
  const probe = await embed(new Float32Array(shape[0] * shape[1] * shape[2]), 1);
  return { width: probe.length, embed };
}

let wasm: Promise<TensorFlow> | undefined;

/** Does something on WebAssembly, and gives the engine back to the backend that had it. */
async function onWasm<T>(work: (tf: TensorFlow) => T | Promise<T>): Promise<T> {
  const core = await import('@tensorflow/tfjs-core');
  const before = core.engine().backendName;
  wasm ??= loadWasm().then(({ tf }) => tf);
  const tf = await wasm;
  if (tf.getBackend() !== 'wasm') await tf.setBackend('wasm');
  try {
    return await work(tf);
  } finally {
    if (typeof before === 'string' && before !== '' && before !== 'wasm') {
      await tf.setBackend(before);
    }
  }
}

type Run = (images: Tensor) => Tensor;

async function loadBase(tf: TensorFlow, base: SavedBase, layer: string | undefined): Promise<Run> {
  const bytes = Buffer.from(base.data, 'base64');
  const artifacts = {
    modelTopology: base.topology as object,
    weightSpecs: base.specs as io.WeightsManifestEntry[],
    weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength),
    format: base.format,
  };
  const from = tf.io.fromMemory(artifacts);
  if (base.format === 'graph-model') {
    const { loadGraphModel } = await import('@tensorflow/tfjs-converter');
    const graph = await loadGraphModel(from);
    return (images) => {
      const said = layer === undefined ? graph.predict(images) : graph.execute(images, layer);
      return first(said);
    };
  }
  const layers = await import('@tensorflow/tfjs-layers');
  const whole = await layers.loadLayersModel(from);
  const cut = layers.model({ inputs: whole.inputs, outputs: outputOf(whole, layer) });
  return (images) => first(cut.predict(images));
}

function outputOf(model: LayersModel, layer: string | undefined) {
  if (layer !== undefined) return model.getLayer(layer).output;
  const head = model.layers.findLast(({ weights }) => weights.length > 0);
  return head === undefined ? model.outputs : head.input;
}

function first(said: Tensor | Tensor[] | Record<string, Tensor>): Tensor {
  if (Array.isArray(said)) return said[0] as Tensor;
  return isTensor(said) ? said : (Object.values(said)[0] as Tensor);
}

function isTensor(said: Tensor | Record<string, Tensor>): said is Tensor {
  return 'dataId' in said && 'rank' in said;
}

/** One list of numbers a row: the mean over all places in between. */
function averaged(tf: TensorFlow, result: Tensor): Tensor {
  const axes = result.shape.map((_, axis) => axis).slice(1, -1);
  return axes.length === 0 ? result : tf.mean(result, axes);
}
