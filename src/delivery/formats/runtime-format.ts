import type { FormatSource } from './format.js';

/** Why mlx's own runtime cannot predict with a model; undefined when it can. */
export function runtimeCannot({ model, signature }: FormatSource): string | undefined {
  if (model.modules !== undefined)
    return 'runs families of mlx, and this model has one of your own';
  // Named here as it is saved: this room knows no families.
  if (model.family === 'imported')
    return 'runs families of mlx, and this model was made elsewhere: `mlx serve` serves it';
  const image = signature.inputs.find(({ type }) => type === 'image');
  return image && `cannot decode images, and \`${image.name}\` holds some`;
}
