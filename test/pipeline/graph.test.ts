import { expect, it } from 'vitest';
import { stagesUpTo } from '../../src/pipeline/graph.js';
import type { Stage } from '../../src/pipeline/stage.js';
import { Registry } from '../../src/registry.js';
import { stages } from '../../src/stages/index.js';
import { loadedProject } from '../helpers/loaded-project.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { housesYaml } from '../helpers/small-projects.js';

await using folder = await ProjectDir.with({ 'mlx.yaml': housesYaml });
const project = await loadedProject(folder);
const names = (found: readonly Stage[]): string[] => found.map(({ name }) => name);
const stage = (name: string, needs: readonly string[], applies = true): Stage => ({
  ...{ name, needs, version: 1, summary: '' },
  applies: () => applies,
  settings: () => null,
  run: () => Promise.resolve({ facts: [] }),
});

it('a stage comes after all that it needs, and only once', () => {
  const all = new Registry<Stage>('stage', [
    stage('d', ['b', 'c']),
    stage('c', ['a']),
    stage('b', ['a']),
    stage('a', []),
    stage('e', ['d']),
  ]);
  expect(names(stagesUpTo('d', all, project))).toEqual(['a', 'b', 'c', 'd']);
});

it('a stage that the project does not ask for is left out with what only it needs, unless it is the goal', () => {
  const all = new Registry<Stage>('stage', [
    stage('goal', ['left', 'a']),
    stage('left', ['own'], false),
    stage('own', []),
    stage('a', []),
  ]);
  expect(names(stagesUpTo('goal', all, project))).toEqual(['a', 'goal']);
  expect(names(stagesUpTo('left', all, project))).toEqual(['own', 'left']);
});

it('a cycle is a bug that names its stages', () => {
  const all = new Registry<Stage>('stage', [stage('a', ['b']), stage('b', ['a'])]);
  expect(() => stagesUpTo('a', all, project)).toThrow('Stage cycle: a → b → a');
});

it('an unknown stage is refused with what there is', () => {
  expect(() => stagesUpTo('trian', stages, project)).toThrow('Unknown stage `trian`');
});

it('the stages of mlx follow each other, with tune where there is a search', async () => {
  await using searching = await ProjectDir.with({
    'mlx.yaml': `${housesYaml}tune: { search: { candidates.linear.l2: { log: [0.1, 10] } } }\n`,
  });
  const usual = ['ingest', 'split', 'train', 'evaluate', 'package'];
  expect(names(stagesUpTo('package', stages, project))).toEqual(usual);
  expect(names(stagesUpTo('deploy', stages, await loadedProject(searching)))).toEqual([
    'ingest',
    'split',
    'tune',
    'train',
    'evaluate',
    'package',
    'deploy',
  ]);
});
