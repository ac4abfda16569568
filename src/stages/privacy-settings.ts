import type { JsonObject } from '../contracts/json.js';
import { privacyActions } from '../data/privacy/actions/index.js';
import type { PrivacySettings } from '../data/privacy/apply-privacy.js';
import { firstDayKept } from '../data/privacy/retention.js';
import type { Project } from '../project/project.js';

/** The privacy block as `ingest` gets it. A retention becomes the first day that is kept, so that time makes the table stale. */
export function privacySettings({ ingest: { privacy } }: Project, today: Date): JsonObject {
  const { detect, columns, k_anonymity: wish, retention, erasure_key: erasureKey } = privacy;
  return {
    detect,
    columns: columns as JsonObject,
    ...(wish !== undefined && { anonymity: wish }),
    ...(retention !== undefined && {
      retention: {
        column: retention.column,
        from: firstDayKept(retention.days, dayOf(retention.as_of) ?? today),
      },
    }),
    ...(erasureKey !== undefined && { erasureKey }),
  } satisfies Omit<PrivacySettings, 'columns' | 'anonymity'> & JsonObject;
}

/** The role of each protected column that the project gives none: what tells people apart is an id, the rest is ignored. */
export function rolesOfProtected({
  ingest: { privacy },
}: Project): Readonly<Record<string, 'id' | 'ignore'>> {
  const entries = Object.entries(privacy.columns).flatMap(([name, { action }]) => {
    if (privacyActions.get(action).mayBeFeature || action === 'drop') return [];
    return [[name, action === 'mask' ? 'ignore' : 'id']];
  });
  return Object.fromEntries(entries) as Readonly<Record<string, 'id' | 'ignore'>>;
}

function dayOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(`${text}T00:00:00Z`);
}
