// The measure of the Pollock benchmark (Vitagliano, Hameed, Jiang, Reisener, Wu, Naumann: "Pollock: A Data Loading
// Benchmark", PVLDB 16(8), 2023), written anew after its repository HPI-Information-Systems/Pollock: `pollock/metrics.py`,
// `pollock/data_types.py` and `evaluate.py`.

const measures = ['header', 'record', 'cell'].flatMap((what) =>
  ['precision', 'recall', 'f1'].map((kind) => `${what}_${kind}`),
);

/** The ten figures of one file: its table as loaded, as CSV, against the clean one. */
export function measuresOf(clean, loaded) {
  const none = Object.fromEntries(measures.map((name) => [name, 0]));
  const success = loaded.split(/\r\n|\r|\n/)[0] === 'Application Error' ? 0 : 1;
  if (success === 0) return { success, ...none };
  const [wanted, got] = [csvRows(clean), csvRows(loaded)];
  if (got === undefined) return { success, ...none };
  if (wanted.length === 0) return { success, ...Object.fromEntries(measures.map((m) => [m, 1])) };
  const [header, ...records] = wanted.map((row) => row.map(normal));
  const [gotHeader = [], ...gotRecords] = got.map((row) => row.map(normal));
  const joined = (rows) => rows.map((row) => row.join(''));
  return {
    success,
    ...named('header', overlap(header, gotHeader)),
    ...named('record', overlap(joined(records), joined(gotRecords))),
    // Cells are compared as they are, not normalised: so does the benchmark.
    ...named('cell', overlap(wanted.flat(), got.flat())),
  };
}

/** Both scores of a loader, from 0 to 10: the plain mean of all files, and the mean by how often each fault was found. */
export function scoresOf(byFile, weightOf) {
  const files = Object.entries(byFile);
  const sum = (figures) => Object.values(figures).reduce((total, value) => total + value, 0);
  const simple = files.reduce((total, [, figures]) => total + sum(figures), 0) / files.length;
  const all = files.reduce((total, [file]) => total + weightOf(file), 0);
  const weighted = files.reduce((total, [file, own]) => total + sum(own) * weightOf(file), 0) / all;
  return { simple, weighted };
}

function named(what, [precision, recall, f1]) {
  return { [`${what}_precision`]: precision, [`${what}_recall`]: recall, [`${what}_f1`]: f1 };
}

/** How many texts two lists share, each as often as in both, by the length of either, and their harmonic mean. */
function overlap(wanted, got) {
  if (wanted.length === 0) return [1, 1, 1];
  const left = new Map();
  for (const text of wanted) left.set(text, (left.get(text) ?? 0) + 1);
  let shared = 0;
  for (const text of got) {
    const count = left.get(text) ?? 0;
    if (count === 0) continue;
    left.set(text, count - 1);
    shared += 1;
  }
  if (shared === 0) return [0, 0, 0];
  const [precision, recall] = [shared / wanted.length, shared / got.length];
  return [precision, recall, (2 * precision * recall) / (precision + recall)];
}

/** Rows as Python's `csv.reader` gives them for text opened with universal line ends; undefined where it would fail. */
export function csvRows(content) {
  const text = content.replace(/^\ufeff/, '').replaceAll(/\r\n|\r/g, '\n');
  if (text.includes('\0')) return undefined;
  const rows = [];
  let [row, cell, state] = [[], '', 'start'];
  const endCell = () => {
    row.push(cell);
    [cell, state] = ['', 'start'];
  };
  const endRow = () => {
    // A line of nothing is a row of no cells.
    if (row.length > 0 || state !== 'start') endCell();
    rows.push(row);
    row = [];
  };
  for (const letter of text) {
    if (state === 'quoted' && letter !== '"') cell += letter;
    else if (state === 'quoted') state = 'quote';
    else if (letter === '\n') endRow();
    else if (letter === ',') endCell();
    else if (letter === '"' && state === 'start') state = 'quoted';
    else if (letter === '"' && state === 'quote') [cell, state] = [`${cell}"`, 'quoted'];
    else [cell, state] = [cell + letter, 'plain'];
  }
  if (row.length > 0 || state !== 'start') endRow();
  return rows;
}

/**
 * A cell as the benchmark compares it: numbers, times, dates and prices by value, all else in small letters. Of the date
 * forms its parser knows, those that the files and the loaders write are told apart here.
 */
export function normal(cell) {
  if (cell.trim() === '') return cell;
  return (
    whole(cell) ?? decimal(cell) ?? time(cell) ?? date(cell) ?? price(cell) ?? cell.toLowerCase()
  );
}

function whole(cell) {
  if (/^(true|True)$/.test(cell)) return '1';
  if (/^(false|False)$/.test(cell)) return '0';
  return /^\s*[+-]?\d+(_\d+)*\s*$/.test(cell)
    ? String(BigInt(cell.replaceAll(/[_+\s]/g, '')))
    : undefined;
}

function decimal(cell) {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(cell)
    ? `float ${Number(cell)}`
    : undefined;
}

function time(cell) {
  const [, hour, minute, second = '00'] = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(cell) ?? [];
  return hour === undefined ? undefined : `time ${hour.padStart(2, '0')}:${minute}:${second}`;
}

function date(cell) {
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2})?))?$/.exec(cell);
  if (iso) return dated(iso[1], iso[2], iso[3], iso[4]);
  const slashed = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(cell);
  if (slashed === null) return undefined;
  const [, first, second, year] = slashed;
  const dayFirst = Number(first) > 12;
  return dayFirst ? dated(year, second, first) : dated(year, first, second);
}

function dated(year, month, day, clock = '00:00:00') {
  const full = clock.length === 5 ? `${clock}:00` : clock;
  return `date ${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')} ${full}`;
}

function price(cell) {
  const [, amount] = /\$\s?(\d+(?:,\d{3})*(?:\.\d+)?)/.exec(cell) ?? [];
  return amount === undefined ? undefined : `$${Number(amount.replaceAll(',', ''))}`;
}
