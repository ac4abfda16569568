// A web package in headless Chromium: served as files, asked for the golden rows.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { bundled } from './bundled.mjs';

const types = { js: 'text/javascript', html: 'text/html', json: 'application/json' };

/** Gives what `predict` says of rows, in a browser of its own; undefined where there is none. */
export async function webReader() {
  const { Browser, findChromium } = await bundled('test/helpers/browser.ts');
  const path = await findChromium();
  if (path === undefined) return undefined;
  return async (folder, rows) => {
    const browser = await Browser.open(path);
    try {
      return await served(folder, (url) => asked(browser, url, rows));
    } finally {
      await browser[Symbol.asyncDispose]();
    }
  };
}

async function asked(browser, url, rows) {
  const page = await browser.page(url);
  const code = `import('./predict.js').then(({ predict }) => JSON.stringify(predict(${JSON.stringify(rows)})))`;
  return JSON.parse(await page.run(code));
}

async function served(folder, use) {
  const server = createServer(async ({ url }, response) => {
    const name = url === '/' ? '/index.html' : url;
    const bytes = await readFile(join(folder, name)).catch(() => undefined);
    const type = types[name.split('.').at(-1)] ?? 'application/octet-stream';
    response.writeHead(bytes === undefined ? 404 : 200, { 'content-type': type });
    response.end(bytes);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${server.address().port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
