import { createHash } from 'node:crypto';
import { sources as kinds } from '../data/sources/index.js';
import type { StateWorld } from '../data/sources/source.js';
import type { SourceSpec } from '../data/stage-sources.js';
import { withDefaults } from '../data/with-defaults.js';
import { exitCodes, MlxError } from '../errors/index.js';
import type { ServiceState } from '../pipeline/service-states.js';

/** What the sources that are services say of their data, by name: `source orders`. Asks all of them at once. */
export async function sourceStates(
  specs: readonly SourceSpec[],
  world: StateWorld,
): Promise<Readonly<Record<string, ServiceState>>> {
  const asked = await Promise.all(
    specs.map(async (spec) => [`source ${spec.name}`, await stateOf(spec, world)] as const),
  );
  return Object.fromEntries(
    asked.flatMap(([name, state]) => (state === undefined ? [] : [[name, state]])),
  );
}

async function stateOf(
  { type, params }: SourceSpec,
  world: StateWorld,
): Promise<ServiceState | undefined> {
  const source = kinds.get(type);
  const values = withDefaults(source.params, params);
  if (source.state === undefined) return undefined;
  if (values['refresh'] === 'once') return { kind: 'kept' };
  try {
    const state = await source.state(values, world);
    return state === undefined ? { kind: 'unknown' } : { kind: 'known', text: digestOf(state) };
  } catch (error) {
    if (isOutOfReach(error)) return { kind: 'unreachable', error };
    throw error;
  }
}

/** Whether a failure says that a service did not answer, rather than that it was asked for the wrong thing. */
export function isOutOfReach(error: unknown): error is MlxError {
  return error instanceof MlxError && error.exitCode === exitCodes.target.code;
}

function digestOf(state: string): string {
  return createHash('sha256').update(state).digest('hex').slice(0, 16);
}
