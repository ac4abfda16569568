import type { SplittableTable } from '../split-strategy.js';
import type { Finding } from './finding.js';
import type { Sample } from './sample.js';

/**
 * Features that name rows rather than describe them: categories of which nine in ten rows have one of their own, and
 * whole numbers or categories called like an id that take many values.
 */
export async function findIdentifiers(
  { database }: SplittableTable,
  sample: Sample,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { name, as, type } of sample.features) {
    if (type !== 'category' && type !== 'integer') continue;
    const [row] = await database.rows<Counted>(
      `SELECT count(${as}) AS rows, count(DISTINCT ${as}) AS distinct FROM ${sample.table} WHERE part = 0`,
    );
    const why = row === undefined ? undefined : identityOf(name, type, row);
    if (why !== undefined) findings.push(findingOf(name, why));
  }
  return findings;
}

interface Counted {
  readonly [count: string]: number;
  readonly rows: number;
  readonly distinct: number;
}

function identityOf(
  name: string,
  type: 'category' | 'integer',
  { rows, distinct }: Counted,
): string | undefined {
  const values = distinct.toLocaleString('en');
  if (type === 'category' && rows >= fewRows && distinct >= rows * 0.9) {
    return `has ${values} values in ${rows.toLocaleString('en')} train rows: it names them`;
  }
  const called = distinct >= 50 && /(^|[_\s-])(id|uuid|guid)$|[a-z]I[dD]$/i.test(name);
  return called ? `is called like an id and has ${values} values` : undefined;
}

function findingOf(name: string, why: string): Finding {
  return {
    kind: 'identifiers',
    level: 'warning',
    text: `\`${name}\` is a feature, but ${why}`,
    hint: `Give it a role, \`ingest: { columns: { ${name}: id } }\`; if rows of one value belong together, \`split: { group: ${name} }\``,
    columns: [name],
  };
}

const fewRows = 50;
