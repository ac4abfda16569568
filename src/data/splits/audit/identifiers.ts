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
    const [row] = await database.rows<{ rows: number; distinct: number }>(
      `SELECT count(${as}) AS rows, count(DISTINCT ${as}) AS distinct FROM ${sample.table} WHERE part = 0`,
    );
    const { rows = 0, distinct = 0 } = row ?? {};
    const own = type === 'category' && rows >= fewRows && distinct >= rows * 0.9;
    const called = distinct >= 50 && /(^|[_\s-])(id|uuid|guid)$|[a-z]I[dD]$/i.test(name);
    if (!own && !called) continue;
    const values = distinct.toLocaleString('en');
    findings.push({
      kind: 'identifiers',
      level: 'warning',
      text: own
        ? `\`${name}\` is a feature, but has ${values} values in ${rows.toLocaleString('en')} train rows: it names them`
        : `\`${name}\` is a feature, but is called like an id and has ${values} values`,
      hint: `Give it a role, \`ingest: { columns: { ${name}: id } }\`; if rows of one value belong together, \`split: { group: ${name} }\``,
      columns: [name],
    });
  }
  return findings;
}

const fewRows = 50;
