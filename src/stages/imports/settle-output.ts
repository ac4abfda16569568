import type { Task } from '../../contracts/task.js';
import { MlxError, nearestWord } from '../../errors/index.js';
import type { TakenOutput } from '../../learning/imports/imported-model.js';
import type { ForeignModel, ImportParams, OutputFacts } from './foreign-model.js';

/** The output that answers the task. Throws `import/output` when none is named so, or several might be it. */
export function chooseOutput(
  { path, outputs }: Pick<ForeignModel, 'path' | 'outputs'>,
  wanted: string | undefined,
  task: Task,
): OutputFacts {
  if (wanted !== undefined) return namedOutput(path, outputs, wanted);
  const able = outputs.filter(({ type }) => type === 'float' || type === 'double');
  const [only, ...more] = able;
  if (only !== undefined && more.length === 0) return only;
  const likely =
    task.kind === 'regression'
      ? []
      : [
          able.filter(({ shownAs }) => shownAs !== undefined),
          able.filter((each) => /prob|answers|softmax/i.test(nameOf(each))),
          able.filter(({ dims }) => dims?.at(-1) === task.classes.length),
        ];
  const sure = likely.find((each) => each.length === 1)?.[0];
  if (sure !== undefined) return sure;
  throw bad(
    path,
    able.length === 0
      ? `none of its outputs is numbers: ${outputs.map(nameOf).join(', ')}`
      : `several of its outputs may be it: ${able.map(nameOf).join(', ')}`,
    ['Name the one to take: `output: NAME`'],
  );
}

function namedOutput(path: string, outputs: readonly OutputFacts[], wanted: string): OutputFacts {
  const found = outputs.find((each) => nameOf(each) === wanted || each.name === wanted);
  if (found !== undefined) return found;
  const names = outputs.map(nameOf);
  const nearest = nearestWord(wanted, names);
  throw bad(path, `it has no output \`${wanted}\``, [
    nearest === undefined ? `It has: ${names.join(', ')}` : `Did you mean \`${nearest}\`?`,
  ]);
}

/** How the numbers of an output, `width` for each row, answer the task. Throws `import/output` when they cannot. */
export function takeOutput(
  { path, classes: told }: Pick<ForeignModel, 'path' | 'classes'>,
  { name, width }: { readonly name: string; readonly width: number },
  {
    params,
    task,
  }: { readonly params: Pick<ImportParams, 'apply' | 'classes'>; readonly task: Task },
): TakenOutput {
  const { apply } = params;
  if (task.kind === 'regression') {
    if (width === 1) return { name, width, apply: 'none', order: [] };
    throw bad(path, `output \`${name}\` gives ${width} numbers a row, and a regression has one`, [
      'Name another output with `output`, or say `task: classification`',
    ]);
  }
  const { classes } = task;
  const isOne = width === 1 && classes.length === 2;
  if (!isOne && width !== classes.length) {
    throw bad(
      path,
      `output \`${name}\` gives ${width} numbers a row, and the target has ${classes.length} classes: ${listed(classes)}`,
      [
        'Name another output with `output`',
        'Or bring the target to the classes the model was made for, with `ingest.columns`',
      ],
    );
  }
  const labels = labelsOf(path, params.classes ?? told, {
    classes,
    isTold: params.classes === undefined,
  });
  const order = isOne
    ? [classes.indexOf(labels[1] as string)]
    : classes.map((label) => labels.indexOf(label));
  return { name, width, apply, order };
}

/** The classes in the order of the output, as the target writes them. */
function labelsOf(
  path: string,
  labels: readonly string[] | undefined,
  { classes, isTold }: { readonly classes: readonly string[]; readonly isTold: boolean },
): readonly string[] {
  if (labels === undefined) return classes;
  const isSame = (some: readonly string[]): boolean =>
    some.length === classes.length && classes.every((label) => some.includes(label));
  if (isSame(labels)) return labels;
  // What Python calls 0 and 1 a table may call false and true.
  const asBooleans = labels.map((label) => ({ '0': 'false', '1': 'true' })[label] ?? label);
  if (isSame(asBooleans)) return asBooleans;
  const whose = isTold ? 'the file names the classes' : '`classes` are';
  throw bad(path, `${whose} ${listed(labels)}, and the target has ${listed(classes)}`, [
    `Write the target's classes in the order of the output: \`classes: [${classes.join(', ')}]\``,
  ]);
}

function nameOf({ name, shownAs }: OutputFacts): string {
  return shownAs ?? name;
}

/** Up to ten names for a message. */
export function listed(names: readonly string[]): string {
  return names
    .slice(0, 10)
    .map((name) => `\`${name}\``)
    .join(', ')
    .concat(names.length > 10 ? ` and ${names.length - 10} more` : '');
}

function bad(path: string, what: string, hints: readonly string[]): MlxError {
  return new MlxError('import/output', `\`${path}\`: ${what}`, { hints, place: { file: path } });
}
