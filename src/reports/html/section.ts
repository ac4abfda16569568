import { html, type Markup, type Part } from './markup.js';

/** A part of the report under a heading, with a line that says what one sees in it. */
export function section(
  options: { readonly id: string; readonly title: string; readonly lead?: Part },
  ...content: readonly Part[]
): Markup {
  const { id, title, lead } = options;
  return html`<section id="${id}"><h2>${title}</h2>${lead !== undefined && html`<p class="lead">${lead}</p>`}${content}</section>`;
}

export interface FigureOptions {
  readonly title: string;
  /** What to read from it. */
  readonly caption: Part;
  readonly wide?: boolean;
}

/** A chart with its title, what to read from it, and the same figures as a table for those who cannot see it. */
export function figure(
  { title, caption, wide }: FigureOptions,
  chart: Part,
  figures?: Markup,
): Markup {
  return html`<figure${wide === true && html` class="wide"`}><h3>${title}</h3>${chart}<figcaption>${caption}</figcaption>${
    figures !== undefined &&
    html`<details><summary>Figures as a table</summary>${figures}</details>`
  }</figure>`;
}

export interface HtmlTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Part[])[];
  /** Columns of figures, by place. */
  readonly figures?: readonly number[];
  /** How many rows there are when some are left out. */
  readonly of?: number;
}

/** A table that scrolls sideways when it is too wide. */
export function table({ head, rows, figures = [], of }: HtmlTable): Markup {
  const kind = (at: number) => figures.includes(at) && html` class="n"`;
  return html`<div class="scroll" tabindex="0"><table><thead><tr>${head.map((title, at) => headCell(title, kind(at)))}</tr></thead><tbody>
${rows.map(
  (row) => html`<tr>${row.map((cell, at) => html`<td${kind(at)}>${cell}</td>`)}</tr>
`,
)}</tbody></table></div>${of !== undefined && of > rows.length && html`<p class="more">${rows.length} of ${of} are shown</p>`}`;
}

/** A head without words, over drawings or signs, is no head for those who hear the table. */
export function headCell(title: string, kind: Part): Markup {
  return title === '' ? html`<td></td>` : html`<th scope="col"${kind}>${title}</th>`;
}
