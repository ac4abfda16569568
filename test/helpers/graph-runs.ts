import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Matrix } from '../../src/contracts/matrix.js';
import { askScript } from '../../src/delivery/formats/ask-program.js';
import { completeCopies } from '../../src/learning/compute/tensorflow-backend.js';
import type { Feed } from '../../src/stages/formats/graphs/feed.js';
import type { GraphAnswers } from '../../src/stages/formats/graphs/graph-source.js';
import type { ModelGraph } from '../../src/stages/formats/graphs/model-graph.js';
import { OnnxGraph } from '../../src/stages/formats/onnx/onnx-graph.js';
import { nativeScript } from '../../src/stages/formats/saved-model/native-script.js';
import { TensorflowGraph } from '../../src/stages/formats/saved-model/tensorflow-graph.js';

/** A graph whose first output is `answers`, and what it is asked, in the order of its inputs. */
export interface Asked {
  readonly write: (graph: ModelGraph) => void;
  readonly feeds: readonly Feed[];
}

/** A matrix as the input `features`. */
export function matrixFeed({ rows, columns, values }: Matrix): Feed {
  const data = Array.from(values, (value) => (Number.isNaN(value) ? null : value));
  return { name: 'features', type: 'float', data, dims: [rows, columns.length] };
}

/** The native TensorFlow of this machine, which `mlx doctor --fix` installs; undefined without it. */
export function nativeTensorflow(): string | undefined {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  try {
    return completeCopies(process.env['MLX_CACHE_DIR'] ?? join(cache, 'mlx'))[0];
  } catch {
    return undefined;
  }
}

/** What an ONNX runtime says: one session for each. */
export async function runOnnx(
  { write, feeds }: Asked,
  opset = 17,
  output = 'answers',
): Promise<number[]> {
  const graph = new OnnxGraph(opset);
  write(graph);
  const bytes = graph.finish({ name: 'model', producer: 'test', facts: {} });
  const runtime = createRequire(import.meta.url)('onnxruntime-web') as Runtime;
  const session = await runtime.InferenceSession.create(bytes);
  const tensors = feeds.map(({ name, type, data, dims }) => {
    const numbers = data.map((cell) => (typeof cell === 'number' ? cell : NaN));
    const tensor =
      type === 'string'
        ? new runtime.Tensor('string', data as string[], dims)
        : type === 'double'
          ? new runtime.Tensor('float64', Float64Array.from(numbers), dims)
          : new runtime.Tensor('float32', Float32Array.from(numbers), dims);
    return [name, tensor] as const;
  });
  const said = await session.run(Object.fromEntries(tensors));
  return Array.from(said[output]?.data ?? []);
}

/** What native TensorFlow says of several graphs, in one process. */
export async function runTensorflow(
  copy: string,
  all: readonly Asked[],
): Promise<readonly (readonly number[])[]> {
  const folder = await mkdtemp(join(tmpdir(), 'mlx-saved-model-'));
  try {
    const jobs = await Promise.all(
      all.map(async ({ write, feeds }, at) => {
        const graph = new TensorflowGraph();
        write(graph);
        await mkdir(join(folder, String(at)));
        await writeFile(join(folder, String(at), 'saved_model.pb'), graph.finish());
        const placed = feeds.map((feed, place) => ({ ...feed, name: `input_${place}:0` }));
        return { folder: String(at), feeds: placed, outputs: ['answers'] };
      }),
    );
    const said = await askScript<GraphAnswers[]>(nativeScript(copy), { folder, rows: jobs });
    return said.map(({ answers }) => answers.map((answer) => answer ?? NaN));
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Runtime {
  readonly InferenceSession: {
    create(bytes: Uint8Array): Promise<{
      run(feeds: object): Promise<Readonly<Record<string, { readonly data: Float64Array }>>>;
    }>;
  };
  readonly Tensor: new (
    type: string,
    data: Float32Array | Float64Array | readonly string[],
    dims: readonly number[],
  ) => object;
}
