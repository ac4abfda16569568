import { expect, test } from 'vitest';
import type { SavedModel } from '../../../src/contracts/model.js';
import { onnxProducts } from '../../../src/learning/imports/onnx-products.js';
import { convolutionWork } from '../../../src/learning/insight/convolution-work.js';
import { planResnet } from '../../../src/learning/models/images/resnet-plan.js';
import { writeFamily } from '../../../src/stages/formats/graphs/families/index.js';
import { OnnxGraph } from '../../../src/stages/formats/onnx/onnx-graph.js';

const shape = { image: [16, 16, 3] as const, width: 8, depth: 1, stages: 2 };

/** By hand: each filter of 3 × 3 (or 1 × 1) at each of 256 places, and of 64 in the second stage. */
const products = 256 * 9 * (3 * 8 + 2 * 8 * 8) + 64 * (9 * (8 * 16 + 16 * 16) + 8 * 16);

function resnet(): SavedModel {
  const { stem, blocks, outputs } = planResnet(shape);
  const all = [
    stem,
    ...blocks.flatMap(({ first, second, shortcut }) => [
      first,
      second,
      ...(shortcut ? [shortcut] : []),
    ]),
  ];
  const zeros = (...dims: number[]) => ({
    shape: dims,
    values: new Float32Array(dims.reduce((product, length) => product * length, 1)),
  });
  return {
    family: 'image-cnn',
    task: { kind: 'multiclass', target: 'y', classes: ['a', 'b', 'c'] },
    inputs: Array.from({ length: 768 }, (_, at) => `photo[${at}]`),
    config: { ...shape, start: 0, size: 768, scale: { mean: 0, sd: 1 } },
    weights: {
      ...Object.fromEntries(
        all.flatMap(({ name, size, inputs, outputs: filters }) => [
          [`${name}/filter`, zeros(size, size, inputs, filters)],
          [`${name}/biases`, zeros(filters)],
        ]),
      ),
      'head/weights': zeros(outputs, 3),
      'head/biases': zeros(3),
    },
  };
}

const perNumber = 6;

test('a network of convolutions goes over its filters at every place', () => {
  expect((convolutionWork(resnet()) ?? NaN) * perNumber).toBeCloseTo(products, 6);
});

test('so does one made elsewhere, as its graph says', () => {
  const graph = new OnnxGraph(17);
  const features = graph.input({ name: 'features', kind: 'float', width: 768 });
  graph.output(writeFamily(graph, resnet(), features), {
    ...{ name: 'answers', kind: 'double', width: 3 },
  });
  const file = graph.finish({ name: 'model', producer: 'test', facts: {} });
  const found = onnxProducts(file, new Map([['features', 768]])) ?? NaN;
  expect(found).toBeGreaterThanOrEqual(products);
  expect(found).toBeLessThan(1.5 * products);
  const imported: SavedModel = {
    ...resnet(),
    family: 'imported',
    config: {
      runtime: 'onnx',
      feeds: [{ name: 'features', dims: [768] }],
    },
    weights: { file: { shape: [file.length], values: file } },
  };
  expect(convolutionWork(imported)).toBe(found / perNumber);
});

test('other models tell it by their weights, and what is no file by nothing', () => {
  const model = resnet();
  expect(convolutionWork({ ...model, family: 'mlp' })).toBeUndefined();
  expect(onnxProducts(Uint8Array.of(255, 255, 255), new Map())).toBeUndefined();
  const graph = new OnnxGraph(17);
  const features = graph.input({ name: 'features', kind: 'float', width: 2 });
  graph.output(graph.op('add', features, features), { name: 'answers', kind: 'float', width: 2 });
  const file = graph.finish({ name: 'model', producer: 'test', facts: {} });
  expect(onnxProducts(file, new Map([['features', 2]]))).toBeUndefined();
});
