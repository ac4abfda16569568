import { access, readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import type { MlxError } from '../../errors/index.js';
import type { TensorFacts, TensorType } from '../../learning/imports/imported-model.js';
import { onnxFields } from '../../learning/imports/onnx-outputs.js';
import {
  BadMessage,
  integersAt,
  messagesAt,
  numberAt,
  textsAt,
} from '../../learning/imports/read-protobuf.js';
import { type ForeignModel, unreadable } from './foreign-model.js';

/** Reads an ONNX file and the weights that lie beside it. Throws `import/file`, naming what is wrong or not there. */
export async function readOnnx(path: string, folder: string): Promise<ForeignModel> {
  const file = await readFile(join(folder, path));
  const facts = factsOf(path, file);
  requireInside(path, facts.external);
  const beside: Record<string, Uint8Array> = {};
  for (const name of facts.external) {
    beside[name] = await readFile(join(folder, dirname(path), name)).catch(() => {
      throw notBeside(path, name);
    });
  }
  return { path, files: { runtime: 'onnx', file, beside }, ...facts };
}

/** What was made elsewhere must not bring files from elsewhere into a package. */
function requireInside(path: string, names: readonly string[]): void {
  for (const name of names) {
    if (!isAbsolute(name) && !normalize(name).startsWith('..')) continue;
    throw unreadable(path, `keeps weights in \`${name}\`, which lies outside of its folder`, [
      'Save the model as one file: `onnx.save(model, FILE)` without `save_as_external_data`',
    ]);
  }
}

function notBeside(path: string, name: string): MlxError {
  return unreadable(path, `keeps weights in \`${name}\`, which is not beside it`, [
    `Put \`${name}\` into the folder of the file`,
    'Or save the model as one file: `onnx.save(model, FILE)` without `save_as_external_data`',
  ]);
}

/** The names of the files that belong to an ONNX file, all of them there. Throws `import/file`. */
export async function onnxFiles(path: string, folder: string): Promise<readonly string[]> {
  const { external } = factsOf(path, await readFile(join(folder, path)));
  requireInside(path, external);
  const files = external.map((name) => join(dirname(path), name));
  for (const [at, file] of files.entries()) {
    await access(join(folder, file)).catch(() => {
      throw notBeside(path, external[at] ?? file);
    });
  }
  return [path, ...files];
}

interface OnnxFacts extends Pick<ForeignModel, 'inputs' | 'outputs' | 'classes' | 'by'> {
  /** Files that hold weights, relative to that of the model. */
  readonly external: readonly string[];
}

function factsOf(path: string, file: Uint8Array): OnnxFacts {
  try {
    return onnxFacts(path, file);
  } catch (error) {
    if (!(error instanceof BadMessage)) throw error;
    throw unreadable(path, `is no ONNX file, or is cut off: ${error.message}`, [
      'Copy it again; git may hold a pointer of LFS in its place (`git lfs pull`)',
    ]);
  }
}

function onnxFacts(path: string, file: Uint8Array): OnnxFacts {
  const [graph] = messagesAt(file, onnxFields.model.graph);
  if (graph === undefined) {
    throw unreadable(path, 'is no ONNX file: it holds no graph', [
      'Export the model again, such as `torch.onnx.export` or `skl2onnx.to_onnx`',
    ]);
  }
  const nodes = messagesAt(graph, onnxFields.graph.node).map(nodeOf);
  const constants = messagesAt(graph, onnxFields.graph.initializer);
  const named = new Set(constants.flatMap((tensor) => textsAt(tensor, 8)));
  const inputs = messagesAt(graph, onnxFields.graph.input)
    .flatMap((value) => tensorFacts(value) ?? [])
    .filter(({ name }) => !named.has(name));
  const classes = classesOf(nodes) ?? classesInFacts(file);
  return {
    ...{ inputs, outputs: outputsOf(graph, nodes), external: externalIn(constants) },
    ...(classes !== undefined && { classes }),
    by: [...textsAt(file, 2), ...textsAt(file, 3)].filter((text) => text !== '').join(' '),
  };
}

interface Node {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly Uint8Array[];
}

function nodeOf(node: Uint8Array): Node {
  const [type = ''] = textsAt(node, 4);
  return {
    type,
    inputs: textsAt(node, 1),
    outputs: textsAt(node, 2),
    attributes: messagesAt(node, 5),
  };
}

const tensorTypes: Readonly<Record<number, TensorType>> = {
  1: 'float',
  6: 'int32',
  7: 'int64',
  8: 'string',
  9: 'bool',
  11: 'double',
};

/** A ValueInfoProto that is a tensor; undefined for a sequence or a map. */
function tensorFacts(value: Uint8Array): TensorFacts | undefined {
  const [name = ''] = textsAt(value, 1);
  const [type] = messagesAt(value, 2);
  const [tensor] = type === undefined ? [] : messagesAt(type, 1);
  if (tensor === undefined) return undefined;
  const [shape] = messagesAt(tensor, 2);
  const dims = shape === undefined ? null : messagesAt(shape, 1).map(lengthOf);
  return { name, type: tensorTypes[numberAt(tensor, 1)] ?? 'other', dims };
}

function lengthOf(dim: Uint8Array): number | null {
  const length = numberAt(dim, 1);
  return length > 0 ? length : null;
}

/** Every tensor, and in the place of a list of maps the probabilities it is made of. */
function outputsOf(graph: Uint8Array, nodes: readonly Node[]): ForeignModel['outputs'] {
  return messagesAt(graph, onnxFields.graph.output).flatMap((value) => {
    const facts = tensorFacts(value);
    if (facts !== undefined) return [facts];
    const [name = ''] = textsAt(value, 1);
    const maker = nodes.find(({ outputs }) => outputs.includes(name));
    const [from] = maker?.type === 'ZipMap' ? maker.inputs : [];
    return from === undefined
      ? []
      : [{ name: from, type: 'float' as const, dims: null, shownAs: name }];
  });
}

/** Of the last classifier in the graph: the labels that its probabilities are of. */
function classesOf(nodes: readonly Node[]): readonly string[] | undefined {
  for (const { attributes } of nodes.toReversed()) {
    for (const attribute of attributes) {
      const [name = ''] = textsAt(attribute, 1);
      if (!name.startsWith('classlabels_')) continue;
      const texts = textsAt(attribute, 9);
      const labels = texts.length > 0 ? texts : integersAt(attribute, 8).map(String);
      if (labels.length > 0) return labels;
    }
  }
  return undefined;
}

/** What mlx writes into the files it makes. */
function classesInFacts(file: Uint8Array): readonly string[] | undefined {
  const facts = messagesAt(file, onnxFields.model.facts);
  const own = facts.find((fact) => textsAt(fact, 1)[0] === 'classes');
  try {
    const classes: unknown = JSON.parse((own && textsAt(own, 2)[0]) ?? 'null');
    return Array.isArray(classes) && classes.length > 0 ? classes.map(String) : undefined;
  } catch {
    return undefined;
  }
}

/** Where tensors say that their numbers lie: `external_data` with the key `location`. */
function externalIn(tensors: readonly Uint8Array[]): readonly string[] {
  const places = tensors.flatMap((tensor) =>
    messagesAt(tensor, 13).flatMap((entry) =>
      textsAt(entry, 1)[0] === 'location' ? textsAt(entry, 2) : [],
    ),
  );
  return [...new Set(places)];
}
