import { expect, test } from 'vitest';
import { helpPage } from './help-page.js';
import { errorsPage, exitCodesPage, pluginsPage, settingsPage } from './reference-pages.js';

/** Regenerate with `npm test -- -u`. */
test.each([
  ['mlx-yaml.md', settingsPage],
  ['plugins.md', pluginsPage],
  ['errors.md', errorsPage],
  ['exit-codes.md', exitCodesPage],
  ['commands.md', helpPage],
])('docs/reference/%s says what the code says', async (file, page) => {
  await expect(page()).toMatchFileSnapshot(`../../docs/reference/${file}`);
});
