import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProjectDir } from '../../helpers/project-dir.js';
import { CombineBench, type SmallTable } from './combine-rows.js';

const columns = { id: 'integer', city: 'category', name: 'category', street: 'category' } as const;

describe('dedupe of rows that are alike', () => {
  const table: SmallTable = {
    columns,
    rows: [
      [1, 'Ulm', 'John Smith', '5 Main Street'],
      [2, 'Ulm', 'Jon Smith', 'Main Street 5'],
      [3, 'Ulm', 'JOHN  SMITH', 'Main-Street, 5'],
      [4, 'Bonn', 'John Smith', '5 Main Street'],
      [5, 'Ulm', 'Jörg Müller', 'Ring 1'],
      [6, 'Ulm', 'Jorg Muller', 'Ring 1'],
      [7, 'Ulm', null, 'Ring 1'],
      [8, 'Ulm', 'Anna Berg', 'Ring 1'],
    ],
  };

  it('takes rows for the same that are equal in `on` and alike in all of `similar`', async () => {
    const bench = await CombineBench.open();
    const similar = { name: 0.92, street: { by: 'tokens', at_least: 0.9 } };
    const dedupe = { on: 'city', similar };
    const kept = await bench.combine([{ from: 't' }, { dedupe }], { t: table });
    expect(kept.rows.map(({ id }) => id)).toEqual([1, 4, 5, 7, 8].map(String));
    expect(kept.notes.join('\n')).toContain('8 rows → 5 rows, 3 rows were a duplicate');
    expect(kept.notes.join('\n')).toMatch(
      /went, because .* is the same: `Jon Smith` is like `John Smith` \(name 0\.97/,
    );
    expect(kept.warnings.join('\n')).toContain('1 row without a key stay');
    const last = await bench.combine([{ from: 't' }, { dedupe: { ...dedupe, keep: 'last' } }], {
      t: table,
    });
    expect(last.rows.map(({ id }) => id)).toEqual([3, 4, 6, 7, 8].map(String));
    // Without `on` all are compared: the one in Bonn is the same person.
    const all = await bench.combine([{ from: 't' }, { dedupe: { similar } }], { t: table });
    expect(all.rows.map(({ id }) => id)).toEqual([1, 5, 7, 8].map(String));
  });

  it('joins no chain of small differences', async () => {
    const bench = await CombineBench.open();
    // Each word is alike to the next, and the first is not to the last.
    const words = ['abcdefghij', 'abcdefghkl', 'abcdefmnkl'];
    const rows = words.map((word, at) => [at, 'x', word, 's']);
    const { rows: kept } = await bench.combine(
      [{ from: 't' }, { dedupe: { similar: { name: 0.9 } } }],
      { t: { columns, rows } },
    );
    expect(kept.map(({ name }) => name)).toEqual([words[0], words[2]]);
  });

  it('leaves no two alike rows, and takes none away that is like none that stays', async () => {
    const bench = await CombineBench.open();
    const word = fc.stringMatching(/^[ab]{1,6}$/);
    const tables = fc.array(fc.tuple(fc.constantFrom('u', 'v'), word), {
      minLength: 1,
      maxLength: 25,
    });
    const property = fc.asyncProperty(tables, async (made) => {
      const rows = made.map(([city, name], at) => [at, city, name, 's']);
      const dedupe = { on: 'city', similar: { name: { by: 'jaro-winkler', at_least: 0.85 } } };
      const { rows: kept } = await bench.combine([{ from: 't' }, { dedupe }], {
        t: { columns, rows },
      });
      const stays = new Set(kept.map(({ id }) => Number(id)));
      const alike = (a: number, b: number): boolean =>
        made[a]?.[0] === made[b]?.[0] &&
        jaroWinkler(made[a]?.[1] ?? '', made[b]?.[1] ?? '') >= 0.85;
      for (const row of rows.keys()) {
        const before = [...stays].filter((other) => other < row && alike(other, row));
        expect([row, stays.has(row)]).toEqual([row, before.length === 0]);
      }
    });
    await fc.assert(property, { numRuns: 60, seed: 5 });
  });

  it('lists in the artifact what went and why, and refuses what cannot be', async () => {
    const yaml = (dedupe: string): string => `
name: people
task: { type: regression, target: v }
ingest:
  sources: { people: { type: csv, path: people.csv } }
  combine: [{ from: people }, { dedupe: ${dedupe} }]
`;
    await using dir = await ProjectDir.with({
      'people.csv': 'name,city,v\nJohn Smith,Ulm,1\nJon Smith,Ulm,2\nAnna Berg,Ulm,3\n',
      'mlx.yaml': yaml('{ on: city, similar: { name: 0.9 } }'),
    });
    const run = await dir.mlx('ingest -v');
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toContain('people.csv:3 went, because people.csv:2 is the same');
    const file = (await dir.files()).find((name) => name.endsWith('alike.jsonl')) ?? '';
    expect(JSON.parse(await readFile(join(dir.path, file), 'utf8'))).toEqual({
      removed_row: 1,
      kept_row: 0,
      because: [{ column: 'name', removed: 'Jon Smith', kept: 'John Smith', similarity: 0.9733 }],
    });
    await dir.write({ 'mlx.yaml': yaml('{ on: city, similar: { nam: 0.9, city: 1 } }') });
    const refused = await dir.mlx('validate');
    expect(refused.stderr).toContain('Did you mean `name`?');
    expect(refused.stderr).toContain('`city` has to be equal by `on`');
    await dir.write({ 'mlx.yaml': yaml('{ similar: { name: 1.5 } }') });
    expect((await dir.mlx('validate')).exitCode).toBe(3);
  });
});

/** Winkler (1990), with a prefix of at most four letters and a weight of 0.1, above a Jaro similarity of 0.7. */
function jaroWinkler(one: string, other: string): number {
  const reach = Math.max(0, Math.floor(Math.max(one.length, other.length) / 2) - 1);
  const taken = new Set<number>();
  const matches: number[] = [];
  for (let at = 0; at < one.length; at++) {
    for (let to = Math.max(0, at - reach); to <= Math.min(other.length - 1, at + reach); to++) {
      if (taken.has(to) || other[to] !== one[at]) continue;
      taken.add(to);
      matches.push(at);
      break;
    }
  }
  if (matches.length === 0) return 0;
  const there = [...taken].toSorted((a, b) => a - b);
  const moved = matches.filter((at, index) => one[at] !== other[there[index] ?? -1]).length / 2;
  const m = matches.length;
  const jaro = (m / one.length + m / other.length + (m - moved) / m) / 3;
  let prefix = 0;
  while (prefix < 4 && prefix < one.length && one[prefix] === other[prefix]) prefix++;
  return jaro > 0.7 ? jaro + prefix * 0.1 * (1 - jaro) : jaro;
}
