import { markdownTable } from '../benchmarks-page.mjs';

const columns = [
  ['single-file', 'single-file'],
  ['bundle', 'bundle'],
  ['node', 'node'],
  ['web', 'web (Chromium)'],
  ['lambda', 'lambda'],
  ['azure-function', 'azure-function'],
  ['image', 'image'],
  ['onnx', 'onnx'],
  ['saved-model', 'saved-model (tfjs-node)'],
  ['saved-model in Python', 'saved-model (Python)'],
];

/** The largest differences as a table; – is for what is refused, and is told below with the reason. */
export function formatsTable(rows) {
  const notes = new Map();
  const body = rows.map(({ set, family, cells }) => {
    if (cells.problem !== undefined) notes.set(cells.problem, `${set}/${family}`);
    return [set, family, ...columns.map(([name]) => cell(cells, name))];
  });
  return markdownTable(['data', 'family', ...columns.map(([, title]) => title)], body);
}

function cell(cells, name) {
  const value = cells[name];
  if (value === undefined) return '';
  if (typeof value === 'number') return value === 0 ? '0' : value.toExponential(1);
  return value.startsWith('not run') ? 'not run' : '–';
}
