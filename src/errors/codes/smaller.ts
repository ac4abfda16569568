import type { ErrorEntry } from './entry.js';

export const smallerCodes = {
  'smaller/not-applicable': {
    exit: 'project',
    title: 'a way to make a model smaller makes no sense for it',
    explanation:
      'What shall become the package rounds or leaves out something that this family of models does not have, such as trees of a network. The message says what it is for. As one of several that are only tried it is told in the table, and is no error.',
  },
  'smaller/refused': {
    exit: 'requirement',
    title: 'a smaller model does not keep what is required of it',
    explanation:
      'The model was made smaller and measured beside the full one on the same rows; it loses more, or saves less, than `package.smaller.requirements` lets it, or it misses a line of `requirements` that the full model keeps. The lines are listed with what was measured. No package is left behind.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
