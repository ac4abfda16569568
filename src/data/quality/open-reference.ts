import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { nearestWord } from '../../errors/index.js';
import { sources } from '../sources/index.js';
import { stageSources } from '../stage-sources.js';
import { stackedRelation } from '../staging/stack.js';
import { identifier } from '../tables/sql.js';
import { Misfit, type RuleTable } from './rules/rule.js';

/** A column of another file, as cells of text. */
interface Reference {
  /** In SQL, fit to stand after FROM. */
  readonly relation: string;
  /** The cell as text, in SQL over it. */
  readonly cell: string;
}

/** Reads another file as a source would. Throws {@link Misfit} when it has no such column. */
export async function openReference(
  { file, column }: { readonly file: string; readonly column: string },
  { database, projectDir, scratch, signal }: RuleTable,
): Promise<Reference> {
  const type = [...sources].find(({ extensions }) => extensions.some((end) => reads(file, end)));
  if (type === undefined) {
    const endings = [...sources].flatMap(({ extensions }) => extensions).join(', ');
    throw new Misfit(`The ending of \`${file}\` does not say what it is`, {
      path: ['references', 'file'],
      hint: `Name a file that ends in one of: ${endings}`,
    });
  }
  const own = await mkdtemp(join(scratch, 'reference-'));
  const spec = { name: 'reference', type: type.name, params: { path: file } };
  const world = { database, projectDir, scratch: own, signal };
  const stack = await stageSources([spec], world, {
    label: 'reference',
    emit: () => undefined,
    kindOf: () => ({ guess: 'text' }),
    keepsMisfits: () => false,
  });
  const names = stack.columns.map(({ name }) => name);
  if (!names.includes(column)) {
    const nearest = nearestWord(column, names);
    throw new Misfit(`\`${file}\` has no column \`${column}\``, {
      path: ['references', 'column'],
      hint:
        nearest === undefined ? `Name one of: ${names.join(', ')}` : `Did you mean \`${nearest}\`?`,
    });
  }
  return { relation: stackedRelation(stack), cell: `CAST(${identifier(column)} AS VARCHAR)` };
}

function reads(file: string, extension: string): boolean {
  return file
    .toLowerCase()
    .replace(/\.(gz|zst|bz2)$/, '')
    .endsWith(extension);
}
