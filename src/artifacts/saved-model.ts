import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SavedModel, Weights, WeightValues } from '../contracts/model.js';
import { MlxError } from '../errors/index.js';
import { readPacked, type StoredPacking, storePacked, unpackInto } from './packings/index.js';

/** The files of a saved model. */
export const savedModelFiles = ['model.json', 'weights.bin'] as const;

/** The two files of a saved model, as bytes. */
export interface SavedModelFiles {
  readonly 'model.json': Uint8Array;
  readonly 'weights.bin': Uint8Array;
}

/** Writes `model.json` and `weights.bin` into a folder, which is made if need be. Same model, same bytes. */
export async function writeSavedModel(folder: string, model: SavedModel): Promise<void> {
  const files = encodeSavedModel(model);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'model.json'), files['model.json']);
  await writeFile(join(folder, 'weights.bin'), files['weights.bin']);
}

/** Reads what {@link writeSavedModel} wrote. Throws `model/invalid` when a file is missing or damaged. */
export async function readSavedModel(folder: string): Promise<SavedModel> {
  const read = (name: keyof SavedModelFiles) =>
    readFile(join(folder, name)).catch((cause: unknown) => {
      throw invalid(`\`${join(folder, name)}\` cannot be read`, cause);
    });
  return decodeSavedModel({
    'model.json': await read('model.json'),
    'weights.bin': await read('weights.bin'),
  });
}

/**
 * A model as two files: facts as JSON, weights as little-endian numbers one block after another.
 * `model.json` says name, shape, kind of number and byte offset of each block. A fact JSON cannot say (NaN, infinity) is a bug and throws.
 */
export function encodeSavedModel(model: SavedModel): SavedModelFiles {
  const { blocks, bytes } = encodeWeights(model.weights);
  const { family, task, inputs, config, calibration, decision, intervals, modules } = model;
  const written: WrittenModel = {
    ...{ format: blocks.some(({ packed }) => packed) ? packedFormat : format },
    ...{ family, task, inputs, config },
    ...(calibration !== undefined && { calibration }),
    ...(decision !== undefined && { decision }),
    ...(intervals !== undefined && { intervals }),
    ...(modules !== undefined && { modules }),
    weights: blocks,
  };
  return {
    'model.json': Buffer.from(`${JSON.stringify(written, refuseNonFinite, 2)}\n`),
    'weights.bin': bytes,
  };
}

/** The model in two files' bytes. Throws `model/invalid` when they do not belong together. */
export function decodeSavedModel(files: SavedModelFiles): SavedModel {
  const { format: found, weights, ...facts } = parseFacts(files['model.json']);
  if (found !== format && found !== packedFormat) {
    throw invalid(`\`model.json\` has format ${String(found)}, and this mlx reads ${packedFormat}`);
  }
  const bytes = files['weights.bin'];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const expected = weights.reduce((sum, block) => sum + storedBytes(block), 0);
  if (expected !== bytes.byteLength) {
    throw invalid(
      `\`weights.bin\` has ${bytes.byteLength} bytes, and \`model.json\` tells of ${expected}`,
    );
  }
  const blocks = weights.map((block): [string, Weights] => [
    block.name,
    { shape: block.shape, ...(block.packed ? packedAt(bytes, block) : numbersAt(view, block)) },
  ]);
  return { ...facts, weights: Object.fromEntries(blocks) };
}

const format = 1;
/** Where blocks are packed; older readers refuse it. */
const packedFormat = 2;

type NumberKind = 'float32' | 'float64' | 'int32' | 'uint8';

const numberKinds = {
  float32: {
    bytes: 4,
    make: (count: number) => new Float32Array(count),
    read: (view: DataView, at: number) => view.getFloat32(at, true),
    write: (view: DataView, at: number, value: number) => view.setFloat32(at, value, true),
  },
  float64: {
    bytes: 8,
    make: (count: number) => new Float64Array(count),
    read: (view: DataView, at: number) => view.getFloat64(at, true),
    write: (view: DataView, at: number, value: number) => view.setFloat64(at, value, true),
  },
  int32: {
    bytes: 4,
    make: (count: number) => new Int32Array(count),
    read: (view: DataView, at: number) => view.getInt32(at, true),
    write: (view: DataView, at: number, value: number) => view.setInt32(at, value, true),
  },
  uint8: {
    bytes: 1,
    make: (count: number) => new Uint8Array(count),
    read: (view: DataView, at: number) => view.getUint8(at),
    write: (view: DataView, at: number, value: number) => view.setUint8(at, value),
  },
} as const;

