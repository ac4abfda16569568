import type { Column } from '../../contracts/table.js';
import { MlxError } from '../../errors/index.js';
import type { Draft, Workbench } from '../draft.js';
import type { PrivacySettings } from './apply-privacy.js';
import { detectPersonalData, type PersonalFinding } from './detect-personal-data.js';
import { findingWords, suggestedLine } from './finding-words.js';

/** A warning, and what to do about it. */
export interface PrivacyWarning {
  readonly text: string;
  readonly hint: string;
}

/**
 * Looks for personal data in the columns that reach a model and have no privacy action. Returns what was found with a
 * warning each. Throws one `privacy/personal-data` with all of it when the project says `detect: fail`.
 */
export async function personalFeatures(
  draft: Pick<Draft, 'relation'> & { readonly columns: readonly Column[] },
  { detect, columns: actions }: Pick<PrivacySettings, 'detect' | 'columns'>,
  bench: Pick<Workbench, 'database' | 'signal' | 'emit'>,
): Promise<{
  /** The columns that were looked at. */
  readonly lookedAt: readonly string[];
  readonly findings: readonly PersonalFinding[];
  readonly warnings: readonly PrivacyWarning[];
}> {
  if (detect === 'off') return { lookedAt: [], findings: [], warnings: [] };
  const columns = draft.columns.filter(
    ({ name, role }) => (role === 'feature' || role === 'target') && !(name in actions),
  );
  const findings = await detectPersonalData({ ...draft, columns }, bench);
  if (detect === 'fail' && findings.length > 0) throw refused(findings);
  const warnings = findings.map((finding) => ({
    text: `\`${finding.column}\` would reach the model: ${findingWords(finding)}`,
    hint: hintFor(finding),
  }));
  return { lookedAt: columns.map(({ name }) => name), findings, warnings };
}

function hintFor(finding: PersonalFinding): string {
  return `Add to \`ingest\`: \`${suggestedLine(finding)}\`, or \`keep\` if it is meant to be learnt from`;
}

function refused(findings: readonly PersonalFinding[]): MlxError {
  const count = findings.length === 1 ? 'A column' : `${findings.length} columns`;
  return new MlxError(
    'privacy/personal-data',
    `${count} with personal data would reach the model`,
    {
      problems: findings.map((finding) => ({
        code: 'privacy/personal-data',
        message: `\`${finding.column}\`: ${findingWords(finding)}`,
        hints: [hintFor(finding)],
      })),
      hints: ['Protect them, or set `detect: warn` under `ingest.privacy`'],
    },
  );
}
