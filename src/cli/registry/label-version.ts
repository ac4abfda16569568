import { MlxError } from '../../errors/index.js';
import { printable } from '../../ui/text-width.js';
import type { ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { writeJson } from '../output.js';
import { tagOf } from '../runs/label-run.js';
import { labelWords } from '../runs/list-runs.js';
import { findVersion, openRegistry, signedNow } from './open-registry.js';

interface World {
  readonly options: ProjectOptions;
  readonly context: Context;
}

/** Adds tags to a version and takes others away, then prints what is said of it, or `mlx.registry-label/1`. */
export async function tagVersion(
  wanted: string,
  tags: { readonly add: readonly string[]; readonly remove: readonly string[] },
  world: World,
): Promise<void> {
  const [add, remove] = [tags.add.map(tagOf), tags.remove.map(tagOf)];
  if (add.length + remove.length === 0) {
    throw new MlxError('usage/bad-option', 'There is no tag to add or to remove', {
      hints: ['Write `mlx registry tag v3 +reviewed`, or `--remove reviewed`'],
    });
  }
  await relabel(wanted, { add, remove }, world);
}

/** Writes a note to a version in place of the one there was; an empty one takes it away. */
export async function noteVersion(wanted: string, note: string, world: World): Promise<void> {
  await relabel(wanted, { note: note.trim() }, world);
}

async function relabel(
  wanted: string,
  change: { add?: readonly string[]; remove?: readonly string[]; note?: string },
  { options, context }: World,
): Promise<void> {
  const registry = await openRegistry(options, context);
  const { name } = await findVersion(registry, wanted);
  const label = await registry.labels.change(name, { ...signedNow(), ...change });
  if (options.json === true)
    writeJson(context, 'mlx.registry-label/1', { version: name, ...label });
  else if (options.quiet !== true)
    context.stdout.write(`${printable(`${name}  ${labelWords(label)}`).trimEnd()}\n`);
}
