import { setTimeout as sleep } from 'node:timers/promises';
import type { ModelRegistry, RegisteredVersion } from '../registry/model-registry.js';
import type { ModelHolder, ServedModel } from './model-holder.js';

/** What an alias watcher did. */
export type WatchEvent =
  | { readonly type: 'swapped'; readonly to: string; readonly version: string }
  | { readonly type: 'refused'; readonly to: string; readonly error: unknown };

/**
 * Keeps a holder on the version an alias points at, until the signal aborts; then it resolves. The old model answers
 * until the new one is loaded. A version that cannot be loaded is reported and tried again every few seconds.
 * It polls, because file notifications are lost on network drives and in containers.
 */
export async function watchAlias(watch: {
  readonly registry: ModelRegistry;
  readonly alias: string;
  readonly models: ModelHolder;
  /** Makes a model of the registry's copy of a package. */
  readonly load: (packageDir: string) => Promise<ServedModel>;
  readonly report: (event: WatchEvent) => void;
  readonly signal: AbortSignal;
  readonly pollMs?: number;
  /** Whether to load what the alias pointed at before too, to fall back on; without it, what was served here before is kept. */
  readonly previous?: boolean;
}): Promise<void> {
  const { registry, alias, models, load, report, signal, pollMs = 200 } = watch;
  let served: string | undefined;
  while (!signal.aborted) {
    let pauseMs = pollMs;
    let to: string | undefined;
    try {
      to = await registry.target(alias);
      if (to !== undefined && to !== served) {
        const version: RegisteredVersion = await registry.version(to);
        const next = await load(version.folder);
        const before = models.current ?? (await versionBefore(watch));
        models.swap(next, before);
        served = to;
        report({ type: 'swapped', to, version: version.version });
        continue;
      }
    } catch (error) {
      report({ type: 'refused', to: to ?? alias, error });
      pauseMs = retryMs;
    }
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

/** What the alias pointed at before, or undefined when there is none or it cannot be loaded any more: it is a spare only. */
async function versionBefore({
  registry,
  alias,
  load,
  previous = false,
}: Pick<Parameters<typeof watchAlias>[0], 'registry' | 'alias' | 'load' | 'previous'>): Promise<
  ServedModel | undefined
> {
  if (!previous) return undefined;
  try {
    const name = await registry.previousOf(alias);
    return name === undefined ? undefined : await load((await registry.version(name)).folder);
  } catch {
    return undefined;
  }
}

const retryMs = 3000;
