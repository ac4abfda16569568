import type { NumberColumn } from './number-column.js';
import type {
  Associations,
  ColumnProfile,
  DuplicateRows,
  MissingCells,
  PersonalData,
  TargetProfile,
} from './profile.js';

/** A column with what only the search for suspicions wants to know. */
export interface SeenColumn extends ColumnProfile {
  readonly ends: NumberColumn['ends'];
}

/** All there is to be suspicious about. */
export interface Evidence {
  readonly rows: number;
  readonly columns: readonly SeenColumn[];
  readonly missing: MissingCells;
  readonly duplicates: DuplicateRows;
  readonly associations: Associations;
  readonly target?: TargetProfile;
  readonly personal: readonly PersonalData[];
}
