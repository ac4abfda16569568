import type { JsonObject } from '../../contracts/json.js';
import { MlxError, nearestWord, type Problem } from '../../errors/index.js';
import { readExpression } from '../tables/user-expression.js';
import { type Check, Misfit, type NamedColumn, type RuleTable } from './rules/rule.js';
import { ruleOf } from './written-rules.js';

/** A rule of the project, complete, and its place in the list. */
export interface WrittenRule {
  readonly index: number;
  readonly settings: JsonObject;
}

/** What becomes of rows that break a rule. */
type Otherwise = 'fail' | 'quarantine' | 'warn';

/** A check with what its rule says besides. */
export interface PreparedCheck {
  /** Place of the rule in the list. */
  readonly index: number;
  /** The key that names the rule. */
  readonly rule: string;
  readonly check: Check;
  /** Which rows the rule is about, in SQL; undefined for all. */
  readonly where?: string;
  readonly otherwise: Otherwise;
  readonly maxShare?: number;
  readonly maxRows?: number;
}

/** Thrown with every problem there is; each has a `path` that leads on from `ingest`. */
interface RuleProblem extends Problem {
  readonly path: readonly (string | number)[];
}

/** Whether cells of a column that cannot be read as its declared type are a matter for a rule, rather than the end. */
export function keepsMisfits(rules: readonly WrittenRule[], column: string): boolean {
  return rules.some(({ settings }) => {
    const rule = ruleOf(settings);
    const about =
      rule.name === 'type' && rule.columns(settings).some(({ name }) => name === column);
    return about && settings['else'] !== 'fail';
  });
}

/**
 * Holds rules against the columns of a table and says what is to be checked. Table-wide checks have been made when it
 * returns. Throws `quality/misfit` with every rule that does not suit the table.
 */
export async function prepareChecks(
  rules: readonly WrittenRule[],
  table: RuleTable,
): Promise<readonly PreparedCheck[]> {
  const prepared: PreparedCheck[] = [];
  const problems: RuleProblem[] = [];
  for (const rule of rules) {
    try {
      prepared.push(...(await checksOf(rule, table)));
    } catch (error) {
      const problem = problemOf(error, rule);
      if (problem === undefined) throw error;
      problems.push(problem);
    }
  }
  if (problems.length === 0) return prepared;
  const count =
    problems.length === 1 ? 'A quality rule does' : `${problems.length} quality rules do`;
  throw new MlxError('quality/misfit', `${count} not suit the data`, { problems });
}

async function checksOf(
  { index, settings }: WrittenRule,
  table: RuleTable,
): Promise<readonly PreparedCheck[]> {
  const rule = ruleOf(settings);
  refuseUnknownColumns(rule.columns(settings), table);
  const { where, name, else: otherwise = 'fail', max_share, max_rows } = settings as CommonSettings;
  const condition = where === undefined ? undefined : await conditionOf(where, table);
  const relation =
    condition === undefined
      ? table.relation
      : `(SELECT * FROM ${table.relation} WHERE ${condition})`;
  const checks = await rule.checks(settings, { ...table, relation });
  return checks.map((check) => ({
    ...{ index, rule: rule.name, otherwise },
    check: name === undefined ? check : { ...check, label: called(name, check, checks.length) },
    ...(condition !== undefined && { where: condition }),
    ...(max_share !== undefined && { maxShare: max_share }),
    ...(max_rows !== undefined && { maxRows: max_rows }),
  }));
}

function refuseUnknownColumns(named: readonly NamedColumn[], { columns }: RuleTable): void {
  const known = columns.map(({ name }) => name);
  const unknown = named.find(({ name }) => !known.includes(name));
  if (unknown === undefined) return;
  const { name, path } = unknown;
  const nearest = nearestWord(name, known);
  const hint =
    nearest === undefined ? `Name one of: ${known.join(', ')}` : `Did you mean \`${nearest}\`?`;
  throw new Misfit(`The data has no column \`${name}\``, { path, hint });
}

interface CommonSettings {
  readonly where?: string;
  readonly name?: string;
  readonly else?: Otherwise;
  readonly max_share?: number;
  readonly max_rows?: number;
}

/** A rule with a name of its own that makes several checks still says which of them. */
function called(name: string, { label }: Check, checks: number): string {
  return checks === 1 ? name : `${name}: ${label}`;
}

async function conditionOf(where: string, { database, columns }: RuleTable): Promise<string> {
  try {
    return (await readExpression(database, where, { columns, condition: true })).sql;
  } catch (error) {
    if (!(error instanceof MlxError)) throw error;
    const [hint = ''] = error.hints;
    throw new Misfit(error.message, { path: ['where'], hint });
  }
}

function problemOf(error: unknown, { index, settings }: WrittenRule): RuleProblem | undefined {
  const at = ['quality', index];
  if (error instanceof Misfit) {
    const { message, path, hint } = error;
    return { code: 'quality/misfit', message, hints: [hint], path: [...at, ...path] };
  }
  if (!(error instanceof MlxError)) return undefined;
  const { code, message, hints, place } = error;
  const key = ruleOf(settings).name;
  return { code, message, hints, path: [...at, key], ...(place !== undefined && { place }) };
}
