import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evaluationHtml } from '../../src/reports/evaluation-html.js';
import { profileHtml } from '../../src/reports/profile/profile-html.js';
import { searchHtml } from '../../src/reports/tuning/search-html.js';
import { profiledCsv } from '../data/profile/profiled.js';
import { Browser, findChromium } from '../helpers/browser.js';
import { customersCsv } from '../helpers/small-data.js';
import { binaryReport, multiclassReport, regressionReport } from './sample-reports.js';
import { searchReport } from './sample-search.js';

const chromium = await findChromium();
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

const pages: Readonly<Record<string, () => Promise<string>>> = {
  'an evaluation of two classes': async () => evaluationHtml(await binaryReport()),
  'an evaluation of several classes': async () => evaluationHtml(await multiclassReport()),
  'an evaluation of numbers': async () => evaluationHtml(await regressionReport()),
  'a search': () => Promise.resolve(searchHtml(searchReport())),
  'a profile': async () =>
    profileHtml(
      'customers.csv',
      await profiledCsv(customersCsv(400), { target: { name: 'left' } }),
    ),
};

describe.skipIf(chromium === undefined)(
  'in a browser (needs Chromium: apt install chromium, or set CHROME_PATH)',
  () => {
    let browser: Browser;
    let folder: string;
    beforeAll(async () => {
      browser = await Browser.open(chromium ?? '');
      folder = await mkdtemp(join(tmpdir(), 'mlx-test-pages-'));
    });
    afterAll(async () => {
      await browser[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    });

    describe.each(Object.entries(pages))('%s', (name, make) => {
      test.each([
        ['light', 1280],
        ['dark', 1280],
        ['light', 390],
      ] as const)(
        'is accessible, asks for nothing and is silent: %s, %i wide',
        async (scheme, width) => {
          const file = join(folder, `${name.replaceAll(' ', '-')}.html`);
          await writeFile(file, await make());
          const page = await browser.page(pathToFileURL(file).href, { scheme, width });
          // Closed parts must hold too.
          await page.run(
            `document.querySelectorAll('details').forEach((each) => { each.open = true; })`,
          );
          await page.run(axe);
          const violations = (await page.run(
            'axe.run(document).then(({ violations }) => violations)',
          )) as readonly Violation[];
          expect(violations.map(told)).toEqual([]);
          expect(page.log.errors).toEqual([]);
          expect(page.log.requests).toEqual([pathToFileURL(file).href]);
          const overflow = await page.run(
            'document.documentElement.scrollWidth - document.documentElement.clientWidth',
          );
          expect(overflow).toBe(0);
        },
      );
    });

    test.each(Object.entries(pages).filter(([name]) => name !== 'a profile'))(
      'on paper nothing of %s is cut off',
      async (name, make) => {
        // The rules of paper, on a screen as wide as the text of a page of A4.
        const file = join(folder, `${name.replaceAll(' ', '-')}-on-paper.html`);
        await writeFile(file, (await make()).replace('@media print{', '@media all{'));
        const page = await browser.page(pathToFileURL(file).href, { scheme: 'light', width: 690 });
        const cut = await page.run(
          `[...document.querySelectorAll('section')].flatMap((each) => each.scrollWidth > document.documentElement.clientWidth + 1 ? [each.id] : [])`,
        );
        expect(cut).toEqual([]);
      },
    );

    test('a page that asks for something, breaks or cannot be read is caught', async () => {
      const file = join(folder, 'bad.html');
      await writeFile(
        file,
        '<!doctype html><title>x</title><p style="color:#eee;background:#fff">pale</p><img src="gone.png"><script>console.error("no")</script>',
      );
      const page = await browser.page(pathToFileURL(file).href);
      await page.run(axe);
      const ids = (await page.run(
        'axe.run(document).then(({ violations }) => violations.map(({ id }) => id))',
      )) as readonly string[];
      expect(ids).toEqual(expect.arrayContaining(['color-contrast', 'image-alt']));
      expect(page.log.errors.length).toBeGreaterThan(0);
      expect(page.log.requests).toHaveLength(2);
    });
  },
);

function told({ id, help, nodes }: Violation): string {
  const [first] = nodes;
  return `${id}: ${help}: ${nodes.length} times, such as ${first?.html.slice(0, 300) ?? ''}: ${first?.failureSummary ?? ''}`;
}
