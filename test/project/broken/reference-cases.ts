import { type BrokenCase, project, projectOf, soundProject } from './broken-case.js';

/** Files that build on others, and references to what is outside. */
export const referenceCases: readonly BrokenCase[] = [
  {
    name: 'a base file that is not there',
    files: project({ extends: 'base.yaml' }),
    exit: 3,
    finds: ['mlx.yaml:4:10 project/extends-missing'],
    says: ['`base.yaml`'],
  },
  {
    name: 'two files that extend each other',
    files: { ...project({ extends: 'base.yaml' }), 'base.yaml': 'seed: 1\nextends: [mlx.yaml]\n' },
    exit: 3,
    finds: ['base.yaml:2:11 project/extends-missing'],
    says: ['extends this file in turn'],
  },
  {
    name: 'an `extends` that names no file',
    files: project({ extends: '{ file: base.yaml }' }),
    exit: 3,
    finds: ['mlx.yaml:4:10 project/wrong-type'],
  },
  {
    name: 'a problem in a base file',
    files: {
      'mlx.yaml': `extends: shared/base.yaml\n${soundProject}`,
      'shared/base.yaml': '# shared\nsplit:\n  strategy: stratifed\n',
    },
    exit: 3,
    finds: ['shared/base.yaml:3:13 project/not-allowed'],
    says: ['Did you mean `stratified`?'],
  },
  {
    name: 'a base file that is not YAML',
    files: { 'mlx.yaml': `extends: base.yaml\n${soundProject}`, 'base.yaml': 'a:\n\tb: 1\n' },
    exit: 3,
    finds: ['base.yaml:2:1 project/syntax'],
  },
  {
    name: 'problems in two files, sorted by file and line',
    files: {
      'mlx.yaml': `extends: base.yaml\n${projectOf({ seed: 'many' })}`,
      'base.yaml': '\n\n\n\n\n\n\ndeplyo: true\n',
    },
    exit: 3,
    finds: ['base.yaml:8:1 project/unknown-key', 'mlx.yaml:5:7 project/wrong-type'],
  },
  {
    name: 'an environment variable that is not set',
    files: project({ seed: '${env:MLX_TEST_UNSET}' }),
    exit: 3,
    finds: ['mlx.yaml:4:7 project/reference-missing'],
    says: ['`MLX_TEST_UNSET` is not set', '`${env:MLX_TEST_UNSET:-value}`'],
  },
  {
    name: 'an environment variable of the wrong type',
    files: project({ seed: '${env:MLX_TEST_SEED}' }),
    environment: { MLX_TEST_SEED: 'many' },
    exit: 3,
    finds: ['mlx.yaml:4:7 project/wrong-type'],
  },
  {
    name: 'a referenced file that is not there',
    files: project({ name: '${file:name.txt}' }),
    exit: 3,
    finds: ['mlx.yaml:4:7 project/reference-missing'],
    says: ['`name.txt`'],
  },
  {
    name: 'a project file that is not there',
    command: 'validate --project other.yaml',
    exit: 3,
    finds: ['project/missing'],
    says: ['`other.yaml`', '`mlx init`'],
  },
  {
    name: 'a folder as a project file',
    files: { 'shop/mlx.yaml': soundProject },
    command: 'validate --project shop',
    exit: 3,
    finds: ['project/missing'],
    says: ['`shop/mlx.yaml`'],
  },
];
