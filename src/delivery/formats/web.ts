import { createHash } from 'node:crypto';
import type { Prediction } from '../prediction.js';
import { askScript, rowsFromInput } from './ask-program.js';
import type { FormatFile, FormatSource, PackageFormat } from './format.js';
import { headOf, modelFacts, predictCode, weightBytes } from './model-code.js';
import { runtimeCannot } from './runtime-format.js';
import { demoPage, demoScript } from './web-page.js';

/** Files for a web server or a CDN: what never changes is named by its hash, and `predict.js` leads to it. */
export const web: PackageFormat = {
  name: 'web',
  summary:
    'an ES module and binary weights that predict in a browser, with hashed names, cache headers for a CDN and a demo page',
  params: {},
  cannot: runtimeCannot,
  files: webFiles,
  // The very module, which reads files beside it where its address is one.
  ask: (folder, rows) =>
    askScript<readonly Prediction[]>(
      `${rowsFromInput}const { predict } = await import('./predict.js');\nconsole.log(JSON.stringify(predict(rows)));`,
      { folder, rows },
    ),
};

function webFiles(source: FormatSource): readonly FormatFile[] {
  const weights = hashed('weights', 'bin', weightBytes(source));
  const facts = hashed('model', 'json', Buffer.from(modelFacts(source)));
  const model = hashed('model', 'js', Buffer.from(moduleCode(source, facts.path, weights.path)));
  const demo = hashed('demo', 'js', Buffer.from(demoScript(source)));
  const text = (path: string, content: string): FormatFile => ({
    path,
    bytes: Buffer.from(content),
  });
  const immutable = [demo, facts, model, weights];
  return [
    text('_headers', headers(immutable.map(({ path }) => path))),
    text('index.html', demoPage(source, demo.path)),
    text('package.json', '{"type":"module","private":true}\n'),
    text('predict.js', `${headOf(source)}\nexport * from './${model.path}';\n`),
    ...immutable,
  ];
}

function hashed(name: string, ending: string, bytes: Uint8Array): FormatFile {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  return { path: `${name}.${hash}.${ending}`, bytes };
}

/** In the form of Netlify and Cloudflare Pages. What has a hash in its name may be kept for ever. */
function headers(immutable: readonly string[]): string {
  const rest = ['/', '/index.html', '/predict.js'];
  const open = '  Access-Control-Allow-Origin: *\n  X-Content-Type-Options: nosniff\n';
  return [
    ...immutable.map(
      (path) => `/${path}\n  Cache-Control: public, max-age=31536000, immutable\n${open}`,
    ),
    ...rest.map((path) => `${path}\n  Cache-Control: no-cache\n${open}`),
  ].join('');
}

function moduleCode(source: FormatSource, facts: string, weights: string): string {
  return `${headOf(source)}
${source.runtime}
async function bytesOf(name) {
  const address = new URL(name, import.meta.url);
  if (address.protocol === 'file:') return (await import('node:fs/promises')).readFile(address);
  const response = await fetch(address);
  if (!response.ok) throw new Error(address + ' gives ' + response.status);
  return new Uint8Array(await response.arrayBuffer());
}
const [facts, weights] = await Promise.all([bytesOf('./${facts}'), bytesOf('./${weights}')]);
const model = mlxRuntime.packagedModel({ ...JSON.parse(new TextDecoder().decode(facts)), weights });
${predictCode}`;
}
