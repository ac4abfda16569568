import { describe, expect, test } from 'vitest';
import { createOptimizer } from '../../../src/learning/compute/optimizer.js';

const block = { name: 'w', shape: [1], start: 0, end: 1 };
const layout = { size: 2, blocks: [block], regularised: [block] };

/** Two weights of 1 after some steps along a constant slope. */
function after(steps: number, options: Parameters<typeof createOptimizer>[0]): number[] {
  const optimizer = createOptimizer(options, layout);
  const weights = Float32Array.of(1, 1);
  const rate = options.learningRate;
  for (let number = 1; number <= steps; number++)
    optimizer.step(weights, Float32Array.of(2, -2), { number, rate });
  return [...weights];
}

describe('adam', () => {
  test('goes one learning rate in each step along a constant slope', () => {
    const [down = 0, up = 0] = after(3, { name: 'adam', learningRate: 0.1 });
    expect(down).toBeCloseTo(0.7, 5);
    expect(up).toBeCloseTo(1.3, 5);
  });

  test('decays only the regularised weights, beside its step', () => {
    const [decayed = 0, free = 0] = after(1, { name: 'adam', learningRate: 0.1, weightDecay: 0.5 });
    expect(decayed).toBeCloseTo(1 * 0.95 - 0.1, 5);
    expect(free).toBeCloseTo(1.1, 5);
  });
});

describe('sgd', () => {
  test('goes the slope times the learning rate', () => {
    expect(after(1, { name: 'sgd', learningRate: 0.1 })[0]).toBeCloseTo(0.8, 5);
  });

  test('gathers speed with momentum', () => {
    const [down = 0] = after(2, { name: 'sgd', learningRate: 0.1, momentum: 0.5 });
    expect(down).toBeCloseTo(1 - 0.2 - 0.3, 5);
  });

  test('looks ahead with Nesterov momentum', () => {
    const [down = 0] = after(1, { name: 'sgd', learningRate: 0.1, momentum: 0.5, nesterov: true });
    expect(down).toBeCloseTo(1 - 0.1 * (2 + 0.5 * 2), 5);
  });
});
