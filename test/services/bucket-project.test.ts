import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keys, packagedPeople, peopleCsv, peopleYaml, person } from '../erasure/people.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { type S3Server, s3Missing, s3Program, startS3 } from './s3-server.js';
import { skippedAloud } from './server-process.js';

describe.skipIf(skippedAloud('a server for S3', s3Missing))(
  `projects that share a registry in a bucket (${s3Program})`,
  () => {
    let server: S3Server;
    beforeAll(async () => {
      server = await startS3();
    });
    afterAll(() => server[Symbol.asyncDispose]());

    test('see the same versions; one forgets a person, and nobody reads of them any more', async () => {
      const { endpoint, access_key_id: id, secret_access_key: secret } = server.params;
      const environment = { ...keys, REGISTRY_SECRET: secret };
      const registry = `registry: { url: s3://data/people, endpoint: "${endpoint}", access_key_id: ${id}, secret_access_key: "\${env:REGISTRY_SECRET}" }\n`;
      await using mine = await packagedPeople('', peopleCsv(5));
      await using theirs = await ProjectDir.with({ 'people.csv': peopleCsv(5) });
      for (const project of [mine, theirs])
        await project.write({ 'mlx.yaml': peopleYaml() + registry });
      const said: string[] = [];
      const mlx = async (project: ProjectDir, line: string) => {
        const { exitCode, stdout, stderr } = await project.mlx(line, { environment });
        expect([line, exitCode, stderr]).toEqual([line, 0, stderr]);
        said.push(stdout, stderr);
        return stdout;
      };
      await mlx(mine, 'registry add');
      await mlx(mine, 'registry promote v1 --expect none');
      expect(await mlx(theirs, 'registry list')).toMatch(/^v1 +production/m);
      const row = '{"age":30,"plan":"basic","email":null}';
      expect(await mlx(theirs, `predict --alias production ${row}`)).toContain('"label"');

      // The person is in the test split, and among its golden predictions.
      const erased = await mlx(mine, `forget --subject ${person.id} --yes`);
      expect(await goldenWith(server, person.email)).toEqual([]);
      expect(erased).toContain('s3://data/people/versions/v1');
      expect(await mlx(theirs, 'package verify production')).toContain('golden     19 predictions');

      const without = await theirs.mlx('registry list', { environment: keys });
      expect(without.stderr).toContain('project/reference-missing');
      const wrong = { ...keys, REGISTRY_SECRET: 'wr0ng-s3cret' };
      const refused = await theirs.mlx('registry list --verbose', { environment: wrong });
      if (s3Program !== 'moto') expect(refused.stderr).toContain('registry/refused');
      said.push(refused.stdout, refused.stderr);
      for (const text of said) {
        expect(text).not.toContain(secret);
        expect(text).not.toContain('wr0ng-s3cret');
      }
    }, 240_000);
  },
);

/** Keys of golden predictions that mention somebody. */
async function goldenWith(server: S3Server, text: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const key of await server.keys('people/packages/')) {
    if (key.endsWith('golden.json') && (await server.get(key)).includes(text)) found.push(key);
  }
  return found;
}
