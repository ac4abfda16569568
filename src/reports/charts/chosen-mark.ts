import { html, type Markup } from '../html/markup.js';

/** What stands for the trial that was chosen, in charts and in words. */
export const chosenSign = '◆';

/** The trial that was chosen: a diamond with its word beside it, so that nobody needs the colour to find it. */
export function chosenMark(
  { x, y, title }: { readonly x: number; readonly y: number; readonly title: string },
  {
    left,
    right,
    bottom,
  }: { readonly left: number; readonly right: number; readonly bottom: number },
): Markup {
  // Half of the word has to have room at both sides.
  const middle = Math.min(right - 26, Math.max(left + 28, x));
  const below = y + 24 < bottom;
  return html`<g><title>${title}</title>${diamond(x, y)}
<text class="note" x="${middle}" y="${below ? y + 23 : y - 13}" text-anchor="middle">chosen</text></g>`;
}

/** A diamond alone, for a line that is marked where it crosses axes. */
export function diamond(x: number, y: number): Markup {
  return html`<path class="chosen" d="M${x} ${y - 8}l8 8l-8 8l-8 -8z"/>`;
}
