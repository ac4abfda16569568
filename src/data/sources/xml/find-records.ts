import { MlxError } from '../../../errors/index.js';
import { unpackedStream } from '../files/inspect-file.js';
import { parseXml } from '../files/parse-xml.js';
import { withoutPrefix } from './element.js';
import { refuseEntities, type XmlInput } from './read-records.js';

/**
 * The way to the records of a file that says no more: the elements nearest to the root that come several times in one
 * element. Only the first megabyte is looked at. Throws `data/xml-shape` when there are several such kinds, or none.
 */
export async function findRecords(input: XmlInput, signal: AbortSignal): Promise<string> {
  const { found, compression, encoding } = input;
  const counts = new Map<string, number>();
  const path: string[] = [];
  let read = 0;
  await parseXml(
    unpackedStream(found.file, compression),
    {
      doctype: (text) => refuseEntities(text, found),
      open: ({ name }) => {
        path.push(withoutPrefix(name));
        read += 1;
        if (path.length > 8) return;
        const at = `/${path.join('/')}`;
        counts.set(at, (counts.get(at) ?? 0) + 1);
      },
      close: () => {
        path.pop();
      },
      pause: () => Promise.resolve(read > enough ? 'stop' : undefined),
    },
    { encoding, signal },
  );
  const repeated = [...counts].flatMap(([at, count]) => {
    const parent = at.slice(0, at.lastIndexOf('/'));
    return count > 1 && (parent === '' || counts.get(parent) === 1) ? [at] : [];
  });
  const depthOf = (at: string): number => at.split('/').length;
  const least = Math.min(...repeated.map(depthOf));
  const nearest = repeated.filter((at) => depthOf(at) === least);
  const [only] = nearest;
  if (only !== undefined && nearest.length === 1) return only;
  const known = nearest.length > 0 ? nearest : [...counts.keys()].filter((at) => depthOf(at) > 2);
  throw new MlxError(
    'data/xml-shape',
    nearest.length > 1
      ? `\`${found.origin}\` holds records of several kinds`
      : `\`${found.origin}\` does not show which of its elements are records: none comes twice`,
    {
      hints: [
        `Set \`records\` on the source, such as to ${known
          .slice(0, 5)
          .map((at) => `\`${at}\``)
          .join(' or ')}`,
      ],
      place: { file: found.origin },
    },
  );
}

/** Elements to look at. */
const enough = 20_000;
