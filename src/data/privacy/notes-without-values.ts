import type { PrivacySettings } from './apply-privacy.js';

/** Columns whose values must not be shown, because the project protects them. */
export function protectedColumns({
  columns,
}: Pick<PrivacySettings, 'columns'>): ReadonlySet<string> {
  const names = Object.entries(columns).flatMap(([name, { action }]) =>
    action === 'keep' ? [] : [name],
  );
  return new Set(names);
}

/** Notes without those about protected columns: they may quote a value, and notes are kept in the artifact. */
export function withoutValues(
  notes: readonly string[],
  settings: Pick<PrivacySettings, 'columns'>,
): readonly string[] {
  const hidden = [...protectedColumns(settings)].map((name) => `\`${name}\``);
  return notes.filter((note) => !hidden.some((name) => note.includes(name)));
}
