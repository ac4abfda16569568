import { MlxError } from '../../../errors/index.js';
import type { FoundFile } from '../files/find-files.js';
import { type Compression, unpackedStream } from '../files/inspect-file.js';
import { parseXml } from '../files/parse-xml.js';
import { type Element, elementOf } from './element.js';
import { isRecord, type RecordPath } from './record-path.js';

/** An XML file, and how its text is stored. */
export interface XmlInput {
  readonly found: FoundFile;
  readonly compression: Exclude<Compression, 'zstd'>;
  readonly encoding: string;
}

/** One record, with the elements round it (the root first) and the line it begins on. */
export interface XmlRecord {
  readonly element: Element;
  readonly above: readonly Element[];
  readonly line: number;
}

interface ReadRequest {
  readonly records: RecordPath;
  readonly signal: AbortSignal;
  readonly take: (record: XmlRecord) => void;
  /** Writes away what was taken, between two pieces of the file; `stop` when no more is wanted. */
  readonly pause: () => Promise<'stop' | undefined>;
}

/** Reads the records of an XML file in order; only the one at hand is in memory. */
export async function readRecords(input: XmlInput, request: ReadRequest): Promise<void> {
  const { found, compression, encoding } = input;
  const path: string[] = [];
  const above: Element[] = [];
  const inside: Element[] = [];
  let [begins, size] = [0, 0];
  await parseXml(
    unpackedStream(found.file, compression),
    {
      doctype: (text) => refuseEntities(text, found),
      open: (tag, { line }) => {
        const element = elementOf(tag);
        path.push(element.name);
        if (path.length > deepest) throw tooLarge(found, line, `nested more than ${deepest} deep`);
        if (inside.length === 0 && !isRecord(request.records, path)) {
          above.push(element);
          return;
        }
        if (inside.length === 0) [begins, size] = [line, 0];
        size += 100;
        inside.at(-1)?.children.push(element);
        inside.push(element);
      },
      text: (text) => {
        const element = inside.at(-1);
        if (element === undefined) return;
        size += text.length;
        if (size > largest) throw tooLarge(found, begins, 'larger than 64 MB');
        element.text += text;
      },
      close: () => {
        path.pop();
        const element = inside.pop();
        if (element === undefined) above.pop();
        else if (inside.length === 0) request.take({ element, above, line: begins });
      },
      pause: request.pause,
    },
    { encoding, signal: request.signal },
  );
}

const deepest = 1000;
const largest = 1 << 26;

/** Throws `data/xml-entities` for a document type that defines entities. */
export function refuseEntities(doctype: string, { origin }: FoundFile): void {
  if (!/<!ENTITY/i.test(doctype)) return;
  throw new MlxError(
    'data/xml-entities',
    `\`${origin}\` defines entities, which mlx does not unfold`,
    {
      hints: ['If you trust the file, write it again with its entities resolved'],
      place: { file: origin },
    },
  );
}

function tooLarge({ origin }: FoundFile, line: number, what: string): MlxError {
  return new MlxError(
    'data/xml-shape',
    `\`${origin}\`: the record that begins on line ${line} is ${what}`,
    {
      hints: ['Point `records` at smaller elements, deeper in the file'],
      place: { file: origin, line },
    },
  );
}
