import { type ErrorCode, MlxError } from '../errors/index.js';

/** A service as failures tell of it. */
export interface Service {
  /** Such as `PostgreSQL at db.example.com:5432`. */
  readonly name: string;
  /** Texts that must not be seen: passwords, keys, tokens. */
  readonly secrets: readonly string[];
  /** What it is used for, which says under which codes its failures are known; default: to read data from. */
  readonly use?: 'source' | 'registry';
}

/** The codes of a registry for what goes wrong with a source. */
const registryCodes: Readonly<Partial<Record<ErrorCode, ErrorCode>>> = {
  'source/unreachable': 'registry/unreachable',
  'source/interrupted': 'registry/unreachable',
  'source/refused': 'registry/refused',
  'source/not-there': 'registry/not-there',
  'source/failed': 'registry/failed',
  'source/changed': 'registry/failed',
};

/** A failure of a service, with nothing in it that must not be seen. */
export function serviceError(
  service: Service,
  failure: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly hints: readonly string[];
    readonly cause?: unknown;
  },
): MlxError {
  const { message, hints, cause } = failure;
  const code =
    service.use === 'registry' ? (registryCodes[failure.code] ?? failure.code) : failure.code;
  const hidden = (text: string): string => withoutSecrets(text, service.secrets);
  return new MlxError(code, hidden(message), {
    hints: hints.map(hidden),
    ...(cause === undefined ? {} : { cause: new Error(hidden(wordsOf(cause))) }),
  });
}

/** A text with stars in place of what must not be seen, as it is and as it stands in a URL. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, encodeURIComponent(secret), encodeURI(secret)])
    .toSorted((a, b) => b.length - a.length);
  return forms.reduce((shown, form) => shown.replaceAll(form, '***'), text);
}

/** What the system or its clients call a failure, such as `ECONNREFUSED`; the innermost that has a name. */
function faultCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const inner = error instanceof AggregateError ? (error.errors as unknown[])[0] : error.cause;
  const below = faultCode(inner);
  if (below !== undefined) return below;
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Whether the network or encryption failed rather than the service: worth another attempt. */
export function isNetworkFault(error: unknown): boolean {
  return networkFault(error) !== undefined;
}

/** A failure of the network, told of the service; undefined when it is of another kind. */
export function networkError(
  service: Service,
  error: unknown,
  reading = false,
): MlxError | undefined {
  const fault = networkFault(error);
  if (fault === undefined) return undefined;
  return reading && fault.transient
    ? interrupted(service, error)
    : serviceError(service, {
        code: 'source/unreachable',
        message: `${service.name} cannot be reached: ${fault.words}`,
        hints: fault.hints,
        cause: error,
      });
}

/** The connection was there, and broke. */
export function interrupted(service: Service, cause: unknown): MlxError {
  return serviceError(service, {
    code: 'source/interrupted',
    message: `The connection to ${service.name} broke while data was being read`,
    hints: ['Run again when the service is there; nothing was left half'],
    cause,
  });
}

interface Fault {
  readonly codes: RegExp;
  readonly words: string;
  readonly hints: readonly string[];
  readonly transient: boolean;
}

const faults: readonly Fault[] = [
  {
    codes: /^(ENOTFOUND|EAI_NODATA|EAI_NONAME)$/,
    words: 'its host name is not known',
    hints: ['Correct the host name'],
    transient: false,
  },
  {
    codes: /^EAI_/,
    words: 'its host name cannot be looked up',
    hints: ['Check the network and its name server'],
    transient: true,
  },
  {
    codes: /^ECONNREFUSED$/,
    words: 'nothing listens there',
    hints: ['Start the service, or correct host and port'],
    transient: true,
  },
  {
    codes: /^(ENOENT|EACCES)$/,
    words: 'its socket is not there, or may not be used',
    hints: ['Correct the path of the socket'],
    transient: false,
  },
  {
    codes: /TIMEDOUT|TIMEOUT|TimeoutError/i,
    words: 'it did not answer in time',
    hints: ['Check host and port, or raise `timeout`'],
    transient: true,
  },
  {
    codes: /CERT|SELF_SIGNED|UNABLE_TO_|^ERR_TLS|HANDSHAKE_SSL|^ERR_SSL|^EPROTO$/,
    words: 'its certificate is not trusted, or it does not speak TLS',
    hints: ['Name the file of the authority that signed its certificate under `ca`'],
    transient: false,
  },
  {
    codes:
      /^(ECONNRESET|EPIPE|ECONNABORTED|EHOSTUNREACH|ENETUNREACH|ENETDOWN|UND_ERR_SOCKET|PROTOCOL_CONNECTION_LOST)$/,
    words: 'the connection broke',
    hints: ['Check that the service runs, and the network on the way to it'],
    transient: true,
  },
];

function networkFault(error: unknown): Fault | undefined {
  const code = faultCode(error) ?? (error instanceof Error ? error.name : '');
  return faults.find(({ codes }) => codes.test(code));
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it gave no reason';
  const inner = error instanceof AggregateError ? (error.errors as unknown[])[0] : error.cause;
  const own = error.message === '' ? (faultCode(error) ?? error.name) : error.message;
  return inner instanceof Error ? `${own}: ${wordsOf(inner)}` : own;
}
