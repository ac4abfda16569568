import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';

/** Sales of two shops by day: a level, a week, and shop b's start three weeks later. */
function sales(days = 120, leave: (day: number, shop: string) => boolean = () => false): string {
  const rows = Array.from({ length: days }, (_, day) => day).flatMap((day) =>
    ['a', 'b'].flatMap((shop) => {
      if ((shop === 'b' && day < 21) || leave(day, shop)) return [];
      const level = shop === 'a' ? 50 : 200;
      const week = [0, 1, 2, 4, 8, 16, -6][day % 7] ?? 0;
      const noise = ((day * 7919 + level) % 13) / 10;
      return [`${dateOf(day)},${shop},${level + day / 10 + week + noise}`];
    }),
  );
  return `day,shop,sold\n${rows.join('\n')}\n`;
}

function dateOf(day: number): string {
  return new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);
}

const yaml = (changes: Readonly<Record<string, string>> = {}): string => {
  const blocks: Readonly<Record<string, string>> = {
    task: '{ type: forecast, target: sold, horizon: 7, time: day, series: shop }',
    ingest: '{ path: sales.csv }',
    split: '{ validation: 21 steps, test: 21 steps }',
    train:
      '{ candidates: { naive: seasonal-naive, linear: window-linear, ets: exponential-smoothing } }',
    requirements: '[{ metric: mase, max: 0.9 }, { metric: coverage, min: 0.5 }]',
    ...changes,
  };
  return Object.entries(blocks)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
};