function numbersOf(values: WeightValues): NumberKind {
  if (values instanceof Float32Array) return 'float32';
  if (values instanceof Float64Array) return 'float64';
  return values instanceof Int32Array ? 'int32' : 'uint8';
}

interface WeightBlock {
  readonly name: string;
  readonly shape: readonly number[];
  /** float32 when absent. */
  readonly numbers?: NumberKind;
  /** As they are when absent. */
  readonly packed?: StoredPacking;
  /** In bytes from the start of `weights.bin`. */
  readonly offset: number;
}

interface WrittenModel extends Omit<SavedModel, 'weights'> {
  readonly format: number;
  readonly weights: readonly WeightBlock[];
}

function parseFacts(bytes: Uint8Array): WrittenModel {
  try {
    const written = JSON.parse(new TextDecoder().decode(bytes)) as WrittenModel;
    if (Array.isArray(written.weights)) return written;
  } catch (cause) {
    throw invalid('`model.json` is not valid JSON', cause);
  }
  throw invalid('`model.json` does not list its weights');
}

function kindOf({ name, numbers = 'float32' }: WeightBlock) {
  if (Object.hasOwn(numberKinds, numbers)) return numberKinds[numbers];
  throw invalid(`\`model.json\` says that ${name} holds ${numbers}, which this mlx does not read`);
}

/** All blocks, and their bytes one after another. */
function encodeWeights(weights: SavedModel['weights']): {
  readonly blocks: readonly WeightBlock[];
  readonly bytes: Uint8Array;
} {
  let offset = 0;
  const blocks: WeightBlock[] = [];
  const parts: Uint8Array[] = [];
  for (const [name, { shape, values, packed }] of Object.entries(weights)) {
    if (values.length !== sizeOf(shape)) throw new Error(`weights ${name} do not fill their shape`);
    const numbers = numbersOf(values);
    const { stored, bytes } =
      packed === undefined ? unpackedBlock(values, numbers) : storePacked(packed, values.length);
    blocks.push({
      ...{ name, shape, offset },
      ...(numbers !== 'float32' && { numbers }),
      ...(stored !== undefined && { packed: stored }),
    });
    parts.push(bytes);
    offset += bytes.length;
  }
  return { blocks, bytes: joined(parts, offset) };
}

function unpackedBlock(
  values: WeightValues,
  numbers: NumberKind,
): { readonly stored?: undefined; readonly bytes: Uint8Array } {
  const { bytes: size, write } = numberKinds[numbers];
  const bytes = new Uint8Array(size * values.length);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < values.length; at++) write(view, at * size, values[at] as number);
  return { bytes };
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function storedBytes(block: WeightBlock): number {
  return block.packed?.bytes ?? sizeOf(block.shape) * kindOf(block).bytes;
}

function packedAt(bytes: Uint8Array, block: WeightBlock): Pick<Weights, 'values' | 'packed'> {
  const stored = block.packed as StoredPacking;
  const values = kindOf(block).make(sizeOf(block.shape));
  const own = bytes.slice(block.offset, block.offset + stored.bytes);
  try {
    const packed = readPacked(stored, own, values.length);
    unpackInto(packed, values);
    return { values, packed };
  } catch (cause) {
    throw invalid(
      `\`model.json\` says that ${block.name} is packed as ${stored.as}, which this mlx cannot read`,
      cause,
    );
  }
}

function numbersAt(view: DataView, block: WeightBlock): Pick<Weights, 'values'> {
  const { bytes, make, read } = kindOf(block);
  const values = make(sizeOf(block.shape));
  if (block.offset < 0 || block.offset + values.length * bytes > view.byteLength) {
    throw invalid('`model.json` points past the end of `weights.bin`');
  }
  if (littleEndian) {
    const here = new Uint8Array(view.buffer, view.byteOffset + block.offset, values.byteLength);
    new Uint8Array(values.buffer).set(here);
    return { values };
  }
  for (let index = 0; index < values.length; index++) {
    values[index] = read(view, block.offset + index * bytes);
  }
  return { values };
}

/** Whether numbers lie in memory as they do in the file, as on nearly every machine: reading them one by one takes most of a start. */
const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function refuseNonFinite(key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new Error(`the model says ${value} under ${key}, which JSON cannot`);
  }
  return value;
}

function invalid(message: string, cause?: unknown): MlxError {
  return new MlxError('model/invalid', message, {
    hints: ['Run `mlx train --force` to make the model again'],
    cause,
  });
}
