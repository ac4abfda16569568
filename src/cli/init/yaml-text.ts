import { stringify } from 'yaml';
import type { Json } from '../../contracts/json.js';
import { displayWidth, padColumns, printable } from '../../ui/text-width.js';

/**
 * A text as a YAML scalar on one line, for block and flow style alike. Quoted unless every parser reads it as a text:
 * `yes` and `12:30` are something else in YAML 1.1, `0o14` in YAML 1.2.
 */
export function yamlString(text: string): string {
  const plain = ['1.1' as const, '1.2' as const].every(
    (version) =>
      stringify([text], { version, collectionStyle: 'flow', lineWidth: 0 }) === `[ ${text} ]\n`,
  );
  if (plain && !/^(<<|=)$|\s\s|[^\S ]|\p{Cc}|\p{Cf}/u.test(text)) return text;
  const quoted = { defaultStringType: 'QUOTE_DOUBLE', doubleQuotedAsJSON: true, lineWidth: 0 };
  return stringify(text, { ...quoted, defaultStringType: 'QUOTE_DOUBLE' }).trimEnd();
}

/** A value in flow style on one line: `{ model: mlp, layers: [32, 16] }`. */
export function yamlFlow(value: Json): string {
  if (typeof value === 'string') return yamlString(value);
  if (Array.isArray(value)) return `[${value.map((item: Json) => yamlFlow(item)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, item]) => `${yamlString(key)}: ${yamlFlow(item)}`,
  );
  return `{ ${entries.join(', ')} }`;
}

/** Lines of a comment, each on one line of the file whatever is in it. */
export function yamlComment(...lines: readonly string[]): string {
  return lines.map((line) => `# ${onOneLine(line)}`.trimEnd()).join('\n');
}

/** Lines with remarks behind them, the remarks below each other where the lines are not too long. */
export function withRemarks(lines: readonly (readonly [line: string, remark: string])[]): string {
  const widths = lines.map(([line]) => displayWidth(line)).filter((width) => width <= 44);
  const column = Math.max(0, ...widths);
  return lines
    .map(([line, remark]) =>
      remark === '' ? line : `${padColumns(line, column)}  # ${onOneLine(remark)}`,
    )
    .join('\n');
}

function onOneLine(text: string): string {
  return printable(text.replaceAll(/\s+/g, ' '));
}
