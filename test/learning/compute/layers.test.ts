import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { openCompute } from '../../../src/learning/compute/backend.js';
import { chain, type Layer } from '../../../src/learning/compute/layers/layer.js';
import { gru, lstm } from '../../../src/learning/compute/layers/recurrent.js';
import type { Road } from '../../../src/learning/compute/trainer.js';
import { expectSame } from './expect-same.js';
import { type Case, cases, place, sequence, trainedOn, unit } from './layer-cases.js';
import { hasNative, openNative } from './native.js';

describe.skipIf(!hasNative)('traced as eager on native TensorFlow', () => {
  test.each(cases)('$name', async (one) => {
    const compute = await openNative();
    const traced = await trainedOn(compute, 'traced', one);
    expect(traced.road).toMatchObject({ name: 'traced', leakedTensors: 0 });
    const eager = await trainedOn(compute, 'eager', one);
    expect(eager.road).toMatchObject({ name: 'eager', leakedTensors: 0 });
    expectSame(traced, eager);
    expect(eager.history[2]?.loss).toBeLessThan(eager.history[0]?.loss ?? 0);
  });
});

describe('on WebAssembly as in plain JavaScript', () => {
  test.each(cases)('$name', async (one) => {
    const open = (backend: 'wasm' | 'cpu') => openCompute({ backend, cacheDir: '/nowhere' });
    const expected = await trainedOn(await open('cpu'), 'eager', one);
    const actual = await trainedOn(await open('wasm'), 'eager', one);
    expect(actual.road.leakedTensors).toBe(0);
    expectSame(actual, expected);
  });
});

describe.skipIf(!hasNative)('in ops of native TensorFlow alone as in plain JavaScript', () => {
  const own = ['normalisation', 'embedding and conv', 'place by place', 'gru', 'directions'];
  test.each(cases.filter(({ name }) => own.some((word) => name.includes(word))))(
    '$name',
    async (one) => {
      const plain = await openCompute({ backend: 'cpu', cacheDir: '/nowhere' });
      const expected = await trainedOn(plain, 'eager', one);
      expectSame(await trainedOn(await openNative(), 'eager', one), expected);
    },
  );
});

describe('reading backwards is reading what was turned round', () => {
  test.each([
    ['gru', gru],
    ['lstm', lstm],
  ] as const)('%s', async (name, recurrent) => {
    const compute = await openCompute({ backend: 'cpu', cacheDir: '/nowhere' });
    const turned: Layer = { apply: (tf, x) => tf.reverse(x, 1) };
    // Below it a layer that learns too: slopes have to reach the times they belong to.
    const net = (...parts: readonly Layer[]) =>
      chain(sequence, unit('below', 3, 3), ...parts, unit('out', 5, 1));
    const reader = (backwards: boolean) =>
      recurrent(place, { name, inputs: 3, units: 5, backwards });
    const one = (layer: Layer): Case => ({ name, width: 24, layer });
    const backwards = await trainedOn(compute, 'eager', one(net(reader(true))));
    expectSame(backwards, await trainedOn(compute, 'eager', one(net(turned, reader(false)))));
  });
});

test('what is read out of a tensor cannot be traced, and is not relied on', async (context) => {
  if (!hasNative) context.skip();
  const compute = await openNative();
  const hidden = unit('hidden', 5, 1);
  const frozen: Layer = {
    ...hidden,
    apply: (tf, x, pass) => {
      const largest: Tensor = tf.max(tf.abs(x));
      return hidden.apply(tf, tf.div(x, 1 + (largest.dataSync()[0] ?? 0)), pass);
    },
  };
  const one = { name: 'frozen', width: 5, layer: frozen };
  const { road } = await trainedOn(compute, 'auto' as Road, one);
  expect(road).toMatchObject({
    name: 'eager',
    reason: expect.stringContaining('the traced graph') as string,
  });
});
