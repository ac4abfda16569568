import { activation } from '../../compute/layers/activations.js';
import { biases } from '../../compute/layers/biases.js';
import { conv1d } from '../../compute/layers/convolution.js';
import { embedding } from '../../compute/layers/embedding.js';
import type { DrawPlace } from '../../compute/layers/initial-values.js';
import { branches, chain, dropout, type Layer } from '../../compute/layers/layer.js';
import { poolAll } from '../../compute/layers/pooling.js';
import { gru } from '../../compute/layers/recurrent.js';

/** What a network of texts is made of. */
export interface TextShape {
  /** Ids there are, and how many of them a row has. */
  readonly levels: number;
  readonly length: number;
  /** Numbers that stand for a word. */
  readonly embedding: number;
  readonly body: 'conv' | 'gru';
  /** Filters of each size, and the sizes, of `conv`. */
  readonly filters: number;
  readonly sizes: readonly number[];
  /** Memory of `gru`. */
  readonly units: number;
}

/** Sizes of filters that fit into the text, at least one. */
export function usedSizes({ sizes, length }: TextShape): readonly number[] {
  const fitting = [...new Set(sizes)].filter((size) => size <= length);
  return fitting.length > 0 ? fitting : [1];
}

/** Numbers that the body gives. */
export function textWidth(shape: TextShape): number {
  return shape.body === 'gru' ? shape.units : shape.filters * usedSizes(shape).length;
}

/**
 * A learned vector for each word, and over these either filters of several sizes with the greatest answer of each (Kim 2014) or
 * a gated recurrent unit, which reads backwards so that the end of a short text does not lie far behind.
 */
export function textBody(place: DrawPlace, shape: TextShape & { readonly dropout: number }): Layer {
  const { levels, embedding: width, filters, units, dropout: rate } = shape;
  const words = chain(embedding(place, { name: 'words', levels, width }), dropout(rate));
  if (shape.body === 'gru') {
    return chain(words, gru(place, { name: 'gru', inputs: width, units, backwards: true }));
  }
  const sizes = usedSizes(shape).map((size) =>
    chain(
      conv1d(place, { name: `conv${size}`, inputs: width, outputs: filters, size, biases: false }),
      poolAll('max'),
      biases({ name: `conv${size}`, width: filters }),
      activation('relu'),
    ),
  );
  return chain(words, branches(...sizes));
}
