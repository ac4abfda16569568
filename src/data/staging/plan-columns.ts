import type { Emit } from '../../contracts/events.js';
import type { PartColumn, SourcePart, SourceWorld } from '../sources/source.js';
import { storageOf } from '../tables/cell-types.js';
import type { Reached } from './among.js';
import type { CellKind } from './cell-kinds.js';
import { guessKinds } from './guess-kinds.js';

/** How the text columns of a part are to be staged. */
export interface StageRequest {
  readonly source: string;
  readonly file: string;
  readonly world: SourceWorld;
  readonly emit: Emit;
  /** Where the part stands among the files of its source. */
  readonly among?: Reached;
  /** The kind of a text column that is known beforehand; undefined to go by a sample. */
  readonly kindOf: (column: string) => CellKind | undefined;
  /** The kind that a text column had in the parts before, which this one may have too. */
  readonly kindBefore: (column: string) => CellKind | undefined;
  /** Whether cells that do not fit a declared type become missing (and are kept aside), not an error. */
  readonly keepsMisfits: (column: string) => boolean;
  /** Columns whose cells must not be shown. */
  readonly secret?: ReadonlySet<string>;
}

/** A column on its way into the staged file. */
export interface Plan {
  readonly column: PartColumn;
  /** Undefined for a column that has a type of its own. */
  readonly kind: CellKind | undefined;
  readonly cleaned: boolean;
  /** Characters of a cell, on average over the sample; absent for a column that has a type of its own. */
  readonly length?: number;
  /** True when the sample shows few different values. */
  readonly few?: boolean;
}

/** A part, and how it is to be staged. */
export interface Place {
  readonly part: SourcePart;
  readonly request: StageRequest;
}

/** How each column of a part is read first: by its own type, by what is declared, or by a guess from a sample. */
export async function planColumns(
  part: SourcePart,
  request: StageRequest,
): Promise<readonly Plan[]> {
  const columns = part.columns.map((column) => asDeclared(column, request));
  const texts = columns.filter(({ storage }) => storage === 'VARCHAR');
  const guesses = await guessKinds(
    request.world.database,
    part,
    texts.map(({ value }) => value),
  );
  return columns.map((column) => {
    if (column.storage !== 'VARCHAR') return { column, kind: undefined, cleaned: false };
    const guess = guesses[texts.indexOf(column)];
    const known = request.kindOf(column.name);
    const kind = known ?? guess?.kind ?? { guess: 'text' };
    const declared = known !== undefined && 'declared' in known;
    return {
      ...{ column, kind, cleaned: declared || guess?.blanks === true },
      ...(guess !== undefined && { length: guess.length, few: guess.few }),
    };
  });
}

/**
 * Each column read as in the parts before; undefined where one of them is new. Blanks are taken off all texts, because
 * looking for them first takes longer in a small part.
 */
export function plansAsBefore(
  part: SourcePart,
  request: StageRequest,
): readonly Plan[] | undefined {
  const plans: Plan[] = [];
  for (const own of part.columns) {
    const column = asDeclared(own, request);
    const isText = column.storage === 'VARCHAR';
    const kind = request.kindOf(column.name) ?? request.kindBefore(column.name);
    if (isText && kind === undefined) return undefined;
    const isTyped = kind !== undefined && 'guess' in kind && kind.guess !== 'text';
    plans.push({ column, kind: isText ? kind : undefined, cleaned: isText && !isTyped });
  }
  return plans;
}

/** A column that has a type of its own, as text when another one is declared. */
function asDeclared(column: PartColumn, request: StageRequest): PartColumn {
  const kind = request.kindOf(column.name);
  if (column.storage === 'VARCHAR' || kind === undefined || !('declared' in kind)) return column;
  if (storageOf(kind.declared) === column.storage) return column;
  return { ...column, storage: 'VARCHAR', value: `CAST(${column.value} AS VARCHAR)` };
}
