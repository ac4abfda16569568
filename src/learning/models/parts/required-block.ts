import type { FeatureBlock, Matrix } from '../../../contracts/matrix.js';
import { MlxError } from '../../../errors/index.js';

/** The one block of a kind that a family needs. Throws `learning/needs-column` when there is none, or more than one. */
export function theBlock(
  { blocks = [] }: Pick<Matrix, 'blocks'>,
  kind: 'image' | 'tokens',
  family: string,
): FeatureBlock {
  const found = blocks.filter((block) => block.kind === kind);
  const [only, ...more] = found;
  if (only !== undefined && more.length === 0) return only;
  const { what, how } = wanted[kind];
  const names = found.map(({ name }) => `\`${name}\``).join(', ');
  throw new MlxError(
    'learning/needs-column',
    only === undefined
      ? `\`${family}\` learns from ${what}, and the data has none`
      : `\`${family}\` learns from one column of ${what}, and the data has ${found.length}: ${names}`,
    { hints: only === undefined ? [how] : ['Leave out all but one: `features: { NAME: drop }`'] },
  );
}

const wanted = {
  image: {
    what: 'images',
    how: 'Give the column of images that type: `ingest: { columns: { NAME: image } }`; a path or base64 in each cell',
  },
  tokens: {
    what: 'texts',
    how: 'Give the column of texts that type: `ingest: { columns: { NAME: text } }`',
  },
} as const;
