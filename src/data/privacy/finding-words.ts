import { countedPercent, wholeFigure } from '../../contracts/figure.js';
import type { PersonalFinding } from './detect-personal-data.js';

/** A finding in one sentence, with its numbers: "99.8 % of 20,000 values look like e-mail addresses". */
export function findingWords({ share, checked, title, evidence }: PersonalFinding): string {
  const count = wholeFigure(checked);
  const part = share >= 0.9995 ? 'all' : countedPercent(share);
  if (evidence === 'text') return `${part} of ${count} texts contain what looks like ${title}`;
  const of = part === 'all' ? `all ${count} values` : `${part} of ${count} values`;
  return `${of} look like ${title}${evidence === 'name' ? ', as its name says' : ''}`;
}

/** What to write below `ingest` so that the column is protected. */
export function suggestedLine({ column, advice }: PersonalFinding): string {
  const name = /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(column) ? column : JSON.stringify(column);
  return `privacy: { ${name}: ${suggestions[advice]} }`;
}

const suggestions = {
  drop: 'drop',
  pseudonymise: '{ action: pseudonymise, key: "${env:PSEUDONYM_KEY}" }',
  generalise: '{ action: generalise, … }',
} as const;
