import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Matrix } from '../../../src/contracts/matrix.js';
import { askScript } from '../../../src/delivery/formats/ask-program.js';
import { completeCopies } from '../../../src/learning/compute/tensorflow-backend.js';
import type { GraphAnswers } from '../../../src/stages/formats/graphs/graph-source.js';
import type { ModelGraph, Ref } from '../../../src/stages/formats/graphs/model-graph.js';
import { OnnxGraph } from '../../../src/stages/formats/onnx/onnx-graph.js';
import { nativeScript } from '../../../src/stages/formats/saved-model/native-script.js';
import { TensorflowGraph } from '../../../src/stages/formats/saved-model/tensorflow-graph.js';

/** Writes a graph from `features` to its answers. */
export type Write = (graph: ModelGraph, features: Ref) => Ref;

/** A graph, and the rows that it is asked about. */
export interface Asked {
  readonly write: Write;
  readonly matrix: Matrix;
  readonly width: number;
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
export async function runOnnx({ write, matrix, width }: Asked, opset = 17): Promise<number[]> {
  const graph = new OnnxGraph(opset);
  fill(graph, { write, matrix, width });
  const bytes = graph.finish({ name: 'model', producer: 'test', facts: {} });
  const runtime = createRequire(import.meta.url)('onnxruntime-web') as Runtime;
  const session = await runtime.InferenceSession.create(bytes);
  const dims = [matrix.rows, matrix.columns.length];
  const features = new runtime.Tensor('float32', matrix.values, dims);
  const { answers } = await session.run({ features });
  return Array.from(answers.data);
}

/** What native TensorFlow says of several graphs, in one process. */
export async function runTensorflow(
  copy: string,
  all: readonly Asked[],
): Promise<readonly (readonly number[])[]> {
  const folder = await mkdtemp(join(tmpdir(), 'mlx-saved-model-'));
  try {
    const jobs = await Promise.all(
      all.map(async (asked, at) => {
        const graph = new TensorflowGraph();
        fill(graph, asked);
        await mkdir(join(folder, String(at)));
        await writeFile(join(folder, String(at), 'saved_model.pb'), graph.finish());
        const { rows, columns, values } = asked.matrix;
        const data = Array.from(values, (value) => (Number.isNaN(value) ? null : value));
        const feed = { name: 'input_0:0', type: 'float', data, dims: [rows, columns.length] };
        return { folder: String(at), feeds: [feed], outputs: ['output_0:0'] };
      }),
    );
    const said = await askScript<GraphAnswers[]>(nativeScript(copy), { folder, rows: jobs });
    return said.map(({ answers }) => answers);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function fill(graph: ModelGraph, { write, matrix, width }: Asked): void {
  const features = graph.input({
    name: 'features',
    kind: 'float',
    width: matrix.columns.length,
  });
  graph.output(write(graph, features), { name: 'answers', kind: 'double', width });
}

interface Runtime {
  readonly InferenceSession: {
    create(bytes: Uint8Array): Promise<{
      run(feeds: object): Promise<{ readonly answers: { readonly data: Float64Array } }>;
    }>;
  };
  readonly Tensor: new (type: string, data: Float32Array, dims: readonly number[]) => object;
}
