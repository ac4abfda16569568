import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { processAlive } from '../../artifacts/process-alive.js';
import { writeAtomically } from '../../artifacts/write-atomically.js';
import { urlOf } from '../serving/announcement.js';
import { askReadiness, type ServerAddress } from './readiness.js';

/** The production server of a project on this machine, as `.mlx/deployments/local.json` remembers it. */
export interface LocalServer {
  readonly pid: number;
  readonly host: string;
  readonly port: number;
  /** Where it is asked; of a server that was started before this was remembered, plain HTTP at `host` and `port`. */
  readonly url?: string;
  /** Where it tells whether it is ready, when `url` wants certificates of clients. */
  readonly probe?: string;
  /** Tells it from another process that has its id by now. */
  readonly instance: string;
  readonly alias: string;
  /** Name in the registry of the version it was last seen serving. */
  readonly version: string;
  /** ISO 8601. */
  readonly started: string;
  readonly logFile: string;
}

/** `silent`: a process has the remembered id but does not answer as our server; it may be anybody's. */
export type LocalStatus =
  | { readonly state: 'stopped' }
  | { readonly state: 'silent'; readonly server: LocalServer; readonly url: string }
  | {
      readonly state: 'running';
      readonly server: LocalServer;
      readonly url: string;
      readonly ready: boolean;
      /** Version of the package that answers right now. */
      readonly serving?: string;
    };

/** Folder of everything the local target keeps, inside the project's `.mlx`. */
export function deploymentsDir(stateDir: string): string {
  return join(stateDir, 'deployments');
}

/** Whether the project's server runs here: known by its process id and by what it answers. */
export async function statusLocal(stateDir: string): Promise<LocalStatus> {
  const server = await readServer(stateDir);
  if (server === undefined || !processAlive(server.pid)) return { state: 'stopped' };
  const address = addressOf(server);
  const { url } = address;
  const said = await askReadiness(address);
  if (said?.instance !== server.instance) return { state: 'silent', server, url };
  const serving = said.version === undefined ? {} : { serving: said.version };
  return { state: 'running', server, url, ready: said.ready, ...serving };
}

/** Where a remembered server is asked. */
export function addressOf({ host, port, url, probe }: LocalServer): ServerAddress {
  return { url: url ?? urlOf(host, port), ...(probe !== undefined && { probe }) };
}

/** The server that was remembered last, running or not. */
export async function readServer(stateDir: string): Promise<LocalServer | undefined> {
  const text = await readFile(stateFile(stateDir), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as LocalServer);
}

export async function rememberServer(stateDir: string, server: LocalServer): Promise<void> {
  await writeAtomically(stateFile(stateDir), `${JSON.stringify(server, null, 2)}\n`);
}

export async function forgetServer(stateDir: string): Promise<void> {
  await rm(stateFile(stateDir), { force: true });
}

function stateFile(stateDir: string): string {
  return join(deploymentsDir(stateDir), 'local.json');
}
