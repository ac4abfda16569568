import type { io, Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../compute/compute.js';
import { loadWasm } from '../compute/wasm-backend.js';
import {
  type FedTensor,
  type ForeignSession,
  NotInstalled,
  type SaidTensor,
} from './foreign-messages.js';
import type { ForeignFiles, TensorFacts, TensorType } from './imported-model.js';

/** A model as `tfjs-file.ts` packs it: all of `model.json` but the names of the weight files. */
interface PackedTfjs {
  readonly topology: unknown;
  readonly specs: readonly unknown[];
}

interface Loaded {
  readonly inputs: readonly TensorFacts[];
  readonly outputs: readonly TensorFacts[];
  run(tensors: ReadonlyMap<string, Tensor>, output: string): Tensor;
  dispose(): void;
}

/**
 * Opens a layers or graph model of TensorFlow.js on WebAssembly; where that lacks an operator of the model, on plain JavaScript.
 * Always one of the two, so that training, evaluation and prediction compute the same.
 */
export async function openTfjs(files: ForeignFiles): Promise<ForeignSession> {
  const { tf, version } = await loadWasm();
  const { version_cpu } = await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('wasm');
  const { topology, specs } = JSON.parse(new TextDecoder().decode(files.file)) as PackedTfjs;
  const weights = files.beside['weights'] ?? new Uint8Array();
  const from = tf.io.fromMemory({
    ...{ modelTopology: topology as object, weightSpecs: specs as io.WeightsManifestEntry[] },
    weightData: weights.slice().buffer,
    format: files.runtime,
  });
  const model = await (files.runtime === 'graph-model' ? graphModel(from) : layersModel(from));
  let backend = 'wasm';
  const run = (feeds: readonly FedTensor[], output: string): SaidTensor => {
    const said = tf.tidy(() =>
      model.run(new Map(feeds.map((feed) => [feed.name, tensorOf(tf, feed)])), output),
    );
    const values = Float64Array.from(said.dataSync());
    said.dispose();
    return { dims: [...said.shape], values };
  };
  return {
    facts: {
      by: `TensorFlow.js ${version} on wasm (or, for operators that it lacks, ${version_cpu} on cpu)`,
      ...{ inputs: model.inputs, outputs: model.outputs },
    },
    run: async (feeds, output) => {
      await tf.setBackend(backend);
      try {
        return run(feeds, output);
      } catch (error) {
        if (backend !== 'wasm' || !/not registered for the backend/.test(String(error)))
          throw error;
        backend = 'cpu';
        await tf.setBackend(backend);
        return run(feeds, output);
      }
    },
    close: () => {
      model.dispose();
      return Promise.resolve();
    },
  };
}

async function layersModel(from: io.IOHandlerSync | io.IOHandler): Promise<Loaded> {
  const layers = await import('@tensorflow/tfjs-layers');
  const model = await layers.loadLayersModel(from as io.IOHandler);
  const facts = ({ name, shape, dtype }: (typeof model.inputs)[number]): TensorFacts => ({
    ...{ name: plainName(name), type: typeOf(dtype), dims: shape },
  });
  // Tensors get another name each time that a model is loaded, layers do not; a sequential model knows its layers' names once it is built.
  if (model instanceof layers.Sequential) model.build();
  const inputs = model.inputs.map((each, at) => ({
    ...facts(each),
    name: model.inputNames[at] ?? plainName(each.name),
  }));
  const outputs = model.outputs.map((each, at) => ({
    ...facts(each),
    name: model.outputNames[at] ?? plainName(each.name),
  }));
  return {
    ...{ inputs, outputs },
    run: (tensors, output) => {
      const given = inputs.map(({ name }) => tensors.get(name) as Tensor);
      const said = model.predict(given.length === 1 ? (given[0] as Tensor) : given);
      const all = Array.isArray(said) ? said : [said];
      return all[
        Math.max(
          0,
          outputs.findIndex(({ name }) => name === output),
        )
      ] as Tensor;
    },
    dispose: () => model.dispose(),
  };
}

async function graphModel(from: io.IOHandlerSync | io.IOHandler): Promise<Loaded> {
  const { loadGraphModel } = await import('@tensorflow/tfjs-converter').catch(() => {
    throw new NotInstalled('@tensorflow/tfjs-converter');
  });
  const model = await loadGraphModel(from as io.IOHandler);
  const facts = ({
    name,
    shape,
    dtype,
  }: {
    readonly name: string;
    readonly shape?: readonly number[];
    readonly dtype: string;
  }): TensorFacts => ({
    ...{ name: plainName(name), type: typeOf(dtype) },
    dims: shape?.map((length) => (length < 0 ? null : length)) ?? null,
  });
  return {
    inputs: model.inputs.map(facts),
    outputs: model.outputs.map(facts),
    run: (tensors, output) => model.execute(Object.fromEntries(tensors), output) as Tensor,
    dispose: () => model.dispose(),
  };
}

function plainName(name: string): string {
  return name.replace(/:0$/, '');
}

function typeOf(dtype: string | undefined): TensorType {
  if (dtype === undefined || dtype === 'float32') return 'float';
  return dtype === 'int32' || dtype === 'bool' || dtype === 'string' ? dtype : 'other';
}

function tensorOf(tf: TensorFlow, { type, values, dims }: FedTensor): Tensor {
  const shape = [...dims];
  if (type === 'string') return tf.tensor(values, shape, 'string');
  if (type === 'bool') return tf.tensor(Uint8Array.from(values as Float64Array), shape, 'bool');
  return type === 'int32' || type === 'int64'
    ? tf.tensor(Int32Array.from(values as Float64Array), shape, 'int32')
    : tf.tensor(Float32Array.from(values as Float64Array), shape, 'float32');
}
