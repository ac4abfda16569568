import { readFile } from 'node:fs/promises';

/**
 * What a model of a family needs to predict, as a script that leaves `packagedModel` in `mlxRuntime`: without the code of other
 * families, which takes longer to compile than all the rest of a start; all of them for an ensemble, whose members are of any. mlx
 * carries it; run from the sources, it is bundled when it is first asked for.
 */
export async function runtimeText(family: string): Promise<string> {
  const known = texts.get(family) ?? built(family).catch(() => bundledNow(family));
  texts.set(family, known);
  return known;
}

const texts = new Map<string, Promise<string>>();

/** Beside the command (`scripts/build.mjs`). */
async function built(family: string): Promise<string> {
  const read = (name: string) =>
    readFile(new URL(`./predict-runtime/${name}.txt`, import.meta.url), 'utf8');
  return read(family).catch(() => read('any'));
}

async function bundledNow(family: string): Promise<string> {
  const script = new URL('../../../scripts/build-runtime.mjs', import.meta.url).href;
  const { ownRuntimes, runtimeText: make } = (await import(script)) as {
    ownRuntimes: () => Promise<readonly string[]>;
    runtimeText: (family?: string) => Promise<string>;
  };
  return (await ownRuntimes()).includes(family) ? make(family) : make();
}
