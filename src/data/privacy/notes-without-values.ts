import type { JsonObject } from '../../contracts/json.js';
import type { ColumnsSettings } from '../columns/column-settings.js';
import type { PrivacySettings } from './apply-privacy.js';
import { namedAnew, namedBefore } from './renamed-by-steps.js';

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
 * Names whose cells must not be shown: the protected columns, what the sources call them, and what they are called
 * between the steps that combine sources. Rather a name too many than one too few.
 */
export function secretNames(
  privacy: Pick<PrivacySettings, 'columns'>,
  columns: ColumnsSettings,
  steps: readonly JsonObject[] = [],
): ReadonlySet<string> {
  const names = [...protectedColumns(privacy)];
  const secret = new Set([...names, ...names.flatMap((name) => columns[name]?.from ?? [])]);
  for (const step of steps.toReversed()) {
    for (const name of namedBefore(step, [...secret])) secret.add(name);
  }
  for (const step of steps) {
    for (const { name, of } of namedAnew(step, [...secret])) if (secret.has(of)) secret.add(name);
  }
  return secret;
}

/** Notes without those about protected columns: they may quote a value, and notes are kept in the artifact. */
export function withoutValues(
  notes: readonly string[],
  secret: ReadonlySet<string> = new Set(),
): readonly string[] {
  const hidden = [...secret].map((name) => `\`${name}\``);
  return notes.filter((note) => !hidden.some((name) => note.includes(name)));
}
