import type { Batch, Vector } from '../../contracts/batch.js';

/** The rows of a batch from one place up to another, which may lie behind its end. */
export function rowsOfBatch({ rows, columns }: Batch, from: number, to: number): Batch {
  const end = Math.min(rows, to);
  const cut = ([name, { kind, values }]: [string, Vector]): [string, Vector] => [
    name,
    { kind, values: values.slice(from, end) } as Vector,
  ];
  return { rows: end - from, columns: new Map([...columns].map(cut)) };
}

/** All rows of batches with the same columns, in their order; no columns when there are no batches. */
export async function joinedBatches(
  batches: AsyncIterable<Batch> | Iterable<Batch>,
): Promise<Batch> {
  const parts: Batch[] = [];
  for await (const batch of batches) parts.push(batch);
  const columns = [...(parts[0]?.columns ?? [])].map(([name, { kind }]): [string, Vector] => {
    const own = parts.flatMap(({ columns: all }) => [...(all.get(name)?.values ?? [])]);
    const values = kind === 'number' ? Float64Array.from(own as readonly number[]) : own;
    return [name, { kind, values } as Vector];
  });
  return { rows: parts.reduce((sum, { rows }) => sum + rows, 0), columns: new Map(columns) };
}
