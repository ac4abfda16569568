// The files with a test that failed, a line each, in a report of vitest's.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const { testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
for (const { name, status } of testResults) {
  if (status === 'failed') console.log(relative(process.cwd(), name));
}
