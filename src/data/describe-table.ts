import type { Emit } from '../contracts/events.js';
import type { Column } from '../contracts/table.js';
import type { ColumnsSettings } from './columns/column-settings.js';
import { type ColumnFacts, columnFacts } from './tables/column-facts.js';
import type { Database } from './tables/database.js';
import { type Candidate, decideType, suggestRole } from './tables/decide-columns.js';
import { columnProgress } from './tables/row-progress.js';

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
}

/** Facts about every column of a written table, exact over all rows, and the role each is given. */
export async function describeTable(database: Database, table: Finished): Promise<Described> {
  const facts = await columnFacts(database, table.file, {
    columns: table.columns,
    onColumn: columnProgress(table.emit, 'counting values', table.columns),
  });
  const notes: string[] = [];
  const columns = table.columns.map(({ name, type }, index) => {
    const declared = table.declared[name] ?? {};
    const inferred = declared.type === undefined;
    const known = facts[index] as ColumnFacts;
    const candidate: Candidate = { name, type, rows: table.rows, facts: known, inferred };
    const decided = { ...candidate, type: decideType(candidate) };
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
