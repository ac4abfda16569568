import type { CsvPins } from './csv-input.js';
import type { Layout } from './layout.js';
import { noDelimiter } from './recognise-marks.js';

/** What was recognised and is not what a plain CSV file has, in words that pin it; undefined when there is nothing. */
export function recognised(layout: Layout, pins: CsvPins): string | undefined {
  const settings = Object.entries(unusual(layout))
    .filter(([name, value]) => value !== undefined && pins[name as keyof Unusual] === undefined)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const read = settings.length === 0 ? [] : [`\`${settings.join(', ')}\``];
  const hollow = layout.hollow.length === 0 ? [] : [leftOut];
  const parts = [...read, ...hollow];
  return parts.length === 0 ? undefined : `read with ${parts.join(', and ')}`;
}

const leftOut = 'the columns that have neither name nor cells left out';

interface Unusual {
  readonly delimiter: string | undefined;
  readonly quote: string | undefined;
  readonly escape: string | undefined;
  readonly header: boolean | undefined;
  readonly comment: string | undefined;
}

/** Each setting whose value is another than in a plain CSV file with a header. */
function unusual({ marks, header, comment }: Layout): Unusual {
  const { delimiter, quote, escape } = marks;
  return {
    delimiter: delimiter === ',' || delimiter === noDelimiter ? undefined : delimiter,
    quote: quote === '"' ? undefined : quote,
    escape: escape === quote ? undefined : escape,
    header: header ? undefined : false,
    comment: comment === '' ? undefined : comment,
  };
}
