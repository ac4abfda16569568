import type { KeyObject } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSavedModel, encodeSavedModel } from '../artifacts/saved-model.js';
import type { Json, JsonObject } from '../contracts/json.js';
import type { SavedModel, Signature } from '../contracts/model.js';
import { MlxError } from '../errors/index.js';
import { modelCard } from './model-card.js';
import {
  fileFacts,
  formatFor,
  isUntouched,
  type Manifest,
  manifestOf,
  type PackageFacts,
  packageFormat,
} from './package-manifest.js';
import { type Prediction, predictionSchema } from './prediction.js';
import { rowSchema } from './row-schema.js';
import { billOfMaterials, sbomFile } from './sbom/bill-of-materials.js';
import { type RuntimeComponents, runtimeComponents } from './sbom/runtime-components.js';
import { envelopeFile, type PackageSigner, signerOf, signManifest } from './signing/envelope.js';

/** A row and the answer the model gave for it when it was packaged. */
export interface GoldenPrediction {
  readonly row: JsonObject;
  readonly expected: Prediction;
}

/** What a package is made of. */
export interface PackageParts {
  readonly facts: PackageFacts;
  readonly signature: Signature;
  /** The fitted preprocessing, as the data wing stores it. */
  readonly features: Json;
  /** What is done to rows before that, as the data wing stores it; absent when nothing is. */
  readonly shaping?: Json;
  readonly model: SavedModel;
  /** 1 to 20 rows as a client would send them; the first is shown as the example. They are rows of the project's data: personal fields stand in them as they reach the model. */
  readonly golden: readonly GoldenPrediction[];
  /** What predicts, for the bill of materials; left out, what is installed here. */
  readonly runtime?: RuntimeComponents;
}

/** A package that was read back and found whole. */
export interface Package extends PackageParts {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Every file it is made of, by its path in the folder. */
  readonly paths: readonly string[];
  /** Whose key signed it; absent when nobody did. */
  readonly signer?: PackageSigner;
}

/**
 * Writes a package into a folder, the manifest and its signature last, and returns the manifest. Same parts, same bytes. A
 * signature that was there before goes: it was of something else.
 */
export async function writePackage(
  folder: string,
  parts: PackageParts,
  key?: KeyObject,
): Promise<Manifest> {
  const files = await filesOf(parts);
  const format = formatFor(parts.shaping);
  const manifest = manifestOf({ ...parts.facts, task: parts.signature.task.kind, format }, files);
  await mkdir(folder, { recursive: true });
  for (const [path, bytes] of files) await writeFile(join(folder, path), bytes);
  await writeFile(join(folder, 'manifest.json'), json(manifest));
  const envelope = join(folder, envelopeFile);
  if (key === undefined) await rm(envelope, { force: true });
  else await writeFile(envelope, signManifest(json(manifest), key));
  return manifest;
}

/** Reads a package after checking the hash of every file in it. Throws `package/invalid` naming the file and what to do. */
export async function openPackage(folder: string): Promise<Package> {
  const manifest = await openManifest(folder);
  const signed = await signatureOf(folder, manifest);
  const files = new Map<string, Buffer>();
  for (const [path, facts] of Object.entries(manifest.files)) {
    const bytes = await readPart(folder, path);
    if (fileFacts(bytes).sha256 !== facts.sha256) throw changed(folder, path);
    files.set(path, bytes);
  }
  const part = (path: string): Buffer => {
    const bytes = files.get(path);
    if (bytes === undefined) throw invalid(`The package \`${folder}\` does not list \`${path}\``);
    return bytes;
  };
  const { task, inputs, decision } = parse(part('signature.json')) as Signature;
  return {
    folder,
    manifest,
    paths: ['manifest.json', ...(signed === undefined ? [] : [envelopeFile]), ...files.keys()],
    ...(signed !== undefined && { signer: signed }),
    facts: manifest,
    signature: { task, inputs, ...(decision !== undefined && { decision }) },
    features: parse(part('features.json')) as Json,
    ...(files.has('shaping.json') && { shaping: parse(part('shaping.json')) as Json }),
    model: decodeSavedModel({
      'model.json': part('model.json'),
      'weights.bin': part('weights.bin'),
    }),
    golden: parse(part('golden.json')) as readonly GoldenPrediction[],
  };
}

