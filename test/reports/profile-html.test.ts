import { describe, expect, it } from 'vitest';
import type { Profile } from '../../src/data/profile/profile.js';
import { columnTerminal } from '../../src/reports/profile/column-terminal.js';
import { profileHtml } from '../../src/reports/profile/profile-html.js';
import { profileTerminal } from '../../src/reports/profile/profile-terminal.js';
import { symbolsFor } from '../../src/ui/symbols.js';
import { displayWidth } from '../../src/ui/text-width.js';
import { profiledCsv } from '../data/profile/profiled.js';
import { customersCsv } from '../helpers/small-data.js';
import { checkWellFormed } from './check-well-formed.js';

const customers = (rows: number): Promise<Profile> =>
  profiledCsv(customersCsv(rows), { target: { name: 'left' } });

const evil = `</script><script>alert("1")</script>'&\u0000\u001B[2J`;

/** The profile with a hostile name wherever the data may put one. */
function hostile(profile: Profile): Profile {
  const text = JSON.stringify(profile, (key, value: unknown) =>
    typeof value === 'string' && !['kind', 'weight', 'type', 'role'].includes(key) ? evil : value,
  );
  return JSON.parse(text) as Profile;
}

/** The page without its own script, which must be there once. */
function withoutScript(page: string): string {
  const parts = page.split(/<script>[^]*?<\/script>/);
  expect(parts).toHaveLength(2);
  return parts.join('');
}

describe('the page of a profile', () => {
  it('is well-formed, self-contained and the same each time', async () => {
    const profile = await customers(400);
    const page = profileHtml('customers.csv', profile);
    checkWellFormed(withoutScript(page));
    expect(page).not.toMatch(/<link|<img|@import|url\(|https?:/);
    expect(withoutScript(page)).not.toMatch(/NaN|undefined|\[object/);
    expect(profileHtml('customers.csv', profile)).toBe(page);
    for (const { name } of profile.columns) expect(page).toContain(`<code>${name}</code>`);
  });

  it('has a name for every drawing and its figures as tables', async () => {
    const page = profileHtml('customers.csv', await customers(300));
    const charts = page.match(/<svg class="chart[^>]*>/g) ?? [];
    expect(charts.length).toBeGreaterThan(8);
    expect(charts.every((svg) => svg.includes('aria-label="'))).toBe(true);
    expect(page.match(/Figures as a table/g)?.length).toBeGreaterThan(4);
  });

  it('allows its own script only, and is whole without it', async () => {
    const page = profileHtml('customers.csv', await customers(100));
    expect(page).toMatch(/script-src &#39;sha256-[A-Za-z0-9+/]{43}=&#39;/);
    expect(withoutScript(page)).not.toMatch(/ on[a-z]+=/);
  });

  it('does not grow with the rows', async () => {
    const [few, many] = [await customers(1000), await customers(10_000)];
    const [small, large] = [profileHtml('c', few).length, profileHtml('c', many).length];
    expect(Math.abs(large - small) / small).toBeLessThan(0.1);
  });

  it('grows modestly with the columns', async () => {
    const names = Array.from({ length: 200 }, (_, at) => `column_${at}`);
    const rows = Array.from({ length: 120 }, (_, row) =>
      names.map((_name, at) => Math.round(1000 * Math.sin(row * (at + 1)))).join(','),
    );
    const page = profileHtml('wide', await profiledCsv([names.join(','), ...rows].join('\n')));
    checkWellFormed(withoutScript(page));
    expect(page.length / 200).toBeLessThan(8000);
  });

  it('keeps whatever the data is called as text', async () => {
    const page = withoutScript(profileHtml(evil, hostile(await customers(200))));
    checkWellFormed(page);
    expect(page).not.toContain('alert("1")');
    expect(page).not.toContain('\u0000');
    expect(page).toContain('&#60;script&#62;');
  });

  it('of next to nothing is still whole', async () => {
    for (const csv of ['a\n1\n', 'a,b\n1,\n1,\n', 'a,b\n1,x\n1,x\n']) {
      const page = withoutScript(profileHtml('little', await profiledCsv(csv)));
      checkWellFormed(page);
      expect(page).not.toMatch(/NaN|undefined|Infinity/);
    }
  });
});

describe('a profile in the terminal', () => {
  const symbols = symbolsFor(true);

  it('has a line a column, and what matters most at its end', async () => {
    const rows = Array.from(
      { length: 300 },
      (_, at) =>
        `${at},${at % 3 === 0 ? 'paid' : 'open'},${(at * 7) % 11},${at % 3 === 0 ? 'yes' : 'no'}`,
    );
    const profile = await profiledCsv(['number,state,x,left', ...rows].join('\n'), {
      target: { name: 'left' },
    });
    expect(profileTerminal('orders.csv', profile, { symbols })).toMatchInlineSnapshot(`
      "orders.csv  300 rows · 4 columns · 4.2 kB · nothing missing · 0 duplicate rows

      column  type              missing  distinct  values                shape            look at
      number  integer, id                  unique  0 · 149.5 · 299       ███████████████  id
      state   category                          2  open 67 %, paid 33 %  █▅               leak?
      x       integer                          11  0 · 5 · 10            ███████████
      left    category, target                  2  no 67 %, yes 33 %     █▅

      say something of left: state 99 %
      go together: state ~ left 1.00

      · \`number\` has a value of its own in every row, as an id does; no model can learn from it
      ⚠ 278 rows repeat another but for their ids, such as rows 0 and 33
      ✗ \`state\` alone takes away 99.0 % of the uncertainty about \`left\`: a leak, unless it is known before the answer is
      "
    `);
  });

  it('fits the terminal, and is whole in a pipe', async () => {
    const profile = await profiledCsv(
      `${'a very long name of a column indeed'.repeat(3)},b\n${'x'.repeat(90)},1\n${'x'.repeat(90)},2\n`,
    );
    const table = (text: string): readonly string[] =>
      text.split('\n').filter((line) => line.startsWith('a very') || line.startsWith('column'));
    for (const line of table(profileTerminal('t', profile, { symbols, columns: 72 }))) {
      expect(displayWidth(line)).toBeLessThanOrEqual(72);
    }
    expect(profileTerminal('t', profile, { symbols })).toContain('a column indeed'.repeat(1));
    expect(profileTerminal('t', profile, { symbols })).not.toContain('…a');
  });

  it('cannot be steered by the data', async () => {
    const profile = hostile(await customers(200));
    const [first] = profile.columns;
    if (first === undefined) throw new Error('there are columns');
    const text =
      profileTerminal(evil, profile, { symbols }) + columnTerminal(first, profile, { symbols });
    expect(text).not.toContain('\u001B');
    expect(text).not.toContain('\u0000');
  });
});
