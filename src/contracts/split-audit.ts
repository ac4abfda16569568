/** What the audit of the splits looks for. */
export const auditKinds = [
  'duplicates',
  'entities',
  'future',
  'giveaway',
  'identifiers',
  'names',
  'drift',
] as const;
export type AuditKind = (typeof auditKinds)[number];

/** What happens when it finds something. */
export const auditLevels = ['warn', 'fail', 'off'] as const;
export type AuditLevel = (typeof auditLevels)[number];
