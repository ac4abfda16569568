import { expect, test } from 'vitest';
import { keys, packagedPeople } from './people.js';

test('takes a person out of the rows that were predicted worst', async () => {
  await using project = await packagedPeople();
  const lists = (await project.files()).filter((file) =>
    /evaluate\/.*\/(evaluation|insight)\.json$/.test(file),
  );
  const holding = async (row: number): Promise<readonly string[]> => {
    const texts = await Promise.all(lists.map((file) => project.read(file)));
    return lists.filter((_, at) => texts[at]?.includes(`"row": ${row},`));
  };
  const [evaluation = ''] = lists;
  const { evaluation: judged } = JSON.parse(await project.read(evaluation)) as {
    evaluation: { worst: { row: number }[] };
  };
  // The first row is that of a person with an id of another kind.
  const row = judged.worst.find((each) => each.row !== 0)?.row ?? -1;
  expect(await holding(row)).toEqual(lists);
  const done = await project.mlx(['forget', '--subject', String(100_000 + row), '--yes'], {
    environment: keys,
  });
  expect(done.exitCode, done.stderr).toBe(0);
  expect(await holding(row)).toEqual([]);
});
