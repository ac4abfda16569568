/** One input of a graph with its cells; null is NaN. */
export interface Feed {
  readonly name: string;
  readonly type: 'double' | 'float' | 'string';
  readonly data: readonly (number | string | null)[];
  readonly dims: readonly number[];
}
