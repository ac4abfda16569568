/**
 * Runs SavedModels by the native TensorFlow under tfjs-node, in the copy of it that lies in `copy`: the text of a module that reads
 * `[{ folder, feeds, outputs }, …]` (outputs by name, in their order) from standard input and writes answers in the same order.
 * TensorFlow.js has no doubles and its `loadSavedModel` refuses a signature with some, so this calls what that calls: a double goes in
 * as three floats that add up to it, and comes out so.
 */
export function nativeScript(copy: string): string {
  return `import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
const copy = ${JSON.stringify(copy)};
process.env.TF_CPP_MIN_LOG_LEVEL = '3';
const require = createRequire(copy + '/package.json');
// Removed from Node 23 on, and tfjs-node still calls them.
Object.assign(require('node:util'), { isNullOrUndefined: (value) => value == null, isArray: Array.isArray });
const tf = require(copy);
await tf.setBackend('tensorflow');
const { binding } = tf.backend();
const [float, double] = [1, 2];
const type = (name, value) => ({ name, type: binding.TF_ATTR_TYPE, value });
const run = (op, attributes, inputs) => binding.executeOp(op, attributes, inputs, 1)[0].id;
const cast = (from, to, id) => run('Cast', [type('SrcT', from), type('DstT', to), { name: 'Truncate', type: binding.TF_ATTR_BOOL, value: false }], [id]);
const both = (op, a, b) => run(op, [type('T', double)], [a, b]);
const tensorOf = ({ type: kind, data, dims }) => {
  if (kind === 'string') return binding.createTensor(dims, binding.TF_STRING, data.map((text) => new TextEncoder().encode(text)));
  let rest = Float64Array.from(data, (cell) => cell ?? NaN);
  if (kind === 'float') return binding.createTensor(dims, float, Float32Array.from(rest));
  let sum;
  for (let part = 0; part < 3; part++) {
    const floats = Float32Array.from(rest);
    const own = cast(float, double, binding.createTensor(dims, float, floats));
    sum = sum === undefined ? own : both('AddV2', sum, own);
    rest = rest.map((cell, at) => (Number.isFinite(cell - floats[at]) ? cell - floats[at] : 0));
  }
  return sum;
};
function answer({ folder, feeds, outputs }) {
  const tensors = feeds.map(tensorOf);
  const session = binding.loadSavedModel(folder, 'serve');
  const places = outputs.map((_, at) => 'output_' + at + ':0').join(',');
  const tensorsOut = binding.runSavedModel(session, tensors, feeds.map(({ name }) => name).join(','), places);
  const said = Object.fromEntries(outputs.map((name, at) => [name, tensorsOut[at].id]));
  const numbers = (name) => said[name] && Array.from(doublesOf(said[name]));
  const labels = said.label && binding.tensorDataSync(said.label).map((bytes) => Buffer.from(bytes).toString('utf8'));
  const all = { answers: numbers('answers'), low: numbers('low'), high: numbers('high'), labels };
  binding.deleteSavedModel(session);
  return all;
}
function doublesOf(id) {
  let rest = id;
  let values;
  for (let part = 0; part < 3; part++) {
    const floats = cast(double, float, rest);
    const own = Float64Array.from(binding.tensorDataSync(floats));
    values = values === undefined ? own : values.map((value, at) => value + own[at]);
    rest = both('Sub', rest, cast(float, double, floats));
  }
  return values;
}
console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(answer)));
`;
}
