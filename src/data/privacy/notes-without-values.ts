import type { ColumnsSettings } from '../columns/column-settings.js';
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

/**
 * Names whose cells must not be shown: the protected columns, and what the sources call them.
 */
export function secretNames(
  privacy: Pick<PrivacySettings, 'columns'>,
  columns: ColumnsSettings,
): ReadonlySet<string> {
  const names = [...protectedColumns(privacy)];
  const sources = names.flatMap((name) => columns[name]?.from ?? []);
  return new Set([...names, ...sources]);
}

/** Notes without those about protected columns: they may quote a value, and notes are kept in the artifact. */
export function withoutValues(
  notes: readonly string[],
  secret: ReadonlySet<string> = new Set(),
): readonly string[] {
  const hidden = [...secret].map((name) => `\`${name}\``);
  return notes.filter((note) => !hidden.some((name) => note.includes(name)));
}
