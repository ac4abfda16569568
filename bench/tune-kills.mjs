// Kills searches with SIGKILL at random moments, 20 by default, and holds what is left against searches that were left alone.
//   node bench/tune-kills.mjs [kills]
// Needs a built mlx. A round kills one search up to four times (the search, a trial, or both), then lets it end. Each trial must
// be there once, complete (or, when its own process was killed, failed), with the params and score of the search left alone.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const wanted = Number(process.argv[2] ?? 20);
const mlx = resolve(import.meta.dirname, '..', 'bin', 'mlx.js');
const victims = ['search', 'trial', 'both'];
let state = 12345;
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};

const files = {
  'mlx.yaml': `version: 1
name: kills
seed: 7
task: { type: regression, target: y }
ingest: { path: data.csv }
train: { candidates: { boosted: { model: gradient-boosting, trees: 150 }, net: { model: mlp, epochs: 20 } } }
compute: { backend: cpu }
tune:
  trials: 8
  parallel: 2
  search:
    candidates.boosted.learning_rate: { log: [0.01, 0.3] }
    candidates.net.learning_rate: { log: [0.0005, 0.02] }
`,
  'data.csv': `a,b,y\n${Array.from({ length: 3000 }, () => [random(), random()])
    .map(([a, b]) => `${a},${b},${Math.sin(5 * a) + b * b}`)
    .join('\n')}\n`,
};

async function project() {
  const folder = await mkdtemp(join(tmpdir(), 'mlx-kills-'));
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

function start(cwd) {
  const child = spawn(process.execPath, [mlx, 'tune'], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
  const ended = new Promise((end) => child.once('close', (code) => end({ code, said })));
  return { child, ended };
}

async function childrenOf(parent) {
  const found = [];
  for (const name of (await readdir('/proc')).filter((each) => /^\d+$/.test(each))) {
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
    if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent)
      found.push(Number(name));
  }
  return found;
}

async function tuningOf(folder) {
  const below = join(folder, '.mlx', 'artifacts', 'tune');
  const [name] = (await readdir(below)).filter((each) => !each.startsWith('partial-'));
  return JSON.parse(await readFile(join(below, name, 'tuning.json'), 'utf8'));
}

const alone = await project();
const before = performance.now();
const first = await start(alone).ended;
if (first.code !== 0) throw new Error(first.said);
const aloneMs = performance.now() - before;
const expected = (await tuningOf(alone)).trials;
await rm(alone, { recursive: true, force: true });

const tally = { search: 0, trial: 0, both: 0 };
let [kills, rounds, trialsKilled, wrong] = [0, 0, 0, 0];
while (kills < wanted) {
  const folder = await project();
  rounds++;
  for (let each = 0; each < 4 && kills < wanted; each++) {
    const { child, ended } = start(folder);
    const due = await Promise.race([
      ended.then(() => false),
      sleep(aloneMs * random()).then(() => true),
    ]);
    if (!due) break;
    const children = await childrenOf(child.pid);
    const victim = victims[Math.floor(random() * 3)];
    if (victim !== 'search' && children.length === 0) {
      child.kill('SIGKILL');
      tally.search++;
    } else {
      if (victim !== 'trial') child.kill('SIGKILL');
      if (victim !== 'search')
        process.kill(children[Math.floor(random() * children.length)], 'SIGKILL');
      tally[victim]++;
    }
    kills++;
    await ended;
    if (victim === 'trial') trialsKilled++;
  }
  const last = await start(folder).ended;
  if (last.code !== 0) {
    wrong++;
    console.log(last.said);
    continue;
  }
  const { trials } = await tuningOf(folder);
  const failed = trials.filter(({ state }) => state === 'failed').length;
  const same = trials.every(
    (trial, at) =>
      JSON.stringify(trial.params) === JSON.stringify(expected[at]?.params) &&
      (trial.state === 'failed' || trial.score === expected[at]?.score),
  );
  if (trials.length !== expected.length || !same || failed > trialsKilled) {
    wrong++;
    console.log(
      `round ${rounds}: ${trials.length} trials, ${failed} failed, ${same ? 'same' : 'other'} scores`,
    );
  }
  await rm(folder, { recursive: true, force: true });
}
console.log(
  `${kills} kills (search ${tally.search}, trial ${tally.trial}, both ${tally.both}) in ${rounds} searches of ${expected.length} trials, 2 at once: ${wrong} searches came to something else`,
);
process.exitCode = wrong === 0 ? 0 : 1;
