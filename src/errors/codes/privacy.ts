import type { ErrorEntry } from './entry.js';

export const privacyCodes = {
  'privacy/personal-data': {
    exit: 'data',
    title: 'personal data would reach the model',
    explanation:
      'With `privacy: { detect: fail }` ingest stops when a feature looks like personal data and no action is named for it. Each problem says what was found in which share of the values. Protect the column, give it the role `ignore`, or say `keep` if it is meant to stand there.',
  },
  'privacy/carried': {
    exit: 'project',
    title: 'a column carries what stands in a protected one',
    explanation:
      'Protection is by name and comes last, so a column that is derived from a protected one, aggregated from it, or brought along by a join under a prefix would show what stands there. Name it under `ingest.privacy`, too: with an action, or with `keep` if it tells nothing of a person.',
  },
  'privacy/k-anonymity': {
    exit: 'data',
    title: 'some people could be told from all others',
    explanation:
      'Fewer than `k` rows share the same values of the quasi identifiers, or a group of them has fewer than `l` values of the sensitive column. Make the quasi identifiers less exact with `generalise`, name fewer, or set `else: suppress` to leave such rows out.',
  },
  'privacy/weak-key': {
    exit: 'project',
    title: 'a key can be found by trying',
    explanation:
      'Whoever finds the key can tell which value a pseudonym stands for. Use a random one of 16 characters or more, and give it by reference, such as `${env:PSEUDONYM_KEY}`.',
  },
  'privacy/clear-key': {
    exit: 'project',
    title: 'a key stands in the project file',
    explanation:
      'What stands in a project file is copied, committed and recorded. A key is given by reference: `${env:NAME}` for a variable of the environment, `${file:PATH}` for a file that is not committed.',
  },
  'privacy/action-type': {
    exit: 'data',
    title: 'a privacy action does not suit the type of its column',
    explanation:
      'Classes need numbers, `to: month` needs timestamps. Pin the type under `ingest.columns`, or choose another way.',
  },
  'privacy/vault': {
    exit: 'project',
    title: 'a vault of tokens cannot be used',
    explanation:
      'A vault is made by the first `tokenise` that names it, and opens with the key it was made with, no other. It must not lie in `.mlx`, where artifacts are.',
  },
  'privacy/token-unknown': {
    exit: 'usage',
    title: 'a token stands for nothing that is known',
    explanation:
      '`mlx reveal` looks for tokens in the vaults of the project. A token is unknown when it is misspelt, was made with another vault, or its person was erased.',
  },
  'privacy/erased-unknown': {
    exit: 'project',
    title: 'it cannot be told who was erased',
    explanation:
      'A record in `mlx-erasures.jsonl` was made with an erasure key, and `ingest.privacy.erasure_key` does not give it; or the file is damaged. Ingest stops rather than let somebody back in who was erased.',
  },
  'privacy/subject': {
    exit: 'usage',
    title: 'it is not known whom to forget',
    explanation:
      '`mlx forget --subject ID` looks for the id in the column that `--column` or `ingest.privacy.subject` names, or in the only column with the role `id`. That column must still tell people apart: after `mask` or `generalise` it does not.',
  },
  'privacy/busy': {
    exit: 'target',
    title: 'another mlx works in this project',
    explanation:
      'An erasure rewrites artifacts, so no run may be under way. Wait for it to end, or stop it.',
  },
  'privacy/not-confirmed': {
    exit: 'usage',
    title: 'an erasure was not confirmed',
    explanation:
      'Erasing cannot be taken back. Type the id again when asked, or give `--yes` where nobody can be asked. `--dry-run` shows what would be done.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
