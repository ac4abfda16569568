import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ModelHolder } from '../../src/delivery/serving/model-holder.js';
import { Browser, findChromium } from '../helpers/browser.js';
import { serversForTests } from './fixtures/running-server.js';
import { loadToy, toyPackage, toyParts } from './fixtures/toy-model.js';

const serve = serversForTests();
const chromium = await findChromium();

describe('the page of a model', () => {
  test('has a control for every field, filled with the example', async () => {
    const { url } = await serve();
    const page = await (await fetch(url)).text();
    expect(page).toContain('<title>churn</title>');
    expect(page).toContain('name="tenure" data-type="number" inputmode="decimal" value="12"');
    expect(page).toContain('<option selected value="basic">basic</option>');
    expect(page).toContain('<option selected value="true">true</option>');
    expect(page).toContain('called twice about the bill</textarea>');
    for (const { name } of toyParts(1).signature.inputs) expect(page).toContain(`name="${name}"`);
  });

  test('loads nothing, and its policy allows its own style and script only', async () => {
    const { url } = await serve();
    const response = await fetch(url);
    const policy = response.headers.get('content-security-policy') ?? '';
    const page = await response.text();
    expect(page).not.toMatch(/(src|href)="?(https?:)?\/\//);
    for (const tag of ['style', 'script']) {
      const inline = new RegExp(`<${tag}>(.*)</${tag}>`, 's').exec(page)?.[1] ?? '';
      const hash = createHash('sha256').update(inline).digest('base64');
      expect(policy).toContain(`${tag}-src 'sha256-${hash}'`);
    }
    expect(policy).toContain("default-src 'none'");
  });

  test.skipIf(chromium === undefined)(
    'answers in a browser, light and dark, and its policy stops nothing of its own',
    async () => {
      const { url } = await serve();
      await using browser = await Browser.open(chromium ?? '');
      for (const scheme of ['light', 'dark'] as const) {
        const page = await browser.page(url, { scheme });
        const text = () => page.run("document.getElementById('result').innerText");
        await expect.poll(text).toContain('%');
        await page.run(
          "document.querySelector('[name=tenure]').value = 'long'; document.querySelector('form').requestSubmit()",
        );
        await expect.poll(text).toContain('cannot be read');
        const note = "document.querySelector('[aria-invalid] + em').innerText";
        expect(await page.run(note)).toContain('Expected a number, found "long"');
        // That /predict refused the row is told on the console too.
        expect(page.log.errors.filter((error) => error.includes('Policy'))).toEqual([]);
      }
    },
  );

  test('shows names and values of the data as text', async () => {
    const parts = toyParts(1);
    const hostile = '"><script>alert(1)</script>';
    const packageDir = await toyPackage(1, {
      facts: { ...parts.facts, name: hostile },
      golden: parts.golden.map(({ row, expected }) => ({
        row: { ...row, notes: hostile },
        expected,
      })),
    });
    const { url } = await serve({ models: new ModelHolder(await loadToy(packageDir)) });
    const page = await (await fetch(url)).text();
    expect(page).not.toContain('<script>alert');
    expect(page).toContain('&#34;&#62;&#60;script&#62;alert(1)');
  });

  test('says so while no model is loaded', async () => {
    const { url } = await serve({ models: new ModelHolder() });
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([
      503,
      expect.stringContaining('No model is loaded yet') as string,
    ]);
  });
});
