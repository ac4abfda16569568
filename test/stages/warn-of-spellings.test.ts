import { expect, it } from 'vitest';
import { warningOfSpellings } from '../../src/stages/warn-of-spellings.js';
import { ProjectDir } from '../helpers/project-dir.js';

const counted = (value: string, train: number) => ({ value, train, validation: 1, test: 1 });

it('classes that differ in more than case and blanks are left alone', () => {
  const classes = [counted('yes', 5), counted('no', 4), counted('not', 3), counted('n o', 2)];
  expect(warningOfSpellings('churned', classes)).toBeUndefined();
});

it('two spellings of a class are told by `mlx split`, and what it shows makes them one', async () => {
  const labels = ['Yes', 'yes', 'YES ', 'no', 'no', 'yes'];
  const lines = Array.from({ length: 120 }, (_, at) => `${at % 17},${labels[at % labels.length]}`);
  const settings = 'task: { type: classification, target: churned }\n';
  await using project = await ProjectDir.with({
    'rows.csv': `a,churned\n${lines.join('\n')}\n`,
    'mlx.yaml': `${settings}ingest: rows.csv\n`,
  });
  const { stderr } = await project.mlx('split');
  expect(stderr).toContain('`yes` (40), `YES` (20), `Yes` (20)');
  const shown = /make them one: `(ingest: .*)`/.exec(stderr)?.[1] ?? '';
  expect(shown).toBe('ingest: { columns: {"churned":{"map":{"YES":"yes","Yes":"yes"}}} }');

  await project.write({ 'mlx.yaml': `${settings}${shown.replace('{', '{ path: rows.csv,')}\n` });
  const again = await project.mlx('split');
  expect(again.exitCode, again.stderr).toBe(0);
  expect(again.stderr).not.toContain('differ in case');
}, 240_000);
