import type { Evidence } from '../evidence.js';
import type { TargetProfile } from '../profile.js';
import type { Suspicion } from '../suspicion.js';

/** Leaks, personal data, an unbalanced target, rows and columns that repeat. */
export function tableSuspicions(evidence: Evidence): readonly Suspicion[] {
  const { target } = evidence;
  return [
    ...(target === undefined ? [] : [...leaks(target, evidence), ...imbalance(target, evidence)]),
    ...evidence.personal.map(
      ({ column, what, matches, of }): Suspicion => ({
        kind: 'personal-data',
        weight: 'high',
        columns: [column],
        numbers: { matches, of },
        examples: [what],
      }),
    ),
    ...duplicates(evidence),
    ...sameColumns(evidence),
  ];
}

/** So much of the target's uncertainty gone by one column is rarely honest. */
const leakFrom = 0.95;

function leaks({ relations, name }: TargetProfile, { columns }: Evidence): readonly Suspicion[] {
  const ignored = new Set(columns.filter(({ role }) => role === 'ignore').map((each) => each.name));
  return relations
    .filter(({ power, column }) => power >= leakFrom && !ignored.has(column))
    .map(({ column, power, information }) => ({
      kind: 'leak',
      weight: 'high',
      columns: [column],
      numbers: { power, information },
      examples: [name],
    }));
}

/** Below a tenth the rarest class needs care, below a hundredth most of all. */
function imbalance(
  { name, kind, classes }: TargetProfile,
  evidence: Evidence,
): readonly Suspicion[] {
  const column = evidence.columns.find((each) => each.name === name);
  const rarest = classes.at(-1);
  if (kind !== 'classes' || column === undefined || rarest === undefined) return [];
  const all = column.distinct <= classes.length;
  const share = rarest.count / Math.max(1, evidence.rows - column.missing);
  if (!all || share * column.distinct >= 0.2) return [];
  return [
    {
      kind: 'imbalance',
      weight: share < 0.01 ? 'high' : 'medium',
      columns: [name],
      numbers: { rows: rarest.count, share, classes: column.distinct },
      examples: [rarest.value],
    },
  ];
}

function duplicates({
  duplicates: { rows, besideIds = 0, examples },
  rows: all,
}: Evidence): readonly Suspicion[] {
  const repeated = Math.max(rows, besideIds);
  const [first] = examples;
  if (repeated === 0 || first === undefined) return [];
  return [
    {
      kind: 'duplicate-rows',
      weight: repeated >= all * 0.01 ? 'medium' : 'low',
      columns: [],
      numbers: { rows, besideIds, share: repeated / all, row: first.row, of: first.of },
      examples: [],
    },
  ];
}

/** Two columns that go together almost perfectly say the same. */
const sameFrom = 0.9999;

function sameColumns({ associations, target, columns }: Evidence): readonly Suspicion[] {
  const distinct = new Map(columns.map((column) => [column.name, column.distinct]));
  return associations.pairs
    .filter(({ strength }) => strength >= sameFrom)
    .filter(({ kind, a, b }) => kind === 'linear' || distinct.get(a) === distinct.get(b))
    .filter(({ a, b }) => a !== target?.name && b !== target?.name)
    .map(({ a, b, strength }) => ({
      kind: 'same-column',
      weight: 'low',
      columns: [a, b],
      numbers: { strength },
      examples: [],
    }));
}
