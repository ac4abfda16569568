import { open } from 'node:fs/promises';
import { MlxError, nearestWord } from '../../../errors/index.js';
import type { FoundFile } from '../files/find-files.js';
import { parseXml, XmlSyntaxError } from '../files/parse-xml.js';
import { RowSpool } from '../rows/row-spool.js';
import type { SourcePart, SourceWorld } from '../source.js';
import { MergedCells } from './merged-cells.js';
import { SheetReader } from './sheet-reader.js';
import { type SheetBounds, SheetTable } from './sheet-table.js';
import { readWorkbook, type Workbook } from './workbook.js';
import { ZipArchive, ZipError } from './zip-archive.js';

/** What a project may pin of a workbook. */
export interface ExcelPins extends SheetBounds {
  /** Its name, or its place from 1. */
  readonly sheet?: number | string | undefined;
  readonly null_values?: readonly string[] | undefined;
}

/** Reads one sheet of a workbook into scratch; memory holds the texts that cells share, and a few rows. */
export async function openExcel(
  found: FoundFile,
  pins: ExcelPins,
  world: SourceWorld,
): Promise<SourcePart> {
  await refuseOtherKinds(found);
  try {
    const archive = await ZipArchive.open(found.file);
    refuseOtherArchives(archive, found);
    const workbook = await readWorkbook(archive, world);
    return await readSheet({ found, pins, world, archive, workbook });
  } catch (error) {
    world.signal.throwIfAborted();
    throw isDamage(error) ? broken(found, error) : error;
  }
}

interface SheetRequest {
  readonly found: FoundFile;
  readonly pins: ExcelPins;
  readonly world: SourceWorld;
  readonly archive: ZipArchive;
  readonly workbook: Workbook;
}

async function readSheet({
  found,
  pins,
  world,
  archive,
  workbook,
}: SheetRequest): Promise<SourcePart> {
  const { name, entry } = chosenSheet(found, pins.sheet, workbook);
  const [sheet, again] = [await archive.stream(entry), await archive.stream(entry)];
  if (sheet === undefined || again === undefined) throw new ZipError(`sheet ${name} is missing`);
  const merged = await MergedCells.of(again, world.signal);
  const reader = new SheetReader(workbook);
  const spool = await RowSpool.in(world);
  const others = workbook.sheets.map((each) => each.name).filter((each) => each !== name);
  const table = new SheetTable({ found, sheet: name, others, bounds: pins, spool });
  const enough = world.headerOnly === true ? headerRows : Number.POSITIVE_INFINITY;
  try {
    await parseXml(
      sheet,
      {
        open: (tag) => reader.open(tag),
        text: (text) => reader.text(text),
        close: (tag) => reader.close(tag),
        pause: async () => {
          for (const row of reader.take()) if (table.add(merged.fill(row))) await spool.flush();
          return spool.rows >= enough ? 'stop' : undefined;
        },
      },
      world,
    );
  } finally {
    await spool.close();
  }
  return {
    origin: found.origin,
    file: spool.file,
    bytes: found.bytes,
    ...table.end(),
    dialect: { format: 'excel', sheet: name, header: table.header },
    warnings: warningsOf(found, { sheet: name, reader, merged }),
    ...(pins.null_values === undefined ? {} : { nullValues: pins.null_values }),
    lineOf: (row) => spool.lineOf(world.database, row),
  };
}

/** Rows that are read when only the header is wanted. */
const headerRows = 100;

