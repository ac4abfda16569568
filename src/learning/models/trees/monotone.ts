import type { Matrix } from '../../../contracts/matrix.js';
import { MlxError, nearestWord } from '../../../errors/index.js';

/** By column: 1 or −1 for those whose predictions may only rise or fall. Throws `learning/unknown-feature`. */
export function monotoneColumns(
  { columns, blocks = [] }: Matrix,
  wanted: Readonly<Record<string, number>>,
): readonly number[] {
  const unordered = new Set(
    blocks.flatMap(({ kind, start }) => (kind === 'category' ? [columns[start]] : [])),
  );
  for (const name of Object.keys(wanted)) {
    if (columns.includes(name) && !unordered.has(name)) continue;
    const nearest = nearestWord(name, columns);
    throw new MlxError(
      'learning/unknown-feature',
      columns.includes(name)
        ? `\`monotone\` names \`${name}\`, whose categories have no order`
        : `\`monotone\` names \`${name}\`, which is no feature`,
      {
        hints: [
          ...(nearest === undefined || nearest === name ? [] : [`Did you mean \`${nearest}\`?`]),
          `Use numeric features: ${columns.filter((column) => !unordered.has(column)).join(', ')}`,
        ],
      },
    );
  }
  return columns.map((name) => Math.sign(wanted[name] ?? 0));
}
