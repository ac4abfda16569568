// The last lines of CI: what was skipped, what failed and why, and how many tests that was, over all backends.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder] = process.argv.slice(2);
const sums = { passed: 0, unsteady: 0, failed: 0, skipped: 0 };
const failures = [];
for (const name of readdirSync(folder)) {
  if (!name.endsWith('.json') || name.startsWith('again-')) continue;
  const backend = name.replace('.json', '');
  const passedAgain = passedIn(join(folder, `again-${name}`));
  for (const file of read(join(folder, name)).testResults) {
    // A file that does not load has a message and no tests.
    if (file.status === 'failed' && file.assertionResults.length === 0) {
      sums.failed++;
      failures.push(`FAILED (${backend}): ${file.name}\n${file.message}`);
    }
    for (const { fullName, status, failureMessages } of file.assertionResults) {
      const said = `(${backend}): ${fullName}`;
      if (status === 'passed') {
        sums.passed++;
      } else if (status === 'failed') {
        const isUnsteady = passedAgain.has(`${file.name} ${fullName}`);
        sums[isUnsteady ? 'unsteady' : 'failed']++;
        failures.push(
          `${isUnsteady ? 'UNSTEADY' : 'FAILED'} ${said}\n${failureMessages.join('\n')}`,
        );
      } else {
        sums.skipped++;
        console.log(`skipped ${said}`);
      }
    }
  }
}
for (const failure of failures) console.log(`\n${failure.slice(0, 3000)}`);
const unsteady =
  sums.unsteady === 0 ? '' : ` ${sums.unsteady} UNSTEADY (failed once, passed when run alone),`;
console.log(`\n${sums.passed} passed,${unsteady} ${sums.failed} failed, ${sums.skipped} skipped`);

function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** The tests that passed in a report, by file and name; none when there is no such report. */
function passedIn(file) {
  if (!existsSync(file)) return new Set();
  return new Set(
    read(file).testResults.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status === 'passed')
        .map(({ fullName }) => `${name} ${fullName}`),
    ),
  );
}