function chosenSheet(
  { origin }: FoundFile,
  wanted: number | string | undefined,
  { sheets }: Workbook,
): Workbook['sheets'][number] {
  const sheet =
    typeof wanted === 'string'
      ? sheets.find(({ name }) => name === wanted)
      : sheets[(wanted ?? 1) - 1];
  if (sheet !== undefined) return sheet;
  const names = sheets.map(({ name }) => name);
  const nearest = typeof wanted === 'string' ? nearestWord(wanted, names) : undefined;
  throw new MlxError('data/excel-sheet', `\`${origin}\` has no sheet \`${wanted ?? 1}\``, {
    hints: [
      ...(nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`]),
      `Set \`sheet\` to one of: ${names.join(', ')}`,
    ],
    place: { file: origin },
  });
}

function warningsOf(
  { origin }: FoundFile,
  {
    sheet,
    reader,
    merged,
  }: { readonly sheet: string; readonly reader: SheetReader; readonly merged: MergedCells },
): readonly string[] {
  const { count, first } = reader.errors;
  const where = `\`${origin}\`, sheet \`${sheet}\``;
  return [
    ...(count === 0
      ? []
      : [`${where}: ${counted(count, 'cell')} with an error, first ${first}, taken as missing`]),
    ...(merged.filled === 0
      ? []
      : [
          `${where}: ${counted(merged.filled, 'cell')} of merged ranges got the value of the range`,
        ]),
  ];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

async function refuseOtherKinds(found: FoundFile): Promise<void> {
  const place = { file: found.origin };
  const handle = await open(found.file, 'r');
  const { buffer, bytesRead } = await handle
    .read(Buffer.alloc(8), 0, 8, 0)
    .finally(() => handle.close());
  const magic = buffer.toString('hex');
  if (bytesRead === 0) {
    const hints = ['Check that the export which wrote it went through'];
    throw new MlxError('data/file-empty', `\`${found.origin}\` is empty`, { hints, place });
  }
  if (magic === 'd0cf11e0a1b11ae1') {
    const protectedOne = /\.xls[xm]$/i.test(found.file);
    throw new MlxError(
      'data/excel-kind',
      protectedOne
        ? `\`${found.origin}\` is protected with a password, or is an old \`.xls\` in truth`
        : `\`${found.origin}\` is an old Excel workbook (\`.xls\`)`,
      {
        hints: protectedOne ? ['Save it without a password', convert(found)] : [convert(found)],
        place,
      },
    );
  }
  if (magic.startsWith('504b0304')) return;
  throw new MlxError('data/not-a-table', `\`${found.origin}\` is no Excel workbook`, {
    hints: ['Choose the source type that reads it, such as `type: csv`'],
    place,
  });
}

function convert({ origin }: FoundFile): string {
  return `Save it as \`.xlsx\` in Excel or LibreOffice, or run \`soffice --headless --convert-to xlsx '${origin}'\``;
}

function refuseOtherArchives(archive: ZipArchive, found: FoundFile): void {
  const { names } = archive;
  const place = { file: found.origin };
  const kind = names.includes('xl/workbook.bin')
    ? 'a binary workbook (`.xlsb`)'
    : names.includes('content.xml') && names.includes('mimetype')
      ? 'an OpenDocument sheet (`.ods`)'
      : undefined;
  if (kind !== undefined) {
    throw new MlxError('data/excel-kind', `\`${found.origin}\` is ${kind}`, {
      hints: [convert(found)],
      place,
    });
  }
  if (names.includes('[content_types].xml')) return;
  throw new MlxError(
    'data/not-a-table',
    `\`${found.origin}\` is a ZIP archive, not an Excel workbook`,
    {
      hints: ['Unpack it, and name the file in it'],
      place,
    },
  );
}

function isDamage(error: unknown): error is Error {
  if (error instanceof MlxError || !(error instanceof Error)) return false;
  return error instanceof ZipError || error instanceof XmlSyntaxError || isZlibError(error);
}

function isZlibError(error: Error): boolean {
  return 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
}

function broken(found: FoundFile, cause: Error): MlxError {
  return new MlxError('data/excel-broken', `\`${found.origin}\` is damaged: ${cause.message}`, {
    hints: ['Fetch the file again, or open it in Excel or LibreOffice and save it anew'],
    place: { file: found.origin },
    cause,
  });
}
