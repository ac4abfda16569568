import { MlxError } from '../../errors/index.js';
import { type ImageReference, shownReference } from './reference.js';

/** A registry's refusal, with what it says itself (distribution-spec, error codes). */
export async function answerError(answer: Response, place: ImageReference): Promise<MlxError> {
  const { status } = answer;
  const text = await answer.text().catch(() => '');
  const says = `it answers with status ${status}${reasonIn(text)}`;
  const where = `${place.registry}/${place.repository}`;
  if (status === 401 || status === 403) {
    return new MlxError('image/refused', `\`${where}\` refuses: ${says}`, {
      hints: [
        `Sign in with \`docker login ${place.registry}\`, or name \`user\` and \`password\` under \`package.push\``,
        'Check that this account may do so in this repository',
      ],
    });
  }
  if (status === 404) {
    return new MlxError('image/not-there', `There is no \`${shownReference(place)}\`: ${says}`, {
      hints: ['Correct its name', 'Some registries want a repository to be created first'],
    });
  }
  return new MlxError('image/failed', `\`${place.registry}\` failed: ${says}`, {
    hints: ['Run again: what has arrived is not sent again'],
  });
}

/** A failure of the network or of TLS on the way to a registry. */
export function networkError(cause: unknown, { registry, origin }: ImageReference): MlxError {
  const words = wordsOf(cause);
  const certificate = /certificate|self.signed|CERT_|unable to verify/i.test(words);
  const plain = /wrong version number|packet length/i.test(words);
  const why = plain ? 'it does not speak TLS' : words;
  return new MlxError('image/unreachable', `\`${registry}\` cannot be reached: ${why}`, {
    hints: certificate
      ? ['Name the authority that signed its certificate: `NODE_EXTRA_CA_CERTS=ca.pem mlx …`']
      : plain
        ? [`Write \`http://${registry}/…\` if you trust the way there`]
        : [`Check the name and the network: ${origin}/v2/ must answer`],
  });
}

function reasonIn(text: string): string {
  try {
    const { errors = [] } = JSON.parse(text) as {
      errors?: readonly { code?: string; message?: string }[];
    };
    const said = errors.map(({ code = '', message = '' }) => message || code).filter(Boolean);
    return said.length === 0 ? '' : ` (${said.slice(0, 3).join('; ').slice(0, 300)})`;
  } catch {
    return '';
  }
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it gave no reason';
  const inner = error instanceof AggregateError ? (error.errors as unknown[])[0] : error.cause;
  return inner instanceof Error ? wordsOf(inner) : error.message || error.name;
}
