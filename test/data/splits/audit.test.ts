import { describe, expect, it } from 'vitest';
import { randomFor } from '../../../src/contracts/seeded-random.js';
import type { AuditResult, Finding } from '../../../src/data/splits/audit/finding.js';
import { type CsvToSplit, csvOf, splitCsv } from './split-csv.js';

const random = randomFor(1, 'test/audit');
const noise = Array.from({ length: 4000 }, () => random().toFixed(12));
const labelOf = (row: number): string => ((row * 7919) % 10 < 3 ? 'yes' : 'no');

async function audited(request: CsvToSplit): Promise<AuditResult> {
  return (await splitCsv(request)).result.audit;
}

async function found(kind: string, request: CsvToSplit): Promise<readonly Finding[]> {
  return (await audited(request)).findings.filter((finding) => finding.kind === kind);
}

/** 1,000 rows of two honest features. */
const honest = csvOf(
  'a,b,label',
  1000,
  (row) => `${noise[row]},${noise[row + 1000]},${labelOf(row)}`,
);

it('rows that leak nothing are not complained of', async () => {
  const { findings, single, drift } = await audited({ csv: honest });
  expect(findings).toEqual([]);
  expect(single.map(({ column }) => column).toSorted()).toEqual(['a', 'b']);
  expect(Math.max(...drift.map(({ psi }) => psi))).toBeLessThan(0.15);
});

describe('duplicates', () => {
  const copies = csvOf('a,b,label', 1000, (row) => {
    const own = row < 900 ? row : row - 900;
    return `${noise[own]},${noise[own + 1000]},${row === 950 ? 'maybe' : labelOf(own)}`;
  });

  it('are counted exactly, with row numbers and other answers', async () => {
    const { result } = await splitCsv({ csv: copies, strategy: 'random' });
    const expected = { test: 0, validation: 0 };
    const findings = result.audit.findings.filter(({ kind }) => kind === 'duplicates');
    for (const { text, rows = 0, examples = [] } of findings) {
      expect(text).toContain(`${rows} `);
      for (const [one, other] of examples) expect(Math.abs(one - other)).toBe(900);
      if (text.includes('in train')) expected[text.includes('test') ? 'test' : 'validation'] = rows;
    }
    // 100 pairs: a pair is in train and test with odds of 2 × 0.7 × 0.15.
    expect(expected.test).toBeGreaterThan(10);
    expect(expected.test).toBeLessThan(35);
    const differing = findings.filter(({ text }) => text.includes('with another target'));
    expect(differing.length).toBeLessThanOrEqual(1);
  });

  it('are not missed for being missing', async () => {
    const csv = csvOf('a,b,label', 400, (row) => `${row < 200 ? noise[row] : ''},,${labelOf(row)}`);
    const findings = await found('duplicates', {
      csv,
      columns: { b: { type: 'number', role: 'feature' } },
    });
    expect(findings.map(({ level }) => level)).toEqual(['warning', 'warning', 'warning']);
    expect(findings[0]?.rows).toBeGreaterThan(20);
  });

  it('of one row in hundreds are a note', async () => {
    const csv = csvOf('a,label', 3000, (row) => `${noise[row === 2999 ? 0 : row]},${labelOf(row)}`);
    for (const { level } of await found('duplicates', { csv })) expect(level).toBe('note');
  });

  it('cannot be in a split that keeps them together', async () => {
    const csv = csvOf(
      'a,g,label',
      600,
      (row) => `${noise[row % 200]},g${row % 200},${labelOf(row)}`,
    );
    const columns = { g: { role: 'group' } } as const;
    expect(await found('duplicates', { csv, columns })).not.toEqual([]);
    const params = { group: 'g' };
    const { findings } = await audited({ csv, columns, params, strategy: 'grouped' });
    expect(findings.filter(({ kind }) => kind === 'duplicates' || kind === 'entities')).toEqual([]);
  });
});

