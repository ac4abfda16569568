import { MlxError } from '../../../errors/index.js';
import type { FoundFile } from '../files/find-files.js';
import { type RowSpool, spooledColumns } from '../rows/row-spool.js';
import type { SourcePart } from '../source.js';
import { columnLetters, positionOf } from './cell-values.js';
import type { SheetRow } from './sheet-reader.js';

/** Where in a sheet the table stands, as far as the project says. */
export interface SheetBounds {
  /** Such as `B3:F100`, `B3:` or `B:F`. */
  readonly range?: string | undefined;
  /** Rows above the header, or above the first row. */
  readonly skip?: number | undefined;
  readonly header?: boolean | undefined;
  readonly columns?: readonly string[] | undefined;
}

interface TableRequest {
  readonly found: FoundFile;
  readonly sheet: string;
  /** The names of the other sheets. */
  readonly others: readonly string[];
  readonly bounds: SheetBounds;
  readonly spool: RowSpool;
}

/** Cuts a table out of the rows of a sheet: its first row names the columns unless it plainly is data. */
export class SheetTable {
  readonly #request: TableRequest;
  readonly #area: Area;
  #names: readonly (string | undefined)[] | undefined;
  #headerRow = 0;
  #header: boolean | undefined;
  #width = 0;
  /** By column: the sheet row, from 0, of its first value below the header. */
  readonly #firstValue: (number | undefined)[] = [];
  constructor(request: TableRequest) {
    this.#request = request;
    this.#area = areaOf(request);
    this.#header = request.bounds.header;
  }

  get header(): boolean {
    return this.#header ?? false;
  }

  /** Takes the next row; true when the spool should be flushed. */
  add(row: SheetRow): boolean {
    const { top, bottom, left, right } = this.#area;
    if (row.number < top || row.number > bottom) return false;
    const cells = row.cells.slice(left, right + 1);
    if (!cells.some((cell) => cell !== undefined)) return false;
    this.#header ??= row.onlyTexts;
    if (this.#names === undefined) {
      this.#names = this.#header ? cells.map((cell) => cell?.trim()) : [];
      this.#headerRow = row.number;
      if (this.#header) {
        this.#width = cells.length;
        return false;
      }
    }
    return this.#addCells(row.number, cells);
  }

  #addCells(number: number, cells: readonly (string | undefined)[]): boolean {
    const { spool } = this.#request;
    this.#width = Math.max(this.#width, cells.length);
    for (let at = 0; at < cells.length; at++) {
      if (cells[at] !== undefined) this.#firstValue[at] ??= number;
    }
    return spool.add(Array.from(cells), number + 1);
  }

  /** The table as a relation, when all rows were taken. Throws when columns lack a name, or the sheet is empty. */
  end(): Pick<SourcePart, 'relation' | 'columns'> {
    const { found, sheet, others, spool } = this.#request;
    if (this.#names === undefined) {
      throw new MlxError(
        'data/no-rows',
        `\`${found.origin}\`: sheet \`${sheet}\` has no rows there`,
        {
          hints: [
            ...(others.length === 0 ? [] : [`Set \`sheet\` to another one: ${others.join(', ')}`]),
            'Check `range` and `skip` if you set them',
          ],
          place: { file: found.origin },
        },
      );
    }
    const every = Array.from({ length: this.#width }, (_, at) => at);
    const used = every.filter((at) => this.#isUsed(at));
    const names = this.#namesOf(used);
    const columns = spooledColumns(
      every.map((at) => ({ name: names.get(at) ?? '', sniffed: 'excel' })),
    );
    return {
      relation: spool.relation(this.#width),
      columns: columns.filter((_, at) => names.has(at)),
    };
  }

  /** A column with neither name nor value is the blank space beside a table. */
  #isUsed(at: number): boolean {
    return this.#firstValue[at] !== undefined || isNamed(this.#names?.[at]);
  }

  #namesOf(used: readonly number[]): ReadonlyMap<number, string> {
    const { columns } = this.#request.bounds;
    if (columns !== undefined) {
      if (columns.length !== used.length) throw this.#wrongCount(columns.length, used.length);
      return new Map(used.map((at, index) => [at, columns[index] ?? '']));
    }
    if (!this.header) return new Map(used.map((at, index) => [at, `column_${index + 1}`]));
    const unnamed = used.find((at) => !isNamed(this.#names?.[at]));
    if (unnamed !== undefined) throw this.#unnamed(unnamed);
    return new Map(used.map((at) => [at, this.#names?.[at] ?? '']));
  }

  #wrongCount(named: number, count: number): MlxError {
    const { found, sheet } = this.#request;
    return new MlxError(
      'data/excel-sheet',
      `\`${found.origin}\`: sheet \`${sheet}\` has ${count} columns, but \`columns\` names ${named}`,
      { hints: ['Name every column, in the order of the sheet'], place: { file: found.origin } },
    );
  }

  #unnamed(at: number): MlxError {
    const { found, sheet } = this.#request;
    const letters = columnLetters(at + this.#area.left);
    const row = this.#firstValue[at] ?? 0;
    const last = this.#names?.findLastIndex(isNamed) ?? -1;
    const range = `${columnLetters(this.#area.left)}:${columnLetters(last + this.#area.left)}`;
    return new MlxError(
      'data/column-unnamed',
      `\`${found.origin}\`, sheet \`${sheet}\`: column ${letters} has values from row ${row + 1} on, but no name in row ${this.#headerRow + 1}`,
      {
        hints: [
          `Set \`skip\` if row ${this.#headerRow + 1} is a title above the table`,
          ...(at > last && last >= 0
            ? [`Set \`range: ${range}\` to leave out what stands beside the table`]
            : []),
          'Name the column in the sheet, or all of them with `columns: [...]` on the source',
        ],
        place: { file: found.origin, line: this.#headerRow + 1 },
      },
    );
  }
}

function isNamed(name: string | undefined): boolean {
  return name !== undefined && name !== '';
}

interface Area {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

function areaOf({ found, bounds: { range, skip = 0 } }: TableRequest): Area {
  const match = /^\$?([A-Z]{1,3})?\$?(\d+)?(?::\$?([A-Z]{1,3})?\$?(\d+)?)?$/i.exec(range ?? '');
  if (match === null) {
    throw new MlxError('data/excel-sheet', `\`range: ${range ?? ''}\` is not a range of cells`, {
      hints: ['Write it as in Excel: `B3:F100`, or `B3:F` for all rows from the third on'],
      place: { file: found.origin },
    });
  }
  const [, left, top, right, bottom] = match;
  const column = (letters: string | undefined, otherwise: number): number =>
    letters === undefined ? otherwise : positionOf(`${letters}1`).column;
  return {
    top: Number(top ?? 1) - 1 + skip,
    bottom: Number(bottom ?? lastRow) - 1,
    left: column(left, 0),
    right: column(right, lastColumn),
  };
}

const lastRow = 1_048_576;
const lastColumn = 16_383;
