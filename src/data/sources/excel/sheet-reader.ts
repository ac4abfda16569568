import type { SaxesTagPlain } from 'saxes';
import type { XmlHandlers } from '../files/parse-xml.js';
import { columnLetters, dateText, numberText, positionOf } from './cell-values.js';
import { localName, unescaped, type Workbook } from './workbook.js';

/** A row of a sheet that holds something. */
export interface SheetRow {
  /** From 0. */
  readonly number: number;
  /** By column from 0, as text; undefined where there is nothing. Dates are ISO text, numbers plain ones. */
  readonly cells: readonly (string | undefined)[];
  /** Whether every cell is a text, as in a header. */
  readonly onlyTexts: boolean;
}

/** The handlers that gather the rows of a sheet, and what they gathered. */
export class SheetReader implements XmlHandlers {
  readonly #workbook: Workbook;
  #rows: SheetRow[] = [];
  #errors = 0;
  #firstError = '';
  #row = -1;
  #column = -1;
  #cells: (string | undefined)[] = [];
  #onlyTexts = true;
  #type = 'n';
  #style = 0;
  #text = '';
  #inside = false;
  #phonetic = false;

  constructor(workbook: Workbook) {
    this.#workbook = workbook;
  }

  /** Cells that hold an error such as `#DIV/0!`, and the first of them, such as `C4`. */
  get errors(): { readonly count: number; readonly first: string } {
    return { count: this.#errors, first: this.#firstError };
  }

  /** The rows since the last call, in order. */
  take(): readonly SheetRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  open({ name, attributes }: SaxesTagPlain): void {
    switch (localName(name)) {
      case 'row':
        this.#row = attributes['r'] === undefined ? this.#row + 1 : Number(attributes['r']) - 1;
        this.#column = -1;
        this.#cells = [];
        this.#onlyTexts = true;
        break;
      case 'c':
        this.#column =
          attributes['r'] === undefined ? this.#column + 1 : positionOf(attributes['r']).column;
        this.#type = attributes['t'] ?? 'n';
        this.#style = Number(attributes['s'] ?? 0);
        this.#text = '';
        break;
      case 'rPh':
        this.#phonetic = true;
        break;
      case 'v':
      case 't':
        this.#inside = !this.#phonetic;
        break;
    }
  }

  text(text: string): void {
    if (this.#inside) this.#text += text;
  }

  close({ name }: SaxesTagPlain): void {
    this.#inside = false;
    const local = localName(name);
    if (local === 'rPh') this.#phonetic = false;
    else if (local === 'c') this.#endCell();
    else if (local === 'row' && this.#cells.length > 0) {
      this.#rows.push({ number: this.#row, cells: this.#cells, onlyTexts: this.#onlyTexts });
    }
  }

  #endCell(): void {
    if (this.#text === '') return;
    const value = this.#value();
    if (value === undefined) return;
    if (!textTypes.includes(this.#type)) this.#onlyTexts = false;
    this.#cells[this.#column] = value;
  }

  #value(): string | undefined {
    switch (this.#type) {
      case 's':
        return this.#workbook.texts[Number(this.#text)];
      case 'inlineStr':
      case 'str':
        return unescaped(this.#text);
      case 'b':
        return this.#text === '1' ? 'true' : 'false';
      case 'e':
        this.#errors += 1;
        if (this.#errors === 1) {
          this.#firstError = `${columnLetters(this.#column)}${this.#row + 1} (${this.#text})`;
        }
        return undefined;
      case 'd':
        return this.#text;
      default:
        return this.#number();
    }
  }

  #number(): string {
    const { dateStyles, since1904 } = this.#workbook;
    const date =
      dateStyles[this.#style] === true ? dateText(Number(this.#text), since1904) : undefined;
    return date ?? numberText(this.#text);
  }
}

const textTypes = ['s', 'inlineStr', 'str'];
