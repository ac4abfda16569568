import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { runMlx, startMlx } from '../helpers/built-mlx.js';
import { ProjectDir } from '../helpers/project-dir.js';

const yaml = `version: 1
name: lines
seed: 7
task: { type: classification, target: label }
ingest: { sources: { pictures: { type: image-folder, path: pictures } } }
train:
  candidates:
    net: { model: image-cnn, width: 4, epochs: 6, batch_size: 16 }
compute: { backend: wasm }
`;

/** A line that stands or lies in a picture of 12 × 12. */
async function picture(lies: boolean, number: number): Promise<Buffer> {
  const at = 2 + (number % 8);
  const pixels = Uint8Array.from({ length: 144 }, (_, pixel) => {
    const line = lies ? Math.floor(pixel / 12) : pixel % 12;
    return line === at ? 200 + (number % 50) : (pixel * 31 + number * 17) % 60;
  });
  return sharp(pixels, { raw: { width: 12, height: 12, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
}

async function withPictures(count: number): Promise<ProjectDir> {
  const project = await ProjectDir.with({ 'mlx.yaml': yaml });
  for (let number = 0; number < count; number++) {
    for (const label of ['stands', 'lies']) {
      const file = join(project.path, 'pictures', label, `${number}.png`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, await picture(label === 'lies', number));
    }
  }
  // What no decoder reads counts as missing, and is told.
  await writeFile(
    join(project.path, 'pictures', 'lies', 'broken.png'),
    (await picture(true, 1)).subarray(0, 80),
  );
  return project;
}

type Answer = { readonly probabilities: Readonly<Record<string, number>> };

it('a folder of images becomes a model that says the same of a path, of base64 and over HTTP', async () => {
  await using project = await withPictures(40);
  const cwd = project.path;
  const run = await runMlx('package --verbose', { cwd });
  expect(run.exitCode, run.stderr).toBe(0);
  expect(run.stderr).toMatch(/image: .*size: \[12, 12\], channels: grey/);
  expect(run.stderr).toMatch(/An image of `image` cannot be read and count/);

  const path = join('pictures', 'lies', '3.png');
  const base64 = (await readFile(join(cwd, path))).toString('base64');
  const asked = async (image: string): Promise<Answer> => {
    const { exitCode, stdout, stderr } = await runMlx(['predict', JSON.stringify({ image })], {
      cwd,
    });
    expect(exitCode, stderr).toBe(0);
    const { predictions } = JSON.parse(stdout) as { predictions: Answer[] };
    return predictions[0] as Answer;
  };
  const byPath = await asked(path);
  expect(await asked(base64)).toEqual(byPath);
  expect(await asked(`data:image/png;base64,${base64}`)).toEqual(byPath);

  const [artifact = ''] = await readdir(join(cwd, '.mlx/artifacts/evaluate'));
  const said = await readFile(
    join(cwd, '.mlx/artifacts/evaluate', artifact, 'predictions.csv'),
    'utf8',
  );
  expect(said.trim().split('\n').length).toBeGreaterThan(8);

  const broken = await runMlx(['predict', JSON.stringify({ image: 'pictures/lies/broken.png' })], {
    cwd,
  });
  expect(broken.exitCode).toBe(4);
  expect(broken.stderr).toMatch(/should be an image; found `pictures\/lies\/broken.png`, which/);

  const server = await startMlx(['serve', '--port', '0', '--json'], { cwd });
  try {
    await server.says(/"url": "[^"]+"/);
    const url = /"url": "([^"]+)"/.exec(server.printed())?.[1] ?? '';
    const post = (image: string) =>
      fetch(`${url}/predict`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ image }),
      });
    const answer = await post(base64);
    expect(answer.status).toBe(200);
    const { predictions } = (await answer.json()) as { predictions: Answer[] };
    expect(predictions[0]).toEqual(byPath);
    // A server opens no file that a caller names.
    const refused = await post(path);
    expect(refused.status).toBe(422);
    expect(await refused.text()).toContain('is no image in base64');
  } finally {
    server.kill('SIGTERM');
    await server.ended;
  }
});
