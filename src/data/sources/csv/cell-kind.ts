/** What a cell looks like; only for recognising the layout of a file, never for its types. */
export type CellKind = 'empty' | 'number' | 'date' | 'time' | 'word' | 'text' | 'odd';

/** What a cell looks like: `word` is letters and digits without blanks, `odd` holds what cells seldom hold. */
export function kindOf(cell: string): CellKind {
  const text = cell.trim();
  if (text === '') return 'empty';
  return kinds.find(([pattern]) => pattern.test(text))?.[1] ?? 'odd';
}

const kinds: readonly (readonly [RegExp, CellKind])[] = [
  [
    /^[$€£¥]?\s?[+-]?[$€£¥]?\s?(\d+|\d{1,3}([,. ']\d{3})+)?([.,]?\d+)?([eE][+-]?\d+)?\s?[%$€£¥]?$/,
    'number',
  ],
  [
    /^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})([ T]\d{1,2}:\d{2}.*)?$/,
    'date',
  ],
  [/^\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s?([ap]\.?m\.?)?$/i, 'time'],
  [/^(NA|N\/A|NaN|NULL|null|nan|-|\?|\.)$/, 'empty'],
  [/^[\p{L}\p{N}_.#/+-]+$/u, 'word'],
  [/^[a-z]+:\/\/\S+$|^\S+@\S+\.\S+$/i, 'word'],
  [/^[\p{L}\p{N}\p{M}\s_.,:!?()[\]{}&%$€£#@*+=<>'’"“”/\\–—°^~|;-]+$/u, 'text'],
];