describe('a forecast', () => {
  it('goes from YAML to the next values of every series, with intervals', async () => {
    await using project = await ProjectDir.with({ 'sales.csv': sales(), 'mlx.yaml': yaml() });
    const run = await project.mlx('run --json');
    expect(run.stderr).not.toContain('error');
    expect(run.exitCode).toBe(0);
    const answer = await project.mlx('predict --format csv');
    const [head, ...lines] = answer.stdout.trim().split('\n');
    expect(head).toBe('shop,day,sold,low,high');
    expect(lines).toHaveLength(14);
    const cells = lines.map((line) => line.split(','));
    expect(cells.map(([shop, day]) => `${shop} ${day}`).slice(0, 8)).toEqual([
      ...Array.from({ length: 7 }, (_, ahead) => `a ${dateOf(120 + ahead)}`),
      `b ${dateOf(120)}`,
    ]);
    for (const [, , value, low, high] of cells) {
      expect(Number(low)).toBeLessThan(Number(value));
      expect(Number(high)).toBeGreaterThan(Number(value));
    }
    expect(Number(cells[0]?.[2])).toBeGreaterThan(50);
    expect(Number(cells[0]?.[2])).toBeLessThan(90);
  });

  it('goes on from rows that have become known since', async () => {
    await using project = await ProjectDir.with({
      'sales.csv': sales(),
      'mlx.yaml': yaml({ train: 'exponential-smoothing' }),
    });
    expect((await project.mlx('run')).exitCode).toBe(0);
    const rows = [{ day: dateOf(120), shop: 'b', sold: 214 }];
    const { stdout } = await project.mlx(['predict', JSON.stringify(rows)]);
    const { predictions } = JSON.parse(stdout) as {
      predictions: readonly { time: string; series: string }[];
    };
    expect(predictions).toHaveLength(7);
    expect(predictions[0]).toMatchObject({ series: 'b', time: dateOf(121) });
    const late = await project.mlx(['predict', JSON.stringify([{ ...rows[0], day: dateOf(125) }])]);
    expect(late.stderr).toContain('[forecast/gaps]');
    const strange = await project.mlx(['predict', JSON.stringify([{ ...rows[0], shop: 'c' }])]);
    expect(strange.exitCode).toBe(4);
    expect(strange.stderr).toContain('[forecast/unknown-series]');
  });

  it('judges every origin of the test part, and writes the last that do not overlap', async () => {
    await using project = await ProjectDir.with({ 'sales.csv': sales(), 'mlx.yaml': yaml() });
    expect((await project.mlx('run')).exitCode).toBe(0);
    const artifacts = '.mlx/artifacts/evaluate';
    const [name = ''] = await readdir(join(project.path, artifacts));
    const folder = `${artifacts}/${name}`;
    const written = (await project.read(`${folder}/predictions.csv`)).trim().split('\n');
    expect(written[0]).toBe('row,shop,day,step,truth,predicted,low,high');
    // 21 days of two shops: three weeks of each.
    expect(written).toHaveLength(1 + 2 * 21);
    const { evaluation } = JSON.parse(await project.read(`${folder}/evaluation.json`)) as {
      readonly evaluation: {
        readonly rows: number;
        readonly detail: { readonly forecast: object };
      };
    };
    expect(evaluation.rows).toBe(2 * 15 * 7);
    expect(evaluation.detail.forecast).toMatchObject({ forecasts: 30, horizon: 7 });
  });

  it.each<[string, Readonly<Record<string, string>>, string, string, string]>([
    ['gaps', {}, sales(120, (day) => day === 30), 'forecast/gaps', 'gaps: previous'],
    [
      'several series that nobody tells apart',
      { task: '{ type: forecast, target: sold, horizon: 7, time: day }' },
      sales(),
      'forecast/duplicate-times',
      'task.series',
    ],
    [
      'a time between two days',
      {},
      sales().replace(`${dateOf(40)},a`, `${dateOf(40)} 06:00:00,a`),
      'forecast/irregular-times',
      'regular times',
    ],
    [
      'a horizon longer than the validation part',
      {
        task: '{ type: forecast, target: sold, horizon: 30, time: day, series: shop }',
        split: '{ validation: 10%, test: 40% }',
      },
      sales(),
      'forecast/too-short',
      'validation: 30 steps',
    ],
    [
      'more steps than there are',
      { split: '{ validation: 60 steps, test: 60 steps }' },
      sales(),
      'data/split-too-small',
      'fewer steps',
    ],
    [
      'splits out of order',
      {
        split: '{ column: part }',
        ingest:
          "{ path: sales.csv, columns: { part: { expression: \"CASE WHEN day < '2026-02-15' THEN 'test' WHEN day < '2026-03-15' THEN 'validation' ELSE 'train' END\" } } }",
      },
      sales(),
      'forecast/not-in-order',
      'Split by time',
    ],
    [
      'a target that is no number',
      { task: '{ type: forecast, target: shop, horizon: 7, time: day }' },
      sales(),
      'learning/target-not-numeric',
      'number',
    ],
  ])('explains %s', async (...[, changes, data, code, hint]) => {
    await using project = await ProjectDir.with({ 'sales.csv': data, 'mlx.yaml': yaml(changes) });
    const { exitCode, stderr } = await project.mlx('run');
    expect(stderr).toContain(`[${code}]`);
    expect(stderr).toContain(hint);
    expect(exitCode).toBe(4);
  });

  it('fills gaps when it is told how, and forecasts several targets', async () => {
    const rows = Array.from({ length: 60 }, (_, month) => {
      const time = `${2020 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
      const season = 10 * Math.sin((Math.PI * month) / 6);
      return month === 20
        ? []
        : [`${time},${100 + month + season},${month === 25 ? '' : 50 - season}`];
    }).flat();
    await using project = await ProjectDir.with({
      'data.csv': `month,up,down\n${rows.join('\n')}\n`,
      'mlx.yaml': `task: { type: forecast, target: [up, down], horizon: 6, time: month, gaps: seasonal }
ingest: data.csv
split: { train: 40 steps, validation: 8 steps, test: 8 steps }
train: exponential-smoothing
`,
    });
    const run = await project.mlx('run');
    expect(run.stderr).not.toContain('error');
    expect(run.exitCode).toBe(0);
    const { stdout } = await project.mlx('predict --format csv');
    const lines = stdout.trim().split('\n');
    expect(lines[0]).toBe('month,target,forecast,low,high');
    // 59 months are there; three after the test part are in no split.
    expect(lines.map((line) => line.split(',').slice(0, 2).join(' ')).slice(1, 2)).toEqual([
      '2024-10-01 up',
    ]);
    expect(lines).toHaveLength(13);
  });

  it('is held against another model, and series by series', async () => {
    const requirements = `
  - { metric: mase, by: shop, max: 0.000001 }
  - { metric: mae, versus: production, max_loss: 0 }
  - { metric: mae, by: day, max: 9 }`;
    const naive = yaml({ train: '{ candidates: { naive: seasonal-naive } }' });
    await using project = await ProjectDir.with({ 'sales.csv': sales(), 'mlx.yaml': naive });
    for (const command of [
      'package --set requirements=[]',
      'registry add --set requirements=[]',
      'registry promote v1 --to production',
    ]) {
      const done = await project.mlx(command);
      expect(done.exitCode, done.stderr).toBe(0);
    }
    const learnt = yaml({
      train: '{ candidates: { linear: window-linear } }',
      requirements,
    });
    await project.write({ 'mlx.yaml': learnt });
    const judged = await project.mlx('evaluate');
    expect(judged.exitCode).toBe(5);
    expect(judged.stderr).toMatch(/`mase` of shop [ab] \(\d+ rows\) is \d\S+ .* at most 0\.000001/);
    expect(judged.stderr).toContain('forecasts are parted by their series only: `by: shop`');
    expect(judged.stderr).toContain('misses 2 requirements');
    expect(await project.read('reports/evaluation.html')).toContain('production (v1)');
  });
});
