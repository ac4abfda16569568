import type { Rule } from './rule.js';

/** A sample is a share below 1 or a whole number of rows; nothing lies between. */
export const sampleIsShareOrRows: Rule = {
  reads: ['ingest'],
  check: ({ ingest: { sample } }, _catalogue, report) => {
    if (sample === undefined || sample < 1 || Number.isSafeInteger(sample)) return;
    report({
      code: 'project/out-of-range',
      path: ['ingest', 'sample'],
      message: `\`ingest.sample\` is ${sample}, which is neither a share nor a number of rows`,
      hints: ['Write a share such as `1%` or `0.01`, or a number of rows such as `1000`'],
    });
  },
};
