/** What a value looks like without saying it: letters as `a` and `A`, digits as `9`, cut after 40 characters. */
export function shapeOf(value: string): string {
  return value
    .slice(0, 40)
    .replaceAll(/\p{Lu}/gu, 'A')
    .replaceAll(/[\p{L}\p{M}]/gu, (letter) => (letter === 'A' ? 'A' : 'a'))
    .replaceAll(/\p{N}/gu, '9');
}
