import type { Check, ChecksReport } from './check.js';
import { withHints } from './check.js';
import { isJudgement } from './rule-words.js';

/**
 * Every check as a test of JUnit's XML, as Jenkins, GitLab and Azure read it: one suite for each stage. What data or
 * model miss is a failure; anything else that went wrong is an error; a warning passes and says so.
 */
export function junitXml(report: ChecksReport): string {
  const { project, command, checks, seconds } = report;
  const suites = [...new Set(checks.map(({ part }) => part))].map((part) =>
    suite(
      part,
      checks.filter((check) => check.part === part),
      report,
    ),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites${attributes({ name: `mlx ${command}: ${project}`, ...counts(checks), time: seconds.toFixed(3) })}>
${suites.join('\n')}
</testsuites>
`;
}

function suite(part: string, checks: readonly Check[], report: ChecksReport): string {
  const { project, run, startedAt } = report;
  const skipped = checks.filter(({ state }) => state === 'skipped').length;
  const seconds = checks.reduce((sum, check) => sum + (check.seconds ?? 0), 0);
  const head = attributes({
    ...{ name: `${project}.${part}`, ...counts(checks), skipped, time: seconds.toFixed(3) },
    timestamp: startedAt.slice(0, 19),
  });
  const property =
    run === undefined
      ? ''
      : `    <properties>\n      <property${attributes({ name: 'run', value: run })}/>\n    </properties>\n`;
  const cases = checks.map((check) => testCase(check, `${project}.${part}`));
  return `  <testsuite${head}>\n${property}${cases.join('\n')}\n  </testsuite>`;
}

function testCase(check: Check, classname: string): string {
  const { name, seconds = 0 } = check;
  const head = attributes({ name, classname, time: seconds.toFixed(3) });
  const body = outcome(check);
  return body === ''
    ? `    <testcase${head}/>`
    : `    <testcase${head}>\n      ${body}\n    </testcase>`;
}

function outcome(check: Check): string {
  const { state, code, message } = check;
  if (state === 'skipped') return `<skipped${attributes({ message })}/>`;
  if (state === 'warned') return `<system-out>${text(`warning: ${details(check)}`)}</system-out>`;
  if (state === 'passed') return '';
  const element = isJudgement(code) ? 'failure' : 'error';
  return `<${element}${attributes({ message, type: code })}>${text(details(check))}</${element}>`;
}

/** Where it stands, what it is, and what to do. */
function details(check: Check): string {
  const { place, related = [] } = check;
  const where = place === undefined ? '' : `${placeText(place)}: `;
  const rows = related.map((each) => `\nat ${placeText(each)}`).join('');
  const source = place?.source === undefined ? '' : `\n  | ${place.source}`;
  return `${where}${withHints(check)}${source}${rows}`;
}

function placeText({ file, line, column }: NonNullable<Check['place']>): string {
  return [file, line, line === undefined ? undefined : column]
    .filter((part) => part !== undefined)
    .join(':');
}

function counts(checks: readonly Check[]): Record<'tests' | 'failures' | 'errors', number> {
  const failed = checks.filter(({ state }) => state === 'failed');
  const failures = failed.filter(({ code }) => isJudgement(code)).length;
  return { tests: checks.length, failures, errors: failed.length - failures };
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${text(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('');
}

/** Text that XML 1.0 may hold, escaped. */
function text(words: string): string {
  return words
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
