// The last line of CI: how many tests passed, failed and were skipped, over all backends.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder] = process.argv.slice(2);
let [passed, failed, skipped] = [0, 0, 0];
for (const name of readdirSync(folder).filter((each) => each.endsWith('.json'))) {
  const result = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  passed += result.numPassedTests;
  failed += result.numFailedTests;
  skipped += result.numPendingTests + result.numTodoTests;
  for (const file of result.testResults) {
    const idle = file.assertionResults.filter(
      ({ status }) => status === 'pending' || status === 'skipped',
    );
    for (const { fullName } of idle)
      console.log(`skipped (${name.replace('.json', '')}): ${fullName}`);
  }
}
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
