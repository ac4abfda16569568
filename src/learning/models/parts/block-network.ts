import { dense } from '../../compute/layers/dense.js';
import type { DrawPlace } from '../../compute/layers/initial-values.js';
import { chain, dropout, type Layer, networkOf } from '../../compute/layers/layer.js';
import type { Network } from '../../compute/network.js';

/** Where in a row what the body of a network reads is; the columns beside it go to the last layer as they are. */
export interface BlockPlace {
  readonly start: number;
  readonly size: number;
  /** All columns of a row. */
  readonly columns: number;
}

interface Head {
  /** Numbers that the body gives. */
  readonly width: number;
  readonly outputs: number;
  readonly dropout: number;
}

/** A body that reads one block of columns `[rows, size]`, and a dense layer `head` over what it gives and all other columns. */
export function blockNetwork(
  place: DrawPlace,
  body: Layer,
  { start, size, columns, width, outputs, dropout: rate }: BlockPlace & Head,
): Network {
  const inputs = width + columns - size;
  const head = chain(dropout(rate), dense(place, { name: 'head', inputs, outputs }));
  const all: Layer = {
    ...chain(body, head),
    apply: (tf, x, pass) => {
      if (columns === size) return head.apply(tf, body.apply(tf, x, pass), pass);
      const [rows = 0] = x.shape;
      const part = (from: number, to: number) => tf.slice(x, [0, from], [rows, to - from]);
      const seen = body.apply(tf, part(start, start + size), pass);
      const before = start > 0 ? [part(0, start)] : [];
      const after = start + size < columns ? [part(start + size, columns)] : [];
      return head.apply(tf, tf.concat([seen, ...before, ...after], 1), pass);
    },
  };
  return networkOf(all, outputs);
}
