import type { RunEvent } from '../pipeline/events.js';
import type { Style } from './style.js';
import type { Symbols } from './symbols.js';

/** Turns what a run tells into something to look at. Never throws, never decides anything. */
export interface Reporter {
  event(event: RunEvent): void;
  /** Leaves the screen as it should stay, cursor included. Safe to call twice, and at any moment. */
  close(): Promise<void> | void;
}

/** Where a reporter writes: a Node stream, or anything that takes text. */
export interface ReporterStream {
  write(text: string): unknown;
}

/** How a reporter looks. */
export interface ReporterLook {
  readonly style: Style;
  readonly symbols: Symbols;
  /** Show facts, notes, reasons and inferred columns as they come. */
  readonly verbose: boolean;
  /** Milliseconds from any fixed moment: for rates and for thinning lines. */
  readonly now: () => number;
}

/** Whether a stream can be redrawn: a terminal of known size, with room for a tree that must not scroll away. */
export function isScreen(stream: ReporterStream): stream is NodeJS.WriteStream {
  return (
    'isTTY' in stream &&
    stream.isTTY === true &&
    'rows' in stream &&
    typeof stream.rows === 'number' &&
    stream.rows >= 16 &&
    'columns' in stream &&
    typeof stream.columns === 'number' &&
    stream.columns >= 40
  );
}
