import { describe, expect, test } from 'vitest';
import type { Task } from '../../src/contracts/task.js';
import { numbersOf, predictionSchema, predictionsOf } from '../../src/delivery/prediction.js';

const colours: Task = { kind: 'multiclass', target: 'colour', classes: ['red', 'green', 'blue'] };
const price: Task = { kind: 'regression', target: 'price', classes: [] };

describe('a prediction', () => {
  test('of a class names the most probable one', () => {
    const values = Float64Array.of(0.2, 0.7, 0.1, 0.4, 0.2, 0.4);
    expect(predictionsOf({ task: colours }, { rows: 2, width: 3, values })).toEqual([
      { label: 'green', probability: 0.7, probabilities: { red: 0.2, green: 0.7, blue: 0.1 } },
      { label: 'red', probability: 0.4, probabilities: { red: 0.4, green: 0.2, blue: 0.4 } },
    ]);
  });

  test('of a class is the one decided for', () => {
    const churn: Task = { kind: 'binary', target: 'left', classes: ['no', 'yes'] };
    const decision = { threshold: 0.2, why: 'the best f1 on validation' };
    const values = Float64Array.of(0.7, 0.3, 0.9, 0.1);
    const [first, second] = predictionsOf({ task: churn, decision }, { rows: 2, width: 2, values });
    expect(first).toMatchObject({ label: 'yes', probability: 0.3 });
    expect(second).toMatchObject({ label: 'no', probability: 0.9 });
    expect(predictionSchema({ task: churn, decision })).toMatchObject({
      properties: {
        label: {
          description: '`yes` from a probability of 0.2 on: chosen for the best f1 on validation',
        },
      },
    });
  });

  test('of a number is that number', () => {
    const values = Float64Array.of(12.5, -3);
    expect(predictionsOf({ task: price }, { rows: 2, width: 1, values })).toEqual([
      { value: 12.5 },
      { value: -3 },
    ]);
  });

  test('that is no finite number is refused with its row', () => {
    const values = Float64Array.of(1, Infinity);
    expect(() => predictionsOf({ task: price }, { rows: 2, width: 1, values })).toThrow(
      'for row 1',
    );
  });

  test('has its numbers in class order whatever the order of its keys', () => {
    const probabilities = { blue: 0.1, red: 0.2, green: 0.7 };
    const prediction = { label: 'green', probability: 0.7, probabilities };
    expect(numbersOf(colours, prediction)).toEqual([0.2, 0.7, 0.1]);
    expect(numbersOf(price, { value: 4 })).toEqual([4]);
  });

  test('of a number has a schema of its own', () => {
    expect(predictionSchema({ task: price })).toMatchObject({
      properties: { value: { type: 'number' } },
    });
  });
});
