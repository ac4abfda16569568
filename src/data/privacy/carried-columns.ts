import type { JsonObject } from '../../contracts/json.js';
import { MlxError } from '../../errors/index.js';
import type { ColumnSettings, ColumnsSettings } from '../columns/column-settings.js';
import type { Derivation } from '../columns/derivation-order.js';
import { namesBeforeDerived } from '../columns/names-in-table.js';
import type { PrivacySettings } from './apply-privacy.js';
import { protectedColumns } from './notes-without-values.js';
import { namedAnew } from './renamed-by-steps.js';

/** How the columns of a table come about, as far as names tell. */
export interface Origins {
  readonly columns: ColumnsSettings;
  /** `ingest.combine`, in the long form. */
  readonly steps: readonly JsonObject[];
  readonly derivations: readonly Derivation[];
  /** The columns of the table once sources are combined, before any is renamed or derived. */
  readonly combined: readonly string[];
}

interface Carried {
  readonly name: string;
  readonly from: string;
  readonly path: readonly (string | number)[];
}

/**
 * Refuses columns that carry what stands in a protected one under another name, and of which the project does not say what
 * becomes of them. Throws `privacy/carried` with each, at the way from `ingest` to where it is made.
 */
export function refuseCarried(privacy: Pick<PrivacySettings, 'columns'>, origins: Origins): void {
  const carried = carriedColumns(privacy, origins);
  if (carried.length === 0) return;
  const problems = carried.map(({ name, from, path }) => ({
    code: 'privacy/carried' as const,
    message: `\`${name}\` is made of \`${from}\`, which \`ingest.privacy\` protects, and would show what stands there`,
    hints: [
      `Say what becomes of it, too: \`privacy: { ${name}: drop }\`, or \`keep\` if it tells nothing of a person`,
    ],
    path,
  }));
  const count = problems.length === 1 ? 'A column carries' : `${problems.length} columns carry`;
  throw new MlxError('privacy/carried', `${count} what stands in protected ones`, { problems });
}

function carriedColumns(
  { columns: declared }: Pick<PrivacySettings, 'columns'>,
  { columns, steps, derivations, combined }: Origins,
): readonly Carried[] {
  const sources = new Map(
    Object.entries(columns).flatMap(([name, { from }]) =>
      from === undefined ? [] : [[name, from]],
    ),
  );
  const hidden = new Set(protectedColumns({ columns: declared }));
  for (const name of [...hidden]) hidden.add(sources.get(name) ?? name);
  const carried: Carried[] = [];
  const learn = (name: string, from: string, path: Carried['path']): void => {
    if (hidden.has(name) || name in declared) return;
    hidden.add(name);
    carried.push({ name, from, path });
  };
  for (const [index, step] of steps.entries()) {
    for (const { name, of, path } of namedAnew(step, [...hidden])) {
      if (hidden.has(of)) learn(name, of, ['combine', index, ...path]);
    }
  }
  for (const [name, from] of sources)
    if (hidden.has(from)) learn(name, from, ['columns', name, 'from']);
  for (const { name, column, reads } of derivations) {
    const from = reads.find((read) => hidden.has(read));
    if (from !== undefined) learn(name, from, ['columns', name, kindOf(column)]);
  }
  const left = new Set([
    ...namesBeforeDerived(combined, columns),
    ...derivations.map(({ name }) => name),
  ]);
  return carried.filter(({ name }) => left.has(name));
}

function kindOf({ lag, window }: ColumnSettings): string {
  if (lag !== undefined) return 'lag';
  return window === undefined ? 'expression' : 'window';
}
