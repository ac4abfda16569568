import { relative } from 'node:path';
import { erasuresFile } from '../data/privacy/erasures.js';
import type { Erased } from '../erasure/erase-person.js';
import type { Found } from '../erasure/find-person.js';
import type { KeptPackage } from '../erasure/packages.js';
import type { Subject } from '../erasure/subject.js';
import type { ErasureSession, ForgetOptions } from './forget-options.js';
import { writeJson } from './output.js';

interface ErasureReport {
  readonly subject: Subject;
  readonly found: Found;
  /** Undefined for a dry run. */
  readonly erased?: Erased;
  /** Names of packages that learnt from the person, an earlier and killed try included. */
  readonly learnt?: ReadonlySet<string>;
}

/** Says what was found and erased, who learnt from it, and what is left to do. The id is not repeated in JSON. */
export function printErasure(
  report: ErasureReport,
  options: ForgetOptions,
  { context, world }: ErasureSession,
): void {
  const { subject, found, erased } = report;
  const path = (file: string): string => relative(world.projectDir, file);
  const tables = [
    ...found.tables.map(({ file, rows }) => ({ file: path(file), rows })),
    ...found.served.map(({ file, lines }) => ({ file: path(file), rows: lines })),
  ];
  const packages = found.packages
    .map((each) => ({ ...each, learnt: toldEarlier(each, report) }))
    .filter(({ learnt }) => learnt !== 'no');
  if (options.json === true) {
    writeJson(context, 'mlx.forget/1', {
      column: subject.column,
      dryRun: erased === undefined,
      tables,
      texts: found.texts.map(path),
      touched: erased?.touched ?? [],
      remaining: erased?.remaining ?? [],
      learnt: packages.map(({ name, aliases, learnt }) => ({ name, aliases, how: learnt })),
    });
    return;
  }
  const say = (line: string): unknown => context.stdout.write(`${line}\n`);
  if (erased === undefined) sayFound({ tables, texts: found.texts.map(path) }, say);
  else sayErased(erased, say);
  for (const each of packages) say(learntWords(each));
  if (packages.length > 0) {
    say(`next      \`mlx run\` trains again without them; then deploy what it makes`);
  }
  if (erased === undefined) return;
  say(
    `recorded  in ${erasuresFile}, without the id: commit it, and every later ingest leaves them out`,
  );
  say('sources   are not touched: erase the person there, too');
}

/** What split a package learnt from may be rewritten by a try that was killed: its record still knows. */
function toldEarlier({ name, learnt }: KeptPackage, report: ErasureReport): KeptPackage['learnt'] {
  return learnt === 'no' && report.learnt?.has(name) === true ? 'trained' : learnt;
}

function sayFound(
  {
    tables,
    texts,
  }: { tables: readonly { file: string; rows: number }[]; texts: readonly string[] },
  say: (line: string) => unknown,
): void {
  if (tables.length === 0 && texts.length === 0) say('found     nothing of this person');
  for (const { file, rows } of tables) {
    say(`found     ${file}: ${rows === 1 ? '1 row' : `${rows} rows`}`);
  }
  for (const file of texts) say(`found     ${file}: mentioned`);
}

function sayErased({ touched, rows, remaining }: Erased, say: (line: string) => unknown): void {
  const count = rows === 1 ? '1 row' : `${rows} rows`;
  // Caches are emptied unread, so that they say nothing of the person.
  const told = touched.filter((file) => !file.startsWith('.mlx/cache/'));
  say(
    told.length === 0
      ? 'erased    nothing: no artifact knows this person'
      : `erased    ${count} of the table, and all that was made of them:`,
  );
  for (const file of told) say(`          ${file}`);
  if (told.length < touched.length) say('emptied   .mlx/cache, unread');
  for (const file of remaining) {
    say(`remains   ${file}: part of a model, which only training again can change`);
  }
}

function learntWords({ name, aliases, learnt }: KeptPackage): string {
  const served = aliases.length === 0 ? '' : ` (${aliases.join(', ')})`;
  return `learnt    ${name}${served} ${how[learnt]}`;
}

const how = {
  trained: 'was trained on rows of this person',
  chosen: 'was chosen with the help of rows of this person',
  judged: 'was tested on rows of this person, and not trained on them',
  unknown: 'may have learnt from this person: the rows it was made from are gone',
  no: 'did not learn from this person',
} as const;
