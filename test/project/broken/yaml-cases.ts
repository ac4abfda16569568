import { type BrokenCase, project, projectOf, soundProject } from './broken-case.js';

const yaml = (text: string): Readonly<Record<string, string>> => ({ 'mlx.yaml': text });

/** Files that are not the YAML they should be. */
export const yamlCases: readonly BrokenCase[] = [
  {
    name: 'a tab as indentation',
    files: yaml('task:\n\ttype: classification\n\ttarget: churned\ningest: customers.csv\n'),
    exit: 3,
    finds: ['mlx.yaml:2:1 project/syntax', 'mlx.yaml:3:1 project/syntax'],
    says: ['Indent with spaces, not tabs'],
  },
  {
    name: 'a key written twice',
    files: yaml(`${soundProject}seed: 1\nseed: 2\n`),
    exit: 3,
    finds: ['mlx.yaml:5:1 project/syntax'],
    says: ['Keep one of the two'],
  },
  {
    name: 'a quote that is not closed',
    files: yaml('task: { type: classification, target: "churned }\ningest: customers.csv\n'),
    exit: 3,
    finds: ['mlx.yaml:1:39 project/syntax'],
    says: ['Close the quote'],
  },
  {
    name: 'an alias without its anchor',
    files: yaml('task: *churn\ningest: customers.csv\n'),
    exit: 3,
    finds: ['mlx.yaml:1:7 project/syntax'],
    says: ['Define the anchor with `&churn` above its use'],
  },
  {
    name: 'an anchor that is used above its definition',
    files: yaml('task: *churn\nx-task: &churn { type: classification, target: churned }\n'),
    exit: 3,
    finds: ['mlx.yaml:1:7 project/syntax'],
  },
  {
    name: 'a merge of something that is no mapping',
    files: yaml('task:\n  <<: churned\n  type: classification\ningest: customers.csv\n'),
    exit: 3,
    finds: ['mlx.yaml:2:7 project/syntax'],
    says: ['`<<`'],
  },
  {
    name: 'a misspelt key that a merge brings in',
    files: yaml(
      'x-task: &task\n  type: classification\n  traget: churned\ntask:\n  <<: *task\n  target: churned\ningest: customers.csv\n',
    ),
    exit: 3,
    finds: ['mlx.yaml:3:3 project/unknown-key'],
    says: ['Did you mean `target`?'],
  },
  {
    name: 'a bad value behind an alias',
    files: yaml(
      'x-kind: &kind clasification\ntask: { type: *kind, target: churned }\ningest: customers.csv\n',
    ),
    exit: 3,
    finds: ['mlx.yaml:2:15 project/not-allowed'],
    says: ['Did you mean `classification`?'],
  },
  {
    name: 'a bad value in a file with CRLF line ends',
    files: yaml(
      'task:\r\n  type: classification\r\n  target: churned\r\n\r\ningest: customers.csv\r\nseed: many\r\n',
    ),
    exit: 3,
    finds: ['mlx.yaml:6:7 project/wrong-type'],
  },
  {
    name: 'a bad value in a file with old Mac line ends',
    files: yaml('task: { type: classification, target: churned }\rseed: many\r'),
    exit: 3,
    finds: ['mlx.yaml:1:48 project/syntax'],
  },
  {
    name: 'a bad value in the first line of a file with a byte order mark',
    files: yaml(
      '\uFEFFseed: many\ntask: { type: classification, target: churned }\ningest: customers.csv\n',
    ),
    exit: 3,
    finds: ['mlx.yaml:1:7 project/wrong-type'],
  },
  {
    name: 'two documents in one file',
    files: yaml(`${soundProject}---\n${soundProject}`),
    exit: 3,
    finds: ['mlx.yaml:4:1 project/syntax'],
    says: ['`---`'],
  },
  {
    name: 'an empty file',
    files: yaml(''),
    exit: 3,
    finds: ['mlx.yaml:1:1 project/not-a-mapping'],
    says: ['The file has no settings in it'],
  },
  {
    name: 'a file of comments only',
    files: yaml('# task: to do\n# ingest: to do\n'),
    exit: 3,
    finds: ['mlx.yaml:1:1 project/not-a-mapping'],
  },
  {
    name: 'a list at the top',
    files: yaml('- task: { type: classification, target: churned }\n- ingest: customers.csv\n'),
    exit: 3,
    finds: ['mlx.yaml:1:1 project/not-a-mapping'],
    says: ['list'],
  },
  {
    name: 'a sentence instead of settings',
    files: yaml('please predict churn\n'),
    exit: 3,
    finds: ['mlx.yaml:1:1 project/not-a-mapping'],
  },
  {
    name: 'anchors that multiply',
    files: yaml(
      [
        'x-a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]',
        ...['b', 'c', 'd', 'e', 'f', 'g'].map((name, at) => {
          const before = 'abcdefg'[at] ?? '';
          return `x-${name}: &${name} [${Array(10).fill(`*${before}`).join(', ')}]`;
        }),
        soundProject,
      ].join('\n'),
    ),
    exit: 3,
    finds: ['mlx.yaml:1:1 project/syntax'],
    says: ['Anchors'],
  },
  {
    name: 'a flow mapping that is not closed',
    files: yaml('task: { type: classification, target: churned\ningest: customers.csv\n'),
    exit: 3,
    finds: ['mlx.yaml:2:1 project/syntax'],
  },
  {
    name: 'a value that runs on with a colon',
    files: yaml('task: type: classification\ningest: customers.csv\n'),
    exit: 3,
    finds: ['mlx.yaml:1:7 project/syntax'],
  },
  {
    name: 'keys that are not in line',
    files: yaml('task:\n  type: classification\n   target: churned\ningest: customers.csv\n'),
    exit: 3,
    finds: ['mlx.yaml:2:9 project/syntax'],
  },
  {
    name: 'a mapping as a key',
    files: yaml(`${soundProject}? { a: 1 }\n: 2\n`),
    exit: 3,
    finds: ['mlx.yaml:4:3 project/syntax'],
  },
  {
    name: 'a number that is none',
    files: project({ seed: '.nan' }),
    exit: 3,
    finds: ['mlx.yaml:4:7 project/wrong-type'],
  },
  {
    name: 'a file that is no text',
    files: { 'mlx.yaml': new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0xff, 0xfe, 0, 1, 2, 3]) },
    exit: 3,
    finds: ['mlx.yaml:1:7 project/syntax'],
    says: ['UTF-8'],
  },
  {
    name: 'a file that is not UTF-8',
    files: {
      'mlx.yaml': Buffer.from(projectOf({ name: 'caf\xe9' }), 'latin1'),
    },
    exit: 3,
    finds: ['mlx.yaml:4:10 project/syntax'],
    says: ['UTF-8'],
  },
];
