import type { JsonObject } from './json.js';
import type { Reading } from './matrix.js';
import type { Column } from './table.js';

/** What a stage can tell while it works. Plain data: it crosses process and machine borders as JSON lines. */
export type StageEvent =
  | {
      readonly type: 'progress';
      readonly done: number;
      /** Absent when nobody can know. */
      readonly total?: number;
      readonly unit: 'rows' | 'bytes' | 'epochs' | 'trees' | 'trials' | 'percent' | 'requests';
      readonly label?: string;
      /** Rows done so far where the unit is another; `about` when they are estimated. */
      readonly rows?: { readonly done: number; readonly about: boolean };
      /** The part of the whole that is being worked on: file 120 of 305. */
      readonly part?: {
        readonly kind: 'file' | 'column';
        readonly number: number;
        readonly of: number;
      };
    }
  /** The types and roles of the columns, and which of them the project did not pin. */
  | {
      readonly type: 'columns';
      readonly columns: readonly (Column & { readonly inferred: boolean })[];
    }
  /** How the columns become numbers for families that read them one way: what would stand under `features`. */
  | {
      readonly type: 'features';
      readonly reading: Reading;
      readonly columns: readonly {
        readonly name: string;
        readonly settings: JsonObject;
        readonly inferred: boolean;
        /** What it was, beyond the type of the column, that made mlx choose so. */
        readonly why?: string;
      }[];
    }
  | {
      readonly type: 'backend';
      readonly backend: string;
      readonly version: string;
      readonly reason: string;
    }
  | {
      readonly type: 'epoch';
      readonly candidate: string;
      readonly epoch: number;
      readonly epochs: number;
      readonly loss: number;
      readonly validationLoss?: number;
    }
  | {
      readonly type: 'trial';
      readonly number: number;
      readonly trials?: number;
      readonly metric: string;
      /** NaN when it failed. */
      readonly value: number;
      readonly best: number;
      readonly candidate?: string;
      /** What it tried, in words. */
      readonly settings?: string;
      readonly seconds?: number;
      readonly state?: 'complete' | 'pruned' | 'failed';
      readonly problem?: string;
      /** The share of each setting of the candidate in what single settings explain, the greatest first; now and then. */
      readonly importance?: readonly { readonly setting: string; readonly share: number }[];
      /** What is left of a budget. */
      readonly left?: { readonly seconds: number; readonly usd?: number };
    }
  /** A result worth a line of its own: a split's size, a metric, a chosen candidate. */
  | { readonly type: 'fact'; readonly name: string; readonly value: string | number }
  /** What the quality rules found, and how many rows were set aside. */
  | {
      readonly type: 'quality';
      readonly findings: readonly { readonly outcome: string; readonly message: string }[];
      readonly quarantined: number;
    }
  /** Lines that are new, and lines that are gone. */
  | {
      readonly type: 'diff';
      readonly title: string;
      readonly lines: readonly { readonly sign: '+' | '-'; readonly text: string }[];
    }
  /** Shown when asked for; a notable one, which the user may want to act on, always. */
  | { readonly type: 'note'; readonly text: string; readonly isNotable?: boolean }
  | { readonly type: 'warning'; readonly text: string; readonly hint?: string };

export type Emit = (event: StageEvent) => void;
