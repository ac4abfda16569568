import type { Reading } from '../../contracts/matrix.js';
import type { Column } from '../../contracts/table.js';
import { nearestWord } from '../../errors/index.js';
import {
  type ColumnFacts,
  type DeclaredFeatures,
  type DroppedColumn,
  type FeaturePlan,
  type FeatureProblem,
  matrixKey,
  type PlannedColumn,
} from './feature-plan.js';
import { type Declared, planColumn } from './plan-column.js';
import { planMatrix } from './plan-matrix.js';

interface PlanningFacts {
  /** Of the training split, by column. */
  readonly facts: ReadonlyMap<string, ColumnFacts>;
  /** For what kind of family; scaled when left out. */
  readonly reading?: Reading;
}

/**
 * Chooses the steps of every feature column: those the project declares, and for the rest by type.
 * Scaled: numbers by median and standard, booleans by mode, categories one-hot (by the target
 * when there are many). Native: numbers and booleans as they are, categories as codes. Timestamps are date parts, text TF-IDF.
 * Everything wrong with the declaration is in `problems`, nothing is thrown.
 */
export function planFeatures(
  columns: readonly Column[],
  declared: DeclaredFeatures,
  { facts, reading = 'scaled' }: PlanningFacts,
): FeaturePlan {
  const features = columns.filter(({ role }) => role === 'feature');
  const planned: PlannedColumn[] = [];
  const dropped: DroppedColumn[] = [];
  const warnings: string[] = [];
  const problems = unknownColumns(columns, declared);

  for (const column of features) {
    const isDeclared = Object.hasOwn(declared, column.name) && column.name !== matrixKey;
    const settings: Declared = isDeclared ? (declared[column.name] ?? {}) : {};
    const left = leftOut(column, settings, facts.get(column.name));
    if (left === undefined) {
      const result = planColumn(column, settings, { facts: facts.get(column.name), reading });
      planned.push(result.column);
      problems.push(...result.problems);
    } else {
      dropped.push({ name: column.name, type: column.type, ...left });
      if (left.origin === 'inferred') warnings.push(left.reason);
    }
  }

  const { matrix, problems: ofMatrix } = planMatrix(declared[matrixKey] ?? {});
  problems.push(...ofMatrix);
  return { reading, columns: planned, matrix, dropped, warnings, problems };
}

/** Why a column is not used, or undefined when it is. */
function leftOut(
  { name, type }: Column,
  settings: Declared,
  facts: ColumnFacts | undefined,
): Pick<DroppedColumn, 'reason' | 'origin'> | undefined {
  if (settings['drop'] === true) {
    return { reason: `column \`${name}\` is dropped by the project`, origin: 'declared' };
  }
  if (Object.keys(settings).some((key) => key !== 'drop')) return undefined;
  const reason = reasonToSkip(name, type, facts);
  return reason === undefined ? undefined : { reason, origin: 'inferred' };
}

function reasonToSkip(
  name: string,
  type: Column['type'],
  facts: ColumnFacts | undefined,
): string | undefined {
  if (facts?.distinct === 0) return `column \`${name}\` is not used: all its values are missing`;
  if (facts?.distinct === 1 && facts.missing === 0) {
    return `column \`${name}\` is not used: it has the same value in every training row`;
  }
  if (type === 'category' && isLikeAnId(facts)) {
    return `column \`${name}\` is not used: ${facts?.distinct} different values in ${facts?.rows} training rows name rows rather than kinds of them`;
  }
  return undefined;
}

function isLikeAnId(facts: ColumnFacts | undefined): boolean {
  const known = (facts?.rows ?? 0) - (facts?.missing ?? 0);
  return facts !== undefined && known >= 100 && facts.distinct > 0.95 * known;
}

function unknownColumns(columns: readonly Column[], declared: DeclaredFeatures): FeatureProblem[] {
  const roles = new Map(columns.map(({ name, role }) => [name, role]));
  return Object.keys(declared).flatMap((name): FeatureProblem[] => {
    const role = roles.get(name);
    if (role === 'feature' || name === matrixKey) return [];
    if (role !== undefined) return [notAFeature(name, role)];
    const features = columns.filter((column) => column.role === 'feature').map((each) => each.name);
    const nearest = nearestWord(name, features);
    return [
      {
        code: 'features/unknown-column',
        message: `\`${name}\` is not a column of the data`,
        path: [name],
        hints: [
          nearest === undefined
            ? `Use one of: ${listed(features)}`
            : `Did you mean \`${nearest}\`?`,
        ],
      },
    ];
  });
}

function notAFeature(name: string, role: Column['role']): FeatureProblem {
  return {
    code: 'features/unknown-column',
    message: `\`${name}\` is not a feature: its role is \`${role}\``,
    path: [name],
    hints: [`Take \`${name}\` out of \`features\`, or change its role under \`ingest.columns\``],
  };
}

const mostListed = 12;

function listed(names: readonly string[]): string {
  const rest = names.length - mostListed;
  return rest > 0 ? `${names.slice(0, mostListed).join(', ')} and ${rest} more` : names.join(', ');
}
