import type { Evidence, SeenColumn } from '../evidence.js';
import type { ColumnProfile } from '../profile.js';
import type { Suspicion } from '../suspicion.js';

/** Columns that say nothing, hardly anything, or who a row is. */
export function columnSuspicions(column: SeenColumn, { rows }: Evidence): readonly Suspicion[] {
  if (column.role === 'ignore' && column.missing < rows) return [];
  const found = variation(column, rows) ?? identity(column, rows);
  return [
    ...(found === undefined ? [] : [found]),
    ...mostlyMissing(column, rows),
    ...timeGap(column),
  ];
}

function variation(column: ColumnProfile, rows: number): Suspicion | undefined {
  const { name, missing, distinct, top } = column;
  const [first] = top;
  const present = rows - missing;
  if (present === 0)
    return suspicion(column, { kind: 'empty', weight: 'medium', numbers: { rows } });
  if (distinct === 1 && present > 1) {
    const numbers = { rows: present, missing };
    return {
      kind: 'constant',
      weight: 'medium',
      columns: [name],
      numbers,
      examples: firstOf(column),
    };
  }
  if (first === undefined || column.role === 'target' || first.count < present * 0.99)
    return undefined;
  const numbers = {
    rows: first.count,
    share: first.count / present,
    others: present - first.count,
  };
  return {
    kind: 'nearly-constant',
    weight: 'low',
    columns: [name],
    numbers,
    examples: [first.value],
  };
}

function firstOf({ top, examples }: ColumnProfile): readonly string[] {
  const value = top[0]?.value ?? examples[0];
  return value === undefined ? [] : [value];
}

/** Below twenty rows everything differs. */
function identity(column: ColumnProfile, rows: number): Suspicion | undefined {
  const { type, role, unique, distinct, missing } = column;
  if (rows < 20 || role === 'target') return undefined;
  if (role === 'id')
    return suspicion(column, { kind: 'id', weight: 'low', numbers: { distinct, rows } });
  const nearly = distinct >= (rows - missing) * 0.95 && rows - missing >= 20;
  const alike = type === 'category' ? nearly : unique && type === 'integer';
  return alike
    ? suspicion(column, { kind: 'id', weight: 'medium', numbers: { distinct, rows } })
    : undefined;
}

function mostlyMissing(column: ColumnProfile, rows: number): readonly Suspicion[] {
  const { missing, role } = column;
  const many = missing >= rows * 0.5 || (role === 'target' && missing > 0);
  if (missing === rows || !many) return [];
  const numbers = { missing, share: missing / rows };
  return [suspicion(column, { kind: 'mostly-missing', weight: 'medium', numbers })];
}

/** A hole in times that otherwise follow each other at a steady step. */
function timeGap(column: ColumnProfile): readonly Suspicion[] {
  const { step, gaps } = column.times ?? {};
  const [longest] = gaps ?? [];
  if (step === undefined || step === null || longest === undefined) return [];
  const steady = step.count >= step.of * 0.5;
  if (!steady || longest.ms < 10 * step.ms) return [];
  const numbers = { ms: longest.ms, step: step.ms };
  return [
    {
      ...suspicion(column, { kind: 'time-gap', weight: 'low', numbers }),
      examples: [longest.from, longest.to],
    },
  ];
}

function suspicion(
  { name }: ColumnProfile,
  rest: Pick<Suspicion, 'kind' | 'weight' | 'numbers'>,
): Suspicion {
  return { ...rest, columns: [name], examples: [] };
}
