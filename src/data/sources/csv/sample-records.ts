import { lenientCells } from './lenient-line.js';
import { lineAt, linesBetween, type Marks, readRecord } from './read-record.js';

/** A record of a sample: what it says, and where. */
export interface SampleRecord {
  readonly cells: readonly string[];
  /** Its first line, without line end. */
  readonly text: string;
  /** The line it begins on, from 1. */
  readonly line: number;
  readonly isSound: boolean;
  /** True when DuckDB and we might differ on where it ends. */
  readonly hasLoneReturn: boolean;
}

/**
 * The records of the beginning of a file, blank lines left out; after one with stray quotes the reading goes on with
 * the next line. The last is left out when the sample ends within it.
 */
export function sampleRecords(
  sample: { readonly text: string; readonly isWhole: boolean },
  marks: Marks,
): readonly SampleRecord[] {
  const { text, isWhole } = sample;
  const records: SampleRecord[] = [];
  const isLoneReturn = loneReturns(text, marks);
  let [at, line] = [0, 1];
  while (at < text.length) {
    const record = readRecord(text, at, marks);
    const first = lineAt(text, at, marks);
    const isSound = record.state === 'sound';
    if (!isWhole && (isSound ? record.atEnd : first.atEnd)) break;
    const end = isSound ? record.end : first.end;
    const hasLoneReturn = isLoneReturn(text.slice(at, end));
    const cells = isSound ? record.cells : lenientCells(first.text, marks);
    if (!isSound || !isBlank(cells)) {
      records.push({ cells, text: first.text, line, isSound, hasLoneReturn });
    }
    line += linesBetween(text, [at, end], marks);
    at = end;
  }
  return records;
}

/** Tells which records have a carriage return without a line feed; most texts have none at all. */
function loneReturns(text: string, { anyReturn }: Marks): (record: string) => boolean {
  if (anyReturn || !text.includes('\r')) return () => false;
  return (record) => /\r(?!\n)/.test(record);
}

function isBlank(cells: readonly string[]): boolean {
  return cells.length === 1 && cells[0]?.trim() === '';
}
