import { errorCatalogue } from '../../errors/index.js';

/** What a code of a check is about, in general. */
export interface RuleWords {
  readonly title: string;
  readonly explanation: string;
}

/** The words for a code: those of the catalogue, or those for what only warns. */
export function ruleWords(code: string): RuleWords {
  if (isCatalogued(code)) return errorCatalogue[code];
  const [kind, what = ''] = code.split('/');
  if (kind === 'audit') {
    return {
      title: `the audit of the split for ${what} found something`,
      explanation:
        'The audit looks for what would make a model look better than it is. `split.audit` says what it looks for and what happens when it finds something.',
    };
  }
  if (kind === 'warning') {
    return {
      title: `${what} warns of something`,
      explanation: 'It does not stop the run; look whether it is meant.',
    };
  }
  return {
    title: 'mlx failed unexpectedly',
    explanation: 'This is a bug in mlx. Run again with `--verbose` and report it.',
  };
}

/** Whether a failure is a judgement on data or model, rather than something that went wrong. */
export function isJudgement(code: string): boolean {
  if (!isCatalogued(code)) return false;
  return ['data', 'requirement', 'drift', 'budget', 'approval'].includes(errorCatalogue[code].exit);
}

function isCatalogued(code: string): code is keyof typeof errorCatalogue {
  return Object.hasOwn(errorCatalogue, code);
}
