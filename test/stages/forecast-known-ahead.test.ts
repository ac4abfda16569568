import { expect, it } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';

function dateOf(day: number): string {
  return new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);
}

it('reads what is known of the times to come, and asks for it', async () => {
  const isSale = (day: number): boolean => (day * 7919) % 11 < 3;
  const lines = Array.from({ length: 200 }, (_, day) => {
    const sold = (100 + (day % 7) * 3) * (isSale(day) ? 2 : 1) + ((day * 31) % 7);
    // What is planned stands in the table too, without anything sold yet.
    return `${dateOf(day)},${isSale(day)},${10 + (day % 3)},${day < 193 ? sold : ''}`;
  });
  const task = 'type: forecast, target: sold, horizon: 7, time: day, known_ahead: [sale, price]';
  await using project = await ProjectDir.with({
    'sales.csv': `day,sale,price,sold\n${lines.join('\n')}\n`,
    'mlx.yaml': `task: { ${task} }
ingest: sales.csv
split: { validation: 21 steps, test: 21 steps }
train: { candidates: { trees: lag-boosting } }
requirements: [{ metric: mase, max: 0.5 }]
`,
  });
  const run = await project.mlx('run');
  expect(run.exitCode, run.stderr).toBe(0);

  // A plan is nothing to warn of.
  expect(run.stderr).toContain('in no split 7');
  expect(run.stderr).not.toContain('split     warning');

  // The plan of the table is packed: there is nothing to be given.
  const soldOf = (stdout: string): readonly number[] =>
    stdout
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => Number(line.split(',')[1]));
  const planned = soldOf((await project.mlx('predict --format csv')).stdout);
  expect(planned.map((sold) => sold > 160)).toEqual(
    Array.from({ length: 7 }, (_, ahead) => isSale(193 + ahead)),
  );
  // Another plan changes what is said of the day it is about.
  const plan = Array.from({ length: 7 }, (_, ahead) => ({
    ...{ day: dateOf(193 + ahead), sale: ahead === 6, price: 11 },
  }));
  const other = await project.mlx(['predict', '--format', 'csv', JSON.stringify(plan)]);
  expect(soldOf(other.stdout).map((sold) => sold > 160)).toEqual(
    Array.from({ length: 7 }, (_, ahead) => ahead === 6),
  );
  const short = await project.mlx(['predict', JSON.stringify([{ ...plan[0], sold: 105 }])]);
  expect(short.stderr).toContain('[forecast/unknown-future]');
  expect(short.stderr).toContain(`not known from ${dateOf(200)} on`);
}, 240_000);
