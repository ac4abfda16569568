import type { SavedModel } from '../../contracts/model.js';
import { configOf, filesIn, importedFamily } from '../imports/imported-model.js';
import { onnxProducts } from '../imports/onnx-products.js';
import { planResnet, type ResnetShape } from '../models/images/resnet-plan.js';

/** Products that take as long as a number that is touched: those of a convolution come from a few weights that stay in the cache. */
const productsPerNumber = 6;

/**
 * About how many numbers a network of convolutions touches for an image, which its weights do not tell: the few that it has are gone over at
 * every place. Undefined for all other models.
 */
export function convolutionWork(model: SavedModel): number | undefined {
  const products =
    model.family === 'image-cnn'
      ? resnetProducts(model.config as unknown as ResnetShape)
      : model.family === importedFamily
        ? importedProducts(model)
        : undefined;
  return products && products / productsPerNumber;
}

function resnetProducts(shape: ResnetShape): number {
  const { stem, blocks } = planResnet(shape);
  const [height, width] = shape.image;
  let places = height * width;
  let products = 0;
  for (const { first, second, shortcut } of [{ first: stem, second: stem }, ...blocks]) {
    places /= first.stride ** 2;
    const all = first === second ? [first] : [first, second, ...(shortcut ? [shortcut] : [])];
    for (const { size, inputs, outputs } of all)
      products += size * size * inputs * outputs * places;
  }
  return products;
}

function importedProducts(model: SavedModel): number | undefined {
  const { runtime, feeds } = configOf(model);
  const sizes = new Map(
    feeds.map(({ name, dims }) => [name, dims.reduce((all, length) => all * length, 1)]),
  );
  const { file } = filesIn(model);
  if (runtime === 'onnx') return onnxProducts(file, sizes);
  // On the average, a layer of TensorFlow.js sees a quarter of the places of the image.
  const places = Math.max(...sizes.values()) / 4;
  const { specs } = JSON.parse(new TextDecoder().decode(file)) as PackedSpecs;
  const filters = specs.filter(({ shape }) => shape.length === 4);
  if (filters.length === 0) return undefined;
  return filters.reduce((sum, { shape }) => sum + places * shape.reduce((a, b) => a * b, 1), 0);
}

interface PackedSpecs {
  readonly specs: readonly { readonly shape: readonly number[] }[];
}
