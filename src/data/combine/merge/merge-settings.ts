import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { listOf, type Names, namesSchema } from '../combine-verb.js';
import { stackedNames } from '../rows/stacked-names.js';
import type { StepProblem } from '../rows/step-problem.js';
import { tableSoFar, unknownColumn } from '../rows/unknown-column.js';

/** How a field gets its value when rows of a key disagree. */
const mergeRules = ['precedence', 'latest', 'majority', 'fail'] as const;
export type MergeRule = (typeof mergeRules)[number];

/** What may be said of a merge. */
export const mergeSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['merge'],
  properties: {
    merge: {
      type: 'object',
      description: 'Sources that tell of the same things, made one row for each',
      additionalProperties: false,
      required: ['sources', 'on'],
      properties: {
        sources: {
          ...namesSchema,
          description:
            'The sources, the most trusted first; a table there is so far comes before them',
        },
        on: { ...namesSchema, description: 'Columns that name the thing a row is about' },
        rules: {
          type: 'object',
          description:
            'How each field is settled when rows disagree; `default` is for those not named, and is `precedence` itself by default',
          additionalProperties: { enum: mergeRules },
        },
        time: {
          type: 'string',
          minLength: 1,
          description: 'The column `latest` goes by; the merged row has the latest of it',
        },
        nulls: {
          enum: ['lose', 'win'],
          description:
            'Whether a missing value gives way to any value (lose, the default) or is as good as one',
        },
      },
    },
  },
} as const satisfies JSONSchema;

export type MergeSettings = FromSchema<typeof mergeSchema>['merge'];

/** The rule of a field: its own, that for the time, or the default. */
export function ruleOf(name: string, { rules = {}, time }: MergeSettings): MergeRule {
  const own = name === 'default' ? undefined : rules[name];
  return own ?? (name === time ? 'latest' : (rules['default'] ?? 'precedence'));
}

/** The columns after a merge; reports names that are not there, and `latest` without a time. */
export function mergedNames(
  settings: MergeSettings,
  { table, of, report }: Names,
): readonly string[] {
  const { sources, on, rules = {}, time } = settings;
  const lists = listOf(sources).map((source) => ({ called: source, known: of(source) }));
  const taking = table.length === 0 ? lists : [{ called: tableSoFar, known: table }, ...lists];
  for (const where of taking) {
    for (const name of listOf(on)) {
      if (!where.known.includes(name)) report(unknownColumn(name, where, ['merge', 'on']));
    }
  }
  const known = stackedNames(
    taking.map((each) => each.known),
    report,
    ['merge', 'sources'],
  );
  const all = { called: 'the sources together', known };
  const named = Object.keys(rules).filter((name) => name !== 'default' && !known.includes(name));
  for (const name of named) report(unknownColumn(name, all, ['merge', 'rules', name]));
  if (time === undefined) reportTimeless(rules, report);
  else if (!known.includes(time)) report(unknownColumn(time, all, ['merge', 'time']));
  return known;
}

function reportTimeless(
  rules: Readonly<Record<string, string>>,
  report: (problem: StepProblem) => void,
): void {
  const [name] = Object.entries(rules).find(([, rule]) => rule === 'latest') ?? [];
  if (name === undefined) return;
  report({
    code: 'combine/bad-setting',
    message: '`latest` needs the column to go by',
    path: ['merge', 'rules', name],
    hints: ['Add `time: COLUMN` to the merge'],
  });
}