/** The schema of one input row and one answer with an example of each: the published half of `signature.json`. */
export function publishedSignature(signature: Signature, example: GoldenPrediction): JsonObject {
  return {
    input: rowSchema(signature),
    output: predictionSchema(signature),
    example: { input: example.row, output: { ...example.expected } },
  };
}

const mostGolden = 20;

async function filesOf(parts: PackageParts): Promise<ReadonlyMap<string, Uint8Array>> {
  const { facts, signature, golden, features, shaping, model } = parts;
  const example = golden[0];
  if (example === undefined || golden.length > mostGolden) {
    throw new Error(`a package holds 1 to ${mostGolden} golden rows, not ${golden.length}`);
  }
  const predicting = new Map<string, Uint8Array>([
    ['features.json', json(features)],
    ...(shaping === undefined ? [] : [['shaping.json', json(shaping)] as const]),
    ...Object.entries(encodeSavedModel(model)),
  ]);
  const runtime =
    parts.runtime ??
    (await runtimeComponents({
      mlx: facts.mlx,
      isShaped: shaping !== undefined,
      readsImages: signature.inputs.some(({ type }) => type === 'image'),
    }));
  const bill = billOfMaterials({ facts, signature, model, runtime, files: predicting });
  return new Map<string, Uint8Array>([
    ['MODEL_CARD.md', Buffer.from(modelCard({ facts, signature, goldenRows: golden.length }))],
    ['golden.json', json(golden)],
    ['signature.json', json({ ...signature, schema: publishedSignature(signature, example) })],
    ...predicting,
    [sbomFile, json(bill)],
  ]);
}

/** Who signed; undefined when there is no signature. One that does not fit the manifest is a file that was changed. */
async function signatureOf(folder: string, manifest: Manifest): Promise<PackageSigner | undefined> {
  const envelope = await readFile(join(folder, envelopeFile)).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw invalid(`The package \`${folder}\` has a \`${envelopeFile}\` that cannot be read`, {
      cause,
    });
  });
  if (envelope === undefined) return undefined;
  const signer = signerOf(envelope, json(manifest));
  if (signer === undefined) throw changed(folder, envelopeFile);
  return signer;
}

async function openManifest(folder: string): Promise<Manifest> {
  const bytes = await readPart(folder, 'manifest.json');
  const manifest = parseManifest(folder, bytes);
  if (manifest.format > packageFormat) {
    throw invalid(
      `The package \`${folder}\` has format ${manifest.format}, and this mlx reads ${packageFormat}`,
      { hints: [`Use mlx ${manifest.mlx} or newer`] },
    );
  }
  // A blank more means the same, and yet it is not what was signed and handed on.
  if (!isUntouched(manifest) || !bytes.equals(json(manifest))) {
    throw changed(folder, 'manifest.json');
  }
  for (const path of Object.keys(manifest.files)) {
    if (!/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(path)) {
      throw invalid(`The package \`${folder}\` names the file \`${path}\`, which lies outside it`);
    }
  }
  return manifest;
}

function parseManifest(folder: string, bytes: Buffer): Manifest {
  try {
    const manifest = parse(bytes) as Manifest | null;
    if (typeof manifest?.format === 'number' && typeof manifest.files === 'object') return manifest;
  } catch (cause) {
    throw invalid(`\`${join(folder, 'manifest.json')}\` is not valid JSON`, { cause });
  }
  throw invalid(`\`${join(folder, 'manifest.json')}\` is not the manifest of a package`);
}

async function readPart(folder: string, path: string): Promise<Buffer> {
  return readFile(join(folder, path)).catch((cause: unknown) => {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const what = missing ? `has no \`${path}\`` : `has a \`${path}\` that cannot be read`;
    throw invalid(`The package \`${folder}\` ${what}`, { cause });
  });
}

function changed(folder: string, path: string): MlxError {
  return invalid(`\`${path}\` of the package \`${folder}\` was changed after mlx wrote it`);
}

function invalid(
  message: string,
  { hints, cause }: { readonly hints?: readonly string[]; readonly cause?: unknown } = {},
): MlxError {
  return new MlxError('package/invalid', message, {
    hints: hints ?? ['Run `mlx package --force` to write the package again, or restore a copy'],
    cause,
  });
}

function json(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}

function parse(bytes: Buffer): unknown {
  return JSON.parse(bytes.toString('utf8'));
}
