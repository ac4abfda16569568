import { wholeFigure } from '../../../contracts/figure.js';
import type { Column } from '../../../contracts/table.js';
import { inBatches } from '../../tables/in-batches.js';
import type { SplittableTable } from '../split-strategy.js';
import { featuresAtOnce } from './cells.js';
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
  const named = sample.features.filter(({ type }) => type === 'category' || type === 'integer');
  for (const some of inBatches(named, featuresAtOnce)) {
    const counts = some.map(({ as }) => `count(${as}) AS r${as}, count(DISTINCT ${as}) AS d${as}`);
    const [row = {}] = await database.rows<Record<string, number>>(
      `SELECT ${counts.join(', ')} FROM ${sample.table} WHERE part = 0`,
    );
    for (const { name, as, type } of some) {
      const counted = { rows: row[`r${as}`] ?? 0, distinct: row[`d${as}`] ?? 0 };
      const why = identityOf(name, type, counted);
      if (why !== undefined) findings.push(findingOf(name, why));
    }
  }
  return findings;
}

interface Counted {
  readonly rows: number;
  readonly distinct: number;
}

function identityOf(
  name: string,
  type: Column['type'],
  { rows, distinct }: Counted,
): string | undefined {
  const values = wholeFigure(distinct);
  if (type === 'category' && rows >= fewRows && distinct >= rows * 0.9) {
    return `has ${values} values in ${wholeFigure(rows)} train rows: it names them`;
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
