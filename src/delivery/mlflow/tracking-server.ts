import type { JsonObject } from '../../contracts/json.js';
import { MlxError } from '../../errors/index.js';

/** How an MLflow server is reached. */
export interface TrackingServerAddress {
  /** Such as `http://127.0.0.1:5000`. */
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly token?: string;
}

/** What a server says of a request that it does not take. */
interface Refusal {
  /** MLflow's own code, such as `RESOURCE_DOES_NOT_EXIST`; of other answers the status. */
  readonly code: string;
  readonly message: string;
}

/** The REST API of MLflow 2.0 (https://mlflow.org/docs/latest/rest-api.html). Methods throw `mlflow/unreachable`, `mlflow/refused`. */
export class TrackingServer {
  readonly url: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #signal: AbortSignal;

  constructor({ url, username, password, token }: TrackingServerAddress, signal: AbortSignal) {
    if (!/^https?:\/\/./.test(url)) {
      throw new MlxError('usage/bad-option', `\`${url}\` is no address of an MLflow server`, {
        hints: ['Write it as `http://HOST:5000`: mlx speaks to the server, not to its store'],
      });
    }
    this.url = url.replace(/\/+$/, '');
    const basic = Buffer.from(`${username ?? ''}:${password ?? ''}`).toString('base64');
    this.#headers =
      token !== undefined
        ? { authorization: `Bearer ${token}` }
        : username !== undefined
          ? { authorization: `Basic ${basic}` }
          : {};
    this.#signal = signal;
  }

  /** Asks; what the server refuses with one of the `but` codes is returned as undefined. */
  async get<Answer>(
    path: string,
    query: Readonly<Record<string, string>>,
    but: readonly string[] = [],
  ): Promise<Answer | undefined> {
    const search = new URLSearchParams(query).toString();
    return this.#json<Answer>(`${path}?${search}`, { method: 'GET' }, but);
  }

  async post<Answer>(
    path: string,
    body: JsonObject,
    but: readonly string[] = [],
  ): Promise<Answer | undefined> {
    const headers = { 'content-type': 'application/json' };
    return this.#json<Answer>(path, { method: 'POST', headers, body: JSON.stringify(body) }, but);
  }

  /** Puts a file where `mlflow-artifacts:` keeps what it serves itself. */
  async putArtifact(path: string, bytes: Uint8Array): Promise<void> {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    const response = await this.#send(`mlflow-artifacts/artifacts/${encoded}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.from(bytes),
    });
    if (!response.ok) throw this.#refused(path, await refusalOf(response));
  }

  async #json<Answer>(
    path: string,
    request: RequestInit,
    but: readonly string[],
  ): Promise<Answer | undefined> {
    const response = await this.#send(`mlflow/${path}`, request);
    if (response.ok) return (await response.json()) as Answer;
    const refusal = await refusalOf(response);
    if (but.includes(refusal.code)) return undefined;
    throw this.#refused(path.replace(/\?.*/, ''), refusal);
  }

  async #send(path: string, request: RequestInit): Promise<Response> {
    const signal = AbortSignal.any([this.#signal, AbortSignal.timeout(patienceMs)]);
    const headers = { ...this.#headers, ...(request.headers as Record<string, string>) };
    try {
      return await fetch(`${this.url}/api/2.0/${path}`, { ...request, headers, signal });
    } catch (cause) {
      this.#signal.throwIfAborted();
      throw new MlxError('mlflow/unreachable', `Nobody answers at ${this.url}`, {
        hints: ['Start it (`mlflow server`), or correct the address'],
        cause,
      });
    }
  }

  #refused(what: string, { code, message }: Refusal): MlxError {
    const isDenied = code === '401' || code === '403' || code === 'PERMISSION_DENIED';
    return new MlxError(
      'mlflow/refused',
      `The MLflow server at ${this.url} refuses ${what}: ${message} (${code})`,
      {
        hints: isDenied
          ? ['Set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN']
          : ['Look at the log of the server; is it an MLflow server, of 2.0 or newer?'],
      },
    );
  }
}

const patienceMs = 60_000;

async function refusalOf(response: Response): Promise<Refusal> {
  const text = await response.text();
  const { status, statusText } = response;
  try {
    const { error_code: code, message } = JSON.parse(text) as Record<string, unknown>;
    if (typeof code === 'string') {
      return { code, message: typeof message === 'string' ? message : statusText };
    }
  } catch {
    // Not an answer of MLflow.
  }
  return { code: String(status), message: statusText || 'no reason given' };
}
