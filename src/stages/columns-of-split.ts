import type { SplitSettings } from '../project/project-schema.js';

type Declared = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * What the project says of its columns, and of those the split goes by: they are no features unless the project gives
 * them that role.
 */
export function columnsOfSplit(
  columns: Readonly<Record<string, { readonly type?: string; readonly role?: string }>>,
  { column, group, time, key = [] }: SplitSettings,
): Declared {
  const roles: readonly (readonly [string | undefined, string])[] = [
    [column, 'ignore'],
    [time, 'time'],
    [group, 'group'],
    ...key.map((name) => [name, 'id'] as const),
  ];
  const own: Record<string, Readonly<Record<string, string>>> = {};
  for (const [name, role] of roles) if (name !== undefined) own[name] = { role, ...columns[name] };
  return { ...columns, ...own };
}
