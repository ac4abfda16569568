import { MlxError } from '../../errors/index.js';
import type { ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { writeJson, writeTable } from '../output.js';
import { minuteOf, openRegistry } from './open-registry.js';

/** Prints every move of an alias, or of all, newest first, or `mlx.registry-history/1`. */
export async function showHistory(
  wanted: string | undefined,
  options: ProjectOptions,
  context: Context,
): Promise<void> {
  const registry = await openRegistry(options, context);
  const names = await registry.aliasNames();
  if (wanted !== undefined && !names.includes(wanted)) {
    throw new MlxError('registry/unknown-alias', `The alias \`${wanted}\` was never set`, {
      hints: [
        names.length === 0
          ? 'Set one with `mlx deploy` or `mlx registry promote`'
          : `Use one of: ${names.map((name) => `\`${name}\``).join(', ')}`,
      ],
    });
  }
  const chosen = wanted === undefined ? names : [wanted];
  const moves = await Promise.all(
    chosen.map(async (alias) =>
      (await registry.history(alias)).map((change, index) => ({
        alias,
        move: index + 1,
        ...change,
      })),
    ),
  );
  const newest = moves.flat().toSorted((a, b) => order(b.at, a.at) || b.move - a.move);
  if (options.json === true) {
    writeJson(context, 'mlx.registry-history/1', { moves: newest });
    return;
  }
  if (newest.length === 0) {
    context.stdout.write('no alias has moved yet\n');
    return;
  }
  writeTable(context, options, {
    head: ['alias', 'move', 'when', 'who', 'from', 'to', 'why'],
    rows: newest.map(({ alias, move, at, by, from, to, why, rollback }) => [
      ...[alias, String(move), minuteOf(at), by, from ?? '-', to],
      rollback === true && why !== 'rollback' ? `rollback: ${why}` : why,
    ]),
  });
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
