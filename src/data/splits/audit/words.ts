/** `1 test row`, `1,234 test rows`. */
export function rowsOf(count: number, split: string): string {
  return `${count.toLocaleString('en')} ${split} ${count === 1 ? 'row' : 'rows'}`;
}

/** A share in per cent with as many digits as it needs to be seen: `0.02%`, `12%`. */
export function shareOf(part: number, whole: number): string {
  const percent = (part / Math.max(1, whole)) * 100;
  return `${percent >= 10 || percent === 0 ? Math.round(percent) : Number(percent.toPrecision(2))}%`;
}
