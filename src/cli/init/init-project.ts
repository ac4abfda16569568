import { relative, resolve } from 'node:path';
import { MlxError } from '../../errors/index.js';
import type { Context } from '../context.js';
import { outStyle, writeJson, writeTable } from '../output.js';
import { fromData } from './from-data.js';
import { fromTemplate } from './from-template.js';
import type { InitOptions } from './init-options.js';
import { offerTargets } from './offer-targets.js';
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
  await write(files, request);
  tell(files.files, request, `${name} project`);
}

/** Writes a project for a data file; without a target, lists the columns that could be one. */
export async function initFromData(from: string, request: InitRequest): Promise<void> {
  const { options, context } = request;
  const { target, task, source } = options;
  if (context.stderr.isTTY === true && options.quiet !== true) {
    context.stderr.write(`reading ${from}\n`);
  }
  if (target === undefined) return offerTargets(from, options, context);
  const wish = { from, target, source, ...(task !== undefined && { task }) };
  const files = await fromData(wish, resolve(context.cwd, request.folder), context);
  await write(files, request);
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

function write(
  files: Pick<Placement, 'files' | 'replaceable' | 'write'>,
  { folder, options, context }: InitRequest,
): Promise<void> {
  const force = options.force === true;
  return placeFiles({ ...files, folder: resolve(context.cwd, folder), force });
}

/** What was written, and what to do next. */
function tell(files: readonly string[], request: InitRequest, what: string): void {
  const { options, context } = request;
  const place = placeWords(request);
  const next = place === '.' ? nextCommands : [[`cd ${shellWord(place)}`, ''], ...nextCommands];
  if (options.json === true) {
    const commands = next.map(([command]) => command);
    writeJson(context, 'mlx.init/1', { folder: place, files, next: commands });
    return;
  }
  if (options.quiet === true) return;
  const { green, dim } = outStyle(context, options);
  context.stdout.write(`${green('ok')}  ${what} in ${place === '.' ? 'this folder' : place}\n`);
  for (const file of files) context.stdout.write(`    ${file}\n`);
  context.stdout.write('\nNext:\n');
  for (const [command = '', why = ''] of next) {
    const line = why === '' ? command : `${command.padEnd(18)} ${dim(why)}`;
    context.stdout.write(`  $ ${line}\n`);
  }
}

const nextCommands = [
  ['mlx validate', 'check mlx.yaml and the names in it'],
  ['mlx run', 'from the data to a package'],
  ['mlx explain train', 'what can be set there'],
];

/** The folder as a user would write it: short below where they are, else as they wrote it. */
function placeWords({ folder, context: { cwd } }: InitRequest): string {
  const below = relative(cwd, resolve(cwd, folder)) || '.';
  return below.startsWith('..') ? folder : below;
}
