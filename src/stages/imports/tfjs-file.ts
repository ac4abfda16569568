import { basename } from 'node:path';
import { pathsOfBase, readBase } from '../../data/images/base-files.js';
import type { ForeignFiles } from '../../learning/imports/imported-model.js';
import { openFiles } from '../../learning/imports/imported-predictor.js';
import { type ForeignModel, unreadable } from './foreign-model.js';

/** Reads a layers or graph model of TensorFlow.js and asks it for its inputs and outputs. Throws `import/file`, `import/runtime`. */
export async function readTfjs(path: string, folder: string): Promise<ForeignModel> {
  const { format, topology, specs, data } = await readBase(path, folder, refuse);
  const files: ForeignFiles = {
    runtime: format,
    file: new TextEncoder().encode(JSON.stringify({ topology, specs })),
    beside: { weights: new Uint8Array(Buffer.from(data, 'base64')) },
  };
  const { inputs, outputs, by } = openFiles(files, path).facts;
  return { path, files, inputs, outputs, by };
}

/** The files that belong to a model. Throws `import/file`. */
export function tfjsFiles(path: string, folder: string): Promise<readonly string[]> {
  return pathsOfBase(path, folder, refuse);
}

function refuse(path: string, what: string) {
  return unreadable(path, what, [
    `Keep \`${basename(path)}\` as TensorFlow.js saved it, with its weight files in the same folder`,
  ]);
}
