import { spawn } from 'node:child_process';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The Chromium of this machine: `CHROME_PATH`, or one on the path; undefined when there is none. */
export async function findChromium(): Promise<string | undefined> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const paths = [
    process.env['CHROME_PATH'] ?? '',
    ...folders.flatMap((folder) => names.map((name) => join(folder, name))),
  ];
  for (const path of paths.filter(Boolean)) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}

interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** What a page did while it was open. */
interface PageLog {
  /** Errors on the console, exceptions, and refusals of the content policy. */
  readonly errors: string[];
  /** Addresses that were asked for, the page's own first. */
  readonly requests: string[];
}

/** A headless Chromium, spoken to in its DevTools protocol over two pipes. Ends when it goes out of scope. */
export class Browser implements AsyncDisposable {
  readonly #child;
  readonly #profile: string;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #listeners: ((message: Message) => void)[] = [];
  #last = 0;

  private constructor(path: string, profile: string) {
    this.#profile = profile;
    this.#child = spawn(
      path,
      [
        ...['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
        ...['--no-first-run', '--disable-extensions', '--remote-debugging-pipe'],
        `--user-data-dir=${profile}`,
      ],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    let rest = '';
    (this.#child.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => {
      const parts = `${rest}${text}`.split('\0');
      rest = parts.pop() ?? '';
      for (const part of parts) this.#receive(JSON.parse(part) as Message);
    });
  }

  static async open(path: string): Promise<Browser> {
    return new Browser(path, await mkdtemp(join(tmpdir(), 'mlx-test-browser-')));
  }

  /** Opens an address in a page of its own. */
  async page(
    url: string,
    look: { readonly scheme?: 'light' | 'dark'; readonly width?: number } = {},
  ) {
    const { targetId } = await this.#send('Target.createTarget', { url: 'about:blank' });
    const attached = await this.#send('Target.attachToTarget', { targetId, flatten: true });
    const session = attached['sessionId'] as string;
    const log: PageLog = { errors: [], requests: [] };
    this.#listeners.push((message) => {
      if (message.sessionId === session) note(message, log);
    });
    const send = (method: string, params: object = {}) => this.#send(method, params, session);
    for (const domain of ['Page', 'Network', 'Runtime', 'Log']) await send(`${domain}.enable`);
    await send('Emulation.setDeviceMetricsOverride', {
      ...{ width: look.width ?? 1280, height: 900, deviceScaleFactor: 1, mobile: false },
    });
    await send('Emulation.setEmulatedMedia', {
      features: [{ name: 'prefers-color-scheme', value: look.scheme ?? 'light' }],
    });
    const loaded = new Promise<void>((resolve) => {
      this.#listeners.push(({ sessionId, method }) => {
        if (sessionId === session && method === 'Page.loadEventFired') resolve();
      });
    });
    await send('Page.navigate', { url });
    await loaded;
    return {
      log,
      /** Runs a script beside the page, out of reach of its content policy, and gives its value. */
      run: async (script: string): Promise<unknown> => {
        const done = await send('Runtime.evaluate', {
          ...{ expression: script, awaitPromise: true, returnByValue: true },
        });
        if (done['exceptionDetails'] !== undefined) throw new Error(JSON.stringify(done));
        return (done['result'] as { readonly value?: unknown }).value;
      },
      screenshot: async (): Promise<Buffer> => {
        const shot = await send('Page.captureScreenshot', { captureBeyondViewport: true });
        return Buffer.from(shot['data'] as string, 'base64');
      },
    };
  }

  #receive(message: Message): void {
    if (message.id !== undefined) this.#waiting.get(message.id)?.(message);
    else for (const listener of this.#listeners) listener(message);
  }

  async #send(
    method: string,
    params: object = {},
    sessionId?: string,
  ): Promise<Record<string, unknown>> {
    const id = ++this.#last;
    const answer = new Promise<Message>((resolve) => this.#waiting.set(id, resolve));
    const text = JSON.stringify({
      id,
      method,
      params,
      ...(sessionId !== undefined && { sessionId }),
    });
    (this.#child.stdio[3] as Writable).write(`${text}\0`);
    const { result = {}, error } = await answer;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    await this.#send('Browser.close').catch(() => this.#child.kill('SIGKILL'));
    await ended;
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function note({ method, params = {} }: Message, { errors, requests }: PageLog): void {
  const told = JSON.stringify(params);
  if (method === 'Network.requestWillBeSent') {
    requests.push((params['request'] as { readonly url: string }).url);
  }
  if (method === 'Runtime.exceptionThrown') errors.push(told);
  if (
    method === 'Runtime.consoleAPICalled' &&
    ['error', 'warning'].includes(params['type'] as string)
  )
    errors.push(told);
  if (method === 'Log.entryAdded') {
    const { level } = params['entry'] as { readonly level: string };
    if (level === 'error' || level === 'warning') errors.push(told);
  }
}
