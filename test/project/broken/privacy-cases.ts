import { type BrokenCase, project } from './broken-case.js';

/** What is said of personal data and cannot be done. */
export const privacyCases: readonly BrokenCase[] = [
  {
    name: 'a key in clear',
    files: project({
      ingest:
        '{ path: customers.csv, privacy: { plan: { action: pseudonymise, key: not-a-reference-at-all } } }',
    }),
    exit: 3,
    finds: ['mlx.yaml:2:78 privacy/clear-key'],
    says: ['Give it by reference'],
  },
  {
    name: 'two ways to generalise',
    files: project({
      ingest:
        '{ path: customers.csv, privacy: { tenure: { action: generalise, width: 5, prefix: 2 } } }',
    }),
    exit: 3,
    finds: ['mlx.yaml:2:51 project/contradiction'],
    says: ['exactly one of'],
  },
  {
    name: 'a pseudonym as a feature',
    files: project({
      ingest:
        '{ path: customers.csv, columns: { plan: { role: feature } }, privacy: { plan: mask } }',
    }),
    exit: 3,
    finds: ['mlx.yaml:2:51 project/contradiction'],
    says: ['leaves nothing of it to learn from'],
  },
  {
    name: 'a privacy action there is not, and a setting taken for a column',
    files: project({
      ingest: '{ path: customers.csv, privacy: { plan: pseudonymize, k_anonimity: { k: 5 } } }',
    }),
    exit: 3,
    finds: ['mlx.yaml:2:49 project/not-allowed', 'mlx.yaml:2:76 project/missing-key'],
    says: ['Did you mean `pseudonymise`?'],
  },
];
