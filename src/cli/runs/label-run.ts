import { MlxError } from '../../errors/index.js';
import { type RunLabel, RunLabels } from '../../pipeline/run-labels.js';
import { printable } from '../../ui/text-width.js';
import type { ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { findRun, openRecords, stateFolder } from '../open-records.js';
import { writeJson } from '../output.js';
import { labelWords } from './list-runs.js';

/** Adds tags to a run and takes others away, then prints what is said of it, or `mlx.run-label/1`. */
export async function tagRun(
  wanted: string,
  { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
  world: { readonly options: ProjectOptions; readonly context: Context },
): Promise<void> {
  const [added, removed] = [add.map(tagOf), new Set(remove.map(tagOf))];
  if (added.length + removed.size === 0) {
    throw new MlxError('usage/bad-option', 'There is no tag to add or to remove', {
      hints: ['Write `mlx runs tag RUN +best`, or `--remove best`'],
    });
  }
  await relabel(wanted, world, ({ tags, ...rest }) => ({
    ...rest,
    tags: [...tags, ...added].filter((tag) => !removed.has(tag)),
  }));
}

/** Writes a note to a run in place of the one there was; an empty one takes it away. */
export async function noteRun(
  wanted: string,
  note: string,
  world: { readonly options: ProjectOptions; readonly context: Context },
): Promise<void> {
  await relabel(wanted, world, ({ tags }) => ({ tags, note: note.trim() }));
}

async function relabel(
  wanted: string,
  { options, context }: { readonly options: ProjectOptions; readonly context: Context },
  change: (label: RunLabel) => RunLabel,
): Promise<void> {
  const labels = new RunLabels(stateFolder(options, context));
  const { id } = await findRun(openRecords(options, context), wanted, labels);
  const label = await labels.set(id, change(await labels.of(id)));
  if (options.json === true) writeJson(context, 'mlx.run-label/1', { run: id, ...label });
  else if (options.quiet !== true)
    context.stdout.write(`${printable(`${id}  ${labelWords(label)}`).trimEnd()}\n`);
}

/** A tag as it was written, without its `+`. Throws `usage/bad-option`. */
export function tagOf(written: string): string {
  const tag = written.replace(/^\+/, '');
  if (/^[a-z\d][\w.:/-]{0,49}$/i.test(tag)) return tag;
  throw new MlxError('usage/bad-option', `\`${written}\` cannot be a tag`, {
    hints: ['Use up to 50 letters, digits and any of . : / - _, such as `best` or `release/2`'],
  });
}
