import type { IngestResult } from '../../data/ingest-request.js';
import { detectPersonalData } from '../../data/privacy/detect-personal-data.js';
import type { PersonalData } from '../../data/profile/profile.js';
import { openDatabase } from '../../data/tables/database.js';
import { tableRows } from '../../data/tables/sql.js';

/**
 * The columns of a table that hold personal data, whatever their role. Columns that ingest protects are passed over:
 * what stands in them is made by mlx, and tells nobody's data.
 */
export async function personalDataIn(
  { file, facts }: { readonly file: string; readonly facts: IngestResult },
  { scratch, signal }: { readonly scratch: string; readonly signal: AbortSignal },
): Promise<readonly PersonalData[]> {
  await using database = await openDatabase({ scratch, signal });
  const { actions } = facts.privacy;
  const columns = facts.columns.filter(({ name }) => (actions[name] ?? 'keep') === 'keep');
  // What ingest found stands: it looked at the same rows.
  const { lookedAt = [], findings } = facts.privacy;
  const known = new Set(lookedAt);
  const others = columns.filter(({ name }) => !known.has(name));
  const fresh = await detectPersonalData(
    { relation: tableRows(file), columns: others },
    { database, signal },
  );
  const all = [...findings.filter(({ column }) => known.has(column)), ...fresh];
  const found = columns.flatMap(({ name }) => all.filter(({ column }) => column === name));
  return found.map(({ column, title, share, checked }) => ({
    column,
    what: title,
    matches: Math.round(share * checked),
    of: checked,
  }));
}
