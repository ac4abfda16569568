import { colourWanted, type Style, styler } from '../ui/style.js';
import { type Table, terminalTable } from '../ui/table.js';
import type { CommonOptions } from './common-options.js';
import type { Context } from './context.js';

/** Writes a result document: every one names its schema and that schema's version. */
export function writeJson(
  context: Context,
  schema: `mlx.${string}/${number}`,
  result: object,
): void {
  context.stdout.write(`${JSON.stringify({ schema, ...result }, null, 2)}\n`);
}

/** Colours for what goes to stdout. */
export function outStyle(context: Context, options: CommonOptions): Style {
  return styler(
    colourWanted(
      context.environment,
      context.stdout.isTTY === true,
      options.color === false ? false : undefined,
    ),
  );
}

/** Writes a table to stdout: fitted to a terminal, whole in a pipe. */
export function writeTable(context: Context, options: CommonOptions, table: Table): void {
  const style = outStyle(context, options);
  const { isTTY, columns } = context.stdout;
  const look = isTTY === true && columns !== undefined ? { style, columns } : { style };
  context.stdout.write(terminalTable(table, look));
}
