import { identifier, literal } from '../../tables/sql.js';
import { defineAction } from './action.js';

const params = {
  keep: {
    enum: ['none', 'first', 'last', 'domain'],
    default: 'none',
    description: 'What stays readable: the first or last characters, or what follows the `@`',
  },
  count: {
    type: 'integer',
    minimum: 1,
    maximum: 100,
    default: 4,
    description:
      'How many characters `first` and `last` keep; a value of less than twice that keeps none',
  },
  character: {
    type: 'string',
    minLength: 1,
    default: '*',
    description: 'What stands in place of a letter or digit',
  },
} as const;

/** Letters and digits are covered, everything else stays where it is, so that the form can still be seen. */
export const mask = defineAction({
  name: 'mask',
  summary: 'cover letters and digits, keeping length and punctuation',
  params,
  required: [],
  mayBeFeature: false,
  protect({ name }, { keep, count, character }) {
    const cell = `CAST(${identifier(name)} AS VARCHAR)`;
    const cover = (text: string): string =>
      `regexp_replace(${text}, '[\\p{L}\\p{N}\\p{M}]', ${literal(character.replaceAll('\\', '\\\\'))}, 'g')`;
    // Never more than half of a value, so that a short one is not shown whole.
    const kept = `CASE WHEN length(${cell}) >= ${2 * count} THEN ${count} ELSE 0 END`;
    const masked = {
      none: cover(cell),
      first: `left(${cell}, ${kept}) || ${cover(`substr(${cell}, ${kept} + 1)`)}`,
      last: `${cover(`left(${cell}, length(${cell}) - ${kept})`)} || right(${cell}, ${kept})`,
      domain: `CASE WHEN contains(${cell}, '@')
        THEN ${cover(`left(${cell}, strpos(${cell}, '@') - 1)`)} || substr(${cell}, strpos(${cell}, '@'))
        ELSE ${cover(cell)} END`,
    } as const;
    return Promise.resolve({ cell: masked[keep], type: 'category' });
  },
});
