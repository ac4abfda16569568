import type { JsonObject } from '../../contracts/json.js';
import { qualityRules } from './rules/index.js';
import type { LookedInto, NamedColumn, QualityRule } from './rules/rule.js';

/** The rule that the settings of an item name. */
export function ruleOf(settings: JsonObject): QualityRule {
  const named = Object.keys(settings).filter((key) => qualityRules.has(key));
  const [name = ''] = named.filter(
    (key) =>
      !named.some(
        (other) => other !== key && Object.hasOwn(qualityRules.get(other).properties, key),
      ),
  );
  return qualityRules.get(name);
}

/** Whether a rule is asked at each run, rather than once when the table is made. */
export function eachRun(settings: JsonObject): boolean {
  return ruleOf(settings).eachRun === true;
}

/** Files a rule reads besides the table. */
export function filesOf(settings: JsonObject): readonly string[] {
  return ruleOf(settings).files?.(settings) ?? [];
}

/** The columns of sources that a rule looks values up in. */
export function lookupsOf(settings: JsonObject): readonly LookedInto[] {
  return ruleOf(settings).looksInto?.(settings) ?? [];
}

/** The columns a rule names, each with the way to where. */
export function columnsOf(settings: JsonObject): readonly NamedColumn[] {
  return ruleOf(settings).columns(settings);
}

/** The SQL in the settings of a rule, each with its key. */
export function expressionsIn(
  settings: JsonObject,
): readonly { readonly key: string; readonly text: string }[] {
  return ['where', 'expression'].flatMap((key) => {
    const text = settings[key];
    return typeof text === 'string' ? [{ key, text }] : [];
  });
}
