import { encodeSavedModel } from '../../artifacts/saved-model.js';
import type { FormatSource } from './format.js';

/** `predict` of a row or of several, over a `model` of the runtime, as the text of an ES module. */
export const predictCode = `
export const { version, signature } = model;
export const RowsInvalid = mlxRuntime.RowsInvalid;
export function predict(given) {
  if (Array.isArray(given)) return model.predict(given);
  const answers = model.predict([given]);
  return signature.task.kind === 'forecast' ? answers : answers[0];
}
`;

/** All of the model but its weights, as JSON on one line. */
export function modelFacts({ version, signature, features, model }: FormatSource): string {
  const written = new TextDecoder().decode(encodeSavedModel(model)['model.json']);
  return JSON.stringify({
    ...{ version, signature, features },
    model: JSON.stringify(JSON.parse(written)),
  });
}

export function weightBytes({ model }: FormatSource): Uint8Array {
  return encodeSavedModel(model)['weights.bin'];
}

/** Runtime, model and `predict` in one ES module without imports, for Node, browsers and whatever else runs JavaScript. */
export function selfContainedModule(source: FormatSource): string {
  const base64 = Buffer.from(weightBytes(source)).toString('base64');
  // The text stands where it is read: V8 goes twice through a function that holds it, which large weights make slow.
  return `${headOf(source)}
${source.runtime}
const bytesOf = (text) => typeof Buffer === 'undefined' ? Uint8Array.from(atob(text), (c) => c.charCodeAt(0)) : Buffer.from(text, 'base64');
const model = mlxRuntime.packagedModel({
  ...${modelFacts(source)},
  weights: bytesOf('${base64}'),
});
${predictCode}`;
}

/** What a reader of the file should know first. */
export function headOf({ name, version, shaped }: FormatSource): string {
  const rows = shaped
    ? '\n// Rows must be as ingest leaves them: its changes to columns are not in here.'
    : '';
  return `// ${name} ${version}, written by mlx. Do not edit: package again instead.${rows}`;
}

/** The command line of a module that has `predict`: a row or rows as an argument or on standard input. */
export const commandCode = `
export async function main(args, name) {
  if (args[0] === '--help' || args[0] === '-h') {
    console.log('Usage: node ' + name + ' \\'{"field": value, ...}\\' | \\'[{...}, ...]\\' | < rows.json\\n       node ' + name + ' --signature');
    return;
  }
  if (args[0] === '--signature') return console.log(JSON.stringify(signature, null, 2));
  const { readFileSync, writeSync } = await builtin('node:fs');
  try {
    const answer = JSON.stringify(predict(JSON.parse(args[0] ?? readFileSync(0, 'utf8'))));
    // A short answer goes out at once: the first use of the console costs a start some milliseconds.
    try { if (answer.length < 1000) return void writeSync(1, answer + '\\n'); } catch {}
    console.log(answer);
  } catch (error) {
    const problems = error.problems ?? [{ message: error.message }];
    for (const { row, field, expected, found, message } of problems)
      console.error(message ?? 'row ' + row + ': ' + (field || 'it') + ' must be ' + expected + ', and is ' + found);
    process.exitCode = 1;
  }
}
function builtin(name) { return process.getBuiltinModule?.(name) ?? import(name); }
if (typeof process !== 'undefined' && process.argv?.[1] !== undefined) {
  const { realpathSync } = await builtin('node:fs');
  const { pathToFileURL } = await builtin('node:url');
  let started;
  try { started = pathToFileURL(realpathSync(process.argv[1])).href; } catch {}
  if (started === import.meta.url) await main(process.argv.slice(2), process.argv[1]);
}
`;
