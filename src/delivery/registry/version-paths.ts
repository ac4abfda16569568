/** The file that says that the package of a version was removed. */
export function collectedPath(name: string): string {
  return `versions/${name}/collected.json`;
}

/** Where the store keeps the package of a version. */
export function packagePath({
  name,
  package: path,
}: {
  readonly name: string;
  readonly package?: string;
}): string {
  return path ?? `versions/${name}/package`;
}
