import type { MlxError } from '../../../errors/index.js';
import {
  isNetworkFault,
  networkError,
  type Service,
  serviceError,
} from '../../../services/service-error.js';
import type { Answer } from './answer.js';

const passingStatuses = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Whether asking again may help. A host that is unknown or a certificate that is wrong stays so. */
export function isPassing(outcome: Answer | Error): boolean {
  if (!(outcome instanceof Error)) return passingStatuses.has(outcome.status);
  return isNetworkFault(outcome) && !/NOTFOUND|CERT|SIGNED|TLS|SSL/.test(deepCode(outcome));
}

/** What did not come about, as the user should read it. */
export async function failure(outcome: Answer | Error, service: Service): Promise<MlxError> {
  if (outcome instanceof Error) {
    return networkError(service, outcome) ?? unreachable(service, outcome);
  }
  await outcome.drop();
  return refusal(outcome.status, service);
}

function deepCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const own = 'code' in error ? String(error.code) : '';
  return `${own} ${error.message} ${deepCode(error.cause)}`;
}

function unreachable(service: Service, cause: unknown): MlxError {
  return serviceError(service, {
    code: 'source/unreachable',
    message: `${service.name} cannot be reached`,
    hints: ['Check `url`, and the network on the way to it'],
    cause,
  });
}

function refusal(status: number, service: Service): MlxError {
  const { name } = service;
  if (status === 401 || status === 403) {
    return serviceError(service, {
      code: 'source/refused',
      message: `${name} refuses: it answers with status ${status}`,
      hints: ['Check `auth` and `headers` of the source'],
    });
  }
  if (status === 404 || status === 410) {
    return serviceError(service, {
      code: 'source/not-there',
      message: `There is nothing at ${name}: it answers with status ${status}`,
      hints: ['Correct `url`'],
    });
  }
  const failed = status >= 500 || passingStatuses.has(status);
  return serviceError(service, {
    code: failed ? 'source/failed' : 'source/answer',
    message: `${name} answers with status ${status}`,
    hints: [failed ? 'Run again later, or raise `retries`' : 'Look at the answer with `curl`'],
  });
}
