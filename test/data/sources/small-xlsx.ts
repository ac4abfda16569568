/** A cell of a test workbook: a value, or the XML of a cell with `#` where its place goes. */
export type XlsxCell = string | number | boolean | null | { readonly xml: string };

export interface XlsxOptions {
  readonly sheets?: Readonly<Record<string, readonly (readonly XlsxCell[])[]>>;
  /** Ranges that are merged on the first sheet. */
  readonly merged?: readonly string[];
  readonly date1904?: boolean;
}

/** A date as a workbook holds it: style 1 shows days and times. */
export function dateCell(serial: number): XlsxCell {
  return { xml: `<c r="#" s="1"><v>${serial}</v></c>` };
}

/** A small workbook, packed without compression. Style 1 is a date, style 2 a span of hours, style 3 per cent. */
export function smallXlsx(
  rows: readonly (readonly XlsxCell[])[],
  options: XlsxOptions = {},
): Buffer {
  const sheets = { Sheet1: rows, ...options.sheets };
  const names = Object.keys(sheets);
  const parts: Record<string, string> = {
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': relations([['rId1', 'officeDocument', 'xl/workbook.xml']]),
    'xl/_rels/workbook.xml.rels': relations(
      names.map((_, at) => [`rId${at + 1}`, 'worksheet', `worksheets/sheet${at + 1}.xml`]),
    ),
    'xl/workbook.xml': `<workbook xmlns:r="r"><workbookPr date1904="${options.date1904 === true ? 1 : 0}"/><sheets>${names
      .map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/styles.xml':
      '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="[h]:mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="170"/><xf numFmtId="10"/></cellXfs></styleSheet>',
    'xl/sharedStrings.xml':
      '<sst><si><r><t>rich </t></r><r><t>text</t></r><rPh><t>no</t></rPh></si></sst>',
  };
  for (const [at, content] of Object.values(sheets).entries()) {
    const merged = at === 0 ? (options.merged ?? []).map((ref) => `<mergeCell ref="${ref}"/>`) : [];
    parts[`xl/worksheets/sheet${at + 1}.xml`] =
      `<worksheet><sheetData>${content.map(rowXml).join('')}</sheetData><mergeCells>${merged.join('')}</mergeCells></worksheet>`;
  }
  return zipped(parts);
}

function relations(list: readonly (readonly [string, string, string])[]): string {
  const each = list.map(
    ([id, type, target]) => `<Relationship Id="${id}" Type="http://x/${type}" Target="${target}"/>`,
  );
  return `<Relationships>${each.join('')}</Relationships>`;
}

function rowXml(cells: readonly XlsxCell[], row: number): string {
  if (cells.length === 0) return '';
  const written = cells.map((cell, column) =>
    cellXml(cell, `${String.fromCharCode(65 + column)}${row + 1}`),
  );
  return `<row r="${row + 1}">${written.join('')}</row>`;
}

function cellXml(cell: XlsxCell, place: string): string {
  if (cell === null) return '';
  if (typeof cell === 'object') return cell.xml.replace('#', place);
  if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`;
  if (typeof cell === 'boolean') return `<c r="${place}" t="b"><v>${Number(cell)}</v></c>`;
  return `<c r="${place}" t="inlineStr"><is><t>${cell.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</t></is></c>`;
}

function zipped(parts: Readonly<Record<string, string>>): Buffer {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(parts)) {
    const content = Buffer.from(text);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt32LE(content.length, 18);
    head.writeUInt32LE(content.length, 22);
    head.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    head.copy(entry, 16, 14, 28);
    entry.writeUInt32LE(offset, 42);
    local.push(head, Buffer.from(name), content);
    directory.push(entry, Buffer.from(name));
    offset += 30 + name.length + content.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(parts).length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, listed, end]);
}
