import { posix } from 'node:path';
import { parseXml, type XmlHandlers } from '../files/parse-xml.js';
import { isDateFormat } from './cell-values.js';
import type { ZipArchive } from './zip-archive.js';

/** What a workbook says before its sheets: their names and files, its texts, and which styles show dates. */
export interface Workbook {
  readonly sheets: readonly { readonly name: string; readonly entry: string }[];
  readonly texts: readonly string[];
  /** By the number of a style: whether a number in it is a date. */
  readonly dateStyles: readonly boolean[];
  /** Dates count from 1904 instead of 1900. */
  readonly since1904: boolean;
}

/** Reads all of a workbook but its sheets; without `texts` not those either. */
export async function readWorkbook(
  archive: ZipArchive,
  { signal }: { readonly signal: AbortSignal },
): Promise<Workbook> {
  const { sheets, since1904, folder } = await readSheets(archive, signal);
  return {
    sheets,
    since1904,
    texts: await readTexts(archive, posix.join(folder, 'sharedStrings.xml'), signal),
    dateStyles: await readStyles(archive, posix.join(folder, 'styles.xml'), signal),
  };
}

interface Sheets extends Pick<Workbook, 'sheets' | 'since1904'> {
  /** Where the parts of the workbook lie. */
  readonly folder: string;
}

async function readSheets(archive: ZipArchive, signal: AbortSignal): Promise<Sheets> {
  const main = (await relations(archive, '_rels/.rels', signal)).find(
    ({ type }) => type === 'officeDocument',
  );
  const path = main?.target.replace(/^\//, '') ?? 'xl/workbook.xml';
  const folder = posix.dirname(path);
  const targets = await relations(
    archive,
    posix.join(folder, '_rels', `${posix.basename(path)}.rels`),
    signal,
  );
  const sheets: { name: string; entry: string }[] = [];
  let since1904 = false;
  const found = await readPart(archive, path, {
    signal,
    open: ({ name, attributes }) => {
      if (localName(name) === 'workbookPr') since1904 = isTrue(attributes['date1904']);
      if (localName(name) !== 'sheet') return;
      const id = Object.entries(attributes).find(([key]) => localName(key) === 'id')?.[1];
      const target = targets.find((each) => each.id === id)?.target;
      if (target === undefined) return;
      const entry = target.startsWith('/') ? target.slice(1) : posix.join(folder, target);
      sheets.push({ name: attributes['name'] ?? '', entry });
    },
  });
  if (!found) throw new Error('it has no list of sheets');
  return { sheets, since1904, folder };
}

interface Relation {
  readonly id: string;
  readonly type: string;
  readonly target: string;
}

async function relations(
  archive: ZipArchive,
  entry: string,
  signal: AbortSignal,
): Promise<readonly Relation[]> {
  const found: Relation[] = [];
  await readPart(archive, entry, {
    signal,
    open: ({ attributes }) => {
      const { Id: id = '', Type: type = '', Target: target = '' } = attributes;
      found.push({ id, type: posix.basename(type), target });
    },
  });
  return found;
}

/** Shared texts, by number. The pieces of a formatted text are joined; how to pronounce it is left out. */
async function readTexts(
  archive: ZipArchive,
  entry: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const texts: string[] = [];
  let text = '';
  let inside = false;
  let phonetic = false;
  await readPart(archive, entry, {
    signal,
    open: ({ name }) => {
      const local = localName(name);
      if (local === 'si') text = '';
      if (local === 'rPh') phonetic = true;
      inside = local === 't' && !phonetic;
    },
    text: (piece) => {
      if (inside) text += piece;
    },
    close: ({ name }) => {
      const local = localName(name);
      if (local === 'si') texts.push(unescaped(text));
      if (local === 'rPh') phonetic = false;
      inside = false;
    },
  });
  return texts;
}

async function readStyles(
  archive: ZipArchive,
  entry: string,
  signal: AbortSignal,
): Promise<readonly boolean[]> {
  const formats = new Map<number, string>();
  const styles: boolean[] = [];
  let inCells = false;
  await readPart(archive, entry, {
    signal,
    open: ({ name, attributes }) => {
      const local = localName(name);
      if (local === 'numFmt')
        formats.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      if (local === 'cellXfs') inCells = true;
      if (local !== 'xf' || !inCells) return;
      const id = Number(attributes['numFmtId'] ?? 0);
      styles.push(isDateFormat(id, formats.get(id)));
    },
    close: ({ name }) => {
      if (localName(name) === 'cellXfs') inCells = false;
    },
  });
  return styles;
}

async function readPart(
  archive: ZipArchive,
  entry: string,
  { signal, ...handlers }: XmlHandlers & { readonly signal: AbortSignal },
): Promise<boolean> {
  const stream = await archive.stream(entry);
  if (stream === undefined) return false;
  await parseXml(stream, handlers, { signal });
  return true;
}

/** The name of an element without its namespace. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Whether an attribute of a workbook is set. */
function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}

/** Excel writes what XML cannot hold as `_x000D_`. */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
