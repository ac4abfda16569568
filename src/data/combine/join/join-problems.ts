import { listOf, type Names } from '../combine-verb.js';
import type { StepProblem } from '../rows/step-problem.js';
import { sameName, tableSoFar, unknownColumn } from '../rows/unknown-column.js';
import { broughtColumns, type JoinSettings, keysOf, timesOf } from './join-settings.js';
import { parseTolerance } from './tolerance.js';

/** Every name in a join that is not there or is taken, and settings that do not go together. */
export function joinProblems(settings: JoinSettings, { table, of }: Names): readonly StepProblem[] {
  const there = { called: settings.join, known: of(settings.join) };
  const here = { called: tableSoFar, known: table };
  const keys = Object.entries(keysOf(settings));
  const [time, timeThere] = timesOf(settings) ?? [];
  const columns = settings.columns === undefined ? [] : listOf(settings.columns);
  return [
    ...(settings.how === 'as-of' ? problemsOfTime(settings) : problemsWithoutTime(settings)),
    ...keys.flatMap(([name]) => missing(name, here, 'on')),
    ...keys.flatMap(([, name]) => missing(name, there, 'on')),
    ...missing(time, here, 'time'),
    ...missing(timeThere, there, 'time'),
    ...columns.flatMap((name) => missing(name, there, 'columns')),
    ...clashes(settings, table, there.known),
  ];
}

interface Side {
  readonly called: string;
  readonly known: readonly string[];
}

function missing(name: string | undefined, side: Side, key: string): readonly StepProblem[] {
  if (name === undefined || side.known.includes(name)) return [];
  return [unknownColumn(name, side, [key])];
}

function wrong(key: string, message: string, hint: string): StepProblem {
  return { code: 'combine/bad-setting', message, path: [key], hints: [hint] };
}

function problemsOfTime({ time, tolerance }: JoinSettings): readonly StepProblem[] {
  if (time === undefined) {
    const hint = 'Add `time: { column here: column there }`';
    return [wrong('how', '`how: as-of` needs the time', hint)];
  }
  if (parseTolerance(tolerance) !== null) return [];
  const message = `\`tolerance: ${tolerance ?? ''}\` is no length of time`;
  return [wrong('tolerance', message, 'Write it as `90s`, `15m`, `12h`, `7d` or `2w`')];
}

function problemsWithoutTime(settings: JoinSettings): readonly StepProblem[] {
  const { on, time, tolerance } = settings;
  const direction = settings.direction === 'before' ? undefined : settings.direction;
  const timed = Object.entries({ time, tolerance, direction }).filter(
    ([, value]) => value !== undefined,
  );
  return [
    ...(on === undefined ? [wrong('join', 'A join needs its keys', 'Add `on: COLUMN`')] : []),
    ...timed.map(([key]) => {
      const message = `\`${key}\` means something with \`how: as-of\` only`;
      return wrong(key, message, 'Set `how: as-of`, or remove it');
    }),
  ];
}

function clashes(
  settings: JoinSettings,
  table: readonly string[],
  there: readonly string[],
): readonly StepProblem[] {
  const taken = [...table];
  return broughtColumns(settings, there).flatMap(({ name, as }): readonly StepProblem[] => {
    const other = sameName(as, taken);
    taken.push(as);
    if (other === undefined) return [];
    return [
      {
        code: 'combine/column-clash',
        message: `\`${name}\` of ${settings.join} would be a second column \`${other}\``,
        path: [settings.columns === undefined ? 'join' : 'columns'],
        hints: [
          `Rename what comes along, with \`prefix: ${settings.join.replaceAll(/\W+/g, '_')}_\``,
          'Or choose what comes along, with `columns: [...]`',
        ],
      },
    ];
  });
}
