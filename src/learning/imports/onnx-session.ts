import { type FedTensor, type ForeignSession, NotInstalled } from './foreign-messages.js';
import type { ForeignFiles } from './imported-model.js';

/** As much of onnxruntime's API as is used; it is no dependency of mlx. */
interface OnnxRuntime {
  readonly Tensor: new (type: string, values: unknown, dims: readonly number[]) => unknown;
  readonly InferenceSession: {
    create(bytes: Uint8Array, options: object): Promise<OnnxSession>;
  };
  readonly env: {
    readonly versions?: { readonly node?: string; readonly web?: string; readonly common?: string };
    readonly wasm?: { numThreads?: number };
    logLevel?: string;
  };
}

interface OnnxSession {
  run(
    feeds: Readonly<Record<string, unknown>>,
    outputs: readonly string[],
  ): Promise<Readonly<Record<string, OnnxValue>>>;
  release(): Promise<void>;
}

interface OnnxValue {
  readonly dims: readonly number[];
  readonly data: ArrayLike<number | bigint>;
  dispose?(): void;
}

/** Opens an ONNX file with one thread, so that the same rows give the same bits. Throws {@link NotInstalled}, and what onnxruntime throws. */
export async function openOnnx(
  { file, beside }: ForeignFiles,
  addresses: readonly string[],
): Promise<ForeignSession> {
  const [address] = addresses;
  if (address === undefined) throw new NotInstalled('onnxruntime-web');
  const loaded = (await import(address)) as OnnxRuntime & { readonly default?: OnnxRuntime };
  const ort = loaded.default ?? loaded;
  if (ort.env.wasm !== undefined) ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  const session = await ort.InferenceSession.create(file, {
    ...{ intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 },
    externalData: Object.entries(beside).map(([path, data]) => ({ path, data })),
  });
  const { node, web, common = '' } = ort.env.versions ?? {};
  const by = address.includes('onnxruntime-node')
    ? `onnxruntime-node ${node ?? common}`
    : `onnxruntime-web ${web ?? common}`;
  return {
    facts: { by, inputs: [], outputs: [] },
    run: async (feeds, output) => {
      const tensors = feeds.map((feed) => [feed.name, tensorOf(ort, feed)] as const);
      const said = (await session.run(Object.fromEntries(tensors), [output]))[output];
      if (said === undefined) throw new Error(`it gave no \`${output}\``);
      return { dims: [...said.dims], values: Float64Array.from(said.data, Number) };
    },
    close: () => session.release(),
  };
}

function tensorOf(ort: OnnxRuntime, { type, values, dims }: FedTensor): unknown {
  const numbers = values as Float64Array;
  switch (type) {
    case 'string':
      return new ort.Tensor('string', values, dims);
    case 'float':
      return new ort.Tensor('float32', Float32Array.from(numbers), dims);
    case 'double':
      return new ort.Tensor('float64', numbers, dims);
    case 'int64':
      return new ort.Tensor('int64', BigInt64Array.from(numbers as never, BigInt), dims);
    case 'int32':
      return new ort.Tensor('int32', Int32Array.from(numbers), dims);
    case 'bool':
      return new ort.Tensor('bool', Uint8Array.from(numbers), dims);
  }
}
