import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { countLooks, type Look, TestLedger } from '../../src/ledger/test-ledger.js';

async function ledger() {
  const root = await mkdtemp(join(tmpdir(), 'mlx-ledger-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  return { of: () => new TestLedger(root), file: join(root, 'ledger', 'test-looks.jsonl') };
}

const look = (model: string, testSet = 'one'): Look => ({
  ...{ testSet, model, evaluation: `e-${model}`, run: 'r', at: '2026-01-01T00:00:00.000Z' },
  metrics: { accuracy: 0.5 },
});

it('looks are kept in order, by test set; the same model is one model', async () => {
  const { of } = await ledger();
  expect(await of().looksAt('one')).toEqual([]);
  for (const each of [look('a'), look('b'), look('a'), look('c', 'other')]) await of().add(each);
  const looks = await of().looksAt('one');
  expect(looks.map(({ model }) => model)).toEqual(['a', 'b', 'a']);
  expect(countLooks(looks)).toEqual({ looks: 3, models: 2 });
  expect(countLooks(await of().looksAt('other'))).toEqual({ looks: 1, models: 1 });
});

it('appending at once loses nothing', async () => {
  const { of } = await ledger();
  const many = Array.from({ length: 100 }, (_, at) => look(`m${at}`));
  await Promise.all(many.map((each) => of().add(each)));
  expect(countLooks(await of().looksAt('one'))).toEqual({ looks: 100, models: 100 });
});

it('a line cut off by a crash costs that line only', async () => {
  const { of, file } = await ledger();
  await of().add(look('a'));
  await appendFile(file, JSON.stringify(look('lost')).slice(0, 40));
  await of().add(look('b'));
  expect((await of().looksAt('one')).map(({ model }) => model)).toEqual(['a', 'b']);
  expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(4);
});
