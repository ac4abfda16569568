import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../compute.js';
import { type BatchReader, inOrder, type Targets } from '../rows/batches.js';

/** Rows inside TensorFlow, and in which order to take them. */
interface RowBlock {
  /** `x`, `y` and, where rows are weighted, `row_weights`. */
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly order: Int32Array;
}

/** The rows of a training inside TensorFlow: all of them for as long as it lasts, or some at a time. */
export interface RowBlocks {
  /** The rows in an order, a whole number of batches in each block but the last. Blocks are freed when the next is asked for. */
  inOrder(order: Uint32Array, batchSize: number, epoch?: number): AsyncGenerator<RowBlock>;
  dispose(): void;
}

/** Bytes that are put inside TensorFlow once and for all, and those put there at a time when it would be more. */
const mostResident = 512 * 2 ** 20;
const blockBytes = 32 * 2 ** 20;

export function rowBlocks(tf: TensorFlow, reader: BatchReader): RowBlocks {
  const { resident } = reader;
  return resident !== undefined && resident.byteLength <= mostResident
    ? residentRows(tf, reader, resident)
    : streamedRows(tf, reader);
}

function residentRows(tf: TensorFlow, reader: BatchReader, x: Float32Array): RowBlocks {
  const { rows } = reader;
  let feeds: Record<string, Tensor> | undefined;
  return {
    // eslint-disable-next-line @typescript-eslint/require-await -- as rows that are read are waited for
    async *inOrder(order) {
      feeds ??= feedsOf(tf, reader, { rows, x, targets: reader.targets(inOrder(rows), 0, rows) });
      yield { feeds, order: signed(order) };
    },
    dispose: () => tf.dispose(feeds),
  };
}

/** The next rows are read while those before are learnt from. */
function streamedRows(tf: TensorFlow, reader: BatchReader): RowBlocks {
  return {
    async *inOrder(order, batchSize, epoch) {
      const bytes = 4 * batchSize * (reader.features + reader.targetWidth);
      const size = batchSize * Math.max(1, Math.floor(blockBytes / bytes));
      const readAt = (start: number) => {
        const count = Math.min(size, order.length - start);
        const next = reader.read(order, start, { count, epoch });
        // Its failure is thrown where it is awaited; that may be later than it happens.
        next.catch(() => undefined);
        return next;
      };
      let coming = readAt(0);
      for (let start = 0; start < order.length; start += size) {
        const block = await coming;
        if (start + size < order.length) coming = readAt(start + size);
        const feeds = feedsOf(tf, reader, block);
        try {
          yield { feeds, order: signed(inOrder(block.rows)) };
        } finally {
          tf.dispose(feeds);
        }
      }
    },
    dispose: () => undefined,
  };
}

function feedsOf(
  tf: TensorFlow,
  { features, targetWidth }: BatchReader,
  {
    rows,
    x,
    targets,
  }: { readonly rows: number; readonly x: Float32Array; readonly targets: Targets },
): Record<string, Tensor> {
  return {
    x: tf.tensor2d(x, [rows, features]),
    y: tf.tensor2d(targets.y, [rows, targetWidth]),
    ...(targets.weights === undefined ? {} : { row_weights: tf.tensor1d(targets.weights) }),
  };
}

/** The same memory, as TensorFlow numbers rows: no copy, and no table has 2³¹ of them. */
function signed({ buffer, byteOffset, length }: Uint32Array): Int32Array {
  return new Int32Array(buffer, byteOffset, length);
}
