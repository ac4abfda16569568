import type { SignatureInput } from '../../contracts/model.js';
import type { FormatSource } from './format.js';

/** A page with a field for each input that predicts as one types. Works without scripts from elsewhere. */
export function demoPage(
  { name, version, signature, golden }: FormatSource,
  script: string,
): string {
  const row = golden[0]?.row ?? {};
  const fields = signature.inputs.map((input) => field(input, row[input.name]));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${escaped(name)}</title>
<style>
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem }
form { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)) }
label { display: grid; gap: .2rem }
input { font: inherit; padding: .3rem; min-width: 0 }
pre { padding: 1rem; border: 1px solid; border-radius: .5rem; overflow: auto }
</style>
</head>
<body>
<main>
<h1>${escaped(name)}</h1>
<p>Model ${escaped(version)} predicts ${escaped(signature.task.target) || 'how odd a row is'} here in the browser: nothing is sent anywhere.</p>
<form id="row">
${fields.join('\n')}
</form>
<h2>Answer</h2>
<pre id="answer" aria-live="polite">…</pre>
</main>
<script type="module" src="./${script}"></script>
</body>
</html>
`;
}

/** The script of the page. */
export function demoScript({ signature }: FormatSource): string {
  const isForecast = signature.task.kind === 'forecast';
  return `import { predict, signature } from './predict.js';
const form = document.querySelector('#row');
const answer = document.querySelector('#answer');
const readers = {
  number: Number, integer: Number, boolean: (text) => text === 'true',
};
function row() {
  return Object.fromEntries(signature.inputs.map(({ name, type }, at) => {
    const text = form.elements[at].value;
    return [name, text.trim() === '' ? null : (readers[type] ?? String)(text)];
  }));
}
function show() {
  try { answer.textContent = JSON.stringify(predict(${isForecast ? '[]' : 'row()'}), null, 2); }
  catch (error) { answer.textContent = error.message; }
}
form.addEventListener('input', show);
form.addEventListener('submit', (event) => event.preventDefault());
show();
`;
}

function field({ name, type, range, values }: SignatureInput, value: unknown): string {
  const list = type === 'boolean' ? ['true', 'false'] : values;
  const id = `values-${Buffer.from(name).toString('hex')}`;
  const numeric = type === 'number' || type === 'integer' ? ' type="number" step="any"' : '';
  const listed = list === undefined ? '' : ` list="${id}"`;
  const placeholder = range === undefined ? '' : ` placeholder="${range[0]} to ${range[1]}"`;
  return `<label>${escaped(name)} <input name="${escaped(name)}"${numeric}${listed}${placeholder} value="${given(value)}"></label>${datalist(id, list)}`;
}

function datalist(id: string, list: readonly string[] | undefined): string {
  if (list === undefined) return '';
  const options = list.map((each) => `<option value="${escaped(each)}">`).join('');
  return `<datalist id="${id}">${options}</datalist>`;
}

/** What an input starts with; a missing value leaves it empty. */
function given(value: unknown): string {
  const isShown =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isShown ? escaped(String(value)) : '';
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
