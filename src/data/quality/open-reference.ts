import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { nearestWord } from '../../errors/index.js';
import { sources } from '../sources/index.js';
import { type SourceSpec, stageSources } from '../stage-sources.js';
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

/** What is looked into: a file, or a source of the project, and the column of it. */
interface Wanted {
  readonly file?: string | undefined;
  readonly source?: string | undefined;
  readonly column: string;
}

/** Reads another file or source. Throws {@link Misfit} when there is none, or it has no such column. */
export async function openReference(wanted: Wanted, table: RuleTable): Promise<Reference> {
  const { column, file, source } = wanted;
  const { database, projectDir, scratch, signal, emit = () => undefined } = table;
  const spec = source === undefined ? specOfFile(file ?? '') : specNamed(source, table);
  const own = await mkdtemp(join(scratch, 'reference-'));
  const world = { database, projectDir, scratch: own, signal, emit };
  const stack = await stageSources([spec], world, {
    label: 'reference',
    emit,
    kindOf: () => ({ guess: 'text' }),
    keepsMisfits: () => false,
  });
  const names = stack.columns.map(({ name }) => name);
  if (!names.includes(column)) {
    throw new Misfit(`\`${source ?? file ?? ''}\` has no column \`${column}\``, {
      path: ['references', 'column'],
      hint: nearestOf(column, names),
    });
  }
  return { relation: stackedRelation(stack), cell: `CAST(${identifier(column)} AS VARCHAR)` };
}

function specOfFile(file: string): SourceSpec {
  const type = [...sources].find(({ extensions }) => extensions.some((end) => reads(file, end)));
  if (type !== undefined) return { name: 'reference', type: type.name, params: { path: file } };
  const endings = [...sources].flatMap(({ extensions }) => extensions).join(', ');
  throw new Misfit(`The ending of \`${file}\` does not say what it is`, {
    path: ['references', 'file'],
    hint: `Name a file that ends in one of: ${endings}`,
  });
}

function specNamed(name: string, { sources: all = [] }: RuleTable): SourceSpec {
  const spec = all.find((each) => each.name === name);
  if (spec !== undefined) return spec;
  throw new Misfit(`There is no source \`${name}\``, {
    path: ['references', 'source'],
    hint: nearestOf(
      name,
      all.map((each) => each.name),
    ),
  });
}

function nearestOf(name: string, names: readonly string[]): string {
  const nearest = nearestWord(name, names);
  return nearest === undefined
    ? `Name one of: ${names.join(', ')}`
    : `Did you mean \`${nearest}\`?`;
}

function reads(file: string, extension: string): boolean {
  return file
    .toLowerCase()
    .replace(/\.(gz|zst|bz2)$/, '')
    .endsWith(extension);
}
