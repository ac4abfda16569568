import { access } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { Emit } from '../contracts/events.js';
import type { Column } from '../contracts/table.js';
import type { ColumnsSettings } from './columns/column-settings.js';
import { holdsImage, imagePattern, looksLikeImage } from './images/image-cell.js';
import { type ColumnFacts, columnFacts } from './tables/column-facts.js';
import type { Database } from './tables/database.js';
import { type Candidate, decideType, suggestRole } from './tables/decide-columns.js';
import { columnProgress } from './tables/row-progress.js';
import { identifier, literal, parquetRows } from './tables/sql.js';

/** A column of the table, and whether the project pinned its type. */
export type IngestedColumn = Column & ColumnFacts & { readonly inferred: boolean };

interface Described {
  readonly columns: readonly IngestedColumn[];
  /** Why a role was chosen that the user may not expect. */
  readonly notes: readonly string[];
}

/** The finished table, as {@link describeTable} reads it. */
interface Finished {
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly Pick<Column, 'name' | 'type'>[];
  readonly declared: ColumnsSettings;
  readonly target: string | undefined;
  readonly emit: Emit;
  /** Paths of images start from it. */
  readonly projectDir: string;
}

/** Facts about every column of a written table, exact over all rows, and the role each is given. */
export async function describeTable(database: Database, table: Finished): Promise<Described> {
  const facts = await columnFacts(database, table.file, {
    columns: table.columns,
    onColumn: columnProgress(table.emit, 'counting values', table.columns),
  });
  const images = await imageColumns(database, table, facts);
  const notes: string[] = [];
  const columns = table.columns.map(({ name, type }, index) => {
    const declared = table.declared[name] ?? {};
    const inferred = declared.type === undefined;
    const known = facts[index] as ColumnFacts;
    const candidate: Candidate = { name, type, rows: table.rows, facts: known, inferred };
    const decided = {
      ...candidate,
      type: images.has(name) ? ('image' as const) : decideType(candidate),
    };
    const suggested = suggestRole(decided);
    const isTarget = name === table.target;
    if (!isTarget && declared.role === undefined && suggested.note !== undefined) {
      notes.push(suggested.note);
    }
    const role = isTarget ? 'target' : (declared.role ?? suggested.value);
    return { name, type: decided.type, role, inferred, ...known };
  });
  return { columns, notes };
}

/**
 * Columns whose every cell is an image in base64 or ends like the path of one, provided that the first is there. All cells are
 * looked at only where the first few look so.
 */
async function imageColumns(
  database: Database,
  { file, columns, declared, target, projectDir }: Finished,
  facts: readonly ColumnFacts[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const open = columns.filter(
    ({ name, type }, index) =>
      declared[name]?.type === undefined &&
      type === 'category' &&
      name !== target &&
      beginsLikeImages(facts[index]?.examples ?? []),
  );
  for (const { name } of open) {
    const cell = identifier(name);
    const [others] = await database.rows<{ others: number; first: string }>(
      `SELECT count_if(NOT regexp_matches(${cell}, ${literal(imagePattern)})) AS others, first(${cell}) AS first
       FROM ${parquetRows(file)} WHERE ${cell} IS NOT NULL`,
    );
    if (others?.others === 0 && (await isThere(others.first, projectDir))) found.add(name);
  }
  return found;
}

/** A long example was cut, and may be anything. */
function beginsLikeImages(examples: readonly string[]): boolean {
  const isLike = (example: string) => looksLikeImage(example) || example.endsWith('…');
  return examples.length > 0 && examples.every(isLike);
}

async function isThere(cell: string, projectDir: string): Promise<boolean> {
  if (holdsImage(cell)) return true;
  return access(isAbsolute(cell) ? cell : join(projectDir, cell)).then(
    () => true,
    () => false,
  );
}