describe('entities and time', () => {
  const csv = csvOf(
    'customer,at,a,label',
    800,
    (row) =>
      `${row % 40},2024-01-${String((row % 28) + 1).padStart(2, '0')},${noise[row]},${labelOf(row)}`,
  );

  it('a group in two splits is told with the rows it concerns', async () => {
    const findings = await found('entities', { csv, columns: { customer: { role: 'group' } } });
    expect(findings.map(({ text }) => text)).toEqual([
      expect.stringMatching(
        /^\d+ values of `customer` are in train and in test: 120 test rows \(100 %\)$/,
      ),
      expect.stringMatching(
        /^\d+ values of `customer` are in train and in validation: 120 validation rows \(100 %\)$/,
      ),
    ]);
  });

  it('training rows of the future are counted', async () => {
    const columns = { at: { role: 'time' } } as const;
    const [first] = await found('future', { csv, columns });
    expect(first?.text).toMatch(
      /^\d+ train rows \(9\d\.\d %\) are later by `at` than the first test row/,
    );
    const byTime = { strategy: 'time', params: { time: 'at' } };
    expect(await found('future', { csv, columns, ...byTime })).toEqual([]);
  });

  it('a feature called like an id is told', async () => {
    const ids = csvOf(
      'store_id,a,label',
      800,
      (row) => `${row % 90},${noise[row]},${labelOf(row)}`,
    );
    expect((await found('identifiers', { csv: ids }))[0]?.text).toContain('called like an id');
  });
});

describe('features that give the target away', () => {
  it.each([
    ['a copy in other words', (row: number) => (labelOf(row) === 'yes' ? 'left' : 'stayed')],
    ['a copy as a number', (row: number) => (labelOf(row) === 'yes' ? 1 : 0)],
    ['being missing', (row: number) => (labelOf(row) === 'yes' ? noise[row] : '')],
    [
      'a number on either side of a border',
      (row: number) => (labelOf(row) === 'yes' ? 5 : 0) + Number(noise[row]),
    ],
    ['all but one row in fifty', (row: number) => (row % 50 === 0 ? 'x' : labelOf(row))],
  ])('%s', async (_name, leak) => {
    const csv = csvOf('a,leak,label', 1000, (row) => `${noise[row]},${leak(row)},${labelOf(row)}`);
    const findings = await found('giveaway', { csv });
    expect(findings.map(({ columns }) => columns)).toEqual([['leak']]);
  });

  it('a copy among 60 rows of three classes', async () => {
    const csv = csvOf('a,leak,label', 60, (row) => `${noise[row]},k${row % 3},${'abc'[row % 3]}`);
    expect((await found('giveaway', { csv }))[0]?.text).toContain('rows are guessed from it alone');
  });

  it('a number that the target follows from', async () => {
    const csv = csvOf(
      'a,leak,y',
      1000,
      (row) => `${noise[row]},${Math.exp(8 * Number(noise[row + 1000]))},${noise[row + 1000]}`,
    );
    const findings = await found('giveaway', { csv, target: 'y', strategy: 'random' });
    expect(findings.map(({ columns }) => columns)).toEqual([['leak']]);
  });

  it('a value of its own in every row is no mapping', async () => {
    const csv = csvOf('name,a,label', 400, (row) => `n${row % 390},${noise[row]},${labelOf(row)}`);
    const { findings, single } = await audited({ csv });
    expect(findings.map(({ kind }) => kind)).not.toContain('giveaway');
    expect(single.find(({ column }) => column === 'name')?.skill).toBeLessThan(0.1);
  });

  it('a strong but honest feature is not accused', async () => {
    const csv = csvOf(
      'a,label',
      2000,
      (row) => `${(labelOf(row) === 'yes' ? 0.9 : 0) + Number(noise[row])},${labelOf(row)}`,
    );
    const { findings, single } = await audited({ csv });
    expect(findings).toEqual([]);
    expect(single[0]?.auc).toBeGreaterThan(0.95);
  });

  it('a name with the target in it is a warning when it helps, else a note', async () => {
    const csv = csvOf(
      'label_at,labelled,prior_label,label',
      1000,
      (row) => `${labelOf(row)},${noise[row]},${noise[row + 1000]},${labelOf(row)}`,
    );
    const findings = await found('names', { csv });
    expect(findings.map(({ columns, level }) => [columns?.[0], level])).toEqual([
      ['label_at', 'warning'],
      ['prior_label', 'note'],
    ]);
  });
});

