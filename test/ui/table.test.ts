import { expect, test } from 'vitest';
import { keyValues, markdownTable, terminalTable } from '../../src/ui/table.js';

const models = {
  head: ['candidate', 'roc_auc', 'seconds', 'notes'],
  rows: [
    ['boosted', '0.8534', '12.1', 'chosen'],
    ['net | wide 数据', '0.8421', '-', 'a rather long remark about this candidate'],
  ],
};

test('a table in a pipe is aligned, complete and has no lines', () => {
  expect(terminalTable(models)).toMatchInlineSnapshot(`
    "candidate        roc_auc  seconds  notes
    boosted           0.8534     12.1  chosen
    net | wide 数据   0.8421        -  a rather long remark about this candidate
    "
  `);
});

test('a table on a terminal is ruled and cut to its width', () => {
  const text = terminalTable(models, { columns: 50 });
  expect(text).toMatchInlineSnapshot(`
    "candidate        roc_auc  seconds  notes
    ───────────────  ───────  ───────  ───────────────
    boosted           0.8534     12.1  chosen
    net | wide 数据   0.8421        -  a rather long …
    "
  `);
});

test('a Markdown table escapes what would break it', () => {
  expect(markdownTable(models)).toMatchInlineSnapshot(`
    "| candidate | roc_auc | seconds | notes |
    | --- | ---: | ---: | --- |
    | boosted | 0.8534 | 12.1 | chosen |
    | net \\| wide 数据 | 0.8421 | - | a rather long remark about this candidate |
    "
  `);
});

test('key and value blocks hang further lines below the value', () => {
  expect(
    keyValues([
      ['model', 'boosted'],
      ['settings', 'trees: 300\nrate: 0.1'],
    ]),
  ).toMatchInlineSnapshot(`
    "model     boosted
    settings  trees: 300
              rate: 0.1
    "
  `);
});
