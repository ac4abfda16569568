import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import type { Package } from '../delivery/package-folder.js';
import { keyringOf } from '../delivery/signing/keyring.js';
import { enforcePolicy, type SignaturePolicy } from '../delivery/signing/policy.js';
import type { ProjectOptions } from './common-options.js';
import type { Context } from './context.js';
import { projectText } from './project-text.js';

/**
 * What the project lets through: undefined when there is no project. A project that cannot be loaded, perhaps because a
 * secret of its sources is not here, is taken at its word as it is written.
 */
export async function policyOf(
  options: ProjectOptions,
  context: Context,
): Promise<SignaturePolicy | undefined> {
  const file = resolve(context.cwd, options.project);
  const text = await projectText(file);
  if (text === undefined) return undefined;
  const projectDir = dirname(file);
  const { openSession } = await import('./session.js');
  const registry = await openSession(options, context).then(
    ({ project }) => project.registry,
    (error: unknown) => asWritten(text, error),
  );
  return {
    required: registry?.require_signature === true,
    trusted: registry?.trusted ?? [],
    projectDir,
  };
}

/** Refuses a package that the project does not let through: `package/unsigned`, `package/untrusted`. */
export async function enforceProjectPolicy(
  found: Package,
  options: ProjectOptions,
  context: Context,
): Promise<void> {
  const keyring = keyringOf(context.environment);
  await enforcePolicy(found, await policyOf(options, context), { keyring });
}

interface WrittenPolicy {
  readonly require_signature?: boolean;
  readonly trusted?: readonly string[];
}

function asWritten(text: string, error: unknown): WrittenPolicy | undefined {
  try {
    return (parse(text) as { readonly registry?: WrittenPolicy } | null)?.registry;
  } catch {
    throw error; // Nobody can say what it asks for.
  }
}
