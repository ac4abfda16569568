import type { ColumnType } from '../../contracts/table.js';
import { nearestWord } from '../../errors/index.js';

interface Typed {
  readonly name: string;
  readonly type: ColumnType;
}

/** One difference between two schemas, with the lines a diff shows for it. */
export interface SchemaChange {
  readonly kind: 'added' | 'removed' | 'renamed' | 'retyped' | 'moved';
  /** The column as it is called now, or was when it is gone. */
  readonly column: string;
  /** What it was called, when it was there. */
  readonly before?: string;
  /** One sentence. */
  readonly message: string;
  readonly lines: readonly DiffLine[];
}

interface DiffLine {
  readonly sign: '+' | '-';
  readonly text: string;
}

/** How a schema differs from the one before: in the order of the columns now, what is gone last. */
export function compareSchemas(
  before: readonly Typed[],
  now: readonly Typed[],
): readonly SchemaChange[] {
  const gone = before.filter(({ name }) => !now.some((column) => column.name === name));
  const fresh = now.filter(({ name }) => !before.some((column) => column.name === name));
  const renamed = pairs(gone, fresh);
  const stayed = now.filter((column) => !fresh.includes(column));
  const moved = outOfOrder(
    before.map(({ name }) => name),
    stayed.map(({ name }) => name),
  );
  const changes = now.flatMap((column): readonly SchemaChange[] => {
    const old = before.find(({ name }) => name === column.name);
    const former = renamed.get(column);
    if (former !== undefined) return [rename(former, column)];
    if (old === undefined) return [addition(column)];
    return [
      ...(old.type === column.type ? [] : [retyping(old, column)]),
      ...(moved.has(column.name) ? [move(column, { before, now })] : []),
    ];
  });
  const taken = new Set(renamed.values());
  return [...changes, ...gone.filter((column) => !taken.has(column)).map(removal)];
}

/** Columns that are new and of the type of one that is gone, and called nearly the same. */
function pairs(gone: readonly Typed[], fresh: readonly Typed[]): ReadonlyMap<Typed, Typed> {
  const found = new Map<Typed, Typed>();
  for (const old of gone) {
    const open = fresh.filter((column) => column.type === old.type && !found.has(column));
    const nearest = nearestWord(
      old.name,
      open.map(({ name }) => name),
    );
    const match = open.find(({ name }) => name === nearest);
    if (match !== undefined) found.set(match, old);
  }
  return found;
}

/** The names that must move so that the others keep their order. */
function outOfOrder(before: readonly string[], now: readonly string[]): ReadonlySet<string> {
  const kept = longestRising(now.map((name) => before.indexOf(name)));
  return new Set(now.filter((_, at) => !kept.has(at)));
}

/** Positions of a longest run of rising numbers, the first of equally long ones. */
function longestRising(numbers: readonly number[]): ReadonlySet<number> {
  const runs: (readonly number[])[] = [];
  for (const [at, number] of numbers.entries()) {
    const before = runs.filter((_, other) => (numbers[other] ?? 0) < number);
    runs.push([...longest(before), at]);
  }
  return new Set(longest(runs));
}

function longest(runs: readonly (readonly number[])[]): readonly number[] {
  return runs.reduce((best, run) => (run.length > best.length ? run : best), []);
}

function addition(column: Typed): SchemaChange {
  return {
    ...{ kind: 'added', column: column.name },
    message: `\`${column.name}\` (${column.type}) is new`,
    lines: [line('+', column)],
  };
}

function removal(column: Typed): SchemaChange {
  return {
    ...{ kind: 'removed', column: column.name, before: column.name },
    message: `\`${column.name}\` (${column.type}) is gone`,
    lines: [line('-', column)],
  };
}

function rename(old: Typed, column: Typed): SchemaChange {
  return {
    ...{ kind: 'renamed', column: column.name, before: old.name },
    message: `\`${old.name}\` is gone, and \`${column.name}\` looks like it under another name`,
    lines: [line('-', old), line('+', column)],
  };
}

function retyping(old: Typed, column: Typed): SchemaChange {
  return {
    ...{ kind: 'retyped', column: column.name, before: column.name },
    message: `\`${column.name}\` was of the type ${old.type} and is of the type ${column.type}`,
    lines: [line('-', old), line('+', column)],
  };
}

function move(
  { name }: Typed,
  { before, now }: { readonly before: readonly Typed[]; readonly now: readonly Typed[] },
): SchemaChange {
  const placeIn = (columns: readonly Typed[]): number =>
    columns.findIndex((column) => column.name === name) + 1;
  return {
    ...{ kind: 'moved', column: name, before: name },
    message: `\`${name}\` was column ${placeIn(before)} and is column ${placeIn(now)}`,
    lines: [
      { sign: '-', text: `${placeIn(before)}. ${name}` },
      { sign: '+', text: `${placeIn(now)}. ${name}` },
    ],
  };
}

function line(sign: DiffLine['sign'], { name, type }: Typed): DiffLine {
  return { sign, text: `${name}: ${type}` };
}
