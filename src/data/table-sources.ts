import type { JsonObject } from '../contracts/json.js';
import { unusedSources } from './combine-names.js';
import { lookupsOf } from './quality/written-rules.js';
import type { SourceSpec } from './staging/offers.js';

/** What decides which sources make a table. */
interface Uses {
  /** `ingest.combine`, in the long form. */
  readonly steps: readonly JsonObject[];
  /** `ingest.quality`. */
  readonly rules: readonly JsonObject[];
}

/**
 * The sources whose rows make the table: all but those that rules only look values up in. Without steps, a source that is
 * looked into is not stacked with the others, unless there are no others.
 */
export function tableSources(
  sources: readonly SourceSpec[],
  { steps, rules }: Uses,
): readonly SourceSpec[] {
  const lookedInto = new Set(rules.flatMap(lookupsOf).map(({ source }) => source));
  if (lookedInto.size === 0) return sources;
  const names = sources.map(({ name }) => name);
  const free = new Set(steps.length === 0 ? names : unusedSources(steps, names));
  const kept = sources.filter(({ name }) => !lookedInto.has(name) || !free.has(name));
  return kept.length === 0 ? sources : kept;
}
