import { relative, resolve } from 'node:path';
import { MlxError } from '../../errors/index.js';
import type { Context } from '../context.js';
import { outStyle, writeJson, writeTable } from '../output.js';
import { fromData, targetCandidates } from './from-data.js';
import { fromTemplate } from './from-template.js';
import type { InitOptions } from './init-options.js';
import { type Placement, placeFiles } from './place-files.js';
import { shellWord } from './shell-word.js';
import { templates } from './templates.js';

interface InitRequest {
  /** As the user wrote it. */
  readonly folder: string;
  readonly options: InitOptions;
  readonly context: Context;
}

/** Refuses options that do not go together. */
export function refuseMixture({ template, from, target, task, source }: InitOptions): void {
  if (template !== undefined && from !== undefined) {
    throw new MlxError('usage/bad-option', '`--template` and `--from` are two ways to begin', {
      hints: ['Leave one of them out'],
    });
  }
  const ownData = { target, task, source: source.length === 0 ? undefined : source };
  const idle = Object.entries(ownData).find(([, value]) => value !== undefined)?.[0];
  if (from !== undefined || idle === undefined) return;
  throw new MlxError('usage/bad-option', `\`--${idle}\` is about data of your own`, {
    hints: [`Name the data with \`--from FILE\`, or leave \`--${idle}\` out`],
  });
}

/** Writes a project from a template. */
export async function initFromTemplate(name: string, request: InitRequest): Promise<void> {
  const folder = resolve(request.context.cwd, request.folder);
  const files = await fromTemplate(templates.get(name), folder, request.context);
  await place(files, request);
  tell(files.files, request, `${name} project`);
}

/** Writes a project for a data file; without a target, lists the columns that could be one. */
export async function initFromData(from: string, request: InitRequest): Promise<void> {
  const { options, context } = request;
  const { target, task, source } = options;
  if (target === undefined) {
    const { table, error } = await targetCandidates({ from, source }, context);
    if (options.json !== true) writeTable(context, options, table);
    throw error;
  }
  const wish = { from, target, source, ...(task !== undefined && { task }) };
  const files = fromData(wish, resolve(context.cwd, request.folder), context);
  await place(files, request);
  if (options.quiet !== true && options.json !== true) {
    for (const note of files.notes()) context.stderr.write(`note: ${note}\n`);
  }
  tell(files.files, request, `project for ${from}`);
}

/** Nothing was chosen: shows what there is to choose from. */
export function offerTemplates({ folder, options, context }: InitRequest): never {
  if (options.json !== true) {
    const rows = [...templates].map(({ name, summary }) => [name, summary]);
    writeTable(context, options, { head: ['template', 'what it is'], rows });
  }
  const example = templates.has(folder) ? folder : 'churn';
  throw new MlxError('init/nothing-chosen', 'Say what to begin with: a template or your data', {
    hints: [
      `Run \`mlx init my-project --template ${example}\`; there are ${templates.names.join(', ')}`,
      'Run `mlx init --from data.csv` to see which of its columns could be predicted',
    ],
  });
}

function place(
  files: Pick<Placement, 'files' | 'replaceable' | 'write'>,
  { folder, options, context }: InitRequest,
): Promise<void> {
  const force = options.force === true;
  return placeFiles({ ...files, folder: resolve(context.cwd, folder), force });
}

/** What was written, and what to do next. */
function tell(
  files: readonly string[],
  { folder, options, context }: InitRequest,
  what: string,
): void {
  const below = relative(context.cwd, resolve(context.cwd, folder)) || '.';
  const where = below.startsWith('..') ? folder : below;
  const enter = where === '.' ? [] : [[`cd ${shellWord(where)}`, '']];
  const next = [
    ...enter,
    ['mlx validate', 'check mlx.yaml and the names in it'],
    ['mlx run', 'from the data to a package'],
    ['mlx explain train', 'what can be set there'],
  ] as const;
  if (options.json === true) {
    writeJson(context, 'mlx.init/1', { folder: where, files, next: next.map(([line]) => line) });
    return;
  }
  if (options.quiet === true) return;
  const { green, dim } = outStyle(context, options);
  const width = Math.max(...next.map(([line = '', why]) => (why === '' ? 0 : line.length)));
  context.stdout.write(`${green('ok')}  ${what} in ${where === '.' ? 'this folder' : where}\n`);
  for (const file of files) context.stdout.write(`    ${file}\n`);
  context.stdout.write('\nNext:\n');
  for (const [line = '', why = ''] of next) {
    context.stdout.write(`  $ ${`${line.padEnd(width)}  ${dim(why)}`.trimEnd()}\n`);
  }
}
