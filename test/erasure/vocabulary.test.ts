import { expect, it } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';

const people = 40;

it('forgetting a person finds the words of a vocabulary that only they wrote', async () => {
  const rows = Array.from({ length: 4 * people }, (_, row) => {
    const who = row % people;
    // What one person writes in all of their rows, in no text twice; two others share a word.
    const own = who === 7 ? `xylophone ${row}` : who === 8 || who === 9 ? 'zeppelin' : '';
    return `person-${1000 + who},the ${row % 3 === 0 ? 'good' : 'poor'} service ${own},${row % 3 === 0 ? 'yes' : 'no'}`;
  });
  await using dir = await ProjectDir.with({
    'rows.csv': `person,note,left\n${rows.join('\n')}\n`,
    'mlx.yaml': `
name: notes
task: { type: classification, target: left }
ingest:
  path: rows.csv
  columns: { person: id, note: text }
  privacy: { subject: person, detect: off }
features: { note: { encode: tfidf, min_df: 2 } }
train: { candidates: { it: { model: linear } } }
`,
  });
  const run = await dir.mlx('package');
  expect(run.exitCode, run.stderr).toBe(0);
  const vocabularies = (await dir.files()).filter((name) => name.endsWith('features.json'));
  const knows = async (word: string): Promise<readonly string[]> => {
    const texts = await Promise.all(vocabularies.map((file) => dir.read(file)));
    return vocabularies.filter((_, at) => texts[at]?.includes(word));
  };
  // Train, and the package.
  expect(await knows('xylophone')).toHaveLength(2);
  const forget = async (id: string): Promise<{ touched: string[]; remaining: string[] }> => {
    const done = await dir.mlx(`forget --subject ${id} --yes --json`);
    expect(done.exitCode, done.stderr).toBe(0);
    return JSON.parse(done.stdout) as { touched: string[]; remaining: string[] };
  };
  // A word that others know too tells of nobody.
  const other = await forget('person-1008');
  expect([...other.touched, ...other.remaining].join('\n')).not.toMatch(
    /features\.json|artifacts\/train/,
  );
  const told = await forget('person-1007');
  expect(told.remaining.join('\n')).toMatch(/package\/[^/]+\/features\.json/);
  expect(told.touched.join('\n')).toMatch(/artifacts\/train\//);
  vocabularies.splice(
    0,
    Infinity,
    ...(await dir.files()).filter((name) => name.endsWith('features.json')),
  );
  expect(await knows('xylophone')).toHaveLength(1);
});