describe('drift', () => {
  it('of a feature that only one split has is found, with its number', async () => {
    const csv = csvOf(
      'day,a,label',
      1200,
      (row) => `${row},${row > 1000 ? 'new' : `old${row % 3}`},${labelOf(row)}`,
    );
    const columns = { day: { role: 'time' } } as const;
    const byTime = { strategy: 'time', params: { time: 'day' }, columns };
    const { findings, drift } = await audited({ csv, ...byTime });
    const texts = findings.filter(({ kind }) => kind === 'drift').map(({ text }) => text);
    expect(texts).toContainEqual(
      expect.stringMatching(/^`a` is spread otherwise in test than in train: PSI \d/),
    );
    expect(texts.every((text) => text.startsWith('`a`'))).toBe(true);
    const numbers = drift.filter(({ between }) => between[1] === 'test');
    expect(numbers[0]?.psi).toBeGreaterThan(1);
    expect(numbers[0]?.js).toBeGreaterThan(0.5);
    expect(numbers[0]?.js).toBeLessThanOrEqual(1);
  });

  it('is the same as computed by hand', async () => {
    const csv = csvOf(
      'part,a,label',
      100,
      (row) =>
        `${row < 50 ? 'train' : row < 70 ? 'validation' : 'test'},${row % (row < 50 ? 2 : 3)},${labelOf(row)}`,
    );
    const columns = { a: { type: 'category' } } as const;
    const { drift } = await audited({
      csv,
      columns,
      strategy: 'column',
      params: { column: 'part' },
    });
    const test = drift.find(({ column, between }) => column === 'a' && between[1] === 'test');
    const [train, other] = [
      [25, 25, 0],
      [10, 10, 10],
    ];
    const psi = train.reduce((sum, count, at) => {
      const [p, q] = [(count + 0.5) / 51.5, ((other[at] ?? 0) + 0.5) / 31.5];
      return sum + (q - p) * Math.log(q / p);
    }, 0);
    expect(test?.psi).toBeCloseTo(psi, 3);
  });
});

it('the audit looks for what it is asked for, and tells what it finds', async () => {
  const csv = csvOf('a,b,label', 400, (row) => `${row % 20},${labelOf(row)},${labelOf(row)}`);
  const none = await splitCsv({ csv, more: { audit: [] } });
  expect(none.result.audit).toMatchObject({ findings: [], single: [], drift: [] });
  const one = await splitCsv({ csv, more: { audit: ['duplicates'] } });
  expect(new Set(one.result.audit.findings.map(({ kind }) => kind))).toEqual(
    new Set(['duplicates']),
  );
  const dropped = await splitCsv({ csv, more: { dropped: ['b'] } });
  expect(dropped.result.audit.findings.map(({ kind }) => kind)).not.toContain('giveaway');
  const texts = one.project.events.flatMap((event) =>
    event.type === 'warning' ? [event.text] : [],
  );
  expect(texts).toEqual(one.result.audit.findings.map(({ text }) => text));
});

it('a hint that several warnings in a row share is given once, behind them', async () => {
  const csv = csvOf('a,label', 400, (row) => `${row % 20},${labelOf(row)}`);
  const { project, result } = await splitCsv({ csv, more: { audit: ['duplicates'] } });
  const warnings = project.events.filter((event) => event.type === 'warning');
  expect(warnings).toHaveLength(3);
  expect(warnings.map(({ hint }) => hint?.slice(0, 13))).toEqual([
    ...[undefined, undefined, 'Remove copies'],
  ]);
  expect(new Set(result.audit.findings.map(({ hint }) => hint)).size).toBe(1);
});

it('columns and values may be called anything', async () => {
  const name = `a"b'; DROP TABLE sample; --`;
  const quoted = `"${name.replaceAll('"', '""')}"`;
  const csv = csvOf(
    `${quoted},"g ""r""",t`,
    300,
    (row) => `"${row % 5 === 0 ? `'); --` : 'x""y'}",g${row % 30},"${labelOf(row)}' OR 1=1"`,
  );
  const columns = { 'g "r"': { role: 'group' } } as const;
  const { findings } = await audited({ csv, target: 't', columns });
  expect(findings.map(({ kind }) => kind)).toContain('entities');
});
