import { identifier } from '../../tables/sql.js';

/**
 * The cells of some columns as one text, in SQL over a row named `t`: each with its length before it, so that `ab` and
 * `c` never read like `a` and `bc`. Never NULL.
 */
export function keyText(columns: readonly string[]): string {
  return columns
    .map((name) => `CAST(t.${identifier(name)} AS VARCHAR)`)
    .map((text) => `coalesce('/' || length(${text}) || ':' || ${text}, '/-')`)
    .join(' || ');
}
