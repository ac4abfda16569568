import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../../contracts/json.js';
import type { SignatureInput } from '../../contracts/model.js';
import type { MetricFigure } from '../package-manifest.js';
import type { ModelFacts, ServedModel } from './model-holder.js';
import { pageScript } from './page-script.js';
import { pageStyle } from './page-style.js';

/** A self-contained page that describes a model and lets one try it. It loads nothing and calls only `/predict`. */
export function modelPage(model: ServedModel | undefined): string {
  if (model === undefined) {
    return page(
      'mlx',
      '<main class="empty"><p>No model is loaded yet. Reload in a moment.</p></main>',
    );
  }
  const { facts, predictor } = model;
  const { task, inputs } = predictor.signature;
  const example = exampleOf(facts);
  return page(
    facts.name,
    `<header>
      <h1>${escape(facts.name)}</h1>
      <p>Predicts <b>${escape(task.target || 'how odd a row is')}</b> with a model of family <b>${escape(facts.family)}</b>.
        Version <code id="version">${escape(predictor.version)}</code></p>
      ${metricList(facts.metrics)}
    </header>
    <main>
      <form id="row" novalidate>
        <div class="fields">${inputs.map((input) => field(input, example[input.name])).join('')}</div>
        <button>Predict</button>
      </form>
      <section id="result" aria-live="polite"><p class="quiet">The answer appears here.</p></section>
    </main>
    <details><summary>As a request</summary><pre id="request"></pre></details>
    <footer>JSON Schema of a row: <a href="signature">/signature</a> · all routes as OpenAPI: <a href="openapi.json">/openapi.json</a></footer>
    <script>${pageScript}</script>`,
  );
}

/** The page's content security policy: its own style and script, nothing from anywhere else. */
export const pagePolicy = [
  "default-src 'none'",
  `style-src '${hashOf(pageStyle)}'`,
  `script-src '${hashOf(pageScript)}'`,
  "connect-src 'self'",
  // The empty icon of the page.
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <link rel="icon" href="data:,">
    <title>${escape(title)}</title>
    <style>${pageStyle}</style>
  </head>
  <body>
    ${body}
  </body>
</html>
`;
}

function metricList(metrics: Readonly<Record<string, MetricFigure>>): string {
  const items = Object.entries(metrics).map(
    ([name, { value }]) => `<div><dt>${escape(name)}</dt><dd>${value.toPrecision(3)}</dd></div>`,
  );
  return items.length === 0 ? '' : `<p>On the test split:</p><dl>${items.join('')}</dl>`;
}

function field(input: SignatureInput, example: Json | undefined): string {
  const { name, required, type, range } = input;
  const kind = type === 'category' ? '' : type;
  const seen = range === undefined ? '' : `${short(range[0])} – ${short(range[1])}`;
  const hint = [kind, seen, required ? '' : 'optional'].filter((word) => word !== '').join(', ');
  return `<label class="${type}"><span>${escape(name)} <small>${hint}</small></span>${control(input, example)}</label>`;
}

function control(input: SignatureInput, example: Json | undefined): string {
  const { name, type, values } = input;
  const value = typeof example === 'object' || example === undefined ? '' : String(example);
  const common = `name="${escape(name)}" data-type="${type}"`;
  const choices = type === 'boolean' ? ['true', 'false'] : values;
  if (choices !== undefined) {
    const options = ['', ...choices].map(
      (choice) =>
        `<option${choice === value ? ' selected' : ''} value="${escape(choice)}">${escape(choice)}</option>`,
    );
    return `<select ${common}>${options.join('')}</select>`;
  }
  if (type === 'text' || type === 'image') {
    const file = type === 'image' ? '<input type="file" accept="image/*">' : '';
    return `<textarea ${common} rows="3">${escape(value)}</textarea>${file}`;
  }
  const mode = type === 'number' || type === 'integer' ? ' inputmode="decimal"' : '';
  return `<input ${common}${mode} value="${escape(value)}" autocomplete="off">`;
}

function exampleOf({ published }: ModelFacts): JsonObject {
  const example = published['example'] as { readonly input: JsonObject };
  return example.input;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function hashOf(content: string): string {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}
